"""`briefprism classify`: labels for names of platforms, and for a column of a table."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from briefprism.models.errors import UsageError


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
) -> None:
    """Label names: network, channel, media, not social, or unknown; with the reason."""
    if input is None:
        _names(names or [], format)
    elif column is None or output is None:
        raise UsageError("classify --input", "--column and --output are needed", "name the column, and the file to write")
    else:
        from briefprism.pipeline import classify_csv

        rows = classify_csv(input, column, output)
        print(f"{rows} rows labelled, written to {output}", file=sys.stderr)


def _names(names: list[str], form: NamesFormat) -> None:
    if not names:
        raise UsageError("classify", "no names given", 'write them as arguments, for example: briefprism classify "Facebook" "a blog"')
    from briefprism.pipeline import classify as label
    from briefprism.report.names import render_names

    sys.stdout.write(render_names(label(names), form.value))
