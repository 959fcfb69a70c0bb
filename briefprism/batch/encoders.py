"""Parts of a table to the bytes of a file. Parts are encoded apart, by several threads, and stand one after the other."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Protocol

from briefprism.batch.forms import Form
from briefprism.batch.labelling import TYPES, Labels
from briefprism.batch.table import Table
from briefprism.batch.text_cells import joined, quoted
from briefprism.models.cells import escape_formula
from briefprism.models.table import Cell, Column

if TYPE_CHECKING:
    import pyarrow as pa


_TAILS: Final = 65_536
"""Ends of rows that are remembered: the frequent names come back in every part, and so does what is said of them."""


class Encoder(Protocol):
    """Makes the bytes of a file, part by part."""

    def opening(self) -> bytes:
        """What stands before the first part."""

    def part(self, batch: pa.RecordBatch, labels: Labels) -> tuple[bytes, bytes]:
        """The bytes of a part, and what the end of the file has to know of it. Called by several threads."""

    def closing(self, parts: Sequence[tuple[bytes, int, int]], rows: int) -> bytes:
        """What stands after the last part; ``parts`` are (what is to be known, where it begins, its rows)."""


def encoder_for(form: Form, table: Table, columns: Sequence[Column], chosen: Sequence[int], raw_cells: bool = False) -> Encoder:
    """The encoder of a form; ``chosen`` are the numbers of the added columns that are written.

    ``raw_cells``: what a spreadsheet would take for a formula is written as it is.
    """
    if form.name == "parquet":
        return ParquetEncoder(table, columns, chosen)
    if form.name == "jsonl":
        table.refuse_twins()
        return JsonEncoder(form, table, columns, chosen)
    return CsvEncoder(form, table, columns, chosen, raw_cells)


def packed(raw: bytes | memoryview, form: Form) -> bytes:
    """Pack bytes as a member of their own: packed files may be put together."""
    import pyarrow as pa

    if not form.compression:
        return bytes(raw)
    return pa.Codec(form.compression).compress(raw, asbytes=True) if len(raw) else b""


class CsvEncoder:
    """CSV with the delimiter and line ends of the table; cells are quoted where they must be, and formulas made harmless."""

    def __init__(self, form: Form, table: Table, columns: Sequence[Column], chosen: Sequence[int], raw_cells: bool) -> None:
        self._form, self._table, self._columns, self._chosen, self._raw = form, table, columns, chosen, raw_cells
        self._mark = "\t" if form.name == "tsv" else table.delimiter
        self._remembered = lru_cache(_TAILS)(self._tail)

    def opening(self) -> bytes:
        """The header."""
        names = [*self._table.schema.names, *(self._columns[i].name for i in self._chosen)]
        line = self._mark.join(map(self._cell, names)) + self._table.line_end
        return packed(line.encode(), self._form)

    def part(self, batch: pa.RecordBatch, labels: Labels) -> tuple[bytes, bytes]:
        """Rows as lines."""
        tails = [self._remembered(o.cells) for o in labels.outcomes]
        return packed(joined(batch.columns, tails, labels.codes, self._mark, self._raw), self._form), b""

    def _tail(self, cells: Sequence[Cell]) -> str:
        return self._mark.join(self._cell(_as_text(cells[i])) for i in self._chosen) + self._table.line_end

    def _cell(self, text: str) -> str:
        return quoted(text if self._raw else escape_formula(text), self._mark)

    def closing(self, parts: Sequence[tuple[bytes, int, int]], rows: int) -> bytes:  # noqa: ARG002
        """Nothing."""
        return b""


class JsonEncoder:
    """JSON Lines: a line that was JSON stays as it is, and gets our keys at its end."""

    def __init__(self, form: Form, table: Table, columns: Sequence[Column], chosen: Sequence[int]) -> None:
        self._form, self._table, self._columns, self._chosen = form, table, columns, chosen
        self._remembered = lru_cache(_TAILS)(self._tail)

    def opening(self) -> bytes:
        """Nothing."""
        return b""

    def part(self, batch: pa.RecordBatch, labels: Labels) -> tuple[bytes, bytes]:
        """Rows as lines."""
        import pyarrow.compute as pc

        lines = batch.column(0) if self._table.json_lines else _as_json(batch)
        opened = pc.utf8_rtrim_whitespace(pc.binary_slice(pc.utf8_rtrim_whitespace(lines).cast("binary"), 0, -1).cast("string"))
        last = pc.utf8_slice_codeunits(opened, -1)
        comma = pc.if_else(pc.or_(pc.equal(last, "{"), pc.equal(last, ",")), "", ",")  # DuckDB bears a comma before the end
        tails = [self._remembered(o.cells) for o in labels.outcomes]
        return packed(joined([pc.binary_join_element_wise(opened, comma, "")], tails, labels.codes, ""), self._form), b""

    def _tail(self, cells: Sequence[Cell]) -> str:
        pairs = {self._columns[i].name: cells[i] for i in self._chosen}
        return json.dumps(pairs, ensure_ascii=False)[1:] + "\n"

    def closing(self, parts: Sequence[tuple[bytes, int, int]], rows: int) -> bytes:  # noqa: ARG002
        """Nothing."""
        return b""


class ParquetEncoder:
    """Parquet, one row group a part; types and metadata of the table's columns are kept."""

    def __init__(self, table: Table, columns: Sequence[Column], chosen: Sequence[int]) -> None:
        import pyarrow as pa

        self._kept, self._columns, self._chosen = table.schema, columns, chosen
        schema = table.schema
        for i in chosen:
            schema = schema.append(pa.field(columns[i].name, TYPES[columns[i].type]))
        self._schema = schema

    def opening(self) -> bytes:
        """The magic number."""
        from briefprism.batch.parquet_parts import MAGIC

        return MAGIC

    def part(self, batch: pa.RecordBatch, labels: Labels) -> tuple[bytes, bytes]:
        """A row group."""
        import pyarrow as pa

        from briefprism.batch.parquet_parts import encode_part

        columns = [*batch.columns[: len(self._kept)], *labels.arrays(self._columns, self._chosen)]
        # Whether a column may hold nothing must be as in the footer: its pages are written otherwise.
        schema = pa.schema([field.with_type(column.type) for field, column in zip(self._schema, columns, strict=True)])
        return encode_part(pa.RecordBatch.from_arrays(columns, schema=schema))

    def closing(self, parts: Sequence[tuple[bytes, int, int]], rows: int) -> bytes:
        """The footer."""
        from briefprism.batch.parquet_parts import MAGIC, footer

        return footer(self._schema, [(entry, start - len(MAGIC)) for entry, start, _ in parts], rows)


def _as_text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return f"{cell:.2f}" if isinstance(cell, float) else cell


def _as_json(batch: pa.RecordBatch) -> pa.Array:
    """Rows as JSON objects, whatever their types. Names may differ in case only, which they may not in DuckDB's tables."""
    import duckdb
    import pyarrow as pa

    from briefprism.batch.engine import literal

    con = duckdb.connect()
    con.execute("SET threads=1; SET enable_progress_bar=false")
    con.register("part", pa.Table.from_arrays(batch.columns, names=[f"c{i}" for i in range(batch.num_columns)]))
    pairs = ", ".join(f"{literal(name)}, c{i}" for i, name in enumerate(batch.schema.names))
    return con.sql(f"SELECT json_object({pairs})::VARCHAR AS line FROM part").to_arrow_table().column(0).combine_chunks()
