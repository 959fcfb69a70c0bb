"""Layers, and what the layering refuses."""

from __future__ import annotations

import pytest

from briefprism.models.errors import PackError
from briefprism.models.logic import Atom, Clause, Literal, Program, Term, Var
from briefprism.rules.strata import stratify

X, Y = Var("X"), Var("Y")


def has(name: str, *terms: Term) -> Literal:
    return Literal(Atom(name, terms))


def count(name: str, *terms: Term, least: int = 0, most: int | None = 0) -> Literal:
    return Literal(Atom(name, terms), counted=True, at_least=least, at_most=most)


def clause(name: str, head: Atom, *body: Literal) -> Clause:
    return Clause(name, head, body)


def ids(program: Program) -> list[list[str]]:
    return [[clause.id for clause in layer] for layer in program.layers]


def refused(*clauses: Clause) -> PackError:
    with pytest.raises(PackError) as caught:
        stratify(clauses)
    return caught.value


def test_no_clauses_make_no_layers() -> None:
    assert stratify([]) == Program(())


def test_positive_circle_stays_in_one_layer_sorted_by_id() -> None:
    step = clause("b", Atom("path", (X, Y)), has("path", X, Y), has("path", Y, X))
    start = clause("a", Atom("path", (X, Y)), has("edge", X, Y))
    assert ids(stratify([step, start])) == [["a", "b"]]


def test_counts_wait_for_what_they_count() -> None:
    last = clause("a", Atom("done"), count("gap", X))
    middle = clause("b", Atom("gap", (X,)), has("need", X), count("met", X))
    first = clause("c", Atom("met", (X,)), has("given", X))
    joins = clause("d", Atom("seen", (X,)), has("gap", X))
    assert ids(stratify([last, middle, first, joins])) == [["c"], ["b", "d"], ["a"]]


def test_counts_of_given_facts_need_no_later_layer() -> None:
    assert ids(stratify([clause("a", Atom("none"), count("given", X))])) == [["a"]]


def test_first_constants_tell_facts_apart() -> None:
    first = clause("a", Atom("gap", ("reach",)), has("given", X))
    second = clause("b", Atom("gap", ("budget",)), count("gap", "reach"))
    assert ids(stratify([second, first])) == [["a"], ["b"]]


def test_a_variable_in_first_place_means_every_fact() -> None:
    every = clause("a", Atom("gap", (X,)), has("given", X))
    closing = clause("b", Atom("gap", ("budget",)), count("gap", "reach"))
    assert ids(stratify([every, closing])) == [["a"], ["b"]]
    error = refused(every, clause("c", Atom("gap", ("budget",)), count("gap", X)))
    assert error.place == "clauses c -> c"


def test_second_terms_do_not_tell_facts_apart() -> None:
    error = refused(clause("a", Atom("gap", ("reach", "x")), count("gap", "reach", "y")))
    assert error.place == "clauses a -> a"


def test_a_circle_through_a_count_names_its_clauses() -> None:
    error = refused(
        clause("a", Atom("p", (X,)), has("e", X), count("q", X)),
        clause("b", Atom("r", (X,)), has("p", X)),
        clause("c", Atom("q", (X,)), has("r", X)),
        clause("d", Atom("other", (X,)), has("q", X)),
    )
    assert error.place == "clauses a -> c -> b -> a"
    assert "counts what it itself helps to derive" in error.fault
    assert error.step


def test_a_circle_is_found_above_other_layers() -> None:
    tower = [clause(f"t{n}", Atom(f"p{n + 1}"), count(f"p{n}")) for n in range(20)]
    error = refused(*tower, clause("z", Atom("p15"), count("p18")))
    assert error.place == "clauses t15 -> z -> t17 -> t16 -> t15"


@pytest.mark.parametrize(
    ("bad", "fault"),
    [
        (clause("a", Atom("p", (X, Y)), has("e", X), count("e", Y)), "the conclusion uses Y"),
        (clause("a", Atom("p"), count("e", least=-1, most=None)), "at least -1"),
        (clause("a", Atom("p"), count("e", least=2, most=1)), "at least 2 and at most 1"),
        (clause("a", Atom("p"), Literal(Atom("e"), at_least=2)), "not counted"),
        (clause("a", Atom("p"), has("e", X), has("e", X, X)), "'e' has 2 terms here and 1 in a"),
        (clause("a", Atom("p", ("k",)), count("p")), "'p' has 0 terms here and 1 in a"),
    ],
)
def test_unsafe_clauses_are_refused(bad: Clause, fault: str) -> None:
    error = refused(bad)
    assert error.place == "clause a"
    assert fault in error.fault
    assert error.step


def test_order_of_clauses_does_not_matter() -> None:
    clauses = [clause("a", Atom("p", (X,)), has(name, X)) for name in ("e", "f", "g")]
    assert stratify(clauses) == stratify(clauses[::-1])
