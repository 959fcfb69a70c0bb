"""The distinct strings of a table with their counts, most frequent first; what does not fit into memory is spilled."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING

from briefprism.batch.engine import connect, in_our_words
from briefprism.batch.labelling import Labeller, as_text
from briefprism.batch.table import BATCH_ROWS, Table
from briefprism.batch.whole import whole_file
from briefprism.models.cells import escape_formula
from briefprism.models.table import Outcome

if TYPE_CHECKING:
    import pyarrow as pa

_MOST_PAIRS = 1_000_000


def distinct(table: Table, workdir: Path) -> Table:
    """A table of the distinct names of ``table`` and of how many rows hold each."""
    import pyarrow as pa

    con = connect(workdir)
    column = table.columns[table.name_at]
    schema = pa.schema([(column, pa.string()), ("rows" if column != "rows" else "rows_", pa.int64())])

    def names() -> Iterator[pa.RecordBatch]:
        for batch in table.batches():
            yield pa.RecordBatch.from_arrays([as_text(_plain(table.strings(batch)[0]))], names=["name"])

    def read(name_at: int, describe_at: int | None) -> Iterator[pa.RecordBatch]:  # noqa: ARG001 - all columns are read
        reader = pa.RecordBatchReader.from_batches(pa.schema([("name", pa.string())]), names())
        con.register("names", reader)
        with in_our_words(table.place):
            query = "SELECT name, count(*) AS rows FROM names GROUP BY name ORDER BY rows DESC, name"
            for batch in con.sql(query).to_arrow_reader(BATCH_ROWS):
                yield pa.RecordBatch.from_arrays(batch.columns, schema=schema)

    return Table(table.place, tuple(schema.names), read, schema, delimiter=table.delimiter, line_end=table.line_end, notes=table.notes)


def distinct_pairs(table: Table) -> Iterator[tuple[str, str]]:
    """Each name with each of its descriptions (nothing where there is none), in the order of the rows.

    Beyond a million pairs, some come again.
    """
    seen: set[tuple[str, str]] = set()
    for batch in table.batches():
        texts, beside = table.strings(batch)
        words = repeat("") if beside is None else as_text(_plain(beside)).to_pylist()
        for pair in zip(as_text(_plain(texts)).to_pylist(), words, strict=False):
            name, description = pair[0] or "", pair[1] or ""
            if (name, description) not in seen:
                seen = seen if len(seen) < _MOST_PAIRS else set()
                seen.add((name, description))
                yield name, description


def _plain(texts: pa.Array) -> pa.Array:
    import pyarrow as pa

    return texts.dictionary_decode() if pa.types.is_dictionary(texts.type) else texts


def write_unknown(table: Table, labeller: Labeller, target: Path, header: Sequence[str]) -> int:
    """Write the names of a table of ``distinct`` names whose outcome counts as unknown, as rows of the catalogue to be filled in.

    Args:
        table: names and rows.
        labeller: labels the names; the second of what its outcomes count as is the label.
        target: a CSV file.
        header: the columns of the catalogue; the first takes the name, the last how often it was met.

    Returns:
        How many names were written.
    """
    count = 0
    with whole_file(target) as path, path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        for batch in table.batches():
            labels = labeller.label(batch.column(0))
            for name, rows, code in zip(*(c.to_pylist() for c in (*batch.columns, labels.codes)), strict=True):
                if name and name.strip() and _is_unknown(labels.outcomes[code]):
                    out.writerow([escape_formula(name), *[""] * (len(header) - 2), f"seen {rows} times"])
                    count += 1
    return count


def _is_unknown(outcome: Outcome) -> bool:
    return outcome.counted[1] == "unknown"
