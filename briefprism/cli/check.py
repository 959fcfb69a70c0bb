"""`briefprism check`: an explained verdict on a brief."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from briefprism.cli.limit_options import Limit
from briefprism.cli.model_options import Llm, LlmModel, LlmVotes, say_before
from briefprism.models.errors import UsageError

if TYPE_CHECKING:
    from briefprism.hall.brief.checking import Person
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


_MAX_BYTES = "The longest file that is read; none: 5,000,000 bytes for a text, 50,000,000 for a document."
_GRAVITY = {"error": 0, "warning": 1, "advice": 2}


def check(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Briefs (.md, .txt, .docx, .pptx, .pdf, .odt, .html, .eml) or folders; '-' or none reads standard input."),
    ] = None,
    format: Annotated[CheckFormat, typer.Option("--format", help="How the report is written.")] = CheckFormat.TEXT,  # noqa: A002
    output: Annotated[Path | None, typer.Option("--output", help="Write to this file, whole or not at all.")] = None,
    pack: Annotated[list[str] | None, typer.Option("--pack", help="A rule pack by name, or a folder of yours; more than once.")] = None,
    fail_on: Annotated[FailOn | None, typer.Option("--fail-on", help="Exit code 1 from these findings on (error, if not said).")] = None,
    engine: Annotated[EngineName | None, typer.Option("--engine", help="Which rule engine runs.")] = None,
    encoding: Annotated[str | None, typer.Option("--encoding", help="The encoding of the files, when it is not UTF-8.")] = None,
    lens: Annotated[list[str] | None, typer.Option("--lens", help="Show the plan through sostac, race, peso, oasis or barcelona.")] = None,
    ask: Annotated[bool, typer.Option("--ask", help="Answer what is unclear; the answers are kept beside the brief.")] = False,
    baseline: Annotated[Path | None, typer.Option("--baseline", help="A file of findings that are known; only new ones count.")] = None,
    write_baseline: Annotated[Path | None, typer.Option("--write-baseline", help="Write all findings into such a file.")] = None,
    labeller: Annotated[list[str] | None, typer.Option("--labeller", help="Also ask an installed plugin; more than once.")] = None,
    renderer: Annotated[str | None, typer.Option("--renderer", help="Let an installed plugin write the report.")] = None,
    column: Annotated[str | None, typer.Option("--column", help="FILES are tables; check the brief in each row of this column.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on where an interrupted run over a table stood.")] = False,
    max_bytes: Annotated[int | None, typer.Option("--max-bytes", help=_MAX_BYTES, min=1)] = None,
    limit: Limit = None,
    llm: Llm = None,
    llm_model: LlmModel = None,
    llm_votes: LlmVotes = None,
) -> None:
    """Check briefs: what is missing, why, and the words that prove it."""
    from briefprism.hall.brief.checking import check_briefs
    from briefprism.hall.settings.settings import llm_settings, settings_for
    from briefprism.hall.settings.settings_file import nearest

    bounds: dict[str, Any] = {"engine": engine.value if engine else None, "max_bytes": max_bytes, "limits": limit or ()}
    if column is not None:
        from briefprism.cli.tables import check_table

        if llm:
            raise UsageError("check --column", "--llm does not work with tables of briefs", "leave it out, or check the briefs as files")
        settings = settings_for(nearest(files or []), tuple(pack or ()), **bounds)
        check_table(files or [], column, output, settings, encoding, resume)
        return
    paths = files or [Path("-")]
    file = nearest(paths)
    model = llm_settings(file, llm, llm_model, llm_votes)
    settings = settings_for(file, tuple(pack or ()), baseline, **bounds, llm=model)
    if labeller:
        settings = replace(settings, labellers=tuple(labeller))
    reports = check_briefs(settings, paths, encoding, lenses=tuple(lens or ()), person=_person() if ask else None, before=say_before)
    for report in reports:
        if report.llm and report.llm.note:
            print(f"{report.brief.source}: {report.llm.note}", file=sys.stderr)
    if write_baseline:
        from briefprism.hall.person.ignoring import baseline_of

        _emit(baseline_of(reports), write_baseline)
    _emit(_render_by(renderer, reports) if renderer else _render(reports, format, output), output)
    if any(_fails(r, fail_on or FailOn(file.check.fail_on or "error")) for r in reports):
        raise typer.Exit(1)


def _person() -> Person:
    """Questions go to standard error, answers come from standard input."""
    return lambda line: print(line, file=sys.stderr), lambda: line.rstrip("\n") if (line := sys.stdin.readline()) else None


def _render_by(name: str, reports: list[Report]) -> str:
    from briefprism.hall.settings.plugins import renderer

    write = renderer(name)
    return "\n".join(write(report) for report in reports)


def _render(reports: list[Report], form: CheckFormat, output: Path | None) -> str:
    if form is CheckFormat.JSON and len(reports) == 1:
        return json.dumps(reports[0].to_dict(), ensure_ascii=False, indent=2) + "\n"
    if form is CheckFormat.JSON:
        return json.dumps([r.to_dict() for r in reports], ensure_ascii=False, indent=2) + "\n"
    if form is CheckFormat.JSONL:
        return "".join(json.dumps(r.to_dict(), ensure_ascii=False) + "\n" for r in reports)
    from briefprism.hall.brief.pipeline import glossary
    from briefprism.report.lenses import render_lens
    from briefprism.report.terminal import render, terminal_look

    width, colours = terminal_look(sys.stdout) if output is None else (None, False)
    texts = [[render(r, glossary(), width=width, colours=colours), *(render_lens(v, glossary()) for v in r.lenses)] for r in reports]
    return "\n".join(text for whole in texts for text in whole)


def _emit(text: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(text)
    else:
        from briefprism.hall.sources import write_whole

        write_whole(output, text.encode("utf-8", "backslashreplace"))


def _fails(report: Report, fail_on: FailOn) -> bool:
    if fail_on is FailOn.NEVER:
        return False
    return any(_GRAVITY.get(f.severity, 9) <= _GRAVITY[fail_on] for f in report.findings)
