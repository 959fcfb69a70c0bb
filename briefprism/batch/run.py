"""A table in, the same table with added columns out: read, label, encode and write, in parts of bounded size."""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from briefprism.batch.encoders import Encoder
from briefprism.batch.journal import Journal, Pipe
from briefprism.batch.labelling import Labeller, Labels
from briefprism.batch.table import PART_BYTES, PART_ROWS, Table
from briefprism.batch.whole import unwritable, whole_file
from briefprism.models.errors import BriefprismError, InputError
from briefprism.models.table import Progress, Tally

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

_THREADS: Final = os.cpu_count() or 1


def annotate(table: Table, labeller: Labeller, encoder: Encoder, out: Journal | Pipe, resume: bool, progress: Progress) -> Tally:
    """Label a table into ``out``.

    An interruption, also by a full disk, leaves what is done to ``resume``; a fault of the input removes it, because it
    cannot be finished.

    Returns:
        Rows by what their outcomes count as, also those of the runs before an interruption.
    """
    out.start(resume, encoder.opening())
    try:
        for content, known, rows, tally in _encoded(table, labeller, encoder, out.rows):
            out.add(content, known, rows, tally)
            progress(out.rows, table.share())
        out.finish(encoder.closing(out.parts, out.rows))
    except BriefprismError:
        out.discard()
        raise
    except OSError as error:
        if isinstance(out, Journal):
            raise _left(out, error) from error
        out.close()
        raise
    except BaseException:
        out.close()
        raise
    return out.tally


def annotate_xlsx(table: Table, labeller: Labeller, chosen: Sequence[int], target: Path, raw_cells: bool, progress: Progress) -> Tally:
    """Label a table into an Excel file, whole or not at all."""
    import pyarrow as pa

    from briefprism.batch.xlsx_tables import write_xlsx

    tally: Tally = Tally()
    columns = labeller.annotator.columns
    header = [*table.schema.names, *(columns[i].name for i in chosen)]
    rows = 0

    def labelled() -> Iterator[pa.RecordBatch]:
        nonlocal rows
        for batch in parts(table.batches(), table.part_rows):
            labels = labeller.label(*table.strings(batch))
            yield pa.RecordBatch.from_arrays([*batch.columns, *labels.arrays(columns, chosen)], names=header)
            tally.update(labels.tally())
            rows += batch.num_rows
            progress(rows, table.share())

    with whole_file(target) as path:
        write_xlsx(path, header, labelled(), raw_cells, target)
    return tally


def _left(out: Journal, error: OSError) -> InputError:
    """What is said when the output cannot be written to its end. What is done is kept, if it is anything."""
    if not out.parts:
        out.discard()
        return unwritable(out.target, error)
    out.close()
    told = unwritable(out.target, error)
    return InputError(told.place, told.fault, "free some space, and run the same command with --resume to go on from here")


def _encoded(table: Table, labeller: Labeller, encoder: Encoder, done: int) -> Iterator[tuple[bytes, bytes, int, Tally]]:
    """Parts in their order. This thread reads and labels, the others encode; few parts are under way at a time."""
    with ThreadPoolExecutor(_THREADS) as pool, ThreadPoolExecutor(1) as reader:
        waiting: deque[Future[tuple[bytes, bytes, int, Tally]]] = deque()
        try:
            for batch in parts(ahead(table.batches(), reader), table.part_rows, done):
                labels = labeller.label(*table.strings(batch))
                waiting.append(pool.submit(_encode, encoder, batch, labels))
                if len(waiting) > _THREADS:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _encode(encoder: Encoder, batch: pa.RecordBatch, labels: Labels) -> tuple[bytes, bytes, int, Tally]:
    content, known = encoder.part(batch, labels)
    return content, known, batch.num_rows, labels.tally()


def ahead(batches: Iterator[pa.RecordBatch], pool: ThreadPoolExecutor) -> Iterator[pa.RecordBatch]:
    """The same batches, the next one being read while the last one is worked on."""
    following = pool.submit(next, batches, None)
    while (batch := following.result()) is not None:
        following = pool.submit(next, batches, None)
        yield batch


def parts(batches: Iterator[pa.RecordBatch], size: int | None, done: int = 0) -> Iterator[pa.RecordBatch]:
    """The rows in parts, whatever the reader's batches are, without the first ``done`` rows.

    ``size`` is the number of rows in a part; None: a part ends with the row that makes it long enough. Either way it depends
    on the rows alone, so that an interrupted run cuts where the first one did.
    """
    most, room = (PART_ROWS, PART_BYTES) if size is None else (size, sys.maxsize)
    held: list[pa.RecordBatch] = []
    rows = weight = 0
    for batch in batches:
        ends = np.cumsum(_row_bytes(batch))
        at = 0
        while at < batch.num_rows:
            before = int(ends[at - 1]) if at else 0
            fit = int(np.searchsorted(ends, before + room - weight)) + 1 - at
            fit = min(fit, most - rows, batch.num_rows - at)
            held.append(batch.slice(at, fit))
            at, rows = at + fit, rows + fit
            weight += int(ends[at - 1]) - before
            if rows == most or weight >= room:
                if done < rows:
                    yield _joined(held).slice(done)
                done = max(0, done - rows)
                held, rows, weight = [], 0, 0
    if done < rows:
        yield _joined(held).slice(done)


def _row_bytes(batch: pa.RecordBatch) -> NDArray[np.int64]:
    """About how much each row takes. What is nested in it does not count: its bytes are those of the reader's batches."""
    import pyarrow as pa
    import pyarrow.compute as pc

    sizes = np.full(batch.num_rows, 8 * batch.num_columns, np.int64)
    for column in batch.columns:
        if pa.types.is_string(column.type) or pa.types.is_binary(column.type) or pa.types.is_large_string(column.type):
            sizes += pc.binary_length(column).fill_null(0).to_numpy(zero_copy_only=False)
    return sizes


def _joined(held: Sequence[pa.RecordBatch]) -> pa.RecordBatch:
    import pyarrow as pa

    if len(held) == 1:
        return held[0]
    return pa.Table.from_batches(held).unify_dictionaries().combine_chunks().to_batches()[0]
