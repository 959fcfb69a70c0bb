"""The brief as its author laid it out, headings, paragraphs, lists and tables, filled with labelled segments."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from briefprism.models.brief import Unit
from briefprism.models.report import Report
from briefprism.report.html.marks import Segment, marked

Shape = Literal["heading", "paragraph", "list", "table", "quote", "code", "note"]
_SHAPES: Final[dict[str, Shape]] = {
    "heading": "heading", "sentence": "paragraph", "prompt": "paragraph", "bullet": "list", "checkbox": "list", "row": "table",
    "quote": "quote", "code": "code", "meta": "note",
}  # fmt: skip
_SHORT: Final = 50  # a line that ends before this column was ended on purpose
_DEEPEST: Final = 3
_MARKER = re.compile(r"(?P<number>\(?\w{1,3}[.)])|\[(?P<box>[ xX✓✔]?)\]|(?P<ticked>[☑☒✅✔])|(?P<empty>☐)")


@dataclass(slots=True)
class Line:
    """One paragraph, list item or table row. ``cells`` hold its segments, one cell where it is no row.

    ``depth`` is the level of a list item from 0, ``marker`` its number, or a box with or without a tick; ``title`` marks
    the title row of a table.
    """

    cells: list[list[Segment]] = field(default_factory=lambda: [[]])
    depth: int = 0
    marker: str = ""
    title: bool = False

    @property
    def segments(self) -> list[Segment]:
        """The segments of a line that is no row."""
        return self.cells[0]


@dataclass(slots=True)
class Block:
    """Lines of one shape. ``level`` is the level of a heading from 0."""

    shape: Shape
    number: int
    level: int = 0
    lines: list[Line] = field(default_factory=list)


def laid_out(report: Report) -> list[Block]:
    """The blocks of the brief in reading order."""
    return list(_Layout(report).blocks())


class _Layout:
    def __init__(self, report: Report) -> None:
        self.brief = report.brief
        self.segments = marked(report)
        self.starts = [s.start for s in self.segments]
        self.indents: list[int] = []  # of the list items that hold the present one, and its own

    def blocks(self) -> Iterator[Block]:
        block: Block | None = None
        before: Unit | None = None
        for unit in self.brief.units:
            shape = _shape(unit, block)
            if block is None or shape in ("heading", "note") or (shape, unit.block) != (block.shape, block.number):
                if block:
                    yield block
                block, before = Block(shape, unit.block, level=len(unit.headings)), None
            self._add(block, unit, before)
            before = unit
        if block:
            yield block

    def _add(self, block: Block, unit: Unit, before: Unit | None) -> None:
        if block.shape == "table":
            cells = [self._between(*cell) for cell in unit.cells or ((unit.start, unit.end),)]
            block.lines.append(Line(cells, title=unit.kind == "heading"))
            return
        gap = self.brief.text[before.end : unit.start] if before else ""
        if not block.lines or (block.shape == "list" and gap.strip()):
            lead = self.brief.text[: unit.start].rpartition("\n")[2].expandtabs(4)
            block.lines.append(Line(depth=self._depth(lead, first=not block.lines), marker=_marker(lead)))
        elif before and ("\n" in gap or "\r" in gap) and self._ended_early(before):
            block.lines.append(Line(depth=block.lines[-1].depth + (block.shape == "list")))
        elif before:
            block.lines[-1].segments.extend(self._between(before.end, unit.start))
        block.lines[-1].segments.extend(self._between(unit.start, unit.end))

    def _between(self, start: int, end: int) -> list[Segment]:
        return list(self.segments[bisect_left(self.starts, start) : bisect_left(self.starts, end)]) if start < end else []

    def _depth(self, lead: str, *, first: bool) -> int:
        """The level of a list item from 0, by how far it is indented in comparison with those before it."""
        indent = len(lead) - len(lead.lstrip())
        self.indents = [] if first else [before for before in self.indents if before < indent]
        self.indents.append(indent)
        return min(_DEEPEST, len(self.indents) - 1)

    def _ended_early(self, before: Unit) -> bool:
        """Whether the line on which a unit ends was ended by the author, not by the width of an editor."""
        return before.end - max(self.brief.text.rfind("\n", 0, before.end), -1) - 1 < _SHORT


def _marker(lead: str) -> str:
    """What an author put before an item, where it says more than that here is one."""
    found = _MARKER.search(lead)
    if not found:
        return ""
    if found["number"]:
        return found["number"]
    return "☑" if found["ticked"] or (found["box"] or "").strip() else "☐"


def _shape(unit: Unit, block: Block | None) -> Shape:
    """The shape of a unit, after the block before it."""
    if unit.kind == "heading" and unit.cells:
        return "table"
    shape = _SHAPES[unit.kind]
    if shape == "paragraph" and block and block.shape == "list" and block.number == unit.block:
        return "list"  # a further paragraph of an item, or an item with nothing to say
    return shape


def titled(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """The title rows and the other rows of a table."""
    return [line for line in lines if line.title], [line for line in lines if not line.title]
