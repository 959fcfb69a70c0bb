"""Parquet files put together from parts, and the protocol of their footers."""

from __future__ import annotations

import io
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefprism.batch.parquet_parts import MAGIC, encode_part, footer
from briefprism.batch.thrift import BINARY, I16, I32, I64, LIST, STRUCT, TRUE, read_struct, write_struct


def together(table: pa.Table, sizes: list[int]) -> bytes:
    out, groups, at = bytearray(MAGIC), [], 0
    for size in sizes:
        content, entry = encode_part(table.slice(at, size).combine_chunks().to_batches()[0])
        groups.append((entry, len(out) - len(MAGIC)))
        out += content
        at += size
    return bytes(out) + footer(table.schema, groups, table.num_rows)


def test_parts_read_as_one_file_with_its_types() -> None:
    table = pa.table({
        "n": pa.array(range(5000)), "text": [f"x{i % 7}" if i % 11 else None for i in range(5000)],
        "list": [[i, None] for i in range(5000)], "when": pa.array(range(5000), pa.timestamp("us", "Europe/Paris")),
    }).replace_schema_metadata({"mine": "kept"})  # fmt: skip
    raw = together(table, [1, 2499, 2500])
    file = pq.ParquetFile(io.BytesIO(raw))
    assert [file.metadata.row_group(i).num_rows for i in range(3)] == [1, 2499, 2500]
    plain = io.BytesIO()
    pq.write_table(table, plain)
    assert file.read().equals(pq.read_table(plain), check_metadata=True)
    assert file.read_row_group(2).to_pylist() == table.slice(2500).to_pylist()
    assert file.metadata.row_group(1).column(0).statistics.min == 1


def test_duckdb_reads_it_too(tmp_path: Any) -> None:
    import duckdb

    table = pa.table({"n": pa.array(range(5000)), "text": [f"x{i % 7}" for i in range(5000)]})
    (tmp_path / "a.parquet").write_bytes(together(table, [2000, 2000, 1000]))
    found = duckdb.sql(f"SELECT count(*), sum(n), count(DISTINCT text) FROM '{tmp_path}/a.parquet' WHERE n >= 2500").fetchall()
    assert found == [(2500, sum(range(2500, 5000)), 7)]


values: Any = st.deferred(lambda: st.one_of(
    st.tuples(st.sampled_from([I16, I32, I64]), st.integers(-(2**62), 2**62)), st.tuples(st.just(BINARY), st.binary(max_size=20)),
    st.just((TRUE, None)), st.tuples(st.just(LIST), st.tuples(st.just(I64), st.lists(st.integers(-(2**40), 2**40), max_size=20))),
    st.tuples(st.just(STRUCT), structs),
))  # fmt: skip
structs: Any = st.dictionaries(st.integers(1, 200), values, max_size=4)


@given(structs)
def test_what_is_written_is_read(struct: Any) -> None:
    raw = write_struct(struct)
    assert read_struct(raw) == (struct, len(raw))


def test_a_type_that_footers_do_not_use_is_refused() -> None:
    with pytest.raises(ValueError, match="thrift type 11"):
        read_struct(b"\x1b\x00\x00")


def test_columns_that_may_hold_nothing_and_columns_that_may_not(tmp_path: Any, echo: Any) -> None:
    from briefprism.hall.tables.tables import TableJob, run_table

    schema = pa.schema(
        [pa.field("source", pa.string(), nullable=False), pa.field("n", pa.int64(), nullable=False), pa.field("m", pa.int64())]
    )
    table = pa.table([["a", "b"], [1, 2], [None, 3]], schema=schema)
    pq.write_table(table, tmp_path / "in.parquet")
    run_table(TableJob((str(tmp_path / "in.parquet"),), "source", str(tmp_path / "out.parquet")), echo)
    back = pq.read_table(tmp_path / "out.parquet")
    assert back.select(schema.names).equals(table)
    assert back.schema.field("source").nullable is False
