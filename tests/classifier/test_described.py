"""Names that no list knows, judged by what is said of them; and when they are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefprism.data.lines import read_descriptions
from briefprism.hall.brief.labellers import labellers
from briefprism.models.errors import DataError

CLEAR = {
    "Zolqua": ("social network where people have profiles, add friends and follow one another", "network"),
    "Brindlebox": ("discussion forum for owners of narrow boats, threads by topic", "channel"),
    "Postloom": ("tool to schedule posts on several social media accounts", "media"),
    "Radio Kelwood": ("local radio station with news and music", "not_social"),
}


@pytest.mark.parametrize(("name", "description", "label"), [(n, *d) for n, d in CLEAR.items()], ids=CLEAR.keys())
def test_a_clear_description_decides(name: str, description: str, label: str) -> None:
    assert labellers().resolver.resolve(name).label == "unknown"
    found = labellers().resolver.resolve(name, description)
    assert (found.label, found.by) == (label, "model")
    assert description[:40] in found.reason
    assert 0 < found.confidence < 1


@pytest.mark.parametrize("description", ["", "   ", "???", "our partner in Ohio", "see contract"])
def test_a_description_that_says_nothing_leaves_it_unknown(description: str) -> None:
    found = labellers().resolver.resolve("Zolqua", description)
    assert (found.label, found.confidence) == ("unknown", 0.0)


def test_what_a_list_knows_goes_before_its_description() -> None:
    found = labellers().resolver.resolve("Facebook", "local radio station with news and music")
    assert (found.label, found.by) == ("network", "catalogue")


def test_a_long_description_is_shown_short() -> None:
    found = labellers().resolver.resolve("Brindlebox", "discussion forum with threads by topic, " + "and boats " * 400)
    assert len(found.reason) < 250


ROW = '{"name": "A", "description": "b", "label": "network", "kind": "social-network"}\n'
BROKEN = {
    "label": (ROW.replace('"network"', '"net"'), "unknown label 'net'"),
    "kind": (ROW.replace("social-network", "people"), "unknown kind 'people'"),
    "field": (ROW.replace('"name": "A", ', ""), "field 'name' is missing"),
}


@pytest.mark.parametrize(("text", "fault"), BROKEN.values(), ids=BROKEN.keys())
def test_broken_training_lines_are_refused_with_their_place(text: str, fault: str, tmp_path: Path) -> None:
    path = tmp_path / "describe_x.jsonl"
    path.write_text(ROW + text, "utf-8")
    with pytest.raises(DataError, match=f"describe_x.jsonl:2: {fault}"):
        read_descriptions(path)
