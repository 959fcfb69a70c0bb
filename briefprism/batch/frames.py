"""Tables in memory: pandas, Polars, Arrow and DuckDB, handed over through Arrow's C interface, without copying where it allows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa

from briefprism.batch.labelling import TYPES, Labeller
from briefprism.batch.table import PART_ROWS, Table
from briefprism.models.errors import UsageError


def annotate_frame(source: Any, column: str, labeller: Labeller, chosen: Sequence[int], describe: str | None = None) -> Any:
    """The same table with added columns, as what it came as.

    Args:
        source: a pandas or Polars frame, a PyArrow table, record batch or reader, a DuckDB relation, or anything else that
            exports an Arrow stream.
        column: the column with the names.
        labeller: what labels them.
        chosen: the numbers of the added columns.
        describe: a column with descriptions, or None.

    Returns:
        A frame of the same library, whose old columns are those of ``source``; for a reader or a DuckDB relation a reader or
        a relation that labels while it is read; for all else a PyArrow table.

    Raises:
        UsageError: when it is no table, or a column is missing or there already.
    """
    library = type(source).__module__.split(".")[0]
    if library in ("pandas", "polars"):
        return _with_columns(source, library, column, labeller, chosen, describe)
    stream = _stream(source)
    table = Table("the table", tuple(stream.schema.names), lambda *_: iter(stream), stream.schema).choose(column, describe)
    columns = labeller.annotator.columns
    table.refuse_clash([columns[i].name for i in chosen])
    schema = stream.schema
    for i in chosen:
        schema = schema.append(pa.field(columns[i].name, TYPES[columns[i].type]))
    reader = pa.RecordBatchReader.from_batches(schema, _labelled(table, labeller, chosen, schema))
    if library in ("duckdb", "_duckdb"):
        import duckdb

        return duckdb.from_arrow(reader)
    return reader if isinstance(source, pa.RecordBatchReader) else reader.read_all()


def _stream(source: Any) -> pa.RecordBatchReader:
    if isinstance(source, pa.RecordBatch):
        source = pa.Table.from_batches([source])
    if not hasattr(source, "__arrow_c_stream__"):
        raise UsageError("classify_table", f"{type(source).__name__} is no table", "pass a pandas, Polars, PyArrow or DuckDB table")
    return pa.RecordBatchReader.from_stream(source)


def _labelled(table: Table, labeller: Labeller, chosen: Sequence[int], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    for batch in table.batches():
        for start in range(0, batch.num_rows, PART_ROWS):
            part = batch.slice(start, PART_ROWS)
            yield pa.RecordBatch.from_arrays([*part.columns, *_added(table, part, labeller, chosen)], schema=schema)


def _added(table: Table, part: pa.RecordBatch, labeller: Labeller, chosen: Sequence[int]) -> list[pa.Array]:
    labels = labeller.label(*table.strings(part))
    arrays = labels.arrays(labeller.annotator.columns, chosen)
    return [a.dictionary_decode() if pa.types.is_dictionary(a.type) else a for a in arrays]


def _with_columns(frame: Any, library: str, column: str, labeller: Labeller, chosen: Sequence[int], describe: str | None) -> Any:
    """The frame itself with more columns: its own are neither converted nor copied, and an index stays."""
    names = tuple(map(str, frame.columns))
    table = Table("the table", names, lambda *_: iter(()), pa.schema([])).choose(column, describe)
    added = [labeller.annotator.columns[i].name for i in chosen]
    table.refuse_clash(added)
    wanted = [column, *([describe] if describe else [])]
    if library == "pandas":
        # A column of mixed values is text to a person; Arrow would refuse it.
        narrow = pa.table({n: pa.array(frame[n].astype("string"), pa.string(), from_pandas=True) for n in wanted})
    else:
        narrow = pa.table(frame.select(wanted))
    few = Table("the table", tuple(wanted), lambda *_: iter(()), narrow.schema).choose(column, describe)
    schema = pa.schema([(name, TYPES[labeller.annotator.columns[i].type]) for i, name in zip(chosen, added, strict=True)])
    batches = [pa.RecordBatch.from_arrays(_added(few, batch, labeller, chosen), schema=schema) for batch in narrow.to_batches(PART_ROWS)]
    new = pa.Table.from_batches(batches, schema)
    if library == "pandas":
        return frame.assign(**{name: new.column(name).to_pandas().set_axis(frame.index) for name in added})
    import polars

    return frame.with_columns(polars.from_arrow(new))
