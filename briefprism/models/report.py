"""The report on one brief: what every renderer shows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from briefprism.models.brief import Brief
from briefprism.models.contract import SCHEMA, CoverageJson, IgnoredJson, LlmJson, ReportJson
from briefprism.models.finding import Finding
from briefprism.models.lens import LensView
from briefprism.models.platform import Mention
from briefprism.models.signal import Signal


@dataclass(frozen=True, slots=True)
class LlmUse:
    """The help of a language model with one brief: ``sent`` are (start, end) of the words that were asked about."""

    model: str
    server: str
    sent: tuple[tuple[int, int], ...]
    accepted: int
    dropped: int
    note: str

    def to_dict(self, text: str) -> LlmJson:
        """The JSON of the contract."""
        return {
            "model": self.model,
            "server": self.server,
            "sent": [{"text": text[start:end], "start": start, "end": end} for start, end in self.sent],
            "accepted": self.accepted,
            "dropped": self.dropped,
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class Ignored:
    """A finding that was set aside: why, and where that is written."""

    finding: Finding
    reason: str
    place: str

    def to_dict(self) -> IgnoredJson:
        """The JSON of the contract."""
        return {"rule": self.finding.rule, "title": self.finding.title, "reason": self.reason, "place": self.place}


@dataclass(frozen=True, slots=True)
class Report:
    """All that is said of a brief. ``is_plan`` and ``complete`` are None where nothing was judged."""

    version: str
    fingerprint: str
    brief: Brief
    is_plan: bool | None
    complete: bool | None
    summary: str
    mentions: tuple[Mention, ...]
    signals: tuple[Signal, ...]
    findings: tuple[Finding, ...]
    strengths: tuple[tuple[str, Signal], ...] = ()  # (what the plan does well, in words; the element's signal)
    llm: LlmUse | None = None  # None: no language model was to be asked
    ignored: tuple[Ignored, ...] = ()
    lenses: tuple[LensView, ...] = ()

    @property
    def roots(self) -> tuple[Finding, ...]:
        """The findings that no other finding causes."""
        return tuple(f for f in self.findings if f.root)

    @property
    def used(self) -> tuple[Mention, ...]:
        """The first mention of each platform that the plan uses, in reading order."""
        first: dict[str, Mention] = {}
        for mention in self.mentions:
            if mention.status == "used":
                first.setdefault(mention.classification.platform or mention.classification.text, mention)
        return tuple(first.values())

    def coverage(self) -> CoverageJson:
        """Counts of the platforms used."""
        labels = Counter(m.classification.label for m in self.used)
        kinds = Counter(m.classification.kind for m in self.used if m.classification.kind)
        return {
            "media": labels["media"],
            "channel": labels["channel"],
            "network": labels["network"],
            "not_social": labels["not_social"],
            "kinds": dict(sorted(kinds.items())),
        }

    def to_dict(self) -> ReportJson:
        """The JSON of the contract."""
        errors = [f.rule for f in self.findings if f.severity == "error"]
        out: ReportJson = {
            "schema": SCHEMA,
            "version": self.version,
            "fingerprint": self.fingerprint,
            "source": self.brief.source,
            "language": self.brief.language,
            "words": self.brief.words,
            "is_plan": self.is_plan,
            "verdict": {"complete": self.complete, "summary": self.summary, "because": errors},
            "mentions": [m.to_dict() for m in self.mentions],
            "elements": {s.element: s.to_dict() for s in self.signals},
            "findings": [f.to_dict() for f in self.findings],
            "coverage": self.coverage(),
        }
        if self.llm is not None:
            out["llm"] = self.llm.to_dict(self.brief.text)
        if self.ignored:
            out["ignored"] = [i.to_dict() for i in self.ignored]
        if self.lenses:
            out["lenses"] = [view.to_dict() for view in self.lenses]
        if self.brief.places:
            _add_places(out, self.brief)
        return out


def _add_places(part: Any, brief: Brief) -> None:
    """Say of all words that were quoted from a document where in it they stand."""
    if isinstance(part, list):
        for item in part:
            _add_places(item, brief)
    elif isinstance(part, dict):
        if "quote" in part and (place := brief.place(part["start"], part["end"])):
            part["place"] = place
        for item in part.values():
            _add_places(item, brief)
