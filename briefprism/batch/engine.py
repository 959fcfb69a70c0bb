"""DuckDB as this room uses it: bounded memory, order kept, its errors in our words."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from briefprism.models.errors import InputError

if TYPE_CHECKING:
    import duckdb

MEMORY: Final = "160MB"
HEAD: Final = 1 << 20
_LINE: Final = re.compile(r"CSV Error on Line: (\d+)")
_CELLS: Final = re.compile(r"Expected Number of Columns: (\d+) Found: (\d+)")
_JSON_LINE: Final = re.compile(r"Malformed JSON .*?in line (\d+)|at byte \d+ in line (\d+)", re.DOTALL)

_FAULTS: Final = (
    ("Maximum line size", "a row is longer than 8,000,000 bytes", "shorten its cells, or close the quotes that are left open in it"),
    ("maximum_object_size", "a line is longer than 16,777,216 bytes", "shorten what it holds"),
    ("has duplicate key", "a key stands twice in one line", "rename or remove one of the two"),
    ("maximum recursion depth", "what a line holds is nested too deeply", "flatten it, or write .jsonl"),
    ("reached an invalid state", "its rows end in several ways, or a quote stands where none may", "save it anew as CSV"),
    ("Parquet magic bytes", "it is no Parquet file, or only a part of one", "get the whole file again"),
    ("inflate", "it is no gzip file, or a damaged one", "get the whole file again, or name it as what it is"),
    ("ZSTD", "it is no zstd file, or a damaged one", "get the whole file again, or name it as what it is"),
    ("compressed stream", "it is packed, and its end is missing", "get the whole file again"),
    ("Out of Memory", "a row or a group of rows is too large for the memory", "split what it holds into smaller pieces"),
)


def connect(workdir: Path) -> duckdb.DuckDBPyConnection:
    """A database in memory, which spills what does not fit into ``workdir``."""
    import duckdb

    con = duckdb.connect()
    con.execute(f"SET memory_limit='{MEMORY}'; SET threads={os.cpu_count() or 1}; SET temp_directory={literal(str(workdir))}")
    con.execute("SET enable_progress_bar=true; SET enable_progress_bar_print=false")  # it would print on standard output
    con.execute("SET preserve_insertion_order=true; SET autoinstall_known_extensions=false; SET autoload_known_extensions=false")
    return con


def literal(text: str) -> str:
    """A string of SQL."""
    return "'" + text.replace("'", "''") + "'"


def literals(paths: Sequence[Path]) -> str:
    """A list of strings of SQL."""
    return "[" + ", ".join(literal(str(p)) for p in paths) + "]"


def first_bytes(path: Path, compression: str = "") -> bytes:
    """The first million bytes of a text table, unpacked.

    Raises:
        InputError: when it cannot be read.
    """
    import pyarrow as pa

    packed = compression or {".gz": "gzip", ".zst": "zstd"}.get(path.suffix.lower(), "")
    with in_our_words(str(path)), pa.input_stream(str(path), compression=packed or None) as stream:
        return bytes(stream.read(HEAD))


@contextmanager
def in_our_words(place: str) -> Iterator[None]:
    """Turn what DuckDB or Arrow say of a broken table into one line.

    Raises:
        InputError: for a broken row, bytes that are no text, or a file that cannot be read.
    """
    import duckdb
    import pyarrow as pa

    try:
        yield
    except (duckdb.Error, pa.ArrowException, OSError, UnicodeError) as error:
        raise _error(place, error) from error


def _error(place: str, error: BaseException) -> InputError:
    text = str(error)
    if isinstance(error, FileNotFoundError):
        return InputError(place, "no such file", "check the name")
    if isinstance(error, OSError) and error.strerror:
        return InputError(place, f"it cannot be read ({error.strerror})", "check that you may read it")
    if isinstance(error, UnicodeError):
        return InputError(place, "a name in it is no text", "check that the file is whole")
    line = _LINE.search(text)
    at = f"{place}:{line[1]}" if line else place
    for sign, fault, step in _FAULTS:
        if sign in text:
            return InputError(at, fault, step)
    if cells := _CELLS.search(text):
        return InputError(at, f"{cells[2]} cells, not {cells[1]}", "mend the row: quote cells that hold the delimiter")
    if "unicode" in text.lower() or "utf-8" in text.lower():
        return InputError(at, "it is not UTF-8", "pass its --encoding, for example cp1252, or save it as UTF-8")
    if line:
        return InputError(at, "it is no valid CSV", "mend the quotes on this row")
    if broken := _JSON_LINE.search(text):
        line_number = int(broken[1] or broken[2]) - 1  # DuckDB counts the line after it
        return InputError(f"{place}:{line_number}", "it is no valid JSON", "write one JSON object on each line")
    first = text.strip().splitlines()[0] if text.strip() else type(error).__name__
    return InputError(place, f"it cannot be read ({first})", "check that the file is whole")
