"""The hall: the only place that chooses and joins the labellers, the rules and the report."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from briefprism.data.terms import find_term, load_terms
from briefprism.hall.brief.ask_model import Asker, Before, make_helper
from briefprism.hall.brief.labellers import Labellers, labellers
from briefprism.hall.brief.reading import Reading, read_and_label
from briefprism.hall.person.answers import Answers, answered
from briefprism.hall.person.ignoring import reasons_to_ignore
from briefprism.hall.settings.plugins import pack_folder, with_labels_of
from briefprism.models.document import Document
from briefprism.models.doubt import Helper
from briefprism.models.errors import UsageError
from briefprism.models.platform import Classification
from briefprism.models.report import Report
from briefprism.models.rule import Pack, Rule
from briefprism.models.settings import Settings
from briefprism.models.signal import Signal
from briefprism.models.term import Term
from briefprism.rules.aside import set_aside
from briefprism.rules.loader import BUILT_IN, load_packs
from briefprism.rules.world import World
from briefprism.version import VERSION

if TYPE_CHECKING:
    from briefprism.models.brief import Brief
    from briefprism.rules.engine import Engine
    from briefprism.rules.reasoner import Verdict


class Checker:
    """Checks briefs with one set of settings.

    Args:
        settings: what a run depends on besides the text.
        before: told what is about to be sent to a language model, where the settings want one.
        helper: one more labeller in the place of the settings' language model.
        look: list doubts in a reading even when there is nobody to ask.
    """

    def __init__(
        self, settings: Settings | None = None, before: Before = lambda *_: None, helper: Helper | None = None, look: bool = False
    ) -> None:
        from briefprism.rules.engine import get_engine

        self.settings = settings or Settings()
        self.pack: Pack = rule_pack(self.settings.packs)
        self.engine: Engine = get_engine(self.settings.engine)
        self.labellers = labellers(self.pack.platforms)
        self._asking = (helper or make_helper(self.settings.llm), self.pack.sentences, before, look)

    @cached_property
    def _asker(self) -> Asker:
        helper, own, before, look = self._asking
        return Asker(helper, own, self.labellers.resolver, self.labellers.statuses, before, look)

    def check(self, text: str, source: str = "-") -> Report:
        """Read, label, reason and report on one text. Many is the primitive; this is a list of one."""
        return next(self.check_many([Document(source, text)]))

    def check_many(self, documents: Iterable[Document], answers: Callable[[str], Answers] = lambda _: {}) -> Iterator[Report]:
        """Reports on documents, in the order given, one at a time; ``answers`` gives those of a source."""
        for document in documents:
            yield self.report(answered(self.read_document(document), answers(document.source), load_terms()))

    def read(self, text: str, source: str = "-") -> Reading:
        """Read and label a text."""
        return self.read_document(Document(source, text))

    def read_document(self, document: Document) -> Reading:
        """Read and label, the costly part; ``reason`` and ``report`` take it from there, as often as wanted."""
        reading = read_and_label(document, self.labellers, self._asker, lambda world: self._run(world).derived, self.pack.further())
        for name in self.settings.labellers:
            reading = with_labels_of(name, reading)
        return reading

    def reason(self, reading: Reading) -> Verdict:
        """Run the rules on what was read."""
        from briefprism.rules.reasoner import Verdict

        return self._run(reading.world) if reading.is_plan else Verdict((), {}, frozenset())

    def _run(self, world: World) -> Verdict:
        from briefprism.rules.reasoner import reason

        return reason(self.pack, world, self.engine, load_terms())

    def report(self, reading: Reading) -> Report:
        """Reason, and put together what is shown."""
        from briefprism.report.verdict import strengths, summarise

        brief, is_plan, verdict = reading.brief, reading.is_plan, self.reason(reading)
        reasons = self.ignored_in(brief) if is_plan else {}
        told = [*map(str, sorted(reading.world.told.items())), *map(str, sorted(reasons.items()))]
        notes = filter(None, (*told, reading.doubts.help.stamp))
        findings, ignored = set_aside(verdict.findings, reasons, self.settings.known, brief.source)
        signals = _with_derived(reading.signals, verdict)
        return Report(
            version=VERSION,
            fingerprint=self.fingerprint(brief.text, *notes),
            brief=brief,
            is_plan=is_plan,
            complete=None if not is_plan else not any(f.severity == "error" for f in findings),
            summary=summarise(brief, is_plan, findings, len(ignored)),
            mentions=reading.mentions,
            signals=signals,
            findings=findings,
            strengths=strengths(signals, load_terms()) if is_plan else (),
            ignored=ignored,
            llm=reading.doubts.use,
        )

    def ignored_in(self, brief: Brief) -> Mapping[str, tuple[str, str]]:
        """The rules that are ignored in a brief, with (reason, place)."""
        return reasons_to_ignore(brief, self.settings.ignore, [rule.id for rule in self.pack.rules])

    def fingerprint(self, text: str, *notes: str) -> str:
        """SHA-256 over text, rules, data, model, version and notes: equal when two people checked the same with the same."""
        digest = hashlib.sha256()
        for part in (VERSION, self.pack.digest, data_digest(), text, *notes):
            digest.update(hashlib.sha256(part.encode("utf-8", "surrogatepass")).digest())
        return f"sha256:{digest.hexdigest()}"


@lru_cache(maxsize=1)
def data_digest() -> str:
    """SHA-256 over catalogue, glossary, matchers and the hashes of all weights."""
    from importlib.resources import files

    digest = hashlib.sha256()
    folder = files("briefprism.data")
    tables = sorted((t for t in (folder / "catalogue").iterdir() if t.name.endswith(".csv")), key=lambda t: t.name)
    for file in (*tables, folder / "terms.yaml", folder / "matchers.yaml", folder / "weights" / "manifest.json"):
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def classify(names: Iterable[str], packs: tuple[str, ...] = ()) -> list[Classification]:
    """Label each name; the platforms of packs go before the catalogue."""
    return pack_labellers(packs).resolver.resolve_many(names)


def pack_labellers(packs: tuple[str, ...]) -> Labellers:
    """The labellers with the platforms of packs."""
    own = tuple(name for name in packs if name not in BUILT_IN)
    return labellers(rule_pack((*BUILT_IN, *own)).platforms if own else ())


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


def rule_pack(names: tuple[str, ...] = BUILT_IN) -> Pack:
    """The rules of packs, by built-in name, folder, or name of an installed plugin."""
    return load_packs(tuple(map(pack_folder, names)))


def find_rule(rule_id: str, names: tuple[str, ...] = BUILT_IN) -> Rule:
    """A rule by id.

    Raises:
        UsageError: when there is none; the message names the nearest id.
    """
    pack = rule_pack(names)
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

    pack = load_packs(BUILT_IN)
    for rule in pack.rules:
        if rule.id == words:
            return rule_page(rule)
    if term := find_term(words):
        return term_page(term)
    known = [*(r.id for r in pack.rules), *load_terms(), *(t.term for t in load_terms().values())]
    near = get_close_matches(words.lower(), known, 1)
    raise UsageError("explain", f"nothing is known of {words!r}", f"did you mean {near[0]!r}?" if near else "see `briefprism rules list`")
