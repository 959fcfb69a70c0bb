"""Columns to the text of CSV, with vector operations: the cells of a part are never Python strings."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from briefprism.models.cells import FORMULA, NUMBER

if TYPE_CHECKING:
    import pyarrow as pa


# The first bytes, in UTF-8, of cells that may be formulas.
_MAY_BEGIN = np.zeros(256, np.bool_)
_MAY_BEGIN[[*b"'=+-@\t\r\n", "＝".encode()[0]]] = True


def quoted(text: str, mark: str) -> str:
    """A cell, in quotes where it must be."""
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in (mark, '"', "\n", "\r")) else text


def joined(columns: Sequence[pa.Array], tails: Sequence[str], codes: pa.Array, mark: str, raw: bool = False) -> memoryview:
    """Lines: the cells of each row, then ``tails[codes[row]]``, with ``mark`` between; an empty mark joins and quotes nothing.

    Texts that are formulas are escaped, unless ``raw``.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    cells = [cell_texts(column, mark, raw) for column in columns] if mark else list(columns)
    lines = pc.binary_join_element_wise(*cells, pa.array(tails, pa.string()).take(codes), mark)
    _, offsets, data = lines.buffers()
    if data is None:
        return memoryview(b"")
    ends = np.frombuffer(offsets, np.int32)
    return memoryview(data)[ends[lines.offset] : ends[lines.offset + len(lines)]]


def cell_texts(column: pa.Array, mark: str, raw: bool = False) -> pa.Array:
    """The cells of a column. Null is nothing, and an empty text is a pair of quotes, so that they stay apart.

    Texts that are formulas are escaped, unless ``raw``; numbers and the like never are.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = _texts(column)
    is_text = pa.types.is_string(texts.type) or pa.types.is_large_string(texts.type) or pa.types.is_string_view(texts.type)
    if texts.type != pa.string():
        texts = texts.cast(pa.string())
    if is_text and not raw:
        texts = escape_formulas(texts)
    empty = pc.equal(pc.binary_length(texts), 0)
    if _has_any(texts, mark):
        risky = pc.match_substring_regex(texts, "[" + "\\" + mark + '"\r\n]')
        texts = pc.if_else(risky, pc.binary_join_element_wise('"', pc.replace_substring(texts, '"', '""'), '"', ""), texts)
    if pc.any(empty).as_py():
        texts = pc.if_else(empty, '""', texts)
    return pc.fill_null(texts, "") if texts.null_count else texts


def escape_formulas(texts: pa.StringArray) -> pa.StringArray:
    """Texts, each with one mark more if it is a formula; see `models.cells`."""
    import pyarrow.compute as pc

    return _changed(texts, lambda few: pc.binary_join_element_wise("'", few, ""))


def unescape_formulas(texts: pa.StringArray) -> pa.StringArray:
    """What ``escape_formulas`` was given."""
    import pyarrow.compute as pc

    return _changed(texts, lambda few: pc.if_else(pc.starts_with(few, "'"), pc.utf8_slice_codeunits(few, 1), few))


def _changed(texts: pa.StringArray, change: Callable[[pa.StringArray], pa.StringArray]) -> pa.StringArray:
    """Texts, with those changed that are formulas. Only those are looked at whose first byte may begin one: few do."""
    import pyarrow as pa
    import pyarrow.compute as pc

    _, offsets, data = texts.buffers()
    if data is None or not data.size:
        return texts
    starts = np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + len(texts)]
    may = _MAY_BEGIN[np.frombuffer(data, np.uint8).take(starts, mode="clip")]  # of an empty text, that of the next
    at = np.flatnonzero(may)
    few = texts.take(pa.array(at))
    formula, number = (pc.match_substring_regex(few, f"^(?:{pattern})\\z").fill_null(False) for pattern in (FORMULA, NUMBER))
    found = pc.and_not(formula, number)
    may[at] = found.to_numpy(zero_copy_only=False)
    return pc.replace_with_mask(texts, pa.array(may), change(few.filter(found))) if may.any() else texts


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
