"""Platforms of the catalogue, and what the resolver and the mention finder say of a string or a stretch of text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from briefprism.models.contract import ClassificationJson, MentionJson
from briefprism.models.labels import PATHS, Label, Status

By = Literal["catalogue", "host", "fuzzy", "pattern", "model", "llm"]


@dataclass(frozen=True, slots=True)
class Platform:
    """One row of the catalogue. ``closed`` and the years of ``old_names`` are calendar years."""

    name: str
    label: Label
    kind: str
    aliases: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    old_names: tuple[tuple[str, int], ...] = ()
    words: frozenset[str] = frozenset()  # names that are also ordinary words
    closed: int | None = None
    contested: str = ""
    about: str = ""
    own: bool = False  # of the user's own pack

    @property
    def measures(self) -> bool:
        """Whether it is a tool that measures."""
        return "measures" in self.about


@dataclass(frozen=True, slots=True)
class Classification:
    """The label of one name, with the reason in plain words. ``confidence`` lies in 0..1; unknown has 0."""

    text: str
    platform: str | None
    label: Label
    kind: str | None
    paid: bool
    contested: bool
    confidence: float
    by: By
    reason: str
    closed: int | None = None
    renamed_to: str | None = None

    @property
    def path(self) -> tuple[str, ...]:
        """The chain from the widest label to the narrowest."""
        return PATHS[self.label]

    @property
    def social(self) -> bool | None:
        """Whether it is social; None when unknown."""
        return None if self.label == "unknown" else self.label != "not_social"

    def to_dict(self) -> ClassificationJson:
        """The JSON of the contract."""
        return {
            "text": self.text,
            "platform": self.platform,
            "label": self.label,
            "path": list(self.path),
            "kind": self.kind,
            "social": self.social,
            "paid": self.paid,
            "contested": self.contested,
            "confidence": round(self.confidence, 2),
            "by": self.by,
            "reason": self.reason,
            "closed": self.closed,
            "renamed_to": self.renamed_to,
        }


@dataclass(frozen=True, slots=True)
class Mention:
    """A platform named in a brief at ``text[start:end]``, in unit number ``unit``, and whether the plan uses it."""

    start: int
    end: int
    unit: int
    classification: Classification
    status: Status
    status_confidence: float

    def to_dict(self) -> MentionJson:
        """The JSON of the contract."""
        return {**self.classification.to_dict(), "status": self.status, "start": self.start, "end": self.end}
