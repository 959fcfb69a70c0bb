"""What the labellers say of an element: the sentences that carry it, or the search that found none."""

from __future__ import annotations

from dataclasses import dataclass

from briefprism.models.contract import EvidenceJson, SearchJson, SignalJson
from briefprism.models.labels import State


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of the brief, ``quote == text[start:end]``, and how sure it is (0..1) that they say what is claimed."""

    quote: str
    start: int
    end: int
    confidence: float = 1.0

    def to_dict(self) -> EvidenceJson:
        """The JSON of the contract."""
        return {"quote": self.quote, "start": self.start, "end": self.end, "confidence": round(self.confidence, 2)}


@dataclass(frozen=True, slots=True)
class Search:
    """A search that found nothing: what was looked for, the closest words (if any), and the score that was needed."""

    looked_for: str
    closest: tuple[Evidence, ...]
    needed: float

    def to_dict(self) -> SearchJson:
        """The JSON of the contract."""
        first = self.closest[0].to_dict() if self.closest else None
        return {"looked_for": self.looked_for, "closest": first, "needed": round(self.needed, 2)}


@dataclass(frozen=True, slots=True)
class LineSign:
    """What one line may say and what is known of it: the facts from which rules reason about relations.

    ``says`` holds elements that the model finds possible there, ``known`` traits that were looked up;
    ``section`` is the number of the section that the line stands in.
    """

    words: Evidence
    section: int
    says: frozenset[str]
    known: frozenset[str]


@dataclass(frozen=True, slots=True)
class Signal:
    """The state of one element. ``by`` names who said so: model, rules, pattern, llm or person."""

    element: str
    state: State
    confidence: float
    by: str
    evidence: tuple[Evidence, ...] = ()
    search: Search | None = None
    told: str = ""  # what a person answered

    def to_dict(self) -> SignalJson:
        """The JSON of the contract."""
        out: SignalJson = {"state": self.state, "confidence": round(self.confidence, 2), "by": self.by}
        if self.evidence:
            out["evidence"] = [e.to_dict() for e in self.evidence]
        if self.search is not None:
            out["search"] = self.search.to_dict()
        if self.told:
            out["told"] = self.told
        return out
