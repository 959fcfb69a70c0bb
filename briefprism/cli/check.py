"""`briefprism check`: an explained verdict on a brief."""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from briefprism.cli.classify import RAW_CELLS
from briefprism.cli.limit_options import Limit
from briefprism.cli.looks import Accent, Brand, Logo
from briefprism.cli.model_options import Llm, LlmModel, LlmVotes, say_before
from briefprism.cli.pictures import Picture, PictureName
from briefprism.cli.saying import say
from briefprism.hall.brief.formats import FormatName
from briefprism.models.errors import UsageError

if TYPE_CHECKING:
    from briefprism.hall.brief.checking import Person
    from briefprism.hall.brief.writing import Outcome


_FORMAT = "How the report is written; none: as the name of --output ends, else text."
_OUTPUT = "Write to this file, whole or not at all; a folder for several reports that are files of their own."


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
    format: Annotated[FormatName | None, typer.Option("--format", help=_FORMAT)] = None,  # noqa: A002
    output: Annotated[Path | None, typer.Option("--output", help=_OUTPUT)] = None,
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
    brand: Brand = "",
    logo: Logo = None,
    accent: Accent = "",
    picture: Picture = None,
    jobs: Annotated[int | None, typer.Option("--jobs", help="How many briefs are checked at once; none: as many as suit.", min=1)] = None,
    raw_cells: Annotated[bool, typer.Option("--raw-cells", help=RAW_CELLS)] = False,
    max_bytes: Annotated[int | None, typer.Option("--max-bytes", help=_MAX_BYTES, min=1)] = None,
    limit: Limit = None,
    llm: Llm = None,
    llm_model: LlmModel = None,
    llm_votes: LlmVotes = None,
) -> None:
    """Check briefs: what is missing, why, and the words that prove it."""
    from briefprism.cli.progress import brief_words, shown
    from briefprism.hall.brief.checking import Job
    from briefprism.hall.brief.formats import Wishes, format_of
    from briefprism.hall.brief.spread import cores
    from briefprism.hall.brief.writing import Order, Talk, check_briefs
    from briefprism.hall.settings.looks import make_look
    from briefprism.hall.settings.settings import llm_settings, settings_for
    from briefprism.hall.settings.settings_file import nearest

    bounds: dict[str, Any] = {"engine": engine.value if engine else None, "max_bytes": max_bytes, "limits": limit or ()}
    if column is not None:
        from briefprism.cli.tables import check_table

        if llm:
            raise UsageError("check --column", "--llm does not work with tables of briefs", "leave it out, or check the briefs as files")
        settings = settings_for(nearest(files or []), tuple(pack or ()), **bounds)
        check_table(files or [], column, output, settings, encoding, resume, raw_cells)
        return
    paths = files or [Path("-")]
    file = nearest(paths)
    model = llm_settings(file, llm, llm_model, llm_votes)
    settings = settings_for(file, tuple(pack or ()), baseline, **bounds, llm=model)
    if labeller:
        settings = replace(settings, labellers=tuple(labeller))
    form = format_of(format, output)
    _refuse_misfits(form, output, picture)
    look, note = make_look(brand, logo, accent)
    if note:
        say(note)
    wishes = Wishes(*_terminal(output), look, picture.value if picture else "", renderer or "")
    job = Job(settings, form, wishes, tuple(lens or ()), encoding)
    order = Order(tuple(paths), output, write_baseline, jobs or cores())
    with shown(brief_words) if not ask and (len(paths) > 1 or _is_folder(paths[0])) else nullcontext(_quiet) as progress:
        found = check_briefs(order, job, Talk(say, progress, say_before, _person() if ask else None))
    _emit(found.content)
    if found.unread:
        raise typer.Exit(2)
    if _fails(found, fail_on or FailOn(file.check.fail_on or "error")):
        raise typer.Exit(1)


def _is_folder(path: Path) -> bool:
    return os.path.isdir(path)  # noqa: PTH112 - a name that is too long is told of when the brief is read


def _quiet(_done: int, _share: float | None) -> None:
    """One brief needs no bar, and questions would be in its way."""


def _refuse_misfits(form: FormatName, output: Path | None, picture: PictureName | None) -> None:
    from briefprism.hall.brief.formats import FORMATS

    if picture and form not in (FormatName.TEXT, FormatName.SVG, FormatName.PNG):
        raise UsageError("--picture", f"--format {form} does not take it", "take --format text, svg or png")
    if FORMATS[form].binary and output is None and sys.stdout.isatty():
        raise UsageError(f"--format {form}", "a terminal cannot show it", f"name a file: --output report{FORMATS[form].suffixes[0]}")


def _terminal(output: Path | None) -> tuple[int | None, bool]:
    """The width of the terminal that a report is for, and whether it shows colours."""
    from briefprism.report.terminal import terminal_look

    return terminal_look(sys.stdout) if output is None else (None, False)


def _person() -> Person:
    """Questions go to standard error, answers come from standard input."""
    return lambda line: print(line, file=sys.stderr), lambda: line.rstrip("\n") if (line := sys.stdin.readline()) else None


def _emit(content: str | bytes | None) -> None:
    if isinstance(content, bytes):
        sys.stdout.buffer.write(content)
    elif content is not None:
        sys.stdout.write(content)


def _fails(found: Outcome, fail_on: FailOn) -> bool:
    return fail_on is not FailOn.NEVER and any(_GRAVITY.get(severity, 9) <= _GRAVITY[fail_on] for severity in found.severities)
