"""What the result page shows: the report sorted for a person, and the notes behind the marks in the brief."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from markupsafe import Markup, escape

from briefprism.models.finding import Finding, Proof
from briefprism.models.labels import LABEL_WORDS
from briefprism.models.platform import Mention
from briefprism.models.reasoning import Comparison, Completion, WhyNot
from briefprism.models.report import Report
from briefprism.models.rule import RULE_ELEMENTS
from briefprism.models.signal import Evidence, Signal
from briefprism.models.term import Term
from briefprism.report.html.layout import laid_out
from briefprism.report.html.view import Quote, Statement, View
from briefprism.report.whynot import STATUS_WORDS, condition_words, untaken_because
from briefprism.web.forms import Sheet

_STYLE: Final = re.compile(r"<style>.*?</style>", re.DOTALL)
"""The rules of a picture; they stand in the stylesheet of the page, since a page may hold none of its own."""


_POINTS: Final = 3


@dataclass(frozen=True, slots=True)
class Note:
    """What is said of a mark when it is touched: ``label`` is that of a platform, or empty for what a sentence says.

    ``findings`` are the first of those that rest on the same words, and ``more`` is the number of the others.
    """

    id: str
    title: str
    label: str
    lines: tuple[str, ...]
    findings: tuple[Finding, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class Answers:
    """What was asked of a brief besides the check, and what came of it; ``errors`` stand beside the field of their name."""

    comparison: Comparison | None = None
    completion: Completion | None = None
    why_not: WhyNot | None = None
    errors: Mapping[str, str] = field(default_factory=dict)


class ResultView(View):
    """What is said of one report, with answers to questions that the report itself does not answer."""

    def quote_at(self, start: int, end: int) -> Quote:
        """The words of the brief between two places."""
        return self.quote(Evidence(self.report.brief.text[start:end], start, end))

    def statements(self, proofs: Iterable[Proof]) -> list[Statement]:
        """Proofs as they are shown."""
        seen: set[Proof] = set()
        return [self._statement(proof, seen) for proof in proofs]


def result_view(report: Report, sheet: Sheet, answers: Answers, terms: Mapping[str, Term]) -> dict[str, Any]:
    """The values of the result page."""
    blocks = laid_out(report)
    notes, view = _Notes(report, terms), ResultView(report, terms, blocks)
    words = _words(view)
    labels = {label: word_id(terms[label]) for label in LABEL_WORDS if terms[label] in words}
    return {
        "view": view,
        "report": report,
        "sheet": sheet,
        "asked": answers,
        "terms": terms,
        "told": [(terms[s.element], s) for s in report.signals if s.element in sheet.answers and s.told],
        "blocks": blocks,
        "words": words,
        "notes": [*notes.places(), *notes.elements(), *(Note(word_id(t), t.term, "", (t.short,)) for t in words)],
        "opens": {**notes.names, **{e: f"says-{e}" for e in RULE_ELEMENTS}, **labels},
        "explain": partial(explained, words),
        "titles": {f.rule: f.title for f in report.findings},
        "picture": _nesting(report),
        "subjects": [terms[s.element].term for s in report.signals if s.state != "present"],
        "condition_words": lambda condition: condition_words(condition, terms),
        "status_words": STATUS_WORDS,
        "untaken_because": untaken_because,
        "new_words": new_words,
    }


def _words(view: View) -> list[Term]:
    """The words that are explained where they stand: the labels, and those of the page that a newcomer may not know."""
    known = (*(view.terms[label] for label in LABEL_WORDS), *view.glossary())
    return [t for t in {t.id: t for t in known}.values() if not t.looked_for and t.id != "unknown"]


def word_id(term: Term) -> str:
    """The id of the note on a word."""
    return "word-" + re.sub(r"\W+", "-", term.id)


def explained(words: Sequence[Term], text: str) -> Markup:
    """A text in which the first use of each word opens the note on it."""
    by_name = {term.term.casefold(): term for term in words}
    pattern = re.compile(r"\b(" + "|".join(map(re.escape, sorted(by_name, key=len, reverse=True))) + r")s?\b", re.IGNORECASE)
    out, end, seen = Markup(), 0, set()
    for found in pattern.finditer(text):
        term = by_name[found[1].casefold()]
        if term.id not in seen:
            seen.add(term.id)
            button = Markup('<button type="button" class="bp-open web-word" popovertarget="{}">{}</button>').format(word_id(term), found[0])
            out += escape(text[end : found.start()]) + button
            end = found.end()
    return out + escape(text[end:])


def _nesting(report: Report) -> Markup:
    from briefprism.report.pictures import svg

    return Markup(_STYLE.sub("", svg("nesting", report)))  # noqa: S704 - drawn by us, words escaped


def subject_id(words: str, report: Report, rules: Iterable[tuple[str, str]], terms: Mapping[str, Term]) -> str:
    """The id of what a person names by its title; what is no title stays as it is. ``rules`` are (id, title)."""
    wanted = words.casefold()
    known = {title.casefold(): rule for rule, title in rules}
    known |= {terms[s.element].term.casefold(): s.element for s in report.signals}
    return known.get(wanted, words)


class _Notes:
    """Gives every mark its note; marks that say the same share one."""

    def __init__(self, report: Report, terms: Mapping[str, Term]) -> None:
        self._report, self._terms = report, terms
        self._resting: dict[int, list[Finding]] = defaultdict(list)
        for finding in report.findings:
            for start in {e.start for e in (*finding.evidence, *finding.proof.words())}:
                self._resting[start].append(finding)
        self.names: dict[Mention, str] = {}
        self._kinds: dict[tuple[str, str], list[Mention]] = defaultdict(list)
        for mention in report.mentions:
            found = mention.classification
            self._kinds[found.platform or found.text, mention.status].append(mention)
        for number, mentions in enumerate(self._kinds.values(), 1):
            self.names |= dict.fromkeys(mentions, f"place-{number}")

    def places(self) -> Iterator[Note]:
        """A note for each platform, and each way in which the brief speaks of it."""
        for mentions in self._kinds.values():
            found = mentions[0].classification
            path = " › ".join(self._terms[label].term for label in found.path)
            status = STATUS_WORDS[mentions[0].status]
            sure = round(mentions[0].status_confidence * 100)
            lines = [found.reason, f"It belongs to: {path}." if path else "", f"{status[:1].upper()}{status[1:]} ({sure} of 100 sure)."]
            paid = ", paid for" if found.paid else ""
            yield Note(
                self.names[mentions[0]],
                f"{found.platform or found.text}: {LABEL_WORDS[found.label]}{paid}",
                found.label,
                tuple(filter(None, lines)),
                *self._findings(m.start for m in mentions),
            )

    def elements(self) -> Iterator[Note]:
        """A note for each element that sentences carry, or may carry."""
        for signal in self._report.signals:
            if signal.element in RULE_ELEMENTS and signal.state != "missing" and signal.evidence:
                term = self._terms[signal.element]
                yield Note(f"says-{signal.element}", term.term, "", _said(signal, term), *self._findings(e.start for e in signal.evidence))

    def _findings(self, starts: Iterable[int]) -> tuple[tuple[Finding, ...], int]:
        """The first points that rest on words, those that matter most before the others, and how many more there are."""
        found = {f.rule: f for start in starts for f in self._resting[start] if f.root and not f.by_experts}
        order = sorted(found.values(), key=lambda f: ("error", "warning").index(f.severity) if f.severity in ("error", "warning") else 2)
        return tuple(order[:_POINTS]), len(order[_POINTS:])


def _said(signal: Signal, term: Term) -> tuple[str, ...]:
    sure = round(signal.confidence * 100)
    if signal.state == "unclear":
        return (term.short, f"We are not sure that these words say it ({sure} of 100). Please answer the question further down.")
    if signal.by == "rules":
        return (term.short, "This follows from what the plan names.")
    if signal.by == "person":
        return (term.short, "You told us so.")
    return (term.short, f"These words say it ({sure} of 100 sure).")


def new_words(words: Sequence[Evidence], other: Report) -> list[Evidence]:
    """The words of a change that the other text does not hold, or all where it holds them all."""
    return [e for e in words if e.quote not in other.brief.text] or list(words)
