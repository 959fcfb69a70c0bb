"""Putting the questions of a report to a person, one by one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from briefprism.data.terms import load_terms
from briefprism.hall.person.answers import Answers
from briefprism.models.report import Report
from briefprism.models.signal import Signal
from briefprism.report.quotes import Quoter

YES, NO = ("yes", "y"), ("no", "n")


def ask(report: Report, put: Callable[[str], None], get: Callable[[], str | None], known: Answers) -> Mapping[str, str | bool]:
    """The answers of a person to all that is unclear in a report, with those ``known`` before.

    Args:
        report: with its questions.
        put: shows a line to the person.
        get: a line of the person, or None when there are no more.
        known: answers given earlier.
    """
    answers: dict[str, str | bool] = dict(known)
    open_ones = [s for s in report.signals if s.state == "unclear" and s.element not in answers] if report.is_plan else []
    quoter = Quoter(report.brief)
    for number, signal in enumerate(open_ones, 1):
        put(f"Question {number} of {len(open_ones)}: {question(signal)}")
        if signal.evidence:
            put(f"  The nearest words are {quoter.quote(signal.evidence[0])}.")
        put("  Answer yes, no, or a sentence that says it; an empty line leaves it open.")
        said = get()
        if said is None:
            break
        if words := " ".join("".join(c if c.isprintable() else " " for c in said).split()):
            answers[signal.element] = True if words.lower() in YES else False if words.lower() in NO else words
    return answers


def question(signal: Signal) -> str:
    """What is asked about an element that is unclear."""
    return f"Is this in your plan: {load_terms()[signal.element].looked_for}?"
