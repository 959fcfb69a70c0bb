"""Tables at the door: which column, how far, and what came out. Used by `classify` and `check`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from briefprism.models.errors import UsageError

if TYPE_CHECKING:
    from briefprism.hall.tables.tables import Done, TableJob
    from briefprism.models.settings import LlmSettings, Settings
    from briefprism.models.table import Annotator, TableSummary

if sys.platform == "linux":  # gives memory back sooner than the default: about 100 MB less at the peak, at the same speed
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "jemalloc")


def label_table(job: TableJob, report: Path | None, packs: tuple[str, ...] = (), llm: LlmSettings | None = None) -> None:
    """`classify --input`: label names, and say what the table holds."""
    from briefprism.batch.whole import refuse_overwriting
    from briefprism.hall.tables.annotators import names
    from briefprism.models.table import TableSummary

    refuse_overwriting([report], map(Path, job.inputs), "it is a table that is read")
    if not job.column:
        job = replace(job, column=_asked_column(job))
    annotator = names(packs)
    if llm is not None:
        from briefprism.cli.model_options import ask_about
        from briefprism.hall.tables.tables import unknown_names

        annotator = names(packs, ask_about(unknown_names(job, annotator), llm, ", ".join(job.inputs)))
    done = _run(job, annotator)
    say(job, done.rows, TableSummary.of(done.tally), report)
    if done.unknown is not None:
        print(f"{done.unknown} names that we do not know, most frequent first: {job.unknown}", file=sys.stderr)


def say(job: TableJob, rows: int, summary: TableSummary, report: Path | None) -> None:
    """Say what a table holds, and write it as a page where one is wanted."""
    from briefprism.hall.sources import write_whole
    from briefprism.report.table_summary import summary_lines, summary_page

    print(f"{rows} rows labelled, written to {_place(job)}", file=sys.stderr)
    sys.stderr.write(summary_lines(summary))
    if report is not None:
        write_whole(report, summary_page(summary, f"Labels of {', '.join(job.inputs)}").encode("utf-8", "backslashreplace"))


def check_table(
    files: Sequence[Path], column: str, output: Path | None, settings: Settings, encoding: str | None, resume: bool, raw_cells: bool
) -> None:
    """`check --column`: a verdict for the brief in each row."""
    from briefprism.hall.tables.annotators import BriefAnnotator
    from briefprism.hall.tables.tables import TableJob
    from briefprism.report.table_summary import verdict_lines

    if not files or output is None:
        raise UsageError(
            "check --column", "a table and --output are needed", "name the table, and the file to write ('-': standard output)"
        )
    job = TableJob(
        tuple(map(str, files)), column, str(output), resume=resume, encoding=encoding, raw_cells=raw_cells, limits=settings.limits
    )
    done = _run(job, BriefAnnotator(settings))
    print(f"{done.rows} briefs checked, written to {_place(job)}", file=sys.stderr)
    sys.stderr.write(verdict_lines((key[0], n) for key, n in done.tally.items()))


def _run(job: TableJob, annotator: Annotator) -> Done:
    from briefprism.cli.progress import shown
    from briefprism.hall.tables.tables import STDIO, run_table

    try:
        with shown() as progress:
            done = run_table(job, annotator, progress)
    except KeyboardInterrupt:
        if job.output != STDIO and not job.output.endswith(".xlsx"):
            print("stopped; run the same command with --resume to go on from here", file=sys.stderr)
        raise
    for note in done.notes:
        print(note, file=sys.stderr)
    return done


def _place(job: TableJob) -> str:
    return "standard output" if job.output == "-" else job.output


def _asked_column(job: TableJob) -> str:
    """The column that looks as if it holds names: asked for in a terminal, else only proposed.

    Raises:
        UsageError: when nobody can be asked.
    """
    from briefprism.hall.tables.tables import STDIO, likely_column

    if STDIO in job.inputs:
        raise UsageError("classify --input -", "--column is needed", "name the column that holds the names")
    likely, columns = likely_column(job)
    if sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty():
        return str(typer.prompt(f"Which column holds the names ({', '.join(columns)})?", default=likely, err=True))
    step = f"--column {likely!r} looks like it" if likely else f"columns: {', '.join(columns)}"
    raise UsageError("classify --input", "--column is needed", step)


def column_list(columns: str | None) -> Sequence[str]:
    """The names in ``label,reason``."""
    return tuple(name.strip() for name in (columns or "").split(",") if name.strip())
