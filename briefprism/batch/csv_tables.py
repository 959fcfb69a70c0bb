"""CSV and its kin: delimiter, header, encoding; all cells as the text that stands there."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from briefprism.batch.engine import HEAD, connect, first_bytes, in_our_words, literal, literals
from briefprism.batch.forms import Form
from briefprism.batch.row_lengths import MAX_ROW, refuse_long_rows
from briefprism.batch.table import Table, refuse_width, rows_of_batch
from briefprism.batch.text_cells import unescape_formulas
from briefprism.models.cells import unescape_formula
from briefprism.models.errors import InputError
from briefprism.models.table import PREFIX

if TYPE_CHECKING:
    import pyarrow as pa

_BOMS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True, slots=True)
class _Dialect:
    """How a file is written. ``rows``: how many of them are taken at a time; ``row_end``: the last byte of each."""

    header: tuple[str, ...]
    delimiter: str
    line_end: str
    encoding: str
    rows: int
    row_end: bytes


def open_csv(
    files: Sequence[tuple[Path, Form]], workdir: Path, encoding: str | None, delimiter: str | None, raw_cells: bool = False
) -> Table:
    """Text tables with one header, read as one. In tables that we wrote, formulas lose the mark that we gave them.

    Raises:
        InputError: when one is empty or unreadable, or its header differs from that of the first.
    """
    import pyarrow as pa

    dialects = [_dialect(path, form, encoding, delimiter) for path, form in files]
    first = dialects[0]
    for (path, _), other in zip(files, dialects, strict=True):
        if other.header != first.header:
            fault = f"its columns are not those of {files[0][0]}"
            raise InputError(str(path), fault, "give the files the same header, or label them one by one")
        if other.delimiter != first.delimiter:
            raise InputError(str(path), f"its delimiter is not that of {files[0][0]}", "label the files one by one")
    paths = [_readable(path, form, d, workdir, i) for i, ((path, form), d) in enumerate(zip(files, dialects, strict=True))]
    place = ", ".join(str(path) for path, _ in files)
    con = connect(workdir)
    query = _query(paths, len(first.header), first.delimiter)
    ours = not raw_cells and any(name.startswith(PREFIX) for name in first.header)
    header = tuple(map(unescape_formula, first.header)) if ours else first.header
    schema = pa.schema([pa.field(name, pa.string()) for name in header])

    def read(name_at: int, describe_at: int | None) -> Iterator[pa.RecordBatch]:  # noqa: ARG001 - all columns are read
        with in_our_words(place):
            for batch in con.sql(query).to_arrow_reader(first.rows):
                columns = map(unescape_formulas, batch.columns) if ours else batch.columns
                yield pa.RecordBatch.from_arrays(list(columns), schema=schema)

    def share() -> float | None:
        told = con.query_progress()
        return told / 100 if 0 < told <= 100 else None

    notes = tuple(
        f"{path} is not UTF-8 and was read as {d.encoding}; pass --encoding if letters look wrong."
        for (path, _), d in zip(files, dialects, strict=True)
        if d.encoding == "cp1252" and encoding is None
    )
    mark = "," if files[0][1].name == "tsv" else first.delimiter  # should it be written as .csv
    return Table(place, header, read, schema, share, mark, first.line_end, notes=notes)


def _query(paths: Sequence[Path], columns: int, delimiter: str) -> str:
    types = "{" + ", ".join(f"'c{i}': 'VARCHAR'" for i in range(columns)) + "}"
    return (
        f"SELECT * FROM read_csv({literals(paths)}, delim={literal(delimiter)}, quote='\"', escape='\"', header=true, auto_detect=false, "
        f"columns={types}, nullstr='', allow_quoted_nulls=false, max_line_size={MAX_ROW}, buffer_size={2 * MAX_ROW})"
    )


def _dialect(path: Path, form: Form, encoding: str | None, delimiter: str | None) -> _Dialect:
    head = first_bytes(path, form.compression)
    found = encoding or _encoding(head)
    try:
        text = codecs.getincrementaldecoder(found)().decode(head).lstrip("\ufeff")
    except LookupError:
        raise InputError(str(path), f"unknown encoding {found!r}", "name one such as utf-8, cp1252 or utf-16") from None
    except UnicodeError:
        raise InputError(str(path), f"it is not {found}", "pass its --encoding, for example cp1252, or save it as UTF-8") from None
    line = text.partition("\n")[0]
    mark = delimiter or ("\t" if form.name == "tsv" else max(",;\t|", key=lambda d: (line.count(d), d == ",")))
    lines = StringIO(text, newline="")
    try:
        header = next(csv.reader(lines, delimiter=mark, strict=True), [])
    except csv.Error as error:
        raise InputError(f"{path}:1", f"it is no valid CSV ({error})", "mend the quotes on this row") from None
    if not header:
        raise InputError(str(path), "the table is empty", "write a header row with the names of the columns")
    if len(head) == HEAD and not lines.read(1):
        step = "check the quotes in it, or take columns out"
        raise InputError(f"{path}:1", f"the row with the names of the columns is longer than {HEAD:,} bytes", step)
    refuse_width(str(path), len(header))
    line_end, row_end = "\r\n" if line.endswith("\r") else "\n", b"\n" if "\n" in text else b"\r"
    return _Dialect(tuple(header), mark, line_end, found, rows_of_batch(head), row_end)


def _encoding(head: bytes) -> str:
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "cp1252"  # what spreadsheets of Western Europe and America write; said to the person
    return "utf-8"


def _readable(path: Path, form: Form, dialect: _Dialect, workdir: Path, number: int) -> Path:
    """A file that DuckDB can read: the same, or a copy in UTF-8; its rows are not too long for it."""
    same = codecs.lookup(dialect.encoding).name in ("utf-8", "utf-8-sig")
    found = _same(path, workdir, number) if same else _as_utf8(path, form, dialect.encoding, workdir, number)
    with in_our_words(str(path)):
        refuse_long_rows(found, str(path), form.compression if same else "", dialect.row_end, dialect.delimiter)
    return found


def _same(path: Path, workdir: Path, number: int) -> Path:
    """The file, under a name without wildcards: those would be taken for patterns."""
    if not set("*?[") & set(str(path)):
        return path
    link = workdir / f"{number}{''.join(path.suffixes[-2:])}"
    link.symlink_to(path.resolve())
    return link


def _as_utf8(path: Path, form: Form, encoding: str, workdir: Path, number: int) -> Path:
    import pyarrow as pa

    copy = workdir / f"{number}.csv"
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with (
            pa.input_stream(str(path), compression=form.compression or None) as stream,
            copy.open("w", encoding="utf-8", newline="") as out,
        ):
            while block := stream.read(HEAD):
                out.write(decoder.decode(block))
            out.write(decoder.decode(b"", final=True))
    except UnicodeError:
        raise InputError(str(path), f"it is not {encoding}", "pass its --encoding, or save it as UTF-8") from None
    return copy
