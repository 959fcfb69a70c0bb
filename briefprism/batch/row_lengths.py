"""A look at how long the rows of a CSV file are, before DuckDB reads it.

DuckDB 2.0 reads in buffers, and drops in silence what comes after a row that is longer than one, or that row itself. So no
such row may reach it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Final

from briefprism.models.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

MAX_ROW: Final = 8_000_000
"""The longest row, in bytes; half of the buffer."""
_BLOCK: Final = 1 << 20


def refuse_long_rows(path: Path, place: str, compression: str, end: bytes, mark: str) -> None:
    """See that no row is longer than ``MAX_ROW``; ``end`` is the last byte of a row, ``mark`` the delimiter, ``place`` its name.

    Raises:
        InputError: when one is, or the file cannot be read.
    """
    if _may_have_long_rows(path, compression, end) and (row := _long_row(path, compression, mark)):
        fault = f"row {row} is longer than {MAX_ROW:,} bytes"
        raise InputError(place, fault, "shorten its cells, or close the quotes that are left open in it")


def _may_have_long_rows(path: Path, compression: str, end: bytes) -> bool:
    """Whether so many bytes come without the end of a row, which is a line end with an even number of quotes before it.

    Quick, and now and then wrong: a quote inside a cell that is not in quotes counts as well.
    """
    odd, since = False, 0
    with _opened(path, compression) as stream:
        for block in iter(lambda: bytes(stream.read(_BLOCK)), b""):
            first = next(_row_ends(block, odd, end), None)
            since += len(block) if first is None else first
            if since > MAX_ROW:
                return True
            odd ^= block.count(b'"') % 2 == 1
            if first is not None:
                since = len(block) - _last_row_end(block, odd, end)
    return False


def _row_ends(block: bytes, odd: bool, end: bytes) -> Iterator[int]:
    at = 0
    while (found := block.find(end, at)) >= 0:
        odd ^= block.count(b'"', at, found) % 2 == 1
        at = found + 1
        if not odd:
            yield at


def _last_row_end(block: bytes, odd: bool, end: bytes) -> int:
    """Where the last row of a block begins; ``odd``: whether the block ends inside quotes."""
    at = len(block)
    while (found := block.rfind(end, 0, at)) >= 0:
        odd ^= block.count(b'"', found, at) % 2 == 1
        at = found
        if not odd:
            return found + 1
    return 0


def _long_row(path: Path, compression: str, mark: str) -> int | None:
    """The number of the first row that is too long, by a true parser; None: there is none."""
    limit = csv.field_size_limit(MAX_ROW)
    try:
        with _opened(path, compression) as stream, TextIOWrapper(stream, "utf-8", "replace", newline="") as text:
            rows = csv.reader(text, delimiter=mark)
            try:
                for number, row in enumerate(rows, 1):
                    if sum(map(len, row)) > MAX_ROW:
                        return number
            except csv.Error:
                return number + 1
    finally:
        csv.field_size_limit(limit)
    return None


def _opened(path: Path, compression: str) -> pa.NativeFile:
    import pyarrow as pa

    return pa.input_stream(str(path), compression=compression or None)
