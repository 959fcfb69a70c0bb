"""What the templates show: findings with quotes that can be followed, proofs, places, words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from briefprism.models.finding import Finding, Proof
from briefprism.models.labels import STATUSES, Severity
from briefprism.models.platform import Mention
from briefprism.models.report import Report
from briefprism.models.rule import RULE_ELEMENTS
from briefprism.models.signal import Evidence, Search, Signal
from briefprism.models.term import Term
from briefprism.report.html.layout import Block
from briefprism.report.html.marks import STRONG, anchor_names
from briefprism.report.quotes import Quoter, first_few

SEVERITY_WORDS: Final[dict[Severity, str]] = {
    "error": "Keeps the plan from being complete",
    "warning": "Worth a look",
    "advice": "A hint",
    "consequence": "Follows from other gaps",
}
LABEL_TAGS: Final = {
    "network": "social network",
    "channel": "social channel",
    "media": "social media",
    "not_social": "not social",
    "unknown": "cannot be told",
}
STATUS_TAGS: Final = {
    "used": "",
    "excluded": "left out",
    "past": "used before",
    "considered": "not decided",
    "other": "only mentioned",
}
TITLES: Final = {
    "mend": "What to mend",
    "look": "Worth a look",
    "brief": "Your brief, with its labels",
    "pictures": "Your plan in pictures",
    "well": "What the plan does well",
    "missing": "What we looked for and did not find",
    "questions": "Questions to you",
    "hints": "Hints",
    "experts": "What experts would add",
    "aside": "Set aside",
    "places": "Places and tools named",
    "help": "Help from a language model",
    "words": "Words on this page",
}
"""The sections of a page by id, in their order."""
_CLOSE: Final = 0.05
_FIRST: Final = 3


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of the brief with their place, as a person reads them, and the id of their mark, if there is one."""

    words: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Looked:
    """A search that found nothing, in a sentence, and the closest words with how sure we are of them (0..100)."""

    sentence: str
    closest: tuple[tuple[int, Quote], ...]
    needed: int
    lacks: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One step of a proof. ``again`` says that what it rests on was shown before."""

    fact: str
    rule: str
    told: str
    quotes: tuple[Quote, ...]
    looked: Looked | None
    because: tuple[Statement, ...]
    again: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A root finding with its number on the page, its quotes, its searches, what follows from it, and its proof."""

    number: int
    finding: Finding
    quotes: tuple[Quote, ...]
    looked: tuple[Looked, ...]
    follows: tuple[Finding, ...]
    proof: tuple[Statement, ...]


class View:
    """All that a page says of one report."""

    def __init__(self, report: Report, terms: Mapping[str, Term], blocks: Sequence[Block]) -> None:
        self.report, self.terms, self.blocks = report, terms, blocks
        drawn = {part.anchor for block in blocks for line in block.lines for cell in line.cells for part in cell}
        self._quoter, self._anchors = Quoter(report.brief), {s: name for s, name in anchor_names(report).items() if name in drawn}
        self._by_search = {term.looked_for: term for term in terms.values() if term.looked_for}
        self._by_rule = {f.rule: f for f in report.findings}
        self._numbers = {f.rule: n for n, f in enumerate((*self._roots("error"), *self._roots("warning")), 1)}
        self.errors = tuple(map(self._shown, self._roots("error")))
        self.warnings = tuple(map(self._shown, self._roots("warning")))

    @property
    def first(self) -> tuple[Shown, ...]:
        """The three things to do first."""
        return (*self.errors, *self.warnings)[:_FIRST]

    @property
    def hints(self) -> tuple[Finding, ...]:
        """Findings that are no more than advice."""
        return self._roots("advice", "consequence")

    @property
    def experts(self) -> tuple[Finding, ...]:
        """What makes no plan incomplete."""
        return tuple(f for f in self.report.roots if f.by_experts)

    @property
    def missing(self) -> tuple[tuple[Term, Looked], ...]:
        """The parts of a plan that were looked for and not found."""
        found = [s for s in self._parts("missing") if s.search]
        return tuple((self.terms[s.element], self.looked(s.search)) for s in found if s.search)

    @property
    def questions(self) -> tuple[tuple[Term, Signal], ...]:
        """The parts that may or may not be there."""
        return tuple((self.terms[s.element], s) for s in self._parts("unclear")) if self.report.is_plan else ()

    @property
    def helped(self) -> tuple[tuple[Term, Signal], ...]:
        """What a language model said."""
        return tuple((self.terms[s.element], s) for s in self.report.signals if s.by == "llm")

    @property
    def places(self) -> tuple[Mention, ...]:
        """The first mention of each platform in each status."""
        first: dict[tuple[str, str], Mention] = {}
        for mention in self.report.mentions:
            first.setdefault((mention.classification.platform or mention.classification.text, mention.status), mention)
        return tuple(first.values())

    def contents(self, pictures: bool) -> list[tuple[str, str]]:
        """(id, title) of the sections that are not empty."""
        there = {
            "mend": self.errors, "look": self.warnings, "brief": True, "pictures": pictures, "well": self.report.strengths,
            "missing": self.missing, "questions": self.questions, "hints": self.hints, "experts": self.experts,
            "aside": self.report.ignored, "places": self.places, "help": self.report.llm, "words": self.glossary(),
        }  # fmt: skip
        return [(id_, title) for id_, title in TITLES.items() if there[id_]]

    def quote(self, words: Evidence) -> Quote:
        """Words of the brief as a link to their mark, without the signs around strong words."""
        return Quote(STRONG.sub(r"\2", self._quoter.quote(words)), self._anchors.get((words.start, words.end), ""))

    def quotes(self, words: tuple[Evidence, ...]) -> tuple[Quote, ...]:
        """The first few of several quotes."""
        return tuple(map(self.quote, first_few(words)))

    def looked(self, search: Search) -> Looked:
        """A search in words."""
        term = self._by_search.get(search.looked_for)
        closest = tuple((max(0, round(e.confidence * 100)), self.quote(e)) for e in search.closest)
        near = bool(_nearest(search))
        sentence = f"We looked for {search.looked_for}" + ("." if near else ", and found nothing that comes close.")
        return Looked(sentence, closest if near else (), round(search.needed * 100), term.lacks if term else "")

    def cited(self) -> Mapping[int, list[Shown]]:
        """The findings that quote words of the brief, by where those words end."""
        found: dict[int, list[Shown]] = {}
        for shown in (*self.errors, *self.warnings):
            nearest = [e for p in shown.finding.proof.absences() if p.search for e in _nearest(p.search)]
            words = (*first_few(shown.finding.evidence), *nearest)
            for end in dict.fromkeys(e.end for e in words):
                found.setdefault(end, []).append(shown)
        return found

    def glossary(self) -> tuple[Term, ...]:
        """The words that this page uses and a newcomer may not know, by alphabet."""
        text = " ".join(self._prose()).casefold()
        ids = {m.classification.label for m in self.report.mentions} | {m.classification.kind for m in self.report.mentions}
        ids |= {s.element for s in self.report.signals if s.element in RULE_ELEMENTS and s.state != "missing"}
        ids |= {"status-other" if m.status == "other" else m.status for m in self.report.mentions}
        tags = {"unknown", *STATUSES}  # as tags they are terms, in a sentence they are ordinary words
        named = {t.id for t in self.terms.values() if t.id not in tags and re.search(rf"\b{re.escape(t.term.casefold())}\b", text)}
        return tuple(sorted((t for t in self.terms.values() if t.id in ids | named), key=lambda t: t.term.casefold()))

    def _prose(self) -> Iterator[str]:
        yield self.report.summary
        for finding in self.report.findings:
            yield from (finding.title, finding.why, finding.fix)

    def _roots(self, *severities: Severity) -> tuple[Finding, ...]:
        return tuple(f for f in self.report.roots if f.severity in severities and not f.by_experts)

    def _parts(self, state: str) -> Iterator[Signal]:
        return (s for s in self.report.signals if s.state == state and s.element in RULE_ELEMENTS and s.element != "term_confusion")

    def _shown(self, finding: Finding) -> Shown:
        searches = tuple(self.looked(p.search) for p in finding.proof.absences() if p.search)
        seen: set[Proof] = set()
        return Shown(
            number=self._numbers[finding.rule],
            finding=finding,
            quotes=self.quotes(finding.evidence),
            looked=searches,
            follows=tuple(self._by_rule[rule] for rule in finding.follows if rule in self._by_rule),
            proof=tuple(self._statement(part, seen) for part in finding.proof.because),
        )

    def _statement(self, proof: Proof, seen: set[Proof]) -> Statement:
        again = proof in seen and bool(proof.because or proof.search)
        seen.add(proof)
        return Statement(
            fact=proof.fact,
            rule=proof.rule,
            told=proof.told,
            quotes=() if again else self.quotes(proof.evidence),
            looked=self.looked(proof.search) if proof.search and not again else None,
            because=() if again else tuple(self._statement(part, seen) for part in proof.because),
            again=again,
        )


def _nearest(search: Search) -> tuple[Evidence, ...]:
    """The closest words, where they have something to do with what was looked for."""
    return tuple(e for e in search.closest[:1] if e.confidence >= _CLOSE)
