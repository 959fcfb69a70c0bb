"""One brief in the files of seven programs: the same elements, the same places, the same findings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from briefprism.hall.brief.pipeline import Checker
from briefprism.models.document import Document
from briefprism.models.report import Report

NAMES = ("complete", "middling", "weak")
SUFFIXES = (".docx", ".odt", ".pdf", ".html", ".pptx", ".eml")
DIFFERENT = {
    ("complete", ".pptx"): {"wanted_response"},  # a title slide stands by itself
    ("weak", ".pptx"): {"wanted_response"},
}
"""The elements that are seen otherwise, of the 53 that are looked for; none of them decides a finding of the pack core."""

Reading = Callable[..., Document]


@pytest.fixture(scope="module")
def reports(
    plain_checker: Checker, texts: Mapping[str, str], made: Mapping[str, Callable[[str], bytes]], samples: Path, reading: Reading
) -> dict[tuple[str, str], Report]:
    found = {}
    for name in NAMES:
        found[name, ".md"] = plain_checker.check(texts[name], f"{name}.md")
        for suffix in SUFFIXES:
            raw = made[suffix](texts[name]) if suffix in made else (samples / (name + suffix)).read_bytes()
            document = reading(name + suffix, raw)
            assert document.kind == suffix[1:]
            found[name, suffix] = plain_checker.report(plain_checker.read_document(document))
    return found


def places(report: Report) -> set[tuple[str, str]]:
    return {(m.classification.platform or m.classification.text, m.status) for m in report.mentions}


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("name", NAMES)
def test_the_program_it_was_written_in_makes_no_difference(reports: dict[tuple[str, str], Report], name: str, suffix: str) -> None:
    text, document = reports[name, ".md"], reports[name, suffix]
    states = {s.element: s.state for s in text.signals}
    different = {s.element for s in document.signals if s.state != states.get(s.element)}
    assert different == DIFFERENT.get((name, suffix), set())
    assert places(document) == places(text)
    assert document.complete == text.complete
    assert [f.rule for f in document.findings if f.pack == "core"] == [f.rule for f in text.findings if f.pack == "core"]


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("name", NAMES)
def test_each_quote_is_verbatim_and_has_a_place(reports: dict[tuple[str, str], Report], name: str, suffix: str) -> None:
    report = reports[name, suffix]
    quotes = [e for s in report.signals for e in (*s.evidence, *(s.search.closest if s.search else ()))]
    assert quotes
    for words in quotes:
        assert report.brief.text[words.start : words.end] == words.quote
        assert report.brief.place(words.start, words.end)


def test_places_are_told_in_json_and_in_what_if(reports: dict[tuple[str, str], Report], plain_checker: Checker) -> None:
    data = reports["complete", ".docx"].to_dict()
    assert data["elements"]["audience"]["evidence"][0]["place"] == "paragraph 3"
    assert data["elements"]["measuring_tool"]["evidence"][0]["place"] == "paragraph 15, under “Who, when, how much”"
    assert all("place" not in e for s in reports["complete", ".md"].to_dict()["elements"].values() for e in s.get("evidence", []))
