"""The hall of the tables: joins what labels a string with what reads and writes tables."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Final

from briefprism.models.document import Limits
from briefprism.models.errors import UsageError
from briefprism.models.table import PREFIX, Annotator, Progress, Tally

if TYPE_CHECKING:
    from briefprism.batch.forms import Form
    from briefprism.batch.journal import Journal, Pipe
    from briefprism.batch.labelling import Labeller
    from briefprism.batch.opening import Reading
    from briefprism.batch.table import Table
    from briefprism.hall.tables.annotators import NameAnnotator

STDIO: Final = "-"


@dataclass(frozen=True, slots=True)
class TableJob:
    """What is asked for: tables in, a table out.

    ``columns`` chooses among the added columns, by their names without ``bp_``; none means all. ``describe`` is a column
    with descriptions, ``unknown`` a file for the names that were not known. ``memo`` bounds the distinct strings that are
    remembered (None: the default), ``limits`` what an Excel file may unpack to. ``raw_cells``: cells that a spreadsheet would
    take for formulas are neither made harmless nor restored.
    """

    inputs: tuple[str, ...]
    column: str
    output: str
    describe: str | None = None
    columns: tuple[str, ...] = ()
    distinct: bool = False
    unknown: Path | None = None
    resume: bool = False
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    memo: int | None = None
    raw_cells: bool = False
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Done:
    """What was done: rows by what they count as, sentences to be said, and how many names were listed as unknown."""

    tally: Tally
    notes: tuple[str, ...] = ()
    unknown: int | None = None

    @property
    def rows(self) -> int:
        """Rows written, in all runs together."""
        return sum(self.tally.values())


def run_table(job: TableJob, annotator: Annotator, progress: Progress = lambda _rows, _share: None) -> Done:
    """Label a table.

    Raises:
        InputError: when a table cannot be read or written.
        UsageError: when a column is not there, or an added one is.
    """
    from briefprism.batch.counting import distinct, write_unknown
    from briefprism.batch.labelling import MEMO, Labeller
    from briefprism.batch.opening import find_files
    from briefprism.data.catalogue import COLUMNS

    if job.resume and STDIO in (*job.inputs, job.output):
        raise UsageError("--resume", "what comes or goes through a pipe cannot be gone on with", "name files, or leave it out")
    chosen = choose(annotator, job.columns)
    labeller = Labeller(annotator, job.memo or MEMO)
    with tempfile.TemporaryDirectory(prefix="briefprism-") as folder:
        workdir = Path(folder)
        files = find_files(job.inputs, workdir)
        _spare_tables(job, [path for path, _ in files])
        form = _output_form(job, files[0][1])
        table = _open(job, annotator, files, workdir, form)
        source = distinct(table, workdir) if job.distinct else table
        source.refuse_clash([annotator.columns[i].name for i in chosen])
        tally = _write(job, source, labeller, chosen, form, [path for path, _ in files], progress)
        unknown = None
        if job.unknown is not None:  # a second look: all unknown names need not fit into memory, and the run may be a resumed one
            again = distinct(_open(job, annotator, files, workdir, form), workdir)
            unknown = write_unknown(again, labeller, job.unknown, COLUMNS)
    return Done(tally, table.notes, unknown)


def _spare_tables(job: TableJob, files: Sequence[Path]) -> None:
    """A table may be labelled in place, since all of it is kept. What holds less may not take its place, such as one sheet of a book."""
    from briefprism.batch.whole import refuse_overwriting

    refuse_overwriting(
        [job.unknown, Path(job.output) if job.distinct or job.output.endswith(".xlsx") else None], files, "it is a table that is read"
    )
    if job.unknown is not None and job.unknown.resolve() == Path(job.output).resolve():
        raise UsageError(str(job.unknown), "--unknown and --output name one file", "name another file for one of them")


def _open(job: TableJob, annotator: Annotator, files: Sequence[tuple[Path, Form]], workdir: Path, form: Form) -> Table:
    from briefprism.batch.opening import open_table

    added = [annotator.columns[i].name for i in choose(annotator, job.columns)]
    table = open_table(files, workdir, _reading(job), form.name == "jsonl" and not job.distinct, added)
    return table.choose(job.column, job.describe)


def _reading(job: TableJob) -> Reading:
    from briefprism.batch.opening import Reading

    return Reading(job.encoding, job.delimiter, job.sheet, job.raw_cells, job.limits)


def _write(
    job: TableJob, table: Table, labeller: Labeller, chosen: Sequence[int], form: Form, files: Sequence[Path], progress: Progress
) -> Tally:
    from briefprism.batch.encoders import encoder_for
    from briefprism.batch.run import annotate, annotate_xlsx

    if form.name == "xlsx":
        return annotate_xlsx(table, labeller, chosen, Path(job.output), job.raw_cells, progress)
    encoder = encoder_for(form, table, labeller.annotator.columns, chosen, job.raw_cells)
    return annotate(table, labeller, encoder, _target(job, files, labeller.annotator), job.resume, progress)


def choose(annotator: Annotator, names: Sequence[str]) -> list[int]:
    """The numbers of the added columns that are asked for, in the order asked.

    Raises:
        UsageError: when there is no such column; the message names the nearest.
    """
    known = [c.name for c in annotator.columns]
    wanted = [name if name in known else PREFIX + name for name in names] or known
    for name in wanted:
        if name not in known:
            near = get_close_matches(name, known, 1)
            step = f"did you mean {near[0].removeprefix(PREFIX)!r}?" if near else f"choose from {', '.join(known)}"
            raise UsageError("--columns", f"no column {name.removeprefix(PREFIX)!r}", step)
    return [known.index(name) for name in dict.fromkeys(wanted)]


def _output_form(job: TableJob, source: Form) -> Form:
    from briefprism.batch.forms import Form, form_of

    if job.output != STDIO:
        return form_of(Path(job.output))
    return Form("csv" if source.name == "xlsx" else source.name)


def _target(job: TableJob, files: Sequence[Path], annotator: Annotator) -> Journal | Pipe:
    from briefprism.batch.journal import Journal, Pipe, key_of
    from briefprism.hall.brief.pipeline import data_digest
    from briefprism.version import VERSION

    path = Path(job.output)
    if job.output == STDIO:
        return Pipe(sys.stdout.buffer)
    if path.exists() and not path.is_file():
        if path.is_dir():
            raise UsageError(job.output, "it is a folder", "name a file to write")
        return Pipe(path.open("wb"), owned=True)  # a device
    options = repr(
        (
            type(annotator).__name__,
            getattr(annotator, "settings", None),
            job.column,
            job.describe,
            job.columns,
            job.distinct,
            job.encoding,
            job.delimiter,
            job.sheet,
            job.raw_cells,
        )
    )
    return Journal(path, key_of([VERSION, data_digest(), options, job.output], files))


def unknown_names(job: TableJob, annotator: NameAnnotator) -> dict[str, str]:
    """The distinct names that nobody knows, each with the first description of it (or nothing). All of them are held in memory.

    Raises:
        InputError: when a table cannot be read.
        UsageError: when a column is not there, or the table cannot be read twice.
    """
    from briefprism.batch.counting import distinct_pairs
    from briefprism.batch.opening import find_files

    if STDIO in job.inputs:
        raise UsageError("--llm", "what comes through a pipe cannot be read twice", "name a file")
    unknown: dict[str, None] = {}
    described: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="briefprism-") as folder:
        files = find_files(job.inputs, Path(folder))
        for name, description in distinct_pairs(_open(job, annotator, files, Path(folder), files[0][1])):
            found = annotator.resolve(name, description)
            if found.label == "unknown":
                unknown[name] = None
            if description and (found.label == "unknown" or found.by == "model"):
                described.setdefault(name, description)
    return {name: described.get(name, "") for name in unknown}


def likely_column(job: TableJob) -> tuple[str, list[str]]:
    """The column most of whose first cells name a platform that is known (empty when none does), and all columns.

    Raises:
        InputError: when a table cannot be read.
    """
    from briefprism.batch.opening import find_files, open_table
    from briefprism.batch.samples import samples
    from briefprism.hall.brief.pipeline import classify

    with tempfile.TemporaryDirectory(prefix="briefprism-") as folder:
        files = find_files(job.inputs, Path(folder))
        found = samples(open_table(files, Path(folder), _reading(job), keep_json=False, added=()))
    shares = {name: sum(c.label != "unknown" for c in classify(cells)) / len(cells) if cells else 0.0 for name, cells in found}
    best = max(shares, key=lambda name: shares[name], default="")
    return (best if best and shares[best] > 0 else ""), [name for name, _ in found]
