"""The hall of the tables on Spark: reads, labels, writes and counts there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from briefprism.hall.tables.annotators import names
from briefprism.hall.tables.tables import Done, TableJob, choose
from briefprism.models.errors import InputError, UsageError
from briefprism.models.table import PREFIX, Tally


def run_on_spark(job: TableJob, master: str | None, packs: tuple[str, ...] = ()) -> Done:
    """Label on Spark: Parquet, CSV (a header row; all cells as text) or tables of the catalog, in and out.

    Raises:
        UsageError: when an option does not work on Spark, or a column is missing or there already.
        InputError: when a table cannot be read or written.
    """
    from briefprism.batch.spark import annotate, session

    given = {"--distinct": job.distinct, "--unknown": job.unknown, "--resume": job.resume, "--sheet": job.sheet}
    if used := [option for option, value in given.items() if value]:
        raise UsageError("classify --engine spark", f"{used[0]} does not work there", "leave it out, or use --engine local")
    if not job.column:
        raise UsageError("classify --engine spark", "--column is needed", "name the column that holds the names")
    annotator = names(packs)
    chosen = choose(annotator, job.columns)
    job = replace(job, inputs=tuple(map(_absolute, job.inputs)), output=_absolute(job.output))
    spark = session(master)
    try:
        frame = annotate(_read(spark, job), job.column, annotator, chosen, job.describe)
        _write(frame, job)
        return Done(_tally(_read_back(spark, job), job, annotator))
    finally:
        spark.stop()


def _read(spark: Any, job: TableJob) -> Any:
    first = Path(job.inputs[0])
    try:
        if _is_kind(first, "csv"):
            return _csv(spark, job, *job.inputs)
        if _is_kind(first, "parquet") or first.exists():
            return spark.read.parquet(*job.inputs)
        return spark.table(job.inputs[0])
    except Exception as error:  # Spark's errors have no other common base
        raise InputError(
            ", ".join(job.inputs), f"Spark cannot read it ({_first_line(error)})", "check the name and the kind of table"
        ) from error


def _csv(spark: Any, job: TableJob, *paths: str) -> Any:
    from briefprism.batch.spark import escape_formulas

    options = {"header": True, "quote": '"', "escape": '"', "multiLine": True, "inferSchema": False, "mode": "FAILFAST"}
    frame = spark.read.options(**options, sep=job.delimiter or ",", encoding=job.encoding or "UTF-8").csv(list(paths))
    ours = not job.raw_cells and any(name.startswith(PREFIX) for name in frame.columns)
    return escape_formulas(frame, back=True) if ours else frame


def _write(frame: Any, job: TableJob) -> None:
    """A folder or a table, which must not be there yet: Spark puts it in its place when all of it is written."""
    from briefprism.batch.spark import escape_formulas

    target = Path(job.output)
    try:
        if _is_kind(target, "csv") and not job.raw_cells:
            frame = escape_formulas(frame)
        writer = frame.write.mode("errorifexists")
        if _is_kind(target, "csv"):
            writer.options(header=True, quote='"', escape='"', sep=job.delimiter or ",").csv(job.output)
        elif _is_kind(target, "parquet"):
            writer.parquet(job.output)
        else:
            writer.saveAsTable(job.output)
    except Exception as error:
        raise InputError(
            job.output, f"Spark cannot write it ({_first_line(error)})", "name a folder or a table that is not there yet"
        ) from error


def _read_back(spark: Any, job: TableJob) -> Any:
    target = Path(job.output)
    if _is_kind(target, "csv"):
        return _csv(spark, job, job.output)
    return spark.read.parquet(job.output) if _is_kind(target, "parquet") else spark.table(job.output)


def _tally(frame: Any, job: TableJob, annotator: Any) -> Tally:
    """Counted in what was written: by platform where that was, which are few, else by name, labelled once more here."""
    tally: Tally = Tally()
    known = ["bp_platform", "bp_label", "bp_kind"]
    if set(known) <= set(frame.columns):
        for platform, label, kind, rows in frame.groupBy(*known).count().toLocalIterator():
            contested, closed = annotator(platform).counted[3:] if platform else ("", "")
            tally[platform or "", label, kind or "", contested, closed] += rows
        return tally
    for *cells, rows in frame.groupBy(job.column, *([job.describe] if job.describe else [])).count().toLocalIterator():
        tally[annotator(*("" if c is None else str(c) for c in cells)).counted] += rows
    return tally


def _absolute(name: str) -> str:
    """Files by their whole name: Spark's working folder may be another. Addresses and tables as they are."""
    return str(Path(name).absolute()) if "://" not in name and Path(name).suffix in (".csv", ".parquet") else name


def _is_kind(path: Path, suffix: str) -> bool:
    return path.suffix.lower() == f".{suffix}"


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__
