"""A brief as read: text, and the units (sentences, list items, table rows, headings) that labels are given to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

UnitKind = Literal["sentence", "bullet", "checkbox", "row", "heading", "quote", "prompt", "code", "meta"]
"""``prompt``: a template question or field without an answer; ``meta``: front matter, comments; ``code``: code.
These three never answer anything. ``quote``: a block quote or a post template."""

SILENT_KINDS: frozenset[str] = frozenset({"prompt", "code", "meta"})


@dataclass(frozen=True, slots=True)
class Unit:
    """One stretch ``text[start:end]`` of a brief. Offsets count code points of the text as given.

    ``headings`` is the path of headings and lead-in lines above it, outermost first; ``columns`` are the titles of the
    table that a row stands in; ``section`` and ``block`` number the section, and the list, table or paragraph.
    """

    start: int
    end: int
    kind: UnitKind
    headings: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    cells: tuple[tuple[int, int], ...] = ()
    section: int = 0
    block: int = 0


@dataclass(frozen=True, slots=True)
class Brief:
    """A text with its units in reading order, its language (ISO 639-1) and its number of words."""

    source: str
    text: str
    language: str
    words: int
    units: tuple[Unit, ...]

    def quote(self, unit: Unit) -> str:
        """The words of the brief that ``unit`` stands for, verbatim."""
        return self.text[unit.start : unit.end]
