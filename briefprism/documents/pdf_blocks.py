"""Lines of a PDF page put together again: paragraphs, list items and tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from briefprism.documents.pdf_lines import Line, Word

_BULLET = re.compile(r"^(?:[•●▪■◦‣∙·–—➤►➢✓✔❖○\uf0b7\uf0a7\uf0d8\uf076\uf0fc]|o(?=\s\S)|-)\s+(?=\S)")
_NUMBER = re.compile(r"^\(?(?:\d{1,2}|[a-z])[.)]\s+(?=\S)")
_LEADING: Final = 1.4  # in letter heights: how far apart lines are where a document does not tell
_LOOSE: Final = 0.2  # in letter heights: lines that much further apart are no paragraph
_SAME: Final = 3.0  # points: as good as the same place


@dataclass(slots=True)
class Block:
    """Lines that belong together. ``bullet`` says that the first began with one, which is then cut off; ``page`` counts from 1."""

    lines: list[Line]
    page: int
    bullet: bool = False
    last_page: int = 0

    @property
    def size(self) -> float:
        """The size of its letters, in points."""
        return self.lines[0].size

    def text(self, vocabulary: frozenset[str]) -> str:
        """Its lines as one; words that were divided at the end of a line are made whole."""
        whole = ""
        for line in self.lines:
            whole = _joined(whole, line.text, vocabulary)
        whole = whole.replace("\xad", "")
        return _BULLET.sub("", whole, count=1) if self.bullet else whole


@dataclass(slots=True)
class Grid:
    """A table: rows of cells, each with its text."""

    rows: list[list[str]] = field(default_factory=list)
    page: int = 0


def blocks(lines: Sequence[Line], page: int, leading: float) -> Iterator[Block | Grid]:
    """The blocks of a page, in the order of its lines; ``leading`` is as ``leading_of`` tells it."""
    most = leading + _LOOSE
    edge = _edges(lines)
    at = 0
    while at < len(lines):
        end, grid = _grid(lines, at, page, most)
        if grid:
            yield grid
            at = end
            continue
        block = Block([lines[at]], page, bool(_BULLET.match(lines[at].text)), page)
        while at + 1 < len(lines) and _goes_on(block, lines[at + 1], edge[at], most) and not _grid(lines, at + 1, page, most)[1]:
            at += 1
            block.lines.append(lines[at])
        at += 1
        yield block


def _edges(lines: Sequence[Line]) -> list[float]:
    """For each line, how far to the right the lines of its column reach."""
    return [max((o.right for o in lines if o.left < line.right and line.left < o.right), default=line.right) for line in lines]


def leading_of(pages: Sequence[Sequence[Line]]) -> float:
    """How far apart the lines of a paragraph are, in letter heights: the smallest distance often seen where a line was full."""
    seen: Counter[float] = Counter()
    for lines in pages:
        for line, following, edge in zip(lines, lines[1:], _edges(lines), strict=False):
            if _alike(line, following) and abs(line.left - following.left) < _SAME and _is_full(line, following, edge):
                seen[round((line.y - following.y) / line.size, 1)] += 1
    near = {distance: count for distance, count in seen.items() if 0.9 < distance < 3}
    return min((distance for distance, count in near.items() if count * 3 >= max(near.values())), default=_LEADING)


def _alike(line: Line, following: Line) -> bool:
    return abs(line.size - following.size) <= line.size * 0.08


def _is_full(line: Line, following: Line, edge: float) -> bool:
    """Whether the first word of the next line had no room on this one."""
    word = following.words[0]
    return line.right + (word.right - word.left) + line.size * 0.2 > edge - line.size * 0.5


def _goes_on(block: Block, following: Line, edge: float, most: float) -> bool:
    """Whether the next line belongs to the same paragraph: near, alike, and its first word had no room on the last one."""
    line = block.lines[-1]
    if _BULLET.match(following.text) or _NUMBER.match(following.text) or not _alike(line, following):
        return False
    if not 0 < line.y - following.y <= line.size * most or following.left < block.lines[0].left - _SAME * 4:
        return False
    if line.bold != following.bold and line.right < edge * 0.8:
        return False
    return _is_full(line, following, edge) or following.text[:1].islower()


def _grid(lines: Sequence[Line], at: int, page: int, most: float) -> tuple[int, Grid | None]:
    """The table that begins at a line and where it ends; None where none does."""
    rows: list[list[list[Line]]] = []
    while at < len(lines):
        row, end = _grid_row(lines, at, most)
        if len(row) < 2 or (rows and not _fits(row, rows)):
            break
        rows.append(row)
        at = end
    if len(rows) < 2:
        return at, None
    lefts = _columns(rows)
    return at, Grid([_cells(row, lefts) for row in rows], page)


def _grid_row(lines: Sequence[Line], at: int, most: float) -> tuple[list[list[Line]], int]:
    """The cells that stand side by side from a line on; a cell may have several lines."""
    cells: list[list[Line]] = []
    while at < len(lines):
        line = lines[at]
        last = cells[-1][-1] if cells else None
        alike = last is not None and _alike(last, line) and last.bold == line.bold
        if last and alike and abs(line.left - cells[-1][0].left) < _SAME and 0 < last.y - line.y <= last.size * most:
            cells[-1].append(line)
        elif last is None or (line.left > max(part.right for part in cells[-1]) and _overlap(cells[-1], line)):
            cells.append([line])
        else:
            break
        at += 1
    return cells, at


def _overlap(cell: list[Line], line: Line) -> bool:
    """Whether a line stands at the height of a cell."""
    return cell[-1].y - line.size <= line.y <= cell[0].y + line.size


def _fits(row: list[list[Line]], rows: list[list[list[Line]]]) -> bool:
    """Whether the cells stand in the columns of the rows above: most share an edge or a middle."""

    def near(cell: list[Line], other: list[Line]) -> bool:
        a, b, c, d = cell[0].left, max(p.right for p in cell), other[0].left, max(p.right for p in other)
        return abs(a - c) < _SAME or (a < d and c < b)

    matched = sum(any(near(cell, other) for other in rows[-1]) for cell in row)
    return matched * 2 > len(row)


def _columns(rows: list[list[list[Line]]]) -> list[float]:
    """Where the columns begin: the left edges of the row with most cells, the last of these (titles are often centred)."""
    most = max(map(len, rows))
    return [cell[0].left for cell in next(row for row in reversed(rows) if len(row) == most)]


def _cells(row: list[list[Line]], lefts: list[float]) -> list[str]:
    """The text of each column; a line that runs on into the next column is cut where that begins."""
    texts: list[list[str]] = [[] for _ in lefts]
    for cell in row:
        for line in cell:
            for word in line.words:
                column = _column(word, line, lefts)
                texts[column].append(word.text)
    return [" ".join(text).replace("\xad ", "").replace("\xad", "") for text in texts]


def _column(word: Word, line: Line, lefts: list[float]) -> int:
    """The last column that has begun at a word: by the left edge of its line, or by a word that stands at the edge of a column."""
    first = max((i for i, left in enumerate(lefts) if left <= line.left + _SAME), default=0)
    begun = [i for i, left in enumerate(lefts) if i > first and any(abs(w.left - left) < 1 and w.left <= word.left for w in line.words)]
    return begun[-1] if begun else first


def _joined(whole: str, line: str, vocabulary: frozenset[str]) -> str:
    """Two lines as one. A hyphen goes where the word is known without it, or its parts are no words of this document."""
    if not whole:
        return line
    if whole.endswith("\xad"):
        return whole[:-1] + line
    if not (len(whole) > 2 and whole[-1] in "-‐" and whole[-2].isalpha() and line[:1].islower()):
        return f"{whole} {line}"
    first, second = re.findall(r"\w+", whole)[-1].lower(), (re.match(r"\w+", line) or [""])[0].lower()
    known = first + second not in vocabulary and (f"{first}-{second}" in vocabulary or {first, second} <= vocabulary)
    return whole + line if known else whole[:-1] + line


def vocabulary_of(lines: Sequence[Line]) -> frozenset[str]:
    """The words that stand inside lines, in small letters; those at the ends may be parts of words."""
    inner = (word.text.strip(".,;:!?()\"'“”’").lower() for line in lines for word in line.words[1:-1])
    return frozenset(word for word in inner if word)
