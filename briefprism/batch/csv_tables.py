"""CSV and its kin: delimiter, header, encoding; all cells as the text that stands there."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from briefprism.batch.engine import connect, in_our_words, literal, literals
from briefprism.batch.forms import Form
from briefprism.batch.table import BATCH_ROWS, Table
from briefprism.models.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

_HEAD: Final = 1 << 20
_BOMS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True, slots=True)
class _Dialect:
    """How the first file is written."""

    header: tuple[str, ...]
    delimiter: str
    line_end: str
    encoding: str


def open_csv(files: Sequence[tuple[Path, Form]], workdir: Path, encoding: str | None, delimiter: str | None) -> Table:
    """Text tables with one header, read as one.

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
    paths = [_as_utf8(path, form, d.encoding, workdir, i) for i, ((path, form), d) in enumerate(zip(files, dialects, strict=True))]
    place = ", ".join(str(path) for path, _ in files)
    con = connect(workdir)
    query = _query(paths, len(first.header), first.delimiter)
    schema = pa.schema([pa.field(name, pa.string()) for name in first.header])

    def read(name_at: int, describe_at: int | None) -> Iterator[pa.RecordBatch]:  # noqa: ARG001 - all columns are read
        with in_our_words(place):
            for batch in con.sql(query).to_arrow_reader(BATCH_ROWS):
                yield pa.RecordBatch.from_arrays(batch.columns, schema=schema)

    def share() -> float | None:
        told = con.query_progress()
        return told / 100 if 0 < told <= 100 else None

    notes = tuple(
        f"{path} is not UTF-8 and was read as {d.encoding}; pass --encoding if letters look wrong."
        for (path, _), d in zip(files, dialects, strict=True)
        if d.encoding == "cp1252" and encoding is None
    )
    mark = "," if files[0][1].name == "tsv" else first.delimiter  # should it be written as .csv
    return Table(place, first.header, read, schema, share, mark, first.line_end, notes=notes)


def _query(paths: Sequence[Path], columns: int, delimiter: str) -> str:
    types = "{" + ", ".join(f"'c{i}': 'VARCHAR'" for i in range(columns)) + "}"
    return (
        f"SELECT * FROM read_csv({literals(paths)}, delim={literal(delimiter)}, quote='\"', escape='\"', header=true, auto_detect=false, "
        f"columns={types}, nullstr='', allow_quoted_nulls=false, max_line_size=8000000, buffer_size=16000000)"
    )


def _dialect(path: Path, form: Form, encoding: str | None, delimiter: str | None) -> _Dialect:
    import pyarrow as pa

    with in_our_words(str(path)), pa.input_stream(str(path), compression=form.compression or None) as stream:
        head = stream.read(_HEAD)
    found = encoding or _encoding(head)
    try:
        text = codecs.getincrementaldecoder(found)().decode(head).lstrip("\ufeff")
    except LookupError:
        raise InputError(str(path), f"unknown encoding {found!r}", "name one such as utf-8, cp1252 or utf-16") from None
    except UnicodeError:
        raise InputError(str(path), f"it is not {found}", "pass its --encoding, for example cp1252, or save it as UTF-8") from None
    line = text.partition("\n")[0]
    mark = delimiter or ("\t" if form.name == "tsv" else max(",;\t|", key=lambda d: (line.count(d), d == ",")))
    try:
        header = next(csv.reader(StringIO(text, newline=""), delimiter=mark, strict=True), [])
    except csv.Error as error:
        raise InputError(f"{path}:1", f"it is no valid CSV ({error})", "mend the quotes on this row") from None
    if not header:
        raise InputError(str(path), "the table is empty", "write a header row with the names of the columns")
    return _Dialect(tuple(header), mark, "\r\n" if line.endswith("\r") else "\n", found)


def _encoding(head: bytes) -> str:
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "cp1252"  # what spreadsheets of Western Europe and America write; said to the person
    return "utf-8"


def _as_utf8(path: Path, form: Form, encoding: str, workdir: Path, number: int) -> Path:
    """A file that DuckDB can read: the same, or a copy in UTF-8. Names with wildcards would be taken for patterns."""
    import pyarrow as pa

    if codecs.lookup(encoding).name in ("utf-8", "utf-8-sig"):
        if not set("*?[") & set(str(path)):
            return path
        link = workdir / f"{number}{''.join(path.suffixes[-2:])}"
        link.symlink_to(path.resolve())
        return link
    copy = workdir / f"{number}.csv"
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with (
            pa.input_stream(str(path), compression=form.compression or None) as stream,
            copy.open("w", encoding="utf-8", newline="") as out,
        ):
            while block := stream.read(_HEAD):
                out.write(decoder.decode(block))
            out.write(decoder.decode(b"", final=True))
    except UnicodeError:
        raise InputError(str(path), f"it is not {encoding}", "pass its --encoding, or save it as UTF-8") from None
    return copy
