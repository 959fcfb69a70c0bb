"""A whole check of files: settings, answers, questions and lenses joined. What the command `check` does, without its output."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from briefprism.hall.brief.ask_model import Before
from briefprism.hall.brief.pipeline import Checker
from briefprism.hall.person.answers import load_answers, save_answers
from briefprism.hall.person.ask_person import ask
from briefprism.hall.sources import gather
from briefprism.models.document import Document
from briefprism.models.errors import UsageError
from briefprism.models.report import Report
from briefprism.models.settings import Settings
from briefprism.rules.lenses import load_lens, look

Person = tuple[Callable[[str], None], Callable[[], str | None]]
"""Shows a line to a person; gets one, or None at the end."""


def check_briefs(
    settings: Settings,
    paths: Sequence[Path],
    encoding: str | None = None,
    *,
    lenses: Iterable[str] = (),
    person: Person | None = None,
    before: Before = lambda *_: None,
) -> list[Report]:
    """Reports on files and folders, in order; with ``person`` their questions are put first, and the answers kept.

    ``before`` is told what is about to be sent to a language model, where the settings want one.

    Raises:
        BriefprismError: when a file, the settings or an option is at fault.
    """
    views = [load_lens(name) for name in lenses]
    if person and any(str(path) == "-" for path in paths):
        raise UsageError("check --ask", "answers cannot be kept for standard input", "name the file of the brief")
    documents = list(gather(paths, settings, encoding))
    checker = Checker(settings, before)
    reports = list(checker.check_many(documents, load_answers))
    if person:
        for number, report in enumerate(reports):
            reports[number] = _asked(checker, report, person)
    return [replace(r, lenses=tuple(look(lens, r.signals) for lens in views)) if r.is_plan else r for r in reports]


def _asked(checker: Checker, report: Report, person: Person) -> Report:
    """The report once a person has answered its questions."""
    source, known = report.brief.source, load_answers(report.brief.source)
    answers = ask(report, *person, known)
    if answers == known:
        return report
    person[0](f"The answers are kept in {save_answers(source, answers)}, and used from now on.")
    return next(checker.check_many([Document(source, report.brief.text, report.brief.places)], lambda _: answers))
