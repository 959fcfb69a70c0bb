"""`briefprism classify`: labels for names of platforms, and for a column of a table."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from briefprism.cli.limit_options import Limit
from briefprism.cli.model_options import Llm, LlmModel, LlmVotes
from briefprism.models.errors import UsageError

if TYPE_CHECKING:
    from briefprism.models.settings import LlmSettings

RAW_CELLS = "Write cells such as '=1+2' into .csv and .xlsx as they are; otherwise a ' before them keeps spreadsheets from running them."
_INPUT = (
    "A table to label (.csv, .tsv, .jsonl, .parquet, .xlsx; the text ones also .gz, .zst), a pattern such as 'logs/*.csv', "
    "or '-' for standard input; more than once."
)


class NamesFormat(StrEnum):
    """How labels are written."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"


class TableEngine(StrEnum):
    """What a table is labelled with."""

    LOCAL = "local"
    SPARK = "spark"


def classify(
    names: Annotated[list[str] | None, typer.Argument(help="Names, addresses or phrases.")] = None,
    format: Annotated[NamesFormat, typer.Option("--format", help="How the labels of names are written.")] = NamesFormat.TEXT,  # noqa: A002
    input: Annotated[list[str] | None, typer.Option("--input", help=_INPUT)] = None,  # noqa: A002
    column: Annotated[str | None, typer.Option("--column", help="The column that holds the names; none: one is proposed.")] = None,
    output: Annotated[
        str | None, typer.Option("--output", help="Where the table goes, whole or not at all; '-' is standard output.")
    ] = None,
    pack: Annotated[list[str] | None, typer.Option("--pack", help="A folder of yours, with places or rules; more than once.")] = None,
    describe: Annotated[str | None, typer.Option("--describe", help="A column that describes the names; helps with unknown ones.")] = None,
    columns: Annotated[str | None, typer.Option("--columns", help="What is added, such as 'label,reason'; none: everything.")] = None,
    distinct: Annotated[bool, typer.Option("--distinct", help="Write each distinct name once, with the number of its rows.")] = False,
    unknown: Annotated[
        Path | None, typer.Option("--unknown", help="List the names that are not known here (.csv), most frequent first.")
    ] = None,
    report: Annotated[Path | None, typer.Option("--report", help="Write the summary as a page (.html).")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on where an interrupted run of the same command stood.")] = False,
    encoding: Annotated[str | None, typer.Option("--encoding", help="The encoding of text tables; none: it is found.")] = None,
    delimiter: Annotated[
        str | None, typer.Option("--delimiter", help="What separates the cells of text tables; none: it is found.")
    ] = None,
    sheet: Annotated[str | None, typer.Option("--sheet", help="The sheet of an Excel file.")] = None,
    raw_cells: Annotated[bool, typer.Option("--raw-cells", help=RAW_CELLS)] = False,
    engine: Annotated[TableEngine, typer.Option("--engine", help="This machine, or a Spark cluster.")] = TableEngine.LOCAL,
    master: Annotated[str | None, typer.Option("--master", help="The address of the Spark cluster.")] = None,
    limit: Limit = None,
    llm: Llm = None,
    llm_model: LlmModel = None,
    llm_votes: LlmVotes = None,
) -> None:
    """Label names: network, channel, media, not social, or unknown; with the reason."""
    from briefprism.hall.settings.settings import limits_for, llm_settings
    from briefprism.hall.settings.settings_file import nearest

    file = nearest([])
    packs, model = tuple(pack or file.check.packs), llm_settings(file, llm, llm_model, llm_votes)
    if not input:
        _names(names or [], format, packs, model, raw_cells)
        return
    if output is None:
        raise UsageError("classify --input", "--output is needed", "name the file to write, or '-' for standard output")
    from briefprism.cli.tables import column_list, label_table
    from briefprism.hall.tables.tables import TableJob
    from briefprism.models.document import Limits

    if delimiter is not None and len(delimiter) != 1:
        raise UsageError("--delimiter", f"{delimiter!r} is not one character", "write one, such as ';'")
    chosen = tuple(column_list(columns))
    limits = Limits(**limits_for(file, limit or ()))
    told = (describe, chosen, distinct, unknown, resume, encoding, delimiter, sheet)
    job = TableJob(tuple(input), column or "", output, *told, raw_cells=raw_cells, limits=limits)
    if engine is TableEngine.SPARK:
        from briefprism.cli.spark import label_on_spark

        if llm:
            raise UsageError("classify --engine spark", "--llm does not work there", "leave it out, or use --engine local")
        label_on_spark(job, master, report, packs)
    else:
        label_table(job, report, packs, model)


def _names(names: list[str], form: NamesFormat, packs: tuple[str, ...], llm: LlmSettings | None, raw_cells: bool) -> None:
    if not names:
        raise UsageError("classify", "no names given", 'write them as arguments, for example: briefprism classify "Facebook" "a blog"')
    from briefprism.hall.brief.pipeline import classify as label
    from briefprism.report.names import render_names

    found = label(names, packs)
    if llm:
        from briefprism.cli.model_options import ask_about

        labels = ask_about({c.text: "" for c in found if c.label == "unknown"}, llm, "classify")
        found = [labels.get(c.text, c) if c.label == "unknown" else c for c in found]
    sys.stdout.write(render_names(found, form.value, raw_cells))
