"""Findings and their proofs: data, from the verdict down to the words of the brief."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from briefprism.models.contract import FindingJson, ProofJson
from briefprism.models.labels import EXPERTS, Severity
from briefprism.models.signal import Evidence, Search

ProofKind = Literal["observed", "absent", "derived"]


@dataclass(frozen=True, slots=True)
class Proof:
    """One statement and what it rests on: words of the brief, a search that found nothing, or other statements."""

    fact: str
    kind: ProofKind
    rule: str = ""
    because: tuple[Proof, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    search: Search | None = None
    told: str = ""  # who said so, where it was not the brief

    def words(self) -> Iterator[Evidence]:
        """All words that it rests on, down to the leaves."""
        yield from self.evidence
        for part in self.because:
            yield from part.words()

    def absences(self) -> Iterator[Proof]:
        """The statements below it that rest on a search."""
        for part in self.because:
            if part.kind == "absent":
                yield part
            elif part.kind == "derived":
                yield from part.absences()

    def to_dict(self) -> ProofJson:
        """The JSON of the contract."""
        out: ProofJson = {
            "fact": self.fact,
            "kind": self.kind,
            "because": [p.to_dict() for p in self.because],
            "evidence": [e.to_dict() for e in self.evidence],
        }
        if self.rule:
            out["rule"] = self.rule
        if self.search is not None:
            out["search"] = self.search.to_dict()
        if self.told:
            out["told"] = self.told
        return out


@dataclass(frozen=True, slots=True)
class Finding:
    """A gap that a rule found. A ``root`` is caused by no other finding; ``follows`` are the ids that it causes.

    ``pack`` is the pack of the rule.
    """

    rule: str
    severity: Severity
    title: str
    why: str
    fix: str
    ask: str
    source: str
    root: bool
    follows: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    proof: Proof
    pack: str = ""

    @property
    def by_experts(self) -> bool:
        """Whether it belongs to the second part of a report; an error, which only a change by a user makes of it, does not."""
        return self.pack == EXPERTS and self.severity != "error"

    def to_dict(self) -> FindingJson:
        """The JSON of the contract."""
        return {
            "rule": self.rule,
            "pack": self.pack,
            "severity": self.severity,
            "title": self.title,
            "why": self.why,
            "fix": self.fix,
            "ask": self.ask,
            "source": self.source,
            "root": self.root,
            "follows": list(self.follows),
            "evidence": [e.to_dict() for e in self.evidence],
            "proof": {"rule": self.rule, "because": [p.to_dict() for p in self.proof.because]},
        }
