"""The smallest sets of moves that reach a goal: an exact search over the leaves of the proofs, checked by running the rules.

A finding stands as long as every leaf of one of its proofs stands, and further additions take no leaf away but an absence.
So every set that reaches the goal holds a move that breaks a leaf of each proof: only these are tried, smallest sets first.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from briefprism.models.logic import Atom, Clause, Derivation, Fact, Program, Step, Var
from briefprism.models.reasoning import Move, Search
from briefprism.rules.chainer import PythonEngine
from briefprism.rules.compiler import matches
from briefprism.rules.heights import Heights

MOST_SETS = 10
MOST_RUNS = 4_000
_GIVEN_UP = ("uses", "listed_as_social", "present")
"""What can be taken out of a plan, where nothing that is added helps."""
_Set = frozenset[Move]


def smallest_sets(program: Program, facts: Iterable[Fact], goal: Iterable[str], additions: Mapping[str, Sequence[Fact]]) -> Search:
    """All smallest sets of moves after which no rule of ``goal`` fires, at most ten.

    Args:
        program: the compiled rules.
        facts: the facts of the plan.
        goal: ids of rules that shall be silent.
        additions: what can be added, by element, with the facts that come with it.
    """
    search = _Search(program, frozenset(facts), frozenset(goal), [Move("add", name, tuple(fs)) for name, fs in additions.items()])
    found, exact = search.best_first()
    if not found and exact:
        stuck = search.find_drops()
        found, exact = search.best_first() if search.drops else ([], True)
        if not found and exact:
            return Search((), stuck=stuck or tuple(sorted(goal)), runs=search.runs)
    ordered = [search.in_order(moves) for moves in found]
    return Search(tuple(o[0] for o in ordered), tuple(o[1] for o in ordered), exact, runs=search.runs)


@dataclass(slots=True)
class _Search:
    program: Program
    facts: frozenset[Fact]
    goal: frozenset[str]
    adds: Sequence[Move]
    drops: dict[Fact, Move] = field(default_factory=dict)
    runs: int = 0
    _breakers: dict[Atom, frozenset[Move]] = field(default_factory=dict)
    _clauses: dict[str, Clause] = field(init=False)
    _reach: dict[Move, frozenset[Atom | Fact]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._clauses = {clause.id: clause for layer in self.program.layers for clause in layer}

    def run(self, moves: Iterable[Move]) -> Derivation:
        """What follows once the moves are made."""
        self.runs += 1
        facts = set(self.facts)
        for move in moves:
            if move.kind == "drop":
                facts.difference_update(move.facts)
                continue
            facts.update(move.facts)
            for fact in move.facts:
                if fact.predicate == "present":
                    facts.discard(Fact("unclear", fact.args))
                    facts.add(Fact("searched", fact.args))
        return PythonEngine().run(self.program, facts)

    def standing(self, derivation: Derivation) -> list[Fact]:
        """The findings of the goal that still fire."""
        return [Fact("gap", (rule,)) for rule in sorted(self.goal) if Fact("gap", (rule,)) in derivation.facts]

    def find_drops(self) -> tuple[str, ...]:
        """Allow dropping what stands behind findings that additions do not silence; returns those that even this does not."""
        while True:
            derivation = self.run([*self.adds, *self.drops.values()])
            standing = self.standing(derivation)
            if not standing:
                return ()
            heights = Heights(derivation, self.facts)
            leaves = {leaf for gap in standing for leaf in self._given(gap, heights)} - set(self.drops)
            if not leaves:
                return tuple(gap.args[0] for gap in standing)
            self.drops |= {leaf: Move("drop", leaf.args[0], (leaf,)) for leaf in sorted(leaves)}

    def _given(self, fact: Fact, heights: Heights) -> Iterator[Fact]:
        """Facts of the brief that a proof rests on and that can be taken out."""
        if fact in self.facts:
            if fact.predicate in _GIVEN_UP:
                yield fact
            return
        if step := heights.lowest(fact):
            for support in step.because:
                for part in support.facts:
                    yield from self._given(part, heights)

    def best_first(self) -> tuple[list[_Set], bool]:
        """The smallest sets, and whether none can have been overlooked."""
        waiting: list[tuple[int, list[Move], _Set]] = [(0, [], frozenset())]
        seen: set[_Set] = {frozenset()}
        found: list[_Set] = []
        while waiting and len(found) < MOST_SETS:
            size, _, moves = heapq.heappop(waiting)
            if found and size > len(found[0]):
                break
            if self.runs >= MOST_RUNS:
                return found, False
            derivation = self.run(moves)
            standing = self.standing(derivation)
            if not standing:
                found.append(moves)
                continue
            for wider in self._branches(standing, derivation, moves):
                if wider not in seen:
                    seen.add(wider)
                    heapq.heappush(waiting, (len(wider), sorted(wider), wider))
        return found, True

    def _branches(self, standing: Sequence[Fact], derivation: Derivation, moves: _Set) -> list[_Set]:
        """The next sets to try: every solution above ``moves`` lies above one of them."""
        heights = Heights(derivation, self.facts)
        choices = [self._breaking(step, heights) - moves for gap in standing for step in derivation.steps_for(gap)]
        if not all(choices):
            return []
        forced = frozenset(move for choice in choices if len(choice) == 1 for move in choice)
        if forced:
            return [moves | forced]
        return [moves | {move} for move in min(choices, key=lambda c: (len(c), sorted(c)))]

    def _breaking(self, step: Step, heights: Heights) -> _Set:
        """The moves that can break a leaf of one proof."""
        broken: set[Move] = set()
        body = self._clauses[step.clause].body
        for support in step.because:
            literal = body[support.literal]
            if literal.counted and literal.at_most is not None:
                broken |= self._breakers_of(literal.atom)
            for fact in support.facts:
                if fact in self.drops:
                    broken.add(self.drops[fact])
                if below := heights.lowest(fact):
                    broken |= self._breaking(below, heights)
        return frozenset(broken)

    def _breakers_of(self, atom: Atom) -> frozenset[Move]:
        """The additions that can lead to a fact that the atom matches."""
        if atom not in self._breakers:
            self._breakers[atom] = frozenset(m for m in self.adds if any(_meets(atom, made) for made in self._reached(m)))
        return self._breakers[atom]

    def _reached(self, move: Move) -> frozenset[Atom | Fact]:
        """Everything that can follow from an addition, whatever else holds: more than follows, never less."""
        if move not in self._reach:
            made: set[Atom | Fact] = set(move.facts)
            derived = {clause.head.predicate for clause in self._clauses.values()} - {"present"}
            grew = True
            while grew:
                grew = False
                for clause in self._clauses.values():
                    if clause.head not in made and any(
                        (literal.at_most is not None and literal.atom.predicate in derived) or any(_meets(literal.atom, m) for m in made)
                        for literal in clause.body
                    ):
                        made.add(clause.head)
                        grew = True
            self._reach[move] = frozenset(made)
        return self._reach[move]

    def in_order(self, moves: _Set) -> tuple[tuple[Move, ...], tuple[tuple[str, ...], ...]]:
        """The moves with most effect first, and which findings go with each."""
        done: list[Move] = []
        effects: list[tuple[str, ...]] = []
        now = _gaps(self.run(()))
        while len(done) < len(moves):
            tried = [(move, _gaps(self.run([*done, move]))) for move in sorted(moves - set(done))]
            move, after = min(tried, key=lambda t: (len(t[1] & self.goal), len(t[1]), t[0]))
            done.append(move)
            effects.append(tuple(sorted(now - after)))
            now = after
        return tuple(done), tuple(effects)


def _gaps(derivation: Derivation) -> frozenset[str]:
    return frozenset(fact.args[0] for fact in derivation.facts if fact.predicate == "gap")


def _meets(atom: Atom, made: Atom | Fact) -> bool:
    """Whether a fact, or a conclusion with variables, can be what the atom asks for."""
    if isinstance(made, Fact):
        return matches(atom, made)
    if (atom.predicate, len(atom.terms)) != (made.predicate, len(made.terms)):
        return False
    return all(isinstance(a, Var) or isinstance(b, Var) or a == b for a, b in zip(atom.terms, made.terms, strict=True))
