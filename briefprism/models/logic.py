"""The small intermediate form that rule packs compile to and that both engines run: facts, clauses, derivations.

A program is stratified Datalog with counts. Everything is a string; there are no numbers, floats or functions in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Fact:
    """A ground statement, for example ``Fact("present", ("audience",))``."""

    predicate: str
    args: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.predicate}({', '.join(self.args)})"


@dataclass(frozen=True, slots=True, order=True)
class Var:
    """A variable. The same name in two literals of one clause means the same value."""

    name: str


Term = str | Var


@dataclass(frozen=True, slots=True)
class Atom:
    """A predicate over constants and variables."""

    predicate: str
    terms: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Literal:
    """One condition of a clause.

    ``counted`` false: a positive condition; the clause fires once for each fact that matches (a join).
    ``counted`` true: holds once when the number of distinct matching facts lies in ``at_least..at_most``. Variables
    that positive literals of the clause bind restrict the count; all others are wildcards and bind nothing.
    ``at_least=0, at_most=0`` is absence. A counted literal is decided only when its predicate is complete, so it
    puts its clause into a later layer than the clauses that derive what it counts.
    """

    atom: Atom
    counted: bool = False
    at_least: int = 1
    at_most: int | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """``head`` holds when every literal of ``body`` does. Each variable of the head stands in a positive literal."""

    id: str
    head: Atom
    body: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class Program:
    """Clauses in layers: ``layers[i]`` holds the clauses that run together once all earlier layers are quiet."""

    layers: tuple[tuple[Clause, ...], ...]


@dataclass(frozen=True, slots=True, order=True)
class Support:
    """What one literal of a clause rested on: one fact, or all the facts of a count (none of them for absence)."""

    literal: int
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """One firing: ``clause`` concluded ``fact`` because of ``because``, one support for each literal, in order."""

    fact: Fact
    clause: str
    because: tuple[Support, ...]


@dataclass(frozen=True, slots=True)
class Derivation:
    """All that follows: every fact (given and derived) and every distinct firing, in sorted order."""

    facts: frozenset[Fact]
    steps: tuple[Step, ...]
    _by_fact: Mapping[Fact, tuple[Step, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        index: dict[Fact, list[Step]] = {}
        for step in self.steps:
            index.setdefault(step.fact, []).append(step)
        object.__setattr__(self, "_by_fact", {fact: tuple(steps) for fact, steps in index.items()})

    def steps_for(self, fact: Fact) -> tuple[Step, ...]:
        """The firings that concluded ``fact``; empty for a given fact."""
        return self._by_fact.get(fact, ())
