"""Sorting clauses into layers, and refusing what no order of layers can make safe."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence

from briefprism.models.errors import PackError
from briefprism.models.logic import Atom, Clause, Literal, Program, Var

_Edges = Sequence[Mapping[int, bool]]
"""For each clause, the clauses that it rests on, and whether it counts what they conclude."""


def stratify(clauses: Iterable[Clause]) -> Program:
    """Check the clauses and lay them in layers, sorted by id inside a layer.

    A clause stands in the same layer as the clauses whose conclusions it joins, or a later one, and in a strictly
    later layer than those whose conclusions it counts. Conclusions are told apart by predicate and first constant:
    ``present(a)`` and ``present(b)`` differ, and a variable in first place stands for every fact of its predicate.

    Raises:
        PackError: for an unsafe or senseless clause, or a circle through a counted literal.
    """
    ordered = sorted(clauses, key=lambda clause: (clause.id, repr(clause.head), repr(clause.body)))
    _check_arities(ordered)
    for clause in ordered:
        _check_clause(clause)
    layers: list[list[Clause]] = []
    for clause, level in zip(ordered, _levels(ordered, _edges(ordered)), strict=True):
        while len(layers) <= level:
            layers.append([])
        layers[level].append(clause)
    return Program(tuple(tuple(layer) for layer in layers))


def _check_arities(clauses: Sequence[Clause]) -> None:
    seen: dict[str, tuple[int, str]] = {}
    for clause in clauses:
        for atom in (clause.head, *(literal.atom for literal in clause.body)):
            arity, first = seen.setdefault(atom.predicate, (len(atom.terms), clause.id))
            if arity != len(atom.terms):
                fault = f"'{atom.predicate}' has {len(atom.terms)} terms here and {arity} in {first}"
                raise PackError(f"clause {clause.id}", fault, "give it the same number of terms everywhere")


def _check_clause(clause: Clause) -> None:
    place = f"clause {clause.id}"
    for literal in clause.body:
        _check_counts(place, literal)
    bound = {term for literal in clause.body if not literal.counted for term in literal.atom.terms}
    loose = sorted({term.name for term in clause.head.terms if isinstance(term, Var) and term not in bound})
    if loose:
        fault = f"the conclusion uses {', '.join(loose)}, which no positive condition binds"
        raise PackError(place, fault, "bind it in a positive condition, or write a constant")


def _check_counts(place: str, literal: Literal) -> None:
    name, least, most = literal.atom.predicate, literal.at_least, literal.at_most
    if not literal.counted:
        if (least, most) != (1, None):
            raise PackError(place, f"'{name}' has bounds but is not counted", "count it, or drop the bounds")
    elif least < 0:
        raise PackError(place, f"'{name}' is counted at least {least} times", "write zero or more")
    elif most is not None and most < least:
        fault = f"'{name}' is counted at least {least} and at most {most} times, which cannot be"
        raise PackError(place, fault, "put the lower bound first")


def _first_constant(atom: Atom) -> str | None:
    """The second half of a symbol; None stands for every fact of the predicate."""
    term = atom.terms[0] if atom.terms else None
    return term if isinstance(term, str) else None


def _edges(clauses: Sequence[Clause]) -> _Edges:
    heads: dict[str, list[tuple[str | None, int]]] = {}
    for number, clause in enumerate(clauses):
        heads.setdefault(clause.head.predicate, []).append((_first_constant(clause.head), number))
    edges: list[dict[int, bool]] = []
    for clause in clauses:
        rests: dict[int, bool] = {}
        for literal in clause.body:
            wanted = _first_constant(literal.atom)
            for made, number in heads.get(literal.atom.predicate, ()):
                if wanted is None or made is None or wanted == made:
                    rests[number] = rests.get(number, False) or literal.counted
        edges.append(rests)
    return edges


def _levels(clauses: Sequence[Clause], edges: _Edges) -> list[int]:
    """The lowest layer of each clause: raise layers until nothing moves."""
    levels = [0] * len(clauses)
    moved = True
    while moved:
        moved = False
        for number, rests in enumerate(edges):
            level = max((levels[other] + counted for other, counted in rests.items()), default=0)
            if level > levels[number]:
                levels[number], moved = level, True
        # Without a circle no path counts more often than there are clauses, so a higher layer proves one.
        if moved and max(levels) >= len(clauses):
            raise _circle_error(clauses, edges)
    return levels


def _circle_error(clauses: Sequence[Clause], edges: _Edges) -> PackError:
    circles = [
        [number, *way]
        for number, rests in enumerate(edges)
        for other in sorted(rests)
        if rests[other] and (way := _way(edges, other, number))
    ]
    circle = min(circles, key=len)
    names = " -> ".join(clauses[number].id for number in circle)
    counts = f"{clauses[circle[0]].id} counts what it itself helps to derive"
    return PackError(f"clauses {names}", counts, "break the circle, or count something that is settled earlier")


def _way(edges: _Edges, start: int, goal: int) -> list[int]:
    """The shortest chain of dependencies from ``start`` to ``goal``, both included; empty when there is none."""
    came: dict[int, int | None] = {start: None}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        if here == goal:
            way: list[int] = []
            step: int | None = here
            while step is not None:
                way.append(step)
                step = came[step]
            return way[::-1]
        for other in sorted(edges[here]):
            if other not in came:
                came[other] = here
                waiting.append(other)
    return []
