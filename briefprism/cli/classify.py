"""`briefprism classify`: labels for names of platforms, and for a column of a table."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from briefprism.cli.model_options import Llm, LlmModel, LlmVotes, say_before, say_progress
from briefprism.models.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefprism.models.platform import Classification
    from briefprism.models.settings import LlmSettings


class NamesFormat(StrEnum):
    """How labels are written."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"


def classify(
    names: Annotated[list[str] | None, typer.Argument(help="Names, addresses or phrases.")] = None,
    format: Annotated[NamesFormat, typer.Option("--format", help="How the labels are written.")] = NamesFormat.TEXT,  # noqa: A002
    input: Annotated[Path | None, typer.Option("--input", help="A table (.csv) to label.")] = None,  # noqa: A002
    column: Annotated[str | None, typer.Option("--column", help="The column that holds the names.")] = None,
    output: Annotated[Path | None, typer.Option("--output", help="Where the labelled table goes, whole or not at all.")] = None,
    pack: Annotated[list[str] | None, typer.Option("--pack", help="A folder with labels of yours; more than once.")] = None,
    describe: Annotated[str | None, typer.Option("--describe", help="A column that describes the names, for --llm.")] = None,
    llm: Llm = None,
    llm_model: LlmModel = None,
    llm_votes: LlmVotes = None,
) -> None:
    """Label names: network, channel, media, not social, or unknown; with the reason."""
    from briefprism.settings import llm_settings
    from briefprism.settings_file import nearest

    file = nearest([])
    packs, model = tuple(pack or file.check.packs), llm_settings(file, llm, llm_model, llm_votes)
    if input is None:
        _names(names or [], format, packs, model)
    elif column is None or output is None:
        raise UsageError("classify --input", "--column and --output are needed", "name the column, and the file to write")
    else:
        _table(input, column, output, describe, packs, model)


def _names(names: list[str], form: NamesFormat, packs: tuple[str, ...], llm: LlmSettings | None) -> None:
    if not names:
        raise UsageError("classify", "no names given", 'write them as arguments, for example: briefprism classify "Facebook" "a blog"')
    from briefprism.pipeline import classify as label
    from briefprism.report.names import render_names

    found = label(names, packs)
    if llm:
        found = _helped(found, {}, llm, "classify")
    sys.stdout.write(render_names(found, form.value))


def _table(source: Path, column: str, output: Path, describe: str | None, packs: tuple[str, ...], llm: LlmSettings | None) -> None:
    from briefprism.pipeline import classify as label
    from briefprism.pipeline import classify_csv, column_names

    known = {}
    if llm:
        names = column_names(source, column, describe)
        known = {c.text: c for c in _helped(label(names, packs), names, llm, str(source))}
    rows = classify_csv(source, column, output, packs, known)
    print(f"{rows} rows labelled, written to {output}", file=sys.stderr)


def _helped(found: list[Classification], descriptions: Mapping[str, str], llm: LlmSettings, source: str) -> list[Classification]:
    """The labels with the language model's for unknown names."""
    from briefprism.ask_model import classify_with_help
    from briefprism.report.helping import table_note

    helped, said = classify_with_help(found, descriptions, llm, lambda outline: say_before(source, outline), say_progress)
    sys.stderr.write(table_note(said))
    return helped
