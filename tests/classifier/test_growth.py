"""Texts that made the reader slow: what once grew with the square of the length took minutes here."""

from __future__ import annotations

import time

import pytest

from briefprism.classifier.features import _flags
from briefprism.classifier.lines import Line, lines_of
from briefprism.classifier.reader import read
from briefprism.classifier.tokenisable import tokenisable
from briefprism.hall.brief.labellers import labellers

SIZE = 60_000
SECONDS = 20  # of CPU; each takes about one
SLOW_ONCE = {
    "one-word": "a" * SIZE, "brackets": "[" * SIZE, "parentheses": "(" * SIZE, "tags": "<" * SIZE, "currencies": "US$" * (SIZE // 3),
    "genitives": "'s" * (SIZE // 2), "addresses": "a@" * (SIZE // 2), "words-that-are-names": "X, " * (SIZE // 3),
    "names": "Facebook " * (SIZE // 9), "names-with-an-s": "Facebook's " * (SIZE // 11), "entities": "&amp;" * (SIZE // 5),
    "links-and-names": "a.com Facebook " * (SIZE // 15), "ten-thousand-headings": "# a\n" * 10_000,
    "rows": "|a|b|\n|-|-|\n" + "|a|b|\n" * (SIZE // 6),
    "one-point-lists": "1. a\n\nx\n\n" * (SIZE // 9), "hints": "<!-- a -->\n\n" * (SIZE // 12), "lead-ins": "a:\n\n" * (SIZE // 4),
    "wrapped": ("w" * 55 + "\n") * (SIZE // 56), "quotes-in-quotes": ">" * SIZE + " a", "lists-in-lists": "- " * (SIZE // 2) + "a",
    "a-wide-table": f"|{'a|' * (SIZE // 8)}\n|{'-|' * (SIZE // 8)}\n|{'b|' * (SIZE // 8)}\n", "blank-lines": "\n" * SIZE + "a",
    "combining": "e" + "\u0301" * SIZE, "half-characters": "a\ud800" * (SIZE // 2), "no-space": "東京" * (SIZE // 2),
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _loaded() -> None:
    labellers(()).finder.find(read("We post on Facebook."))


@pytest.mark.parametrize("text", SLOW_ONCE.values(), ids=SLOW_ONCE.keys())
def test_it_is_read_in_no_time(text: str) -> None:
    began = time.process_time()
    brief = read(text)
    names = labellers(()).finder.find(brief)
    traits = labellers(()).traits.by_unit(brief, names)
    _flags(max(lines_of(brief, traits), key=lambda line: len(line.text), default=Line("", "", "sentence")))
    assert time.process_time() - began < SECONDS
    assert all(text[n.start : n.end] == n.classification.text for n in names)
    assert all(0 <= unit.start < unit.end <= len(text) for unit in brief.units)


LENGTHS = ["", "short and plain", "x" * 299, "x" * 300, "x" * 301, "a " + "y" * 1000 + " b", "\ud800" * 5, "漢" * 700]


@pytest.mark.parametrize("text", LENGTHS)
def test_a_text_for_the_tokeniser_keeps_its_length(text: str) -> None:
    made = tokenisable(text)
    assert len(made) == len(text)
    assert all(len(word) < 300 for word in made.split())
    assert made == text or "\ud800" in text or len(text) >= 300
    made.encode("utf-8")
