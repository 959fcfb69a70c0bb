"""A table in, the same table with added columns out: read, label, encode and write, in parts of bounded size."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Final

from briefprism.batch.encoders import Encoder
from briefprism.batch.journal import Journal, Pipe
from briefprism.batch.labelling import Labeller, Labels
from briefprism.batch.table import Table, rows_of_part
from briefprism.batch.whole import unwritable, whole_file
from briefprism.models.errors import BriefprismError, InputError
from briefprism.models.table import Progress, Tally

if TYPE_CHECKING:
    import pyarrow as pa

_MEASURED_ROWS: Final = 10_000
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
        raise _left(out, error) from error
    except BaseException:
        out.close()
        raise
    return out.tally


def annotate_xlsx(table: Table, labeller: Labeller, chosen: Sequence[int], target: Path, progress: Progress) -> Tally:
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
        write_xlsx(path, header, labelled())
    return tally


def _left(out: Journal | Pipe, error: OSError) -> Exception:
    """What is said when the output cannot be written to its end. What is done is kept, if it is anything."""
    if not isinstance(out, Journal):
        return error
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
    """Batches of equal numbers of rows, whatever the reader's batches are, without the first ``done`` rows.

    ``size`` is their number; None: it depends on the first rows of the table alone, so that an interrupted run cuts where
    the first one did.
    """
    held: list[pa.RecordBatch] = []
    count = 0
    for batch in batches:
        held.append(batch)
        count += batch.num_rows
        if size is None and count >= _MEASURED_ROWS:
            size = _part_rows(held)
        while size is not None and count >= size:
            part, held = _cut(held, size)
            count -= size
            if done >= size:
                done -= size
            else:
                yield part.slice(done)
                done = 0
    if count:
        part, _ = _cut(held, count)
        if done < count:
            yield part.slice(done)


def _part_rows(held: Sequence[pa.RecordBatch]) -> int:
    import pyarrow as pa

    first = pa.Table.from_batches(held).slice(0, _MEASURED_ROWS)
    return rows_of_part(first.nbytes // first.num_rows)


def _cut(held: Sequence[pa.RecordBatch], rows: int) -> tuple[pa.RecordBatch, list[pa.RecordBatch]]:
    """The first rows as one batch, and what is left."""
    import pyarrow as pa

    if len(held) == 1 and held[0].num_rows == rows:
        return held[0], []
    table = pa.Table.from_batches(held)
    first = table.slice(0, rows).unify_dictionaries().combine_chunks().to_batches()
    rest = [b for b in table.slice(rows).to_batches() if b.num_rows]
    return first[0], rest
