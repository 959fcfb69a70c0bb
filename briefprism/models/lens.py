"""A lens: the parts that a known framework wants of a plan, and a plan seen through it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from briefprism.models.contract import LensJson, LensPartJson

PartState = Literal["covered", "partly", "unclear", "missing", "not looked for"]


@dataclass(frozen=True, slots=True)
class LensPart:
    """One part. It is covered by ``all_of`` and one of ``any_of``; both empty: briefprism does not look for it (yet)."""

    part: str
    question: str
    all_of: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    not_looked_for: str = ""

    @property
    def elements(self) -> tuple[str, ...]:
        """All elements that it asks for."""
        return (*self.all_of, *self.any_of)


@dataclass(frozen=True, slots=True)
class Lens:
    """A framework as data."""

    id: str
    title: str
    about: str
    source: str
    parts: tuple[LensPart, ...]


@dataclass(frozen=True, slots=True)
class PartView:
    """A part, whether a plan covers it, and the elements that it has and lacks."""

    part: LensPart
    state: PartState
    has: tuple[str, ...]
    lacks: tuple[str, ...]

    def to_dict(self) -> LensPartJson:
        """The JSON of the contract."""
        return {
            "part": self.part.part,
            "question": self.part.question,
            "state": self.state,
            "has": list(self.has),
            "lacks": list(self.lacks),
            "note": self.part.not_looked_for,
        }


@dataclass(frozen=True, slots=True)
class LensView:
    """A plan seen through a lens."""

    lens: Lens
    parts: tuple[PartView, ...]

    def to_dict(self) -> LensJson:
        """The JSON of the contract."""
        lens = self.lens
        return {"lens": lens.id, "title": lens.title, "source": lens.source, "parts": [p.to_dict() for p in self.parts]}
