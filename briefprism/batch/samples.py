"""The first cells of each column, for guessing which one is meant."""

from __future__ import annotations

import pyarrow as pa

from briefprism.batch.labelling import as_text
from briefprism.batch.table import Table
from briefprism.models.errors import UsageError

ROWS = 1_000


def samples(table: Table) -> list[tuple[str, list[str]]]:
    """(column, its first distinct cells as text); a column that cannot be read as text has none."""
    batch = next(table.batches(), None)
    if batch is None:
        return [(name, []) for name in table.columns]
    first = batch.slice(0, ROWS)
    return [(name, _texts(first.column(i))) for i, name in enumerate(table.columns)]


def _texts(column: pa.Array) -> list[str]:
    plain = column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
    try:
        return [v for v in as_text(plain).unique().to_pylist() if v]
    except UsageError:
        return []
