"""Columns to the text of CSV, with vector operations: the cells of a part are never Python strings."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa


def quoted(text: str, mark: str) -> str:
    """A cell, in quotes where it must be."""
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in (mark, '"', "\n", "\r")) else text


def joined(columns: Sequence[pa.Array], tails: Sequence[str], codes: pa.Array, mark: str) -> memoryview:
    """Lines: the cells of each row, then ``tails[codes[row]]``, with ``mark`` between; an empty mark joins and quotes nothing."""
    import pyarrow as pa
    import pyarrow.compute as pc

    cells = [cell_texts(column, mark) for column in columns] if mark else list(columns)
    lines = pc.binary_join_element_wise(*cells, pa.array(tails, pa.string()).take(codes), mark)
    _, offsets, data = lines.buffers()
    if data is None:
        return memoryview(b"")
    ends = np.frombuffer(offsets, np.int32)
    return memoryview(data)[ends[lines.offset] : ends[lines.offset + len(lines)]]


def cell_texts(column: pa.Array, mark: str) -> pa.Array:
    """The cells of a column. Null is nothing, and an empty text is a pair of quotes, so that they stay apart."""
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = _texts(column)
    if texts.type != pa.string():
        texts = texts.cast(pa.string())
    empty = pc.equal(pc.binary_length(texts), 0)
    if _has_any(texts, mark):
        risky = pc.match_substring_regex(texts, "[" + "\\" + mark + '"\r\n]')
        texts = pc.if_else(risky, pc.binary_join_element_wise('"', pc.replace_substring(texts, '"', '""'), '"', ""), texts)
    if pc.any(empty).as_py():
        texts = pc.if_else(empty, '""', texts)
    return pc.fill_null(texts, "") if texts.null_count else texts


def _texts(column: pa.Array) -> pa.Array:
    import pyarrow as pa

    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_nested(column.type) or pa.types.is_binary(column.type):
        return pa.array([None if v is None else json.dumps(v, ensure_ascii=False, default=str) for v in column.to_pylist()], pa.string())
    return column


def _has_any(texts: pa.Array, mark: str) -> bool:
    """Whether any cell may need quotes: looks at all bytes at once, which is much cheaper than at each cell."""
    data = texts.buffers()[2]
    if data is None:
        return False
    raw = np.frombuffer(data, np.uint8)
    return any(bool((raw == ord(c)).any()) for c in (mark, '"', "\n", "\r"))
