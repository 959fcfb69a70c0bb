"""The lines of a PDF page: a PDF holds letters at places, and no words, lines or paragraphs."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

_GAP: Final = 1.4  # in letter heights: a wider gap on a line separates columns
_BOLD: Final = 600
_SOFT_HYPHENS: Final = "\x02\xad\ufffe"


@dataclass(frozen=True, slots=True)
class Word:
    """Letters without a gap, from ``left`` to ``right`` (points)."""

    text: str
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one baseline ``y`` (points from the bottom of the page), in letters of one ``size``."""

    words: tuple[Word, ...]
    y: float
    size: float
    bold: bool

    @property
    def text(self) -> str:
        """The words with spaces."""
        return " ".join(word.text for word in self.words)

    @property
    def left(self) -> float:
        """Where it begins."""
        return self.words[0].left

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.words[-1].right


def page_lines(textpage: Any) -> list[Line]:
    """The lines of a page; from top to bottom where nothing stands side by side, else in the order in which they were written."""
    lines = list(_lines(textpage))
    if not any(_beside(a, b) for a, b in pairwise(lines)):
        lines.sort(key=lambda line: -line.y)
    return lines


def _beside(one: Line, other: Line) -> bool:
    """Whether two lines stand side by side."""
    return abs(one.y - other.y) < max(one.size, other.size) * 0.8 and (one.right < other.left or other.right < one.left)


def _lines(textpage: Any) -> Iterator[Line]:
    import pypdfium2.raw as pdfium

    box, y, x = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    letters: list[tuple[str, float, float]] = []
    size, bold, bottom = 0.0, False, 0.0
    for index in range(textpage.count_chars()):
        letter = chr(pdfium.FPDFText_GetUnicode(textpage, index) or 32)
        pdfium.FPDFText_GetLooseCharBox(textpage, index, box)
        new = letter in "\r\n" or (bool(letters) and not letter.isspace() and _apart(letters, box, size, bottom))
        if new and letters:
            yield from _line(letters, y.value, size, bold)
            letters = []
        if letter in "\r\n":
            continue
        if not letters:
            if letter.isspace():
                continue
            size = _height(pdfium, textpage, index, box)
            bold = pdfium.FPDFText_GetFontWeight(textpage, index) >= _BOLD
            bottom = box.bottom
            pdfium.FPDFText_GetCharOrigin(textpage, index, x, y)
        letters.append((letter, box.left, box.right))
    yield from _line(letters, y.value, size, bold)


def _height(pdfium: Any, textpage: Any, index: int, box: Any) -> float:
    """The size of a letter on the page; the one that the file tells is before any scaling."""
    told = float(pdfium.FPDFText_GetFontSize(textpage, index))
    seen = float(box.top - box.bottom)
    return told if 0.6 < (seen / told if told else 0) < 2 else seen / 1.15


def _apart(letters: list[tuple[str, float, float]], box: Any, size: float, bottom: float) -> bool:
    """Whether the next letter stands in another column or on another line."""
    end = next((right for letter, _, right in reversed(letters) if not letter.isspace()), letters[-1][2])
    return bool(box.left - end > size * _GAP or box.left < end - size * 3 or abs(box.bottom - bottom) > size * 0.9)


def _line(letters: Sequence[tuple[str, float, float]], y: float, size: float, bold: bool) -> Iterator[Line]:
    words: list[Word] = []
    current: list[tuple[str, float, float]] = []
    for letter in (*letters, (" ", 0.0, 0.0)):
        if not letter[0].isspace():
            current.append(letter)
        elif current:
            text = "".join("\xad" if c in _SOFT_HYPHENS else c for c, _, _ in current)
            words.append(Word(text, current[0][1], current[-1][2]))
            current = []
    if words:
        yield Line(tuple(words), y, max(size, 1.0), bold)
