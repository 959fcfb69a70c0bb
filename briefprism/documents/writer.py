"""Writes what a document holds as Markdown, and keeps where each part of it came from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from briefprism.documents.limits import DEFAULT, LimitError
from briefprism.models.brief import Place
from briefprism.models.document import Document, DocumentKind, Limits

_LARGEST_HEADING: Final = 6
_INDENT: Final = 4


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one formatting. ``origin`` is the element that holds them, ``at`` the offset of their first character in it."""

    text: str
    origin: Any = None
    at: int = 0


@dataclass(frozen=True, slots=True)
class Origin:
    """``text[start:end]`` stands in the element ``element`` from its character ``at`` on."""

    start: int
    end: int
    element: Any
    at: int


Words = Sequence[Piece]
Label = Callable[[int, int], str]
"""The place of a cell, by row and cell, counted from 1."""


def words(text: str) -> Words:
    """Words without an origin."""
    return (Piece(text),)


class Writer:
    """Takes headings, paragraphs, list items, quotes and tables in reading order, as many as the limits allow.

    Raises:
        LimitError: from any of them.
    """

    def __init__(self, limits: Limits = DEFAULT) -> None:
        self.limits = limits
        self._cells = 0
        self._parts: list[str] = []
        self._length = 0
        self._in_list = False
        self.places: list[Place] = []
        self.origins: list[Origin] = []

    def heading(self, level: int, text: Words, place: str) -> None:
        """A heading of level 1 to 6; line breaks in it become spaces."""
        if line := tuple(_one_line(text, " ")):
            self._block(line, place, "#" * max(1, min(level, _LARGEST_HEADING)) + " ", "")

    def paragraph(self, text: Words, place: str) -> None:
        """A paragraph; its line breaks stay."""
        self._block(text, place, "", "")

    def quote(self, text: Words, place: str) -> None:
        """A paragraph that quotes somebody."""
        self._block(text, place, "> ", "> ")

    def item(self, depth: int, text: Words, place: str, number: int | None = None) -> None:
        """A list item, ``depth`` counted from 1; with a ``number``, that of an ordered list."""
        sign = "- " if number is None else f"{number}. "
        indent = " " * _INDENT * max(0, depth - 1)
        self._block(text, place, indent + sign, indent + " " * len(sign), listed=True)

    def table(self, rows: Sequence[Sequence[Words]], label: Label, *, header: bool) -> None:
        """A table: with a header as in Markdown; two columns without one as "name: value"; more as lines of tabs."""
        width = max(map(len, rows), default=0)
        self._cells += width * len(rows)
        if self._cells > self.limits.max_cells:
            raise LimitError(f"its tables have more than {self.limits.max_cells:,} cells", "max_cells", self.limits.max_cells)
        if not header and width == 2:
            for number, row in enumerate(rows, 1):
                self._pair(row, label, number)
            return
        left, between, right = ("| ", " | ", " |") if header else ("", "\t", "")
        self._gap()
        for number, row in enumerate(rows, 1):
            cells = [tuple(_one_line(cell, "; ", {"|": "¦", "\t": " "} if header else {"\t": " "})) for cell in row]
            if not any(cells):
                continue
            for place, cell in enumerate([*cells, *[()] * (width - len(cells))], 1):
                start = self._length
                self._put(left if place == 1 else between)
                self._words(cell)
                self._put(right if place == width else "")
                if start < self._length:
                    self.places.append(Place(start, self._length, label(number, place)))
            self._put("\n")
            if header and number == 1:
                self._put("|" + " --- |" * width + "\n")

    def _pair(self, row: Sequence[Words], label: Label, number: int) -> None:
        name, value = ([*(tuple(_one_line(cell, "; ")) for cell in row), (), ()])[:2]
        colon = (Piece(": "),) if name and value and not name[-1].text.rstrip().endswith((":", "?", ".")) else (Piece(" "),)
        self._block((*name, *(colon if name and value else ()), *value), label(number, 1).rpartition(", cell ")[0], "", "")

    def document(self, source: str, kind: DocumentKind) -> Document:
        """All that was written."""
        return Document(source, "".join(self._parts), tuple(self.places), kind)

    def _block(self, text: Words, place: str, first: str, further: str, *, listed: bool = False) -> None:
        pieces = tuple(_tidy(text))
        if not pieces:
            return
        self._gap(close=listed and self._in_list)
        start = self._length
        self._put(first)
        self._words(pieces, further)
        self.places.append(Place(start, self._length, place))
        self._put("\n")
        self._in_list = listed

    def _gap(self, *, close: bool = False) -> None:
        if self._parts and not close:
            self._put("\n")
        self._in_list = False

    def _words(self, pieces: Words, further: str = "") -> None:
        for piece in pieces:
            at = piece.at
            for number, line in enumerate(piece.text.split("\n")):
                if number:
                    self._put("\n" + further)
                    at += 1
                if line and piece.origin is not None:
                    self.origins.append(Origin(self._length, self._length + len(line), piece.origin, at))
                self._put(line)
                at += len(line)

    def _put(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)
        if self._length > self.limits.max_text:
            raise LimitError(f"it holds more than {self.limits.max_text:,} characters of text", "max_text", self.limits.max_text)


def _tidy(text: Words) -> Iterator[Piece]:
    """The pieces without white space at both ends, and with a space for each character that nobody sees."""
    pieces = [replace(p, text="".join(c if c.isprintable() or c in "\n\t\xa0\xad" else " " for c in p.text)) for p in text]
    while pieces and not pieces[0].text.strip():
        pieces.pop(0)
    while pieces and not pieces[-1].text.strip():
        pieces.pop()
    if pieces:
        bare = pieces[0].text.lstrip()
        pieces[0] = replace(pieces[0], text=bare, at=pieces[0].at + len(pieces[0].text) - len(bare))
        pieces[-1] = replace(pieces[-1], text=pieces[-1].text.rstrip())
    yield from pieces


def _one_line(text: Words, between: str, other: dict[str, str] | None = None) -> Iterator[Piece]:
    """The pieces on one line: ``between`` for a line break, a space after the end of a sentence; ``other`` signs replaced."""
    table = str.maketrans(other or {})
    last = ""
    for piece in _tidy(text):
        at = piece.at
        for number, line in enumerate(piece.text.split("\n")):
            if number:
                at += 1
                if last.strip():
                    yield Piece(" " if last.rstrip().endswith((".", "!", "?", ":", ";", ",")) else between)
                last = ""
            if line:
                yield Piece(line.translate(table), piece.origin, at)
                last = line
            at += len(line)


def joined(blocks: Iterable[Words]) -> Words:
    """Several blocks as the words of one, a line each."""
    out: list[Piece] = []
    for block in blocks:
        if out and block:
            out.append(Piece("\n"))
        out += block
    return out
