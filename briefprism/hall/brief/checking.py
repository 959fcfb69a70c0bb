"""A check of one brief with all that belongs to it: settings, answers, questions, lenses, and the part of the output that it gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefprism.hall.brief.ask_model import Before
from briefprism.hall.brief.formats import FORMATS, PLUGIN, Format, FormatName, Wishes
from briefprism.hall.person.answers import load_answers, save_answers
from briefprism.hall.person.ask_person import ask
from briefprism.hall.person.ignoring import baseline_rows
from briefprism.hall.sources import gather
from briefprism.models.document import Document
from briefprism.models.errors import InputError
from briefprism.models.lens import Lens
from briefprism.models.portfolio import Gist, Unread
from briefprism.models.settings import Settings
from briefprism.rules.lenses import load_lens, look

if TYPE_CHECKING:
    from briefprism.hall.brief.pipeline import Checker
    from briefprism.models.report import Report

Person = tuple[Callable[[str], None], Callable[[], str | None]]
"""Shows a line to a person; gets one, or None at the end."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is done with every brief; it travels to other processes. ``encoding`` None: it is found."""

    settings: Settings
    form: FormatName = FormatName.TEXT
    wishes: Wishes = field(default_factory=Wishes)
    lenses: tuple[str, ...] = ()
    encoding: str | None = None

    @property
    def format(self) -> Format:
        """The format, or the plugin that takes its place."""
        return PLUGIN if self.wishes.renderer else FORMATS[self.form]


@dataclass(frozen=True, slots=True)
class Done:
    """One brief, checked: its part of the output, what a comparison needs of it, its findings for a baseline, a note for a person."""

    part: Any
    gist: Gist
    known: tuple[Mapping[str, Any], ...]
    note: str = ""


class Desk:
    """Does a job with one brief after the other; what it needs is loaded when first needed, and kept.

    ``before`` is told what is about to be sent to a language model; with ``person``, questions are put, and the answers kept.
    """

    def __init__(self, job: Job, before: Before = lambda *_: None, person: Person | None = None) -> None:
        self.job, self.person = job, person
        self._before = before

    @cached_property
    def checker(self) -> Checker:
        """The checker of all briefs."""
        from briefprism.hall.brief.pipeline import Checker

        return Checker(self.job.settings, self._before)

    @cached_property
    def _views(self) -> tuple[Lens, ...]:
        return tuple(map(load_lens, self.job.lenses))

    def do(self, path: Path) -> Done | Unread:
        """Check one brief.

        Raises:
            BriefprismError: when the settings or an option are at fault, and not the brief.
        """
        try:
            document = next(gather([path], self.job.settings, self.job.encoding))
            report = self._report(document)
        except InputError as error:
            return Unread(str(path), error.place, error.fault, error.step)
        note = report.llm.note if report.llm else ""
        wishes = replace(self.job.wishes, original=document.original)
        return Done(self.job.format.part(report, wishes), Gist.of(report), tuple(baseline_rows(report)), note)

    def _report(self, document: Document) -> Report:
        report = next(self.checker.check_many([document], load_answers))
        report = self._asked(report, self.person) if self.person else report
        return replace(report, lenses=tuple(look(lens, report.signals) for lens in self._views)) if report.is_plan else report

    def _asked(self, report: Report, person: Person) -> Report:
        """The report once a person has answered its questions."""
        source, known = report.brief.source, load_answers(report.brief.source)
        answers = ask(report, *person, known)
        if answers == known:
            return report
        person[0](f"The answers are kept in {save_answers(source, answers)}, and used from now on.")
        return next(self.checker.check_many([Document(source, report.brief.text, report.brief.places)], lambda _: answers))
