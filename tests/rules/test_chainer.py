"""The plain engine, on cases worked out by hand."""

from __future__ import annotations

import pytest

from briefprism.models.logic import Atom, Clause, Derivation, Fact, Literal, Step, Support, Term, Var
from briefprism.rules.chainer import PythonEngine
from briefprism.rules.strata import stratify

X, Y, Z = Var("X"), Var("Y"), Var("Z")


def has(name: str, *terms: Term) -> Literal:
    return Literal(Atom(name, terms))


def count(name: str, *terms: Term, least: int = 0, most: int | None = 0) -> Literal:
    return Literal(Atom(name, terms), counted=True, at_least=least, at_most=most)


def fact(name: str, *args: str) -> Fact:
    return Fact(name, args)


def run(clauses: list[Clause], *facts: Fact) -> Derivation:
    return PythonEngine().run(stratify(clauses), facts)


def step(head: Fact, clause: str, *because: tuple[Fact, ...]) -> Step:
    return Step(head, clause, tuple(Support(place, facts) for place, facts in enumerate(because)))


def test_nothing_follows_from_nothing() -> None:
    assert run([]) == Derivation(frozenset(), ())
    assert run([], fact("a")) == Derivation(frozenset({fact("a")}), ())


def test_a_clause_without_conditions_always_holds() -> None:
    assert run([Clause("c", Atom("p", ("k",)), ())]).steps == (step(fact("p", "k"), "c"),)


def test_every_proof_of_a_fact_is_kept() -> None:
    given = [fact("e", "a", "1"), fact("e", "a", "2"), fact("e", "b", "1")]
    derived = run([Clause("c", Atom("p", (X,)), (has("e", X, Y),))], *given)
    assert derived.steps_for(fact("p", "a")) == (
        step(fact("p", "a"), "c", (given[0],)),
        step(fact("p", "a"), "c", (given[1],)),
    )
    assert derived.facts == {*given, fact("p", "a"), fact("p", "b")}


def test_a_given_fact_that_also_follows_keeps_its_steps() -> None:
    derived = run([Clause("c", Atom("p", (X,)), (has("e", X),))], fact("e", "a"), fact("p", "a"))
    assert derived.steps == (step(fact("p", "a"), "c", (fact("e", "a"),)),)


def test_a_fact_may_support_itself_in_a_circle() -> None:
    clauses = [Clause("c", Atom("p", (X,)), (has("e", X),)), Clause("d", Atom("p", (X,)), (has("p", X),))]
    p = fact("p", "a")
    assert run(clauses, fact("e", "a")).steps == (step(p, "c", (fact("e", "a"),)), step(p, "d", (p,)))


def test_one_fact_may_fill_two_conditions() -> None:
    one, two = fact("e", "a", "1"), fact("e", "a", "2")
    derived = run([Clause("c", Atom("p", (X,)), (has("e", X, Y), has("e", X, Z)))], one, two)
    pairs = {tuple(support.facts[0] for support in found.because) for found in derived.steps}
    assert pairs == {(one, one), (one, two), (two, one), (two, two)}


def test_joins_bind_across_and_inside_literals() -> None:
    clauses = [
        Clause("c", Atom("p", (X, Z)), (has("e", X, Y), has("e", Y, Z))),
        Clause("d", Atom("q"), (has("e", X, X),)),
    ]
    derived = run(clauses, fact("e", "a", "b"), fact("e", "b", "c"), fact("e", "d", "d"))
    assert {found.fact for found in derived.steps} == {fact("p", "a", "c"), fact("p", "d", "d"), fact("q")}


def test_absence_waits_for_late_facts() -> None:
    clauses = [
        Clause("a", Atom("gap", (X,)), (has("need", X), count("met", X))),
        Clause("b", Atom("met", (X,)), (has("half", X), has("other", X))),
        Clause("c", Atom("other", (X,)), (has("half", X),)),
    ]
    derived = run(clauses, fact("need", "a"), fact("need", "b"), fact("half", "b"))
    assert derived.steps_for(fact("gap", "a")) == (step(fact("gap", "a"), "a", (fact("need", "a"),), ()),)
    assert fact("gap", "b") not in derived.facts


@pytest.mark.parametrize(
    ("least", "most", "holds"),
    [(0, 0, "c"), (1, None, "ab"), (2, None, "a"), (0, 1, "bc"), (1, 1, "b"), (3, None, ""), (0, None, "abc")],
)
def test_counts_by_group(least: int, most: int | None, holds: str) -> None:
    given = [*(fact("g", name) for name in "abc"), fact("e", "a", "2"), fact("e", "a", "1"), fact("e", "b", "1")]
    counted = count("e", X, Y, least=least, most=most)
    derived = run([Clause("c", Atom("p", (X,)), (counted, has("g", X)))], *given)
    assert {found.fact.args[0] for found in derived.steps} == set(holds)
    for found in derived.steps:
        members = tuple(sorted(given for given in given if given.predicate == "e" and given.args[0] == found.fact.args[0]))
        assert found.because == (Support(0, members), Support(1, (fact("g", found.fact.args[0]),)))


def test_a_count_without_positive_conditions_fires_once() -> None:
    members = (fact("e", "a"), fact("e", "b"))
    derived = run([Clause("c", Atom("many"), (count("e", X, least=2, most=None),))], *members[::-1])
    assert derived.steps == (step(fact("many"), "c", members),)


def test_wildcards_bind_nothing_even_when_repeated() -> None:
    counted = count("e", X, X, least=2, most=2)
    assert fact("p") in run([Clause("c", Atom("p"), (counted,))], fact("e", "a", "b"), fact("e", "c", "c")).facts


def test_constants_narrow_a_count() -> None:
    clauses = [Clause("c", Atom("p", (X,)), (has("g", X), count("e", X, "k", least=1, most=1)))]
    derived = run(clauses, fact("g", "a"), fact("e", "a", "k"), fact("e", "a", "other"), fact("e", "b", "k"))
    assert derived.steps == (step(fact("p", "a"), "c", (fact("g", "a"),), (fact("e", "a", "k"),)),)


def test_facts_of_another_length_do_not_match() -> None:
    clauses = [Clause("c", Atom("p"), (has("e", X),)), Clause("d", Atom("q"), (count("e", X),))]
    assert {found.fact for found in run(clauses, fact("e", "a", "b")).steps} == {fact("q")}


def test_order_and_repetition_of_facts_do_not_matter() -> None:
    clauses = [Clause("c", Atom("p", (X,)), (has("e", X, Y), has("f", Y)))]
    given = [fact("e", "a", "1"), fact("f", "1"), fact("e", "b", "1")]
    assert run(clauses, *given) == run(clauses, *given[::-1], *given)
