"""The lines of a PDF page: a PDF holds letters at places, and no words, lines or paragraphs."""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import hypot, isfinite
from typing import Any, Final

_GAP: Final = 1.4  # in letter heights: a wider gap on a line separates columns
_BOLD: Final = 600
_TALLEST: Final = 10_000.0  # points: what is taller, or nothing at all, says nothing
_ROOM: Final = "\u2003"  # stands for a space that nobody wrote
SIGN = re.compile(r"[•●▪■◦‣∙·–—➤►➢✓✔❖○\uf0b7\uf0a7\uf0d8\uf076\uf0fc-]|(?:\d{1,2}|[a-z])[.)]")
_SIGNS: Final = str.maketrans({"\x02": "-", "\ufffe": "\xad"})  # how the library tells hyphens at the ends of lines


@dataclass(frozen=True, slots=True)
class Word:
    """Letters without a gap, from ``left`` to ``right`` (points). ``apart``: no space was written before it, there is just room."""

    text: str
    left: float
    right: float
    apart: bool = False


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
    lines = _with_signs(_in_columns(list(_lines(textpage))))
    downwards = sorted(lines, key=lambda line: -line.y)
    return lines if any(_beside(a, b) for a, b in pairwise(downwards)) else downwards


def _in_columns(lines: list[Line]) -> list[Line]:
    """Cut lines where the cells of a narrow table meet: words that are apart, at the same place on several lines."""
    inner = [word for line in lines for word in line.words[1:]]
    if sum(word.apart for word in inner) * 4 > len(inner):
        return lines  # this program writes no spaces at all
    lefts = Counter(round(word.left) for word in inner if word.apart) + Counter(round(line.left) for line in lines)
    cut: list[Line] = []
    for line in lines:
        starts = [0, *(i for i, w in enumerate(line.words) if i and w.apart and lefts[round(w.left)] > 1), len(line.words)]
        cut += [replace(line, words=line.words[a:b]) for a, b in pairwise(starts)]
    return cut


def _with_signs(lines: list[Line]) -> list[Line]:
    """Put bullets that were written by themselves before the lines that they belong to."""
    lines = list(lines)
    signs = [line for line in lines if SIGN.fullmatch(line.text)]
    for sign in sorted(signs, key=lambda line: -line.left):  # where several stand side by side, the one next to the words comes first
        near = (n for n, line in enumerate(lines) if _beside(sign, line) and 0 < line.left - sign.right < sign.size * 4)
        owner = next((n for n in near if lines[n] not in signs), None)
        if owner is not None:
            lines[owner] = replace(lines[owner], words=(*sign.words, *lines[owner].words))
            lines.remove(sign)
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
        letter = _letter(pdfium.FPDFText_GetUnicode(textpage, index))
        pdfium.FPDFText_GetLooseCharBox(textpage, index, box)
        if not all(map(isfinite, (box.left, box.right, box.bottom))):
            continue  # it stands nowhere
        new = letter in "\r\n" or (bool(letters) and not letter.isspace() and _apart(letters, box, size, bottom))
        if new and letters:
            yield from _line(letters, y.value, size, bold)
            letters = []
        if letter in "\r\n":
            continue
        if not letters:
            if letter.isspace():
                continue
            size = _height(pdfium, textpage, index)
            bold = pdfium.FPDFText_GetFontWeight(textpage, index) >= _BOLD
            bottom = box.bottom
            pdfium.FPDFText_GetCharOrigin(textpage, index, x, y)
        room = letter == " " and pdfium.FPDFText_IsGenerated(textpage, index) == 1
        letters.append((_ROOM if room else letter, min(box.left, box.right), max(box.left, box.right)))
    yield from _line(letters, y.value, size, bold)


def _letter(code: int) -> str:
    """The letter of a code point; a sign for "unknown" where it is none."""
    return "\ufffd" if 0xD800 <= code < 0xE000 or code > 0x10FFFF else chr(code or 32)


def _height(pdfium: Any, textpage: Any, index: int) -> float:
    """The size of a letter on the page: the one that the file tells, scaled as it is drawn."""
    matrix = pdfium.FS_MATRIX()
    told = float(pdfium.FPDFText_GetFontSize(textpage, index))
    scaled = pdfium.FPDFText_GetMatrix(textpage, index, matrix)
    size = told * (hypot(matrix.b, matrix.d) or 1.0) if scaled else told
    return round(size, 1) if 0 < size < _TALLEST else 1.0


def _apart(letters: list[tuple[str, float, float]], box: Any, size: float, bottom: float) -> bool:
    """Whether the next letter stands in another column or on another line."""
    end = next((right for letter, _, right in reversed(letters) if not letter.isspace()), letters[-1][2])
    return bool(box.left - end > size * _GAP or box.left < end - size * 3 or abs(box.bottom - bottom) > size * 0.9)


def _line(letters: Sequence[tuple[str, float, float]], y: float, size: float, bold: bool) -> Iterator[Line]:
    words: list[Word] = []
    current: list[tuple[str, float, float]] = []
    apart = False
    for letter in (*letters, (" ", 0.0, 0.0)):
        if not letter[0].isspace():
            current.append(letter)
        elif current:
            text = "".join(c for c, _, _ in current).translate(_SIGNS)
            words.append(Word(text, current[0][1], current[-1][2], apart))
            current, apart = [], letter[0] == _ROOM
    if words:
        yield Line(tuple(words), y, max(size, 1.0), bold)
