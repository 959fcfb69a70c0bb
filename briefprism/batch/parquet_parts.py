"""One Parquet file out of parts that were encoded apart: their bytes one after the other, their footers joined.

No library joins Parquet files without encoding them anew. Row groups are self-contained but for the absolute offsets in
the footer, so it is enough to move those. Source: https://github.com/apache/parquet-format (parquet.thrift).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from briefprism.batch.thrift import I16, I64, LIST, STRUCT, Struct, read_struct, write_struct

MAGIC: Final = b"PAR1"
# Field ids of FileMetaData, RowGroup, ColumnChunk and ColumnMetaData in parquet.thrift.
_ROWS, _GROUPS = 3, 4
_COLUMNS, _GROUP_OFFSET, _ORDINAL = 1, 5, 7
_CHUNK_OFFSET, _META, _INDEX_FIELDS = 2, 3, (4, 5, 6, 7)
_PAGE_OFFSETS, _BLOOM_FIELDS = (9, 10, 11), (14, 15)


def encode_part(batch: pa.RecordBatch) -> tuple[bytes, bytes]:
    """A batch as one row group.

    Returns:
        The bytes of its pages, and the row group's entry in a footer (thrift), as if they followed the magic number.
    """
    sink = pa.BufferOutputStream()
    with pq.ParquetWriter(sink, batch.schema, store_schema=False) as writer:
        writer.write_batch(batch, row_group_size=max(1, batch.num_rows))
    raw = sink.getvalue().to_pybytes()
    start = len(raw) - 8 - int.from_bytes(raw[-8:-4], "little")
    _, groups = read_struct(raw[start:-8])[0][_GROUPS][1]
    return raw[len(MAGIC) : start], write_struct(groups[0])


def moved(group: bytes, shift: int, ordinal: int) -> Struct:
    """The entry of a row group whose bytes now begin ``shift`` bytes later."""
    entry = read_struct(group)[0]
    for chunk in entry[_COLUMNS][1][1]:
        _move(chunk, _CHUNK_OFFSET, shift)
        for field in _INDEX_FIELDS:
            chunk.pop(field, None)
        meta = chunk[_META][1]
        for field in _PAGE_OFFSETS:
            _move(meta, field, shift)
        for field in _BLOOM_FIELDS:
            meta.pop(field, None)
    _move(entry, _GROUP_OFFSET, shift)
    if ordinal < 2**15:
        entry[_ORDINAL] = (I16, ordinal)
    else:
        entry.pop(_ORDINAL, None)
    return entry


def _move(struct: Struct, field: int, shift: int) -> None:
    if field in struct and struct[field][1] > 0:  # 0 stands for "not told"
        struct[field] = (I64, struct[field][1] + shift)


def footer(schema: pa.Schema, groups: Sequence[tuple[bytes, int]], rows: int) -> bytes:
    """The end of a file with these row groups, given as (entry, shift)."""
    sink = pa.BufferOutputStream()
    pq.ParquetWriter(sink, schema).close()
    raw = sink.getvalue().to_pybytes()
    meta = read_struct(raw[len(raw) - 8 - int.from_bytes(raw[-8:-4], "little") : -8])[0]
    meta[_ROWS] = (I64, rows)
    meta[_GROUPS] = (LIST, (STRUCT, [moved(entry, shift, i) for i, (entry, shift) in enumerate(groups)]))
    out = write_struct(meta)
    return out + len(out).to_bytes(4, "little") + MAGIC
