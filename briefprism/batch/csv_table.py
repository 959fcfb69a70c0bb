"""Labelling a column of a CSV file. The resolver is handed in; each distinct name is resolved once."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from io import StringIO
from pathlib import Path

from briefprism.models.errors import InputError, UsageError

PREFIX = "bp_"


def label_csv(source: Path, column: str, added: Sequence[str], label: Callable[[str], Sequence[str]]) -> tuple[bytes, int]:
    """Read a table and add columns.

    Args:
        source: a CSV file in UTF-8; the delimiter is found.
        column: the column with the names.
        added: names of the columns that ``label`` gives, without ``bp_``.
        label: the cells of the added columns for one name.

    Returns:
        The new table in UTF-8 with the delimiter of the old one, and its number of rows.

    Raises:
        InputError: when the file cannot be read or a row is broken.
        UsageError: when the column is not there, or an added one is.
    """
    text = _text(source)
    delimiter = _delimiter(text)
    rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    out = StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    memo: dict[str, Sequence[str]] = {}
    count = 0
    try:
        header = next(rows, [])
        at = _column(source, header, column, [PREFIX + name for name in added])
        writer.writerow([*header, *(PREFIX + name for name in added)])
        for row in rows:
            if len(row) != len(header):
                raise InputError(
                    f"{source}:{rows.line_num}", f"{len(row)} cells, not {len(header)}", "mend the row: quote cells that hold the delimiter"
                )
            name = row[at]
            if name not in memo:
                memo[name] = label(name)
            writer.writerow([*row, *memo[name]])
            count += 1
    except csv.Error as error:
        raise InputError(f"{source}:{rows.line_num}", f"it is no valid CSV ({error})", "mend the quotes on this row") from error
    return out.getvalue().encode("utf-8"), count


def distinct_names(source: Path, column: str, describe: str | None = None) -> dict[str, str]:
    """The distinct names of a column in their order, each with the first words of the column ``describe`` beside it.

    Raises:
        InputError: when the file cannot be read.
        UsageError: when a column is not there.
    """
    text = _text(source)
    rows = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    found: dict[str, str] = {}
    try:
        header = next(rows, [])
        at = _column(source, header, column, ())
        beside = _column(source, header, describe, ()) if describe else None
        for row in rows:
            if len(row) == len(header):
                words = row[beside].strip() if beside is not None else ""
                found[row[at]] = found.get(row[at]) or words
    except csv.Error as error:
        raise InputError(f"{source}:{rows.line_num}", f"it is no valid CSV ({error})", "mend the quotes on this row") from error
    return found


def _text(source: Path) -> str:
    try:
        return source.read_bytes().decode("utf-8-sig")  # as bytes, so that line ends inside cells are kept
    except FileNotFoundError:
        raise InputError(str(source), "no such file", "check the name") from None
    except UnicodeDecodeError as error:
        raise InputError(str(source), f"it is not UTF-8 (byte {error.start})", "save it as CSV in UTF-8") from None
    except OSError as error:
        raise InputError(str(source), f"it cannot be read ({error.strerror})", "check that you may read it") from error


def _delimiter(text: str) -> str:
    """The delimiter that the header holds most of."""
    header = text.partition("\n")[0]
    return max(",;\t|", key=lambda d: (header.count(d), d == ","))


def _column(source: Path, header: Sequence[str], column: str, added: Sequence[str]) -> int:
    if not header:
        raise InputError(str(source), "the table is empty", "write a header row with the names of the columns")
    if clash := [name for name in added if name in header]:
        raise UsageError(
            str(source), f"column {clash[0]!r} is there already and would be written again as {clash[0]!r}", "rename or remove it"
        )
    if column not in header:
        near = get_close_matches(column, header, 1)
        raise UsageError(str(source), f"no column {column!r}", f"did you mean {near[0]!r}?" if near else f"columns: {', '.join(header)}")
    return header.index(column)
