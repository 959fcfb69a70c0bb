"""A brief as read: text, and the units (sentences, list items, table rows, headings) that labels are given to."""

from __future__ import annotations

from bisect import bisect_right
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
class Place:
    """Where a person finds ``text[start:end]`` again in the document that it was read from, such as "page 3"."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Brief:
    """A text with its units in reading order, its language (ISO 639-1) and its number of words.

    ``places`` are those of a document, sorted; a text of its own has none, and is found by its lines.
    """

    source: str
    text: str
    language: str
    words: int
    units: tuple[Unit, ...]
    places: tuple[Place, ...] = ()

    def place(self, start: int, end: int | None = None) -> str:
        """Where ``text[start:end]`` stands in the document; a stretch over several cells is in their row. Empty if nobody knows."""
        found = self._place(start)
        if found is None:
            return ""
        other = self._place(end - 1) if end is not None and end > start else found
        return found.label if other is None or other.label == found.label else found.label.partition(", cell ")[0]

    def _place(self, offset: int) -> Place | None:
        at = bisect_right(self.places, offset, key=lambda place: place.start) - 1
        return self.places[at] if at >= 0 and offset < self.places[at].end else None

    def quote(self, unit: Unit) -> str:
        """The words of the brief that ``unit`` stands for, verbatim."""
        return self.text[unit.start : unit.end]
