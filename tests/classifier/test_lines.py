"""What the sentence classifier sees: words without markup, cells with their columns, headings, neighbours, traits."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefprism.classifier.known import known_reader
from briefprism.classifier.lines import Line, clean, lines_of
from briefprism.classifier.mentions import MentionFinder
from briefprism.classifier.reader import read
from briefprism.classifier.resolver import Resolver
from briefprism.classifier.traits import TraitReader
from briefprism.data.catalogue import load_catalogue

CLEANED = {
    "bold": ("**Post** _daily_", "Post daily"),
    "heading": ("## Goal", "Goal"),
    "code": ("use `utm`", "use utm"),
    "link-keeps-words-and-host": ("[our page](https://www.instagram.com/a)", "our page instagram.com/a"),
    "picture": ("![logo](logo.png)", "logo logo.png"),
    "scheme": ("see https://acme.example", "see acme.example"),
    "blanks": ("  a \n\t b ", "a b"),
    "strike": ("~~TikTok~~ | x > y", "TikTok x y"),
    "nothing": ("", ""),
    "only-markup": ("***", ""),
}


@pytest.mark.parametrize(("text", "expected"), CLEANED.values(), ids=CLEANED.keys())
def test_clean(text: str, expected: str) -> None:
    assert clean(text) == expected


def lines(text: str) -> list[Line]:
    brief = read(text)
    return lines_of(brief, [frozenset[str]()] * len(brief.units))


def test_headings_neighbours_and_position() -> None:
    first, middle, last = lines("# Plan\n\n**We post** daily.\n\nAnn answers.\n")
    assert (first.kind, first.heading, first.before, first.position) == ("heading", "", "", 0.0)
    assert (middle.text, middle.heading, middle.before, middle.after) == ("We post daily.", "Plan", "Plan", "Ann answers.")
    assert (last.after, last.position) == ("", 1.0)


def test_only_the_two_nearest_headings_are_context() -> None:
    assert lines("# A\n\n## B\n\n### C\n\nText here.\n")[-1].heading == "B > C"


def test_cells_carry_the_titles_of_their_columns() -> None:
    text = "| Channel | Who | When |\n|---|---|---|\n| **Blog** |  | Monday |\n| Forum | Ann | daily | extra |\n"
    assert [line.text for line in lines(text)[1:]] == [
        "Channel: Blog | When: Monday",
        "Channel: Forum | Who: Ann | When: daily | extra",
    ]


def test_pasted_rows_have_no_titles() -> None:
    assert lines("Blog\tAnn\tMonday\n")[0].text == "Blog | Ann | Monday"


@pytest.mark.parametrize(
    ("text", "silent"), [("[the goal]", True), ("```py\nx\n```", True), ("<!-- x -->", True), ("> Come!", False), ("We post.", False)]
)
def test_silent(text: str, silent: bool) -> None:
    assert lines(text)[0].silent is silent


def test_a_single_unit_and_no_unit() -> None:
    (only,) = lines("We post.")
    assert (only.position, only.before, only.after) == (0.0, "", "")
    assert lines("") == []


TRAITS = {
    "We post on Facebook.": {"network"},
    "We post on Facebook and Instagram.": {"network", "pictures", "several"},
    "Facebook here, Facebook there.": {"network"},
    "Read our blog.": {"channel", "blog"},
    "A video on YouTube.": {"network", "video"},
    "A radio spot.": {"traditional"},
    "Sent as a newsletter.": {"email"},
    "Facebook ads for parents.": {"network", "paid"},
    "Counted with Google Analytics.": {"measures"},
    "Planned in Hootsuite.": {"tool"},
    "All of our social media.": {"umbrella"},
    "We bake bread.": set(),
}


@pytest.mark.parametrize(("text", "expected"), TRAITS.items())
def test_traits(text: str, expected: set[str]) -> None:
    catalogue = load_catalogue()
    brief = read(text)
    names = MentionFinder(catalogue, Resolver(catalogue)).find(brief)
    (traits,) = TraitReader(catalogue, known_reader()).by_unit(brief, names)
    assert expected <= traits
    assert ("several" in traits) == ("several" in expected)
    assert ("paid" in traits) == ("paid" in expected)
    assert bool(traits) == bool(expected)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80))
def test_one_clean_line_a_unit(text: str) -> None:
    brief = read(text)
    found = lines(text)
    assert len(found) == len(brief.units)
    assert all(line.text == " ".join(line.text.split()) for line in found)
    assert all(b.before == a.text and a.after == b.text for a, b in pairwise(found))
    assert all(0.0 <= line.position <= 1.0 for line in found)
