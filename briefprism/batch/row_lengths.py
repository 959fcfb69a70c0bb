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

import numpy as np

from briefprism.models.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

MAX_ROW: Final = 8_000_000
"""The longest row, in bytes; half of the buffer."""
_BLOCK: Final = 1 << 20


def refuse_long_rows(path: Path, place: str, compression: str, end: bytes, mark: str) -> None:
    """See that no row is longer than ``MAX_ROW``; ``end`` is the last byte of a row, ``mark`` the delimiter, ``place`` its name.

    Raises:
        InputError: when one is, or the file cannot be read.
    """
    if _may_have_long_rows(path, compression, end, mark.encode()) and (row := _long_row(path, compression, mark)):
        fault = f"row {row} is longer than {MAX_ROW:,} bytes"
        raise InputError(place, fault, "shorten its cells, or close the quotes that are left open in it")


def _may_have_long_rows(path: Path, compression: str, end: bytes, mark: bytes) -> bool:
    """Whether so many bytes come without the end of a row, or a quote stands inside a cell, which makes it hard to tell."""
    before = np.zeros(256, np.bool_)
    before[[*b'"\r\n', mark[-1]]] = True
    odd, since, last = False, 0, b"\n"
    with _opened(path, compression) as stream:
        for block in iter(lambda: bytes(stream.read(_BLOCK)), b""):
            quotes = block.count(b'"')
            if quotes and not _all_open_cells(last + block, odd, before):
                return True
            first = _first_row_end(block, odd, end)
            since += len(block) if first < 0 else first
            if since > MAX_ROW:
                return True
            odd ^= quotes % 2 == 1
            if first >= 0:
                since = len(block) - 1 - _last_row_end(block, odd, end)
            last = block[-1:]
    return False


def _all_open_cells(block: bytes, odd: bool, before: NDArray[np.bool_]) -> bool:
    """Whether each quote that opens stands where a cell begins, or behind another quote; the first byte is of the block before."""
    raw = np.frombuffer(block, np.uint8)
    opening = (np.flatnonzero(raw[1:] == ord('"')) + 1)[int(odd) :: 2]
    return bool(before[raw[opening - 1]].all())


def _first_row_end(block: bytes, odd: bool, end: bytes) -> int:
    """Where the first row of a block ends, or -1; ``odd``: whether the block begins inside quotes."""
    at = 0
    while True:
        if odd and (at := block.find(b'"', at) + 1) == 0:
            return -1
        if (found := block.find(end, at)) < 0:
            return -1
        if (quote := block.find(b'"', at, found)) < 0:
            return found
        at, odd = quote + 1, True


def _last_row_end(block: bytes, odd: bool, end: bytes) -> int:
    """Where the last row of a block ends, or -1; ``odd``: whether the block ends inside quotes."""
    at = len(block)
    while True:
        if odd and (at := block.rfind(b'"', 0, at)) < 0:
            return -1
        if (found := block.rfind(end, 0, at)) < 0:
            return -1
        if (quote := block.rfind(b'"', found, at)) < 0:
            return found
        at, odd = quote, True


def _long_row(path: Path, compression: str, mark: str) -> int | None:
    """The number of the first row that is too long, by a true parser; None: there is none."""
    limit = csv.field_size_limit(MAX_ROW)
    try:
        with _opened(path, compression) as stream, TextIOWrapper(stream, "utf-8", "replace", newline="") as text:
            rows = csv.reader(_lines(text), delimiter=mark)
            number = 0
            try:
                for number, row in enumerate(rows, 1):
                    if sum(map(len, row)) > MAX_ROW:
                        return number
            except csv.Error:
                return number + 1
    finally:
        csv.field_size_limit(limit)
    return None


def _lines(text: TextIOWrapper) -> Iterator[str]:
    """The lines, of which none is held in memory that is too long."""
    while line := text.readline(MAX_ROW + 1):
        if len(line) > MAX_ROW:
            raise csv.Error
        yield line


def _opened(path: Path, compression: str) -> pa.NativeFile:
    import pyarrow as pa

    return pa.input_stream(str(path), compression=compression or None)
