"""`briefprism why`, `why-not`, `what-if`, `complete` and `diff`: the questions that a report leaves open."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from briefprism.cli.model_options import say_before
from briefprism.cli.pictures import Picture, drawn

if TYPE_CHECKING:
    from briefprism.hall.brief.pipeline import Checker
    from briefprism.hall.brief.reading import Reading
    from briefprism.hall.person.answers import Answers


class AnswerFormat(StrEnum):
    """How an answer is written."""

    TEXT = "text"
    JSON = "json"


class DiffFormat(StrEnum):
    """How a comparison is written."""

    TEXT = "text"
    JSON = "json"
    SVG = "svg"
    PNG = "png"


_File = Annotated[Path, typer.Argument(help="A brief; '-' reads standard input.")]
_Format = Annotated[AnswerFormat, typer.Option("--format", help="How the answer is written.")]
_Packs = Annotated[list[str] | None, typer.Option("--pack", help="A rule pack by name, or a folder; more than once.")]
_Encoding = Annotated[str | None, typer.Option("--encoding", help="The encoding of the file, when it is not UTF-8.")]


def why(
    file: _File,
    rule: Annotated[str, typer.Argument(help="The id of a rule that fired.")],
    format: _Format = AnswerFormat.TEXT,  # noqa: A002
    pack: _Packs = None,
    encoding: _Encoding = None,
) -> None:
    """Why a finding stands: its proof, down to the words of the brief."""
    from briefprism.hall.brief.pipeline import glossary
    from briefprism.hall.brief.reasoning import why as ask
    from briefprism.report.why import render_why, why_json

    checker, (reading, _) = _read([file], pack, encoding)
    found, proof = ask(checker, reading, rule)
    _emit(format, lambda: why_json(found, proof), lambda: render_why(found, proof, reading.brief, glossary()))


def why_not(
    file: _File,
    subject: Annotated[str, typer.Argument(help="A rule that did not fire, an element such as audience, or the name of a place.")],
    format: _Format = AnswerFormat.TEXT,  # noqa: A002
    pack: _Packs = None,
    encoding: _Encoding = None,
) -> None:
    """Why a rule did not fire, an element is not there, or a name is not what you expected."""
    from briefprism.hall.brief.pipeline import glossary
    from briefprism.hall.brief.reasoning import why_not as ask
    from briefprism.report.whynot import render_why_not, why_not_json

    checker, (reading, _) = _read([file], pack, encoding)
    found = ask(checker, reading, subject)
    _emit(format, lambda: why_not_json(found), lambda: render_why_not(found, reading.brief, glossary()))


def what_if(
    file: _File,
    add: Annotated[list[str] | None, typer.Option("--add", help="A sentence to add, or element:NAME to assume; more than once.")] = None,
    drop: Annotated[list[str] | None, typer.Option("--drop", help="Words of the brief; the sentence that holds them goes.")] = None,
    answer: Annotated[list[str] | None, typer.Option("--answer", help="RULE=yes, RULE=no or RULE=a sentence, as its answer.")] = None,
    format: _Format = AnswerFormat.TEXT,  # noqa: A002
    pack: _Packs = None,
    encoding: _Encoding = None,
) -> None:
    """What an addition, an omission or an answer would change; the brief itself stays as it is."""
    from briefprism.hall.brief.pipeline import glossary
    from briefprism.hall.brief.reasoning import Given
    from briefprism.hall.brief.reasoning import what_if as ask
    from briefprism.report.compare import render_comparison, what_if_json

    checker, (reading, answers) = _read([file], pack, encoding)
    given = Given(tuple(add or ()), tuple(drop or ()), tuple(answer or ()))
    found = ask(checker, reading, given, answers)
    _emit(format, lambda: what_if_json(found), lambda: render_comparison(found, glossary(), ("now", "then")))


def complete(
    file: _File,
    to: Annotated[str, typer.Option("--to", help="no-errors, no-warnings, or the id of a rule that shall no longer fire.")] = "no-errors",
    format: _Format = AnswerFormat.TEXT,  # noqa: A002
    pack: _Packs = None,
    encoding: _Encoding = None,
) -> None:
    """The fewest additions that make the plan complete, each with an example sentence."""
    from briefprism.hall.brief.completing import complete as ask
    from briefprism.hall.brief.pipeline import glossary
    from briefprism.report.complete import completion_json, render_completion

    checker, (reading, answers) = _read([file], pack, encoding)
    found = ask(checker, reading, to, answers)
    _emit(format, lambda: completion_json(found), lambda: render_completion(found, reading.brief, glossary()))


def diff(
    old: Annotated[Path, typer.Argument(help="The brief as it was.")],
    new: Annotated[Path, typer.Argument(help="The brief as it is.")],
    format: Annotated[DiffFormat, typer.Option("--format", help="How the answer is written.")] = DiffFormat.TEXT,  # noqa: A002
    picture: Picture = None,
    pack: _Packs = None,
    encoding: _Encoding = None,
) -> None:
    """What a new version of a brief gained and lost; exit code 1 when something was lost."""
    from briefprism.hall.brief.pipeline import glossary
    from briefprism.hall.brief.reasoning import diff as ask
    from briefprism.report.compare import diff_json, render_comparison

    checker, (before, _), (after, _) = _read([old, new], pack, encoding)
    found = ask(checker, before, after)
    if format in (DiffFormat.SVG, DiffFormat.PNG):
        sys.stdout.buffer.write(drawn(found.after, picture, format.value, found.before))
    else:
        as_text = partial(render_comparison, found, glossary(), (before.brief.source, after.brief.source))
        _emit(AnswerFormat(format.value), lambda: diff_json(found), as_text)
    if found.worse:
        raise typer.Exit(1)


def _read(files: list[Path], packs: list[str] | None, encoding: str | None) -> Any:
    """The checker, and for each file its reading and its answers."""
    from briefprism.hall.brief.pipeline import Checker
    from briefprism.hall.brief.reasoning import open_briefs
    from briefprism.hall.settings.settings import llm_settings, settings_for
    from briefprism.hall.settings.settings_file import nearest

    file = nearest(files)
    checker: Checker = Checker(settings_for(file, packs=tuple(packs or ()), llm=llm_settings(file, None)), say_before)
    opened: list[tuple[Reading, Answers]] = open_briefs(checker, files, encoding)
    return checker, *opened


def _emit(form: AnswerFormat, as_json: Any, as_text: Any) -> None:
    sys.stdout.write(json.dumps(as_json(), ensure_ascii=False, indent=2) + "\n" if form is AnswerFormat.JSON else as_text())
