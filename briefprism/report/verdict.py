"""The verdict in one sentence, and what a plan does well."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from briefprism.models.brief import Brief
from briefprism.models.finding import Finding
from briefprism.models.rule import RULE_ELEMENTS
from briefprism.models.signal import Signal
from briefprism.models.term import Term

_LANGUAGES = {
    "de": "German", "fr": "French", "es": "Spanish", "pt": "Portuguese", "it": "Italian", "nl": "Dutch", "pl": "Polish",
    "sv": "Swedish", "da": "Danish", "tr": "Turkish", "ro": "Romanian", "cs": "Czech", "fi": "Finnish", "hu": "Hungarian",
    "id": "Indonesian", "ru": "Russian", "el": "Greek", "ar": "Arabic", "he": "Hebrew", "ko": "Korean", "ja": "Japanese",
    "zh": "Chinese", "hi": "Hindi", "th": "Thai", "bn": "Bengali", "ta": "Tamil",
}  # fmt: skip


def summarise(brief: Brief, is_plan: bool | None, findings: Sequence[Finding], aside: int = 0) -> str:
    """One sentence for a person in a hurry; ``aside`` is the number of findings that were set aside."""
    if is_plan is None:
        language = _LANGUAGES.get(brief.language, brief.language)
        return f"This brief seems to be written in {language}; we label the platforms that it names, and judge English briefs only for now."
    if not is_plan:
        return "This text does not read like a plan of what its author will do, so there is nothing to judge."
    errors = [f for f in findings if f.severity == "error"]
    if not errors:
        if aside:
            return f"Apart from what was set aside (see the end), nothing keeps this plan from being complete; set aside: {aside}."
        return "This plan has every part that a social media plan needs."
    roots = [f for f in errors if f.root] or errors
    reasons = "one reason" if len(roots) == 1 else f"{len(roots)} reasons"
    first = _lower(roots[0].title)
    return f"This plan is not complete yet, for {reasons}{': ' if len(roots) == 1 else '; the first to mend: '}{first}."


def strengths(signals: Sequence[Signal], terms: Mapping[str, Term]) -> tuple[tuple[str, Signal], ...]:
    """What the plan does well: the praise of each element that is present, and its signal.

    Further elements are looked for with a low bar, so that what is missing is missing; that is not enough for praise.
    """
    praised = [s for s in signals if s.state == "present" and s.element in RULE_ELEMENTS and s.element != "term_confusion"]
    return tuple((terms[s.element].done, s) for s in praised)


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]
