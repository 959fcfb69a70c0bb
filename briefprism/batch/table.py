"""A table that is being read: batches of rows, and which columns hold the names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from briefprism.models.errors import InputError, UsageError

if TYPE_CHECKING:
    import pyarrow as pa

BATCH_ROWS = 100_000
PART_BYTES = 16_000_000
"""Bytes of input in a part, about: what is in memory at one time is some six parts."""
PART_ROWS = 131_072


def rows_of_part(row_bytes: int) -> int:
    """How many rows of that size make a part."""
    return min(PART_ROWS, max(1, PART_BYTES // max(1, row_bytes)))


def rows_of_batch(head: bytes) -> int:
    """How many rows to take from a text file at a time, by its first bytes: fewer where they are long."""
    row_bytes = len(head) // max(1, head.count(b"\n"))
    return min(BATCH_ROWS, max(1, 2 * PART_BYTES // max(1, row_bytes)))


MAX_COLUMNS = 10_000
"""More than that is not a table that somebody made."""


def refuse_width(place: str, columns: int) -> None:
    """See that a table has not too many columns.

    Raises:
        InputError: when it has.
    """
    if columns > MAX_COLUMNS:
        fault = f"it has {columns:,} columns, more than {MAX_COLUMNS:,}"
        raise InputError(place, fault, "keep the column with the names and those that you need")


def _some(names: Sequence[str], most: int = 30) -> str:
    """Names to choose from; of very many the first."""
    told = ", ".join(names[:most])
    return told if len(names) <= most else f"{told} and {len(names) - most:,} more"


@dataclass(frozen=True, slots=True)
class Table:
    """A table to be read once. ``columns`` are its columns, ``schema`` what is kept of them in the batches that it yields:
    all columns; with ``json_lines`` the line as it stands, and beside it the strings to label.

    ``part_rows`` is the number of rows in its batches where the reader can keep to one (None: it cannot).
    ``share`` tells how much was read (0..1), or None. ``notes`` are sentences for the person who runs it.
    """

    place: str
    columns: tuple[str, ...]
    read: Callable[[int, int | None], Iterator[pa.RecordBatch]]
    schema: pa.Schema
    share: Callable[[], float | None] = lambda: None
    delimiter: str = ","
    line_end: str = "\n"
    json_lines: bool = False
    part_rows: int | None = None
    notes: tuple[str, ...] = ()
    name_at: int = 0
    describe_at: int | None = None

    def refuse_twins(self) -> None:
        """See that no name of a column stands twice.

        Raises:
            InputError: when one does.
        """
        if twins := [name for name, times in Counter(self.columns).items() if times > 1]:
            raise InputError(self.place, f"column {twins[0]!r} stands twice", "rename one of the two")

    def choose(self, column: str, describe: str | None = None) -> Table:
        """The same with its columns chosen.

        Raises:
            UsageError: when one is not there; the message names the nearest.
        """
        return replace(self, name_at=self.at(column), describe_at=None if describe is None else self.at(describe))

    def at(self, column: str) -> int:
        """The number of a column."""
        if self.columns.count(column) > 1:
            raise UsageError(self.place, f"column {column!r} stands twice", "rename one of the two")
        if column in self.columns:
            return self.columns.index(column)
        near = get_close_matches(column, self.columns, 1)
        step = f"did you mean {near[0]!r}?" if near else f"columns: {_some(self.columns)}"
        raise UsageError(self.place, f"no column {column!r}", step)

    def refuse_clash(self, added: Sequence[str]) -> None:
        """See that no added column is there already.

        Raises:
            UsageError: when one is.
        """
        low = {c.lower(): c for c in self.columns}
        if clash := [(low[name.lower()], name) for name in added if name.lower() in low]:
            there, name = clash[0]
            fault = f"column {there!r} is there already and would be written again as {name!r}"
            raise UsageError(self.place, fault, "rename or remove it, or leave ours out with --columns")

    def strings(self, batch: pa.RecordBatch) -> tuple[pa.Array, pa.Array | None]:
        """The names of a batch, and the descriptions where a column with them was chosen."""
        at = (1, 2) if self.json_lines else (self.name_at, self.describe_at)
        return batch.column(at[0]), None if self.describe_at is None else batch.column(at[1])

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The rows, in their order."""
        return self.read(self.name_at, self.describe_at)
