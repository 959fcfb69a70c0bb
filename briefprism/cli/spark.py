"""`classify --engine spark`."""

from __future__ import annotations

from pathlib import Path

from briefprism.hall.tables.tables import TableJob
from briefprism.models.table import TableSummary


def label_on_spark(job: TableJob, master: str | None, report: Path | None, packs: tuple[str, ...]) -> None:
    """Label there, and say here what the table holds."""
    from briefprism.cli.tables import say
    from briefprism.hall.tables.spark_tables import run_on_spark

    done = run_on_spark(job, master, packs)
    say(job, done.rows, TableSummary.of(done.tally), report)
