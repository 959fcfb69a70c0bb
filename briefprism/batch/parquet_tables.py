"""Parquet, read as it was written: types, nested values and metadata of columns stay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from briefprism.batch.engine import in_our_words
from briefprism.batch.table import Table, refuse_width, rows_of_part
from briefprism.models.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa


MAX_CELL = 100_000_000
"""The longest text of a cell, in bytes: what is written holds it several times."""


def open_parquet(files: Sequence[Path]) -> Table:
    """Parquet files of one schema, read as one.

    Raises:
        InputError: when one cannot be read, or its schema differs from that of the first.
    """
    import pyarrow.parquet as pq

    place, rows, size, schema = ", ".join(map(str, files)), 0, 0, None
    for path in files:
        with in_our_words(str(path)), pq.ParquetFile(path) as file:
            refuse_width(str(path), file.metadata.num_columns)
            rows += file.metadata.num_rows
            size += sum(file.metadata.row_group(i).total_byte_size for i in range(file.num_row_groups))
            schema = schema or file.schema_arrow
            if not file.schema_arrow.equals(schema):
                fault = f"its columns are not those of {files[0]}"
                raise InputError(str(path), fault, "give the files the same columns, or label them one by one")
    assert schema is not None
    done, part = [0], rows_of_part(size // max(1, rows) * 2)  # rows unpacked take about twice the bytes

    def read(name_at: int, describe_at: int | None) -> Iterator[pa.RecordBatch]:  # noqa: ARG001 - all columns are read
        for path in files:
            # Without pre_buffer: what is read ahead would stay in memory to the end of the file.
            with in_our_words(str(path)), pq.ParquetFile(path, pre_buffer=False) as file:
                for batch in file.iter_batches(part):
                    batch.validate(full=True)  # bytes that are no text would end the run far from here
                    _refuse_long_cells(str(path), batch)
                    done[0] += batch.num_rows
                    yield batch

    return Table(place, tuple(schema.names), read, schema, lambda: done[0] / rows if rows else None, part_rows=part)


def _refuse_long_cells(place: str, batch: pa.RecordBatch) -> None:
    import pyarrow as pa
    import pyarrow.compute as pc

    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        if pa.types.is_string(column.type) or pa.types.is_binary(column.type) or pa.types.is_large_string(column.type):
            longest = pc.max(pc.binary_length(column)).as_py() or 0
            if longest > MAX_CELL:
                fault = f"a cell of column {name!r} holds {longest:,} bytes, more than {MAX_CELL:,}"
                raise InputError(place, fault, "shorten it, or leave the row out")
