"""What a picture says of a report, before anything is drawn: a headline, a table, the drawing and its likeness for terminals."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from rich.console import RenderableType
from rich.table import Table

from briefprism.models.labels import Label
from briefprism.models.report import Report
from briefprism.report.pictures.draw import Drawing
from briefprism.report.pictures.lettering import clean

NOT_ALL: Final = " No plan needs them all."
MARK: Final = " *"
"""Stands behind what differs between two versions."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table that says the same as the picture: a part, what is in it, and how it stands.

    ``words`` says all of it; two versions of a part are alike where ``names`` and ``state`` are.
    """

    part: str
    words: str
    names: tuple[str, ...] = ()
    state: str = ""

    def since(self, before: Row) -> str:
        """What changed, in words; empty where nothing did."""
        new = [name for name in self.names if name not in before.names]
        gone = [name for name in before.names if name not in self.names]
        told = [f"before: {before.state or 'nothing'}; now: {self.state or 'nothing'}"] * (self.state != before.state)
        told += [f"new: {listed(new)}"] * bool(new) + [f"gone: {listed(gone)}"] * bool(gone)
        return "; ".join(told)


@dataclass(frozen=True, slots=True)
class View(ABC):
    """One picture of one report. ``changed`` are the parts that differ from another version; they are marked."""

    report: Report
    changed: frozenset[str] = frozenset()

    title: ClassVar[str]
    credit: ClassVar[str]

    @abstractmethod
    def headline(self) -> str:
        """The one thing that the picture shows, as a sentence."""

    @abstractmethod
    def rows(self) -> tuple[Row, ...]:
        """The whole picture as a table."""

    @abstractmethod
    def draw(self) -> Drawing:
        """The picture without its headline."""

    @abstractmethod
    def in_terminal(self) -> RenderableType:
        """The picture for a terminal, without its headline."""

    def drawable(self) -> bool:
        """Whether the report holds what the picture is made of."""
        return self.report.is_plan is not False

    def name(self, part: str) -> str:
        """The name of a part, with a mark where it has changed."""
        return part + MARK * (part in self.changed)


def grid(columns: int, gap: int = 2) -> Table:
    """Columns for a terminal; the last is broken where it must be, and never cut."""
    table = Table.grid(padding=(0, gap, 0, 0))
    for _ in range(columns - 1):
        table.add_column()
    table.add_column(overflow="fold")
    return table


def places(report: Report, labels: Iterable[Label] = (), kinds: Iterable[str] = (), *, but: Iterable[str] = ()) -> tuple[str, ...]:
    """The names of the platforms that the plan uses, each once.

    Only those with one of the labels and one of the kinds, where any are given, and with none of the kinds in ``but``.
    """
    wanted, sorts, unwanted = frozenset(labels), frozenset(kinds), frozenset(but)
    found = (m.classification for m in report.used if m.classification.kind not in unwanted)
    fitting = (c for c in found if (not wanted or c.label in wanted) and (not sorts or c.kind in sorts))
    return tuple(dict.fromkeys(clean(c.platform or c.text) or "(no name)" for c in fitting))


def listed(names: Sequence[str], nothing: str = "nothing") -> str:
    """Names in a sentence."""
    return ", ".join(names) or nothing


def counted(count: int, one: str, many: str) -> str:
    """1 network, 2 networks."""
    return f"{count} {one if count == 1 else many}"
