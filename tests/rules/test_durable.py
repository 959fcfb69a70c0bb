"""The adapter over durable-rules, on the cases in which durable-rules alone goes wrong; and the choice of engine."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata

import pytest

from briefprism.models.errors import EngineError, UsageError
from briefprism.models.logic import Atom, Clause, Derivation, Fact, Literal, Program, Term, Var
from briefprism.rules import durable, durable_program
from briefprism.rules.cage import CagedEngine
from briefprism.rules.chainer import PythonEngine
from briefprism.rules.engine import get_engine
from briefprism.rules.strata import stratify
from tests.conftest import PEAK_KB, needs_durable, needs_linux

X, Y, Z = Var("X"), Var("Y"), Var("Z")
WEIRD = (
    "",
    "1e-05",
    "1",
    "1.0",
    "__proto__",
    "größe ☃ 漢字",
    '"}, {"id": "f1"',
    "\x00",
    "\ud800",
    "s0",
    "v0",
    "x" * 70_000,
)


def has(name: str, *terms: Term) -> Literal:
    return Literal(Atom(name, terms))


def count(name: str, *terms: Term, least: int = 0, most: int | None = 0) -> Literal:
    return Literal(Atom(name, terms), counted=True, at_least=least, at_most=most)


def fact(name: str, *args: str) -> Fact:
    return Fact(name, args)


PACK = stratify(
    [
        Clause("a", Atom("gap", (X,)), (has("need", X), count("met", X))),
        Clause("b", Atom("met", (X,)), (has("half", X), has("other", X))),
        Clause("c", Atom("other", (X,)), (has("half", X),)),
        Clause("d", Atom("poor"), (count("gap", X, least=2, most=None),)),
        Clause("e", Atom("pair", (X, Y)), (has("gap", X), has("gap", Y), count("met", Z, least=1, most=1))),
    ]
)
FACTS = [*(fact("need", name) for name in "abcd"), fact("half", "b")]


def agreed(program: Program, facts: list[Fact]) -> Derivation:
    derived = durable.DurableEngine().run(program, facts)
    assert derived == PythonEngine().run(program, facts)
    return derived


@needs_durable
def test_late_facts_cancel_an_absence() -> None:
    for facts in (FACTS, FACTS[::-1]):
        derived = agreed(PACK, facts)
        assert {found for found in derived.facts if found.predicate == "gap"} == {fact("gap", name) for name in "acd"}
        assert fact("poor") in derived.facts
        assert len([found for found in derived.steps if found.clause == "e"]) == 9


@needs_durable
@pytest.mark.parametrize(
    ("least", "most", "holds"),
    [(0, 0, "c"), (1, None, "ab"), (2, None, "a"), (0, 1, "bc"), (1, 1, "b"), (3, None, ""), (0, None, "abc")],
)
def test_counts_by_group(least: int, most: int | None, holds: str) -> None:
    given = [*(fact("g", name) for name in "abc"), fact("e", "a", "2"), fact("e", "a", "1"), fact("e", "b", "1")]
    program = stratify([Clause("c", Atom("p", (X,)), (count("e", X, Y, least=least, most=most), has("g", X)))])
    assert {found.fact.args[0] for found in agreed(program, given).steps} == set(holds)


@needs_durable
def test_one_fact_may_fill_two_conditions() -> None:
    clauses = [
        Clause("c", Atom("p", (X,)), (has("e", X, Y), has("e", X, Z))),
        Clause("d", Atom("q"), (has("e", X, X),)),
    ]
    derived = agreed(stratify(clauses), [fact("e", "a", "1"), fact("e", "a", "2"), fact("e", "b", "b")])
    assert len(derived.steps_for(fact("p", "a"))) == 4
    assert len(derived.steps_for(fact("q"))) == 1


@needs_durable
def test_facts_given_twice_derived_too_or_read_by_nobody() -> None:
    clauses = [Clause("c", Atom("p", (X,)), (has("e", X),)), Clause("d", Atom("always"), ())]
    derived = agreed(stratify(clauses), [fact("e", "a"), fact("e", "a"), fact("p", "a"), fact("e"), fact("alone", "x")])
    assert [found.clause for found in derived.steps] == ["d", "c"]
    assert agreed(stratify([]), [fact("e", "a")]).facts == {fact("e", "a")}
    assert agreed(PACK, []).steps == ()


@needs_durable
def test_weird_strings_are_only_strings() -> None:
    clauses = [
        *(Clause(f"k{n}", Atom("is", (text, X)), (has("e", text, X),)) for n, text in enumerate(WEIRD)),
        Clause("same", Atom("same", (X,)), (has("e", X, X),)),
        Clause("both", Atom("both", (X, Y)), (has("e", X, Y), has("e", Y, X))),
        Clause("__proto__", Atom("__proto__", (X,)), (has("e", X, Y), count("e", Y, X))),
    ]
    derived = agreed(stratify(clauses), [fact("e", one, other) for one in WEIRD for other in (WEIRD[-1], one, "1")])
    assert len([found for found in derived.facts if found.predicate == "same"]) == len(WEIRD)


@needs_durable
def test_long_strings_that_differ_at_the_end_stay_apart() -> None:
    program = stratify([Clause("c", Atom("two"), (count("e", X, least=2, most=2),))])
    assert fact("two") in agreed(program, [fact("e", "x" * 70_000 + end) for end in "ab"]).facts


@needs_durable
def test_large_packs_are_split_into_several_rulesets() -> None:
    joins = [Clause(f"j{n}", Atom("o", (f"{n}", X, Y)), (has("e", X, Z), has("e", Z, Y))) for n in range(120)]
    counts = [Clause(f"k{n}", Atom("n", (f"{n}",)), (count("o", f"{n}", X, Y, least=3, most=None),)) for n in range(120)]
    program = stratify([*joins, *counts])
    derived = agreed(program, [fact("e", "a", "b"), fact("e", "b", "c"), fact("e", "c", "a")])
    assert len(derived.steps) == 120 * 4


@needs_durable
def test_one_session_after_another_is_fresh_and_programs_are_rebuilt_past_the_cache() -> None:
    engine, plain = durable.DurableEngine(), PythonEngine()
    programs = [stratify([Clause("c", Atom(f"p{n}", (X,)), (has("e", X), count("e", f"{n}")))]) for n in range(durable.MAX_PROGRAMS + 4)]
    for program in [*programs, *programs[::-1], PACK, PACK]:
        for facts in ([fact("e", "1")], [fact("e", "2"), *FACTS], []):
            assert engine.run(program, facts) == plain.run(program, facts)


@needs_durable
def test_two_threads_do_not_disturb_each_other() -> None:
    engine, plain = durable.DurableEngine(), PythonEngine()
    other = stratify([Clause("x", Atom("met", (X,)), (has("need", X), has("half", Y), count("need", Y, most=None)))])
    jobs = [(program, FACTS[start:]) for program in (PACK, other) for start in range(len(FACTS))] * 20
    with ThreadPoolExecutor(max_workers=2) as pool:
        found = list(pool.map(lambda job: engine.run(*job), jobs))
    assert found == [plain.run(*job) for job in jobs]


@needs_durable
@needs_linux
def test_memory_stays_flat_over_two_thousand_plans() -> None:
    script = (
        "from briefprism.models.logic import *\n"
        "from briefprism.rules.durable import DurableEngine\n"
        f"program, engine = {PACK!r}, DurableEngine()\n"
        "def plan(n):\n"
        "    texts = [str(n * 5 + k) * 50 for k in range(5)]\n"
        "    facts = [Fact('need', (text,)) for text in texts] + [Fact('half', (texts[0],))]\n"
        "    assert engine.run(program, facts).steps\n"
        f"    return {PEAK_KB}\n"
        "print(-[plan(n) for n in range(200)][-1] + [plan(n) for n in range(2000)][-1])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 2_000


@needs_durable
def test_limits_are_refused_and_the_engine_goes_on() -> None:
    engine = durable.DurableEngine()
    with pytest.raises(EngineError, match="more than 10000 facts"):
        engine.run(PACK, [fact("need", str(number)) for number in range(10_001)])
    with pytest.raises(EngineError, match="more than 10000 facts"):
        engine.run(PACK, [fact("half", str(number)) for number in range(4_000)])
    long = stratify([Clause("long", Atom("p"), tuple(has("e", f"{n}") for n in range(13)))])
    with pytest.raises(EngineError, match="clause long: more than 12 conditions"):
        engine.run(long, [])
    wide = stratify([Clause("wide", Atom("p"), (has("e", *(Var(f"V{n}") for n in range(25))),))])
    with pytest.raises(EngineError, match="clause wide"):
        engine.run(wide, [])
    assert engine.run(PACK, FACTS) == PythonEngine().run(PACK, FACTS)


class Faulty:
    """The C module with one fault."""

    def __init__(self, fault: str) -> None:
        self._real, self._fault = durable_program.native(), fault
        self.freed = 0

    def __getattr__(self, name: str) -> object:
        return getattr(self._real, name)

    def assert_fact(self, handle: int, message: str) -> tuple[int, int]:
        if self._fault == "raise":
            raise self._real.error("made up")
        code, state = self._real.assert_fact(handle, message)
        return (2 if self._fault == "code" else code), state

    def complete_and_start_action(self, handle: int, state: int) -> str | None:
        return None if self._fault == "lose" else self._real.complete_and_start_action(handle, state)

    def delete_state(self, handle: int, sid: str) -> None:
        self.freed += 1
        self._real.delete_state(handle, sid)


@needs_durable
@pytest.mark.parametrize(("fault", "says", "freed"), [("code", "answered code 2", 0), ("raise", "made up", 0), ("lose", "lost fact", 1)])
def test_no_fault_passes_in_silence(monkeypatch: pytest.MonkeyPatch, fault: str, says: str, freed: int) -> None:
    engine, faulty = durable.DurableEngine(), Faulty(fault)
    with monkeypatch.context() as patch:
        patch.setattr(durable, "native", lambda: faulty)
        with pytest.raises(EngineError, match=says):
            engine.run(PACK, FACTS)
    assert faulty.freed == freed
    assert engine.run(PACK, FACTS) == PythonEngine().run(PACK, FACTS)


@pytest.fixture
def no_durable(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def version(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", version)
    durable_program.native.cache_clear()
    yield
    durable_program.native.cache_clear()


@pytest.mark.usefixtures("no_durable")
def test_without_durable_rules_the_plain_engine_is_the_default() -> None:
    assert not durable.available()
    assert get_engine(None).name == "python"
    assert get_engine("python").name == "python"
    with pytest.raises(UsageError, match=r"use `--engine python`; .*below 3\.13"):
        get_engine("durable")
    with pytest.raises(EngineError, match="cannot be imported"):
        durable.DurableEngine()


@needs_durable
def test_another_version_counts_as_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "version", lambda _: "2.0.29")
    durable_program.native.cache_clear()
    assert not durable.available()
    durable_program.native.cache_clear()


@needs_durable
def test_with_durable_rules_it_is_the_default() -> None:
    assert isinstance(get_engine(None), CagedEngine)
    assert get_engine("durable").name == "durable"


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(UsageError, match="unknown engine 'clips'"):
        get_engine("clips")
