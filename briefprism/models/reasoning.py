"""Answers to why not, what if and what is enough: data for the renderers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from briefprism.models.finding import Finding, Proof
from briefprism.models.logic import Fact
from briefprism.models.platform import Classification, Mention
from briefprism.models.report import Report
from briefprism.models.rule import Condition, Rule
from briefprism.models.signal import Evidence, Signal


@dataclass(frozen=True, slots=True)
class Trial:
    """One condition tried on a plan. ``proofs`` say what it held on, or what stands in its place."""

    condition: Condition
    held: bool
    proofs: tuple[Proof, ...] = ()
    parts: tuple[Trial, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleTrial:
    """A rule tried on a plan. ``apart``: each condition holds somewhere, but never all together."""

    rule: Rule
    fired: bool
    trials: tuple[Trial, ...]
    apart: bool = False


@dataclass(frozen=True, slots=True)
class ElementTrial:
    """Why an element is not there: its signal with the closest words, and the rules that could have derived it."""

    signal: Signal
    rules: tuple[RuleTrial, ...]


@dataclass(frozen=True, slots=True)
class PlaceTrial:
    """What became of a name: the label of the name itself, its mentions, and where its letters stand untaken."""

    name: str
    label: Classification
    mentions: tuple[Mention, ...]
    untaken: tuple[Evidence, ...]


WhyNot = RuleTrial | ElementTrial | PlaceTrial


@dataclass(frozen=True, slots=True)
class Change:
    """One element or platform that came or went: its id, and the words that carry it."""

    kind: Literal["element", "place"]
    id: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two reports side by side. ``gone`` and ``came`` are findings; ``gained`` and ``lost`` what the plan says and uses."""

    before: Report
    after: Report
    gone: tuple[Finding, ...]
    came: tuple[Finding, ...]
    gained: tuple[Change, ...]
    lost: tuple[Change, ...]
    assumed: tuple[str, ...] = ()

    @property
    def worse(self) -> bool:
        """Whether something was lost: an element, a place, or a clean slate on an error or a warning."""
        return bool(self.lost or self.came_heavy)

    @property
    def came_heavy(self) -> tuple[Finding, ...]:
        """The errors and warnings among the findings that came; a hint or a consequence is no loss by itself."""
        return tuple(f for f in self.came if f.severity in ("error", "warning"))


@dataclass(frozen=True, slots=True, order=True)
class Move:
    """One thing to do: add what an element asks for, or drop what stands in the plan. ``facts`` come or go with it."""

    kind: Literal["add", "drop"]
    name: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """The smallest sets of moves that reach a goal, each in order of work.

    ``effects`` says of each move of each set which findings go with it. ``exact`` is false when the search was stopped.
    ``stuck`` are the rules that no move can silence.
    """

    sets: tuple[tuple[Move, ...], ...]
    effects: tuple[tuple[tuple[str, ...], ...], ...] = ()
    exact: bool = True
    stuck: tuple[str, ...] = ()
    runs: int = 0


@dataclass(frozen=True, slots=True)
class Addition:
    """One step of a completion, in words.

    ``example`` is a sentence that the labellers accept when it is added to the brief (empty: we have none that they do);
    ``drop`` are the words to take out, where ``element`` is empty; ``place`` is the kind of platform that the example brings.
    """

    element: str
    example: str
    effect: tuple[str, ...]
    drop: tuple[Evidence, ...] = ()
    name: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Completion:
    """How a plan becomes complete: all smallest sets. ``verified`` says whether the brief with the examples was complete."""

    goal: str
    already: bool
    sets: tuple[tuple[Addition, ...], ...]
    verified: tuple[bool, ...] = ()
    exact: bool = True
    stuck: tuple[str, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)
