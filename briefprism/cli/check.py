"""`briefprism check`: an explained verdict on a brief."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from briefprism.models.report import Report


class CheckFormat(StrEnum):
    """How a report is written."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"


class FailOn(StrEnum):
    """From which findings on the exit code is 1."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"
    NEVER = "never"


class EngineName(StrEnum):
    """The two rule engines; they give the same answers."""

    DURABLE = "durable"
    PYTHON = "python"


_GRAVITY = {"error": 0, "warning": 1, "advice": 2}


def check(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Briefs or folders of .md and .txt files; '-' or none reads standard input.")
    ] = None,
    format: Annotated[CheckFormat, typer.Option("--format", help="How the report is written.")] = CheckFormat.TEXT,  # noqa: A002
    output: Annotated[Path | None, typer.Option("--output", help="Write to this file, whole or not at all.")] = None,
    pack: Annotated[list[str] | None, typer.Option("--pack", help="A rule pack by name, or a folder; more than once.")] = None,
    fail_on: Annotated[FailOn, typer.Option("--fail-on", help="Exit code 1 from these findings on.")] = FailOn.ERROR,
    engine: Annotated[EngineName | None, typer.Option("--engine", help="Which rule engine runs.")] = None,
    encoding: Annotated[str | None, typer.Option("--encoding", help="The encoding of the files, when it is not UTF-8.")] = None,
    column: Annotated[str | None, typer.Option("--column", help="FILES are tables; check the brief in each row of this column.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on where an interrupted run over a table stood.")] = False,
    max_bytes: Annotated[int, typer.Option("--max-bytes", help="The longest brief that is read.", min=1)] = 5_000_000,
) -> None:
    """Check briefs: what is missing, why, and the words that prove it."""
    from briefprism.models.settings import Settings
    from briefprism.pipeline import Checker
    from briefprism.sources import gather

    settings = Settings(tuple(pack or ("core",)), engine.value if engine else None, max_bytes)
    if column is not None:
        from briefprism.cli.tables import check_table

        check_table(files or [], column, output, settings, encoding, resume)
        return
    texts = list(gather(files or [Path("-")], settings, encoding))
    reports = list(Checker(settings).check_many(texts))
    _emit(_render(reports, format, output), output)
    if any(_fails(r, fail_on) for r in reports):
        raise typer.Exit(1)


def _render(reports: list[Report], form: CheckFormat, output: Path | None) -> str:
    if form is CheckFormat.JSON and len(reports) == 1:
        return json.dumps(reports[0].to_dict(), ensure_ascii=False, indent=2) + "\n"
    if form is CheckFormat.JSON:
        return json.dumps([r.to_dict() for r in reports], ensure_ascii=False, indent=2) + "\n"
    if form is CheckFormat.JSONL:
        return "".join(json.dumps(r.to_dict(), ensure_ascii=False) + "\n" for r in reports)
    from briefprism.pipeline import glossary
    from briefprism.report.terminal import render, terminal_look

    width, colours = terminal_look(sys.stdout) if output is None else (None, False)
    return "\n".join(render(r, glossary(), width=width, colours=colours) for r in reports)


def _emit(text: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(text)
    else:
        from briefprism.sources import write_whole

        write_whole(output, text.encode("utf-8", "backslashreplace"))


def _fails(report: Report, fail_on: FailOn) -> bool:
    if fail_on is FailOn.NEVER:
        return False
    return any(_GRAVITY.get(f.severity, 9) <= _GRAVITY[fail_on] for f in report.findings)
