"""Tables: what is added to each row, and the count of it all that people read after a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, Literal, Protocol

Cell = str | bool | float | None
CellType = Literal["text", "flag", "number"]
PREFIX: Final = "bp_"
"""What the names of all added columns begin with."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is added to a table; ``name`` stands as it will in the table, with its ``bp_``."""

    name: str
    type: CellType = "text"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one string gets: the cells of the added columns, in their order, and the key under which it is counted."""

    cells: tuple[Cell, ...]
    counted: tuple[str, ...] = ()


class Annotator(Protocol):
    """Gives each distinct string its outcome. It is handed to the tables by the hall, and holds no state of any table."""

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns that it fills."""

    def __call__(self, text: str, description: str = "") -> Outcome:
        """The outcome of one string, and of a description of it where there is one."""


Tally = Counter[tuple[str, ...]]
"""Rows by the ``counted`` of their outcome."""

Progress = Callable[[int, float | None], None]
"""Told after each part: rows done, and the share of the input that was read (0..1, None when it cannot be known)."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Rows of one platform, as the tally counts them: ``closed`` is a year or nothing."""

    platform: str
    label: str
    kind: str
    contested: bool
    closed: str
    rows: int


@dataclass(frozen=True, slots=True)
class TableSummary:
    """What a labelled table holds, most frequent first."""

    rows: int
    labels: tuple[tuple[str, int], ...]
    kinds: tuple[tuple[str, int], ...]
    platforms: tuple[Counted, ...]

    @classmethod
    def of(cls, tally: Tally) -> TableSummary:
        """Count by label, kind and platform; keys are (platform, label, kind, "contested" or nothing, year closed)."""
        found = [Counted(p, label, kind, bool(c), closed, n) for (p, label, kind, c, closed), n in tally.items()]
        return cls(
            sum(c.rows for c in found),
            _most((c.label, c.rows) for c in found),
            _most((c.kind, c.rows) for c in found if c.kind),
            tuple(sorted((c for c in found if c.platform), key=lambda c: (-c.rows, c.platform))),
        )

    @property
    def unknown(self) -> int:
        """Rows whose label is unknown."""
        return dict(self.labels).get("unknown", 0)

    @property
    def contested(self) -> tuple[Counted, ...]:
        """Platforms that well-known lists label otherwise."""
        return tuple(c for c in self.platforms if c.contested)

    @property
    def closed(self) -> tuple[Counted, ...]:
        """Platforms that exist no more."""
        return tuple(c for c in self.platforms if c.closed)


def _most(pairs: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    counts: Counter[str] = Counter()
    for name, rows in pairs:
        counts[name] += rows
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
