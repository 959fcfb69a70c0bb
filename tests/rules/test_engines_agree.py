"""The two engines must give equal derivations, steps and all, on any program that can be layered.

``BRIEFPRISM_ENGINE_CASES=50000 pytest tests/rules/test_engines_agree.py`` is the long run.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefprism.models.logic import Atom, Clause, Fact, Literal, Program, Term, Var
from briefprism.rules import durable
from briefprism.rules.chainer import PythonEngine
from briefprism.rules.strata import stratify
from tests.conftest import needs_durable

_T = TypeVar("_T")

CASES = int(os.environ.get("BRIEFPRISM_ENGINE_CASES", "2000"))
CONSTANTS = ("a", "b", "1", "a", "b", "1", "a", "b", "1e-05", "")
VARS = (Var("X"), Var("Y"), Var("Z"))
ARITY = {"e": 2, "f": 1, "t": 3, "z": 0, "p": 2, "q": 1, "r": 2, "y": 0, "s": 3, "g": 2}
LEVEL = {"e": 0, "f": 0, "t": 0, "z": 0, "p": 1, "q": 1, "r": 2, "y": 2, "s": 3}
"""A predicate is joined by heads of its own level or above, and counted by heads above it, so every program layers."""
G_LEVEL = {"a": 1, "b": 2, "1": 3, "": 4}
"""``g`` has a level for each first constant, so that layers by first constant are exercised too."""


@dataclass
class Tape:
    """Turns bytes into choices. One draw an example is fast, and still shrinks well."""

    data: bytes
    at: int = 0

    def pick(self, number: int) -> int:
        """A choice below ``number``; zero when the tape has run out."""
        self.at += 1
        return self.data[self.at - 1] % number if self.at <= len(self.data) else 0

    def one(self, options: Sequence[_T]) -> _T:
        """One of the options."""
        return options[self.pick(len(options))]


def _atom(tape: Tape, level: int, variables: Sequence[Var]) -> Atom:
    """An atom all of whose facts stand at ``level`` or below."""
    derived = [name for name, height in LEVEL.items() if 0 < height <= level]
    name = tape.one([*derived, *derived, "g", "e", "e", "e", "f", "f", "t", "z"])
    terms: list[Term] = [tape.one(variables) if tape.pick(8) else tape.one(CONSTANTS) for _ in range(ARITY[name])]
    if name == "g" and level < max(G_LEVEL.values()):
        firsts = [first for first, height in G_LEVEL.items() if height <= level]
        if not firsts:
            return Atom("f", tuple(terms[:1]))
        terms[0] = tape.one(firsts)
    return Atom(name, tuple(terms))


def _count(tape: Tape, level: int) -> Literal:
    least = tape.one((0, 0, 0, 1, 1, 2, 3))
    most = tape.one((None, None, least, least + 1, least + 3, 9))
    return Literal(_atom(tape, level - 1, (*VARS, Var("W"))), counted=True, at_least=least, at_most=most)


def _clause(tape: Tape, number: int) -> Clause:
    # Mostly climbing levels, so that later clauses find what earlier ones derive.
    level = 1 + (number % 4 if tape.pick(4) else tape.pick(4))
    body = [Literal(_atom(tape, level, VARS)) for _ in range(tape.one((0, 1, 1, 1, 2, 2, 2, 3)))]
    bound = sorted({term for literal in body for term in literal.atom.terms if isinstance(term, Var)})
    for _ in range(tape.one((0, 1, 1, 2)) if body else 1):
        body.insert(tape.pick(len(body) + 1), _count(tape, level))
    names = [name for name, height in LEVEL.items() if height == level]
    name = tape.one([*names, "g"])
    terms: list[Term] = [tape.one(bound) if bound and tape.pick(5) else tape.one(CONSTANTS) for _ in range(ARITY[name])]
    if name == "g":
        terms[0] = next(first for first, height in G_LEVEL.items() if height == level)
    return Clause(f"c{number}", Atom(name, tuple(terms)), tuple(body))


def _fact(tape: Tape) -> Fact:
    name = tape.one(("e", "e", "e", "e", "f", "f", "t", "t", "z", "p", "q", "r", "s", "g", "other"))
    return Fact(name, tuple(tape.one(CONSTANTS) for _ in range(ARITY.get(name, 1))))


def build(data: bytes) -> tuple[Program, list[Fact]]:
    """A program of two to nine clauses, and eight to forty-seven facts."""
    tape = Tape(data)
    program = stratify([_clause(tape, number) for number in range(2 + tape.pick(8))])
    return program, [_fact(tape) for _ in range(8 + tape.pick(40))]


@needs_durable
def test_engines_agree() -> None:
    adapter, plain = durable.DurableEngine(), PythonEngine()

    @settings(max_examples=CASES, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.binary(min_size=480, max_size=480))
    def agree(data: bytes) -> None:
        program, facts = build(data)
        assert adapter.run(program, facts) == plain.run(program, facts)
        # The same rulesets again, with other facts: nothing of the first plan may be left.
        assert adapter.run(program, facts[::2]) == plain.run(program, facts[::2])

    agree()
