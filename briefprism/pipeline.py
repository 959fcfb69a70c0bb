"""The hall: the only place that chooses and joins the labellers, the rules and the report."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from briefprism.ask_model import Asker, Before, Settled, make_helper
from briefprism.data.terms import find_term, load_terms
from briefprism.labellers import labellers, own_labels
from briefprism.models.doubt import Helper
from briefprism.models.errors import UsageError
from briefprism.models.platform import Classification, Mention
from briefprism.models.report import Report
from briefprism.models.rule import Pack, Rule
from briefprism.models.settings import Settings
from briefprism.models.signal import Evidence, Signal
from briefprism.models.term import Term
from briefprism.rules.loader import holds_rules, load_packs
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
        look: list doubts (see `examine`) even when there is nobody to ask.
    """

    def __init__(
        self, settings: Settings | None = None, before: Before = lambda *_: None, helper: Helper | None = None, look: bool = False
    ) -> None:
        from briefprism.rules.engine import get_engine

        self.settings = settings or Settings()
        self.pack: Pack = load_packs(tuple(n for n in self.settings.packs if holds_rules(n)) or ("core",))
        self.engine: Engine = get_engine(self.settings.engine)
        self._own = own_labels(self.settings.packs)
        self._labellers = labellers(self._own.platforms)
        self._helper = helper or make_helper(self.settings.llm)
        self._before, self._look = before, look

    def check(self, text: str, source: str = "-") -> Report:
        """Read, label, reason and report on one brief. Many is the primitive; this is a list of one."""
        return next(self.check_many([(source, text)]))

    def check_many(self, texts: Iterable[tuple[str, str]]) -> Iterator[Report]:
        """Reports on (source, text) pairs, in the order given, one at a time."""
        from briefprism.classifier.reader import read

        for source, text in texts:
            yield self._report(read(text, source))[0]

    def examine(self, text: str, source: str = "-") -> tuple[Report, Settled]:
        """The report, and what was in doubt on the way to it."""
        from briefprism.classifier.reader import read

        return self._report(read(text, source))

    @cached_property
    def _asker(self) -> Asker:
        found = self._labellers
        return Asker(self._helper, self._own, found.resolver, found.statuses, self._before, self._look)

    def _report(self, brief: Brief) -> tuple[Report, Settled]:
        from briefprism.classifier.lines import lines_of
        from briefprism.rules.reasoner import Verdict

        found = self._labellers
        names = found.finder.find(brief)
        lines = lines_of(brief, found.traits.by_unit(brief, names))
        statuses = found.statuses.label(brief, names, lines)
        mentions = tuple(
            Mention(n.start, n.end, n.unit, n.classification, status, sure) for n, (status, sure) in zip(names, statuses, strict=True)
        )
        silent = Settled(mentions)
        if brief.language != "en" or not brief.units:
            is_plan = None if brief.language != "en" else False
            return self._finish(brief, is_plan, silent, Verdict((), {}, frozenset())), silent
        measuring = [
            m for m, n in zip(mentions, names, strict=True) if m.status == "used" and (p := found.traits.platform(n)) and p.measures
        ]
        labels = found.elements.label(brief, lines, measuring)
        if not labels.is_plan:
            return self._finish(brief, False, silent, Verdict((), {}, frozenset())), silent
        settled = self._asker.settle(brief, names, lines, mentions, labels, lambda s: self._reason(brief, s).derived)
        verdict = self._reason(brief, settled)
        return self._finish(brief, True, settled, verdict), settled

    def _reason(self, brief: Brief, settled: Settled) -> Verdict:
        from briefprism.classifier.scope import listed_as_social, scope_facts
        from briefprism.rules.reasoner import reason
        from briefprism.rules.world import close

        used = [(m, _words(brief, m)) for m in settled.mentions if m.status == "used"]
        held = ["is_plan", *scope_facts(brief, settled.mentions)]
        world = close(settled.signals, used, listed_as_social(brief, settled.mentions), held, settled.signs)
        return reason(self.pack, world, self.engine, load_terms())

    def _finish(self, brief: Brief, is_plan: bool | None, settled: Settled, verdict: Verdict) -> Report:
        from briefprism.report.verdict import strengths, summarise

        signals = _with_derived(settled.signals, verdict)
        complete = None if not is_plan else not any(f.severity == "error" for f in verdict.findings)
        return Report(
            version=VERSION,
            fingerprint=self.fingerprint(brief.text, settled.help.stamp),
            brief=brief,
            is_plan=is_plan,
            complete=complete,
            summary=summarise(brief, is_plan, verdict.findings),
            mentions=settled.mentions,
            signals=signals,
            findings=verdict.findings,
            strengths=strengths(signals, load_terms()) if is_plan else (),
            llm=settled.use,
        )

    def fingerprint(self, text: str, stamp: str = "") -> str:
        """SHA-256 over text, rules, data, model and version: equal when two people checked the same with the same.

        ``stamp`` stands for the language model's answers that were accepted.
        """
        digest = hashlib.sha256()
        for part in (VERSION, self.pack.digest, data_digest(), text, *filter(None, (self._own.digest, stamp))):
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


def classify(names: Iterable[str], packs: tuple[str, ...] = ()) -> list[Classification]:
    """Label each name; platforms of the user's ``packs`` go before the catalogue."""
    return labellers(own_labels(packs).platforms).resolver.resolve_many(names)


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


def classify_csv(
    source: Path, column: str, target: Path, packs: tuple[str, ...] = (), known: Mapping[str, Classification] | None = None
) -> int:
    """Label a column of a CSV file; returns the number of rows. ``known``: labels that are made already, by name.

    Raises:
        InputError: when the table cannot be read, has no such column, or a column would be lost.
    """
    from briefprism.batch.csv_table import label_csv
    from briefprism.report.names import TABLE_COLUMNS, table_cells
    from briefprism.sources import write_whole

    resolver = labellers(own_labels(packs).platforms).resolver
    made = known or {}
    content, rows = label_csv(source, column, TABLE_COLUMNS, lambda name: table_cells(made.get(name) or resolver.resolve(name)))
    write_whole(target, content)
    return rows


def column_names(source: Path, column: str, describe: str | None = None) -> dict[str, str]:
    """The distinct names of a column, each with what the column ``describe`` says beside it (or nothing).

    Raises:
        InputError: when the table cannot be read, or has no such column.
    """
    from briefprism.batch.csv_table import distinct_names

    return distinct_names(source, column, describe)
