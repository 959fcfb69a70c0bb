"""The hall: the only place that chooses and joins the labellers, the rules and the report."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from briefprism.data.catalogue import load_catalogue
from briefprism.data.terms import find_term, load_terms
from briefprism.models.errors import UsageError
from briefprism.models.platform import Classification, Mention
from briefprism.models.report import Report
from briefprism.models.rule import Pack, Rule
from briefprism.models.settings import Settings
from briefprism.models.signal import Evidence, Signal
from briefprism.models.term import Term
from briefprism.rules.loader import load_packs
from briefprism.version import VERSION

if TYPE_CHECKING:
    from briefprism.classifier.elements import ElementLabeller
    from briefprism.classifier.mentions import MentionFinder
    from briefprism.classifier.resolver import Resolver
    from briefprism.classifier.status import StatusLabeller
    from briefprism.classifier.traits import TraitReader
    from briefprism.models.brief import Brief
    from briefprism.rules.engine import Engine
    from briefprism.rules.reasoner import Verdict


class Labellers:
    """The labellers of one process, each made when first needed."""

    @cached_property
    def resolver(self) -> Resolver:
        """Names to platforms; needs neither spaCy nor scikit-learn."""
        from briefprism.classifier.resolver import Resolver

        return Resolver(load_catalogue())

    @cached_property
    def finder(self) -> MentionFinder:
        """Platforms in running text."""
        from briefprism.classifier.mentions import MentionFinder

        return MentionFinder(load_catalogue(), self.resolver)

    @cached_property
    def traits(self) -> TraitReader:
        """What found names tell the sentence classifier."""
        from briefprism.classifier.traits import TraitReader

        return TraitReader(load_catalogue())

    @cached_property
    def elements(self) -> ElementLabeller:
        """Sentences to elements."""
        from briefprism.classifier.document import DocumentModel
        from briefprism.classifier.elements import ElementLabeller
        from briefprism.classifier.linear import LineModel
        from briefprism.classifier.vectors import shared_encoder
        from briefprism.data.weights import load_arrays

        arrays = load_arrays("labels")
        model = LineModel.from_arrays(arrays, "lines")
        return ElementLabeller(model, DocumentModel.from_arrays(arrays), shared_encoder(), load_terms())

    @cached_property
    def statuses(self) -> StatusLabeller:
        """Is a mention part of the plan?"""
        from briefprism.classifier.linear import LineModel
        from briefprism.classifier.status import StatusLabeller
        from briefprism.classifier.vectors import shared_encoder
        from briefprism.data.weights import load_arrays

        return StatusLabeller(LineModel.from_arrays(load_arrays("status"), "status"), shared_encoder())


@lru_cache(maxsize=1)
def labellers() -> Labellers:
    """The labellers that all checks of this process share; they hold no state of any brief."""
    return Labellers()


class Checker:
    """Checks briefs with one set of settings."""

    def __init__(self, settings: Settings | None = None) -> None:
        from briefprism.rules.engine import get_engine

        self.settings = settings or Settings()
        self.pack: Pack = load_packs(self.settings.packs)
        self.engine: Engine = get_engine(self.settings.engine)
        self._labellers = labellers()

    def check(self, text: str, source: str = "-") -> Report:
        """Read, label, reason and report on one brief. Many is the primitive; this is a list of one."""
        return next(self.check_many([(source, text)]))

    def check_many(self, texts: Iterable[tuple[str, str]]) -> Iterator[Report]:
        """Reports on (source, text) pairs, in the order given, one at a time."""
        from briefprism.classifier.reader import read

        for source, text in texts:
            yield self._report(read(text, source))

    def _report(self, brief: Brief) -> Report:
        from briefprism.classifier.elements import Labels
        from briefprism.classifier.lines import lines_of
        from briefprism.rules.reasoner import Verdict

        found = self._labellers
        names = found.finder.find(brief)
        lines = lines_of(brief, found.traits.by_unit(brief, names))
        statuses = found.statuses.label(brief, names, lines)
        mentions = tuple(
            Mention(n.start, n.end, n.unit, n.classification, status, sure) for n, (status, sure) in zip(names, statuses, strict=True)
        )
        if brief.language != "en":
            return self._finish(brief, None, mentions, (), Verdict((), {}, frozenset()))
        if not brief.units:
            return self._finish(brief, False, (), (), Verdict((), {}, frozenset()))
        measuring = [
            m for m, n in zip(mentions, names, strict=True) if m.status == "used" and (p := found.traits.platform(n)) and p.measures
        ]
        labels: Labels = found.elements.label(brief, lines, measuring)
        if not labels.is_plan:
            return self._finish(brief, False, mentions, (), Verdict((), {}, frozenset()))
        verdict = self._reason(brief, mentions, labels.signals)
        return self._finish(brief, True, mentions, _with_derived(labels.signals, verdict), verdict)

    def _reason(self, brief: Brief, mentions: Sequence[Mention], signals: Sequence[Signal]) -> Verdict:
        from briefprism.classifier.scope import called_social_media, listed_as_social
        from briefprism.rules.reasoner import reason
        from briefprism.rules.world import close

        used = [(m, _words(brief, m)) for m in mentions if m.status == "used"]
        held = ["is_plan", *(["scope_is_social_media"] if called_social_media(brief) else [])]
        world = close(signals, used, listed_as_social(brief, mentions), held)
        return reason(self.pack, world, self.engine, load_terms())

    def _finish(
        self, brief: Brief, is_plan: bool | None, mentions: tuple[Mention, ...], signals: tuple[Signal, ...], verdict: Verdict
    ) -> Report:
        from briefprism.report.verdict import strengths, summarise

        complete = None if not is_plan else not any(f.severity == "error" for f in verdict.findings)
        return Report(
            version=VERSION,
            fingerprint=self.fingerprint(brief.text),
            brief=brief,
            is_plan=is_plan,
            complete=complete,
            summary=summarise(brief, is_plan, verdict.findings),
            mentions=mentions,
            signals=signals,
            findings=verdict.findings,
            strengths=strengths(signals, load_terms()) if is_plan else (),
        )

    def fingerprint(self, text: str) -> str:
        """SHA-256 over text, rules, data, model and version: equal when two people checked the same with the same."""
        digest = hashlib.sha256()
        for part in (VERSION, self.pack.digest, data_digest(), text):
            digest.update(hashlib.sha256(part.encode("utf-8", "surrogatepass")).digest())
        return f"sha256:{digest.hexdigest()}"


@lru_cache(maxsize=1)
def data_digest() -> str:
    """SHA-256 over catalogue, glossary and the hashes of all weights."""
    from importlib.resources import files

    digest = hashlib.sha256()
    folder = files("briefprism.data")
    tables = sorted((t for t in (folder / "catalogue").iterdir() if t.name.endswith(".csv")), key=lambda t: t.name)
    for file in (*tables, folder / "terms.yaml", folder / "weights" / "manifest.json"):
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def classify(names: Iterable[str]) -> list[Classification]:
    """Label each name."""
    return labellers().resolver.resolve_many(names)


def _words(brief: Brief, mention: Mention) -> Evidence:
    return Evidence(brief.text[mention.start : mention.end], mention.start, mention.end, mention.classification.confidence)


def _with_derived(signals: Sequence[Signal], verdict: Verdict) -> tuple[Signal, ...]:
    """Elements that rules derived from what is named are present, by rules, with the words that the proof rests on."""
    out = []
    for signal in signals:
        proof = verdict.derived.get(signal.element)
        if proof is None:
            out.append(signal)
            continue
        words = {(e.start, e.end): e for e in proof.words()}
        evidence = tuple(words[key] for key in sorted(words))[:5]
        out.append(
            replace(
                signal,
                state="present",
                confidence=min((e.confidence for e in evidence), default=0.9),
                by="rules",
                evidence=evidence,
                search=None,
            )
        )
    return tuple(out)


def glossary() -> Mapping[str, Term]:
    """The glossary by id."""
    return load_terms()


def rule_pack(names: tuple[str, ...] = ("core",)) -> Pack:
    """The rules of packs, by built-in name or folder."""
    return load_packs(names)


def find_rule(rule_id: str, names: tuple[str, ...] = ("core",)) -> Rule:
    """A rule by id.

    Raises:
        UsageError: when there is none; the message names the nearest id.
    """
    pack = load_packs(names)
    for rule in pack.rules:
        if rule.id == rule_id:
            return rule
    near = get_close_matches(rule_id, [r.id for r in pack.rules], 1)
    raise UsageError("rules", f"no rule {rule_id!r}", f"did you mean {near[0]!r}?" if near else "see `briefprism rules list`")


def explain(words: str) -> str:
    """The page of a rule, or of a term.

    Raises:
        UsageError: when neither is known; the message names the nearest.
    """
    from briefprism.report.pages import rule_page, term_page

    pack = load_packs(("core",))
    for rule in pack.rules:
        if rule.id == words:
            return rule_page(rule)
    if term := find_term(words):
        return term_page(term)
    known = [*(r.id for r in pack.rules), *load_terms(), *(t.term for t in load_terms().values())]
    near = get_close_matches(words.lower(), known, 1)
    raise UsageError("explain", f"nothing is known of {words!r}", f"did you mean {near[0]!r}?" if near else "see `briefprism rules list`")
