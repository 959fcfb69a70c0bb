"""Both engines beside CLIPS on one pack of 200 rules, and the smallest completion: python benchmarks/reasoning.py.

CLIPS runs where `pip install clipspy` has been done; the product does not need it.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path

from briefprism.hall.brief.completing import complete
from briefprism.hall.brief.pipeline import Checker
from briefprism.models.logic import Atom, Clause, Fact, Literal, Program, Var
from briefprism.rules.chainer import PythonEngine
from briefprism.rules.durable import DurableEngine, available
from briefprism.rules.strata import stratify

RULES, SIZES, RUNS = 200, (10, 100, 1_000, 5_000), 3
LINE = Var("line")
Runner = Callable[[Sequence[Fact]], int]


def program() -> Program:
    """200 rules in the manner of a pack: joins on one line, absences, counts, and rules on the conclusions of others."""
    clauses = []
    for n in range(RULES):
        kind, a, b = n % 4, f"e{n % 40}", f"t{n % 25}"
        says, known = Literal(Atom("says", (LINE, a))), Literal(Atom("known", (LINE, b)))
        if kind == 0:
            clauses.append(Clause(f"r{n}", Atom("joined", (f"j{n}", LINE)), (says, known)))
        elif kind == 1:
            none = Literal(Atom("says", (Var("any"), f"x{n}")), counted=True, at_least=0, at_most=0)
            clauses.append(Clause(f"r{n}", Atom("gap", (f"g{n}",)), (Literal(Atom("holds", ("is_plan",))), none)))
        elif kind == 2:
            clauses.append(Clause(f"r{n}", Atom("gap", (f"g{n}",)), (Literal(Atom("joined", (f"j{n - 2}", Var("l"))), True, 2),)))
        else:
            clauses.append(
                Clause(f"r{n}", Atom("deep", (f"d{n}",)), (Literal(Atom("gap", (f"g{n - 1}",))), Literal(Atom("gap", (f"g{n - 2}",)))))
            )
    return stratify(clauses)


def plan(size: int) -> list[Fact]:
    """A plan of so many facts: each line says one thing and names one."""
    draw = random.Random(size)
    facts = [Fact("holds", ("is_plan",))]
    for line in range((size - 1) // 2):
        facts += [Fact("says", (f"l{line}", f"e{draw.randrange(40)}")), Fact("known", (f"l{line}", f"t{draw.randrange(25)}"))]
    return facts


def clips(rules: Program) -> Runner:
    """The same rules for CLIPS, its layers by salience. Only what is asked of all: the number of conclusions."""
    import clips as module

    env = module.Environment()
    arity = {lit.atom.predicate: len(lit.atom.terms) for layer in rules.layers for c in layer for lit in (Literal(c.head), *c.body)}
    for name, count in arity.items():
        env.build(f"(deftemplate {name} {' '.join(f'(slot a{n})' for n in range(count))})")
    for height, layer in enumerate(rules.layers):
        for clause in layer:
            body = " ".join(_clips_condition(literal) for literal in clause.body)
            env.build(f"(defrule {clause.id} (declare (salience {-height})) {body} => (assert {_clips_fact(clause.head)}))")

    def run(facts: Sequence[Fact]) -> int:
        env.reset()
        for fact in facts:
            env.assert_string(f"({fact.predicate} {' '.join(f'(a{n} {arg})' for n, arg in enumerate(fact.args))})")
        env.run()
        return len(list(env.facts()))

    return run


def _clips_fact(atom: Atom) -> str:
    terms = (f"(a{n} {f'?{t.name}' if isinstance(t, Var) else t})" for n, t in enumerate(atom.terms))
    return f"({atom.predicate} {' '.join(terms)})"


def _clips_condition(literal: Literal) -> str:
    if not literal.counted:
        return _clips_fact(literal.atom)
    if literal.at_most == 0:
        return f"(not {_clips_fact(literal.atom)})"
    first = _clips_fact(Atom(literal.atom.predicate, (literal.atom.terms[0], Var("one"))))
    return f"(exists {first} {first.replace('?one', '?two&~?one')})"  # two that differ


def main() -> None:
    """Print medians."""
    rules = program()
    runners: dict[str, Runner] = {"python": lambda facts: len(PythonEngine().run(rules, facts).facts)}
    if available():
        durable = DurableEngine()
        runners["durable"] = lambda facts: len(durable.run(rules, facts).facts)
    if find_spec("clips"):
        runners["clips"] = clips(rules)
    print(f"{RULES} rules; median of {RUNS} runs, milliseconds; then the number of facts at the end")
    for size in SIZES:
        facts = plan(size)
        told = [f"{name} {_median(lambda run=run, facts=facts: run(facts)):8.1f} ({run(facts)})" for name, run in runners.items()]
        print(f"{size:6} facts  {'  '.join(told)}")
    _completion()


def _completion() -> None:
    folder = Path(__file__).resolve().parent.parent / "examples"
    text = "\n\n".join([(folder / "weak.md").read_text(encoding="utf-8")] * 12)  # about two pages
    checker = Checker()
    reading = checker.read(text)
    complete(checker, reading)
    for goal in ("no-errors", "no-warnings"):
        found = [complete(checker, reading, goal) for _ in range(RUNS)]
        search, examples = (statistics.median(f.seconds[k] for f in found) * 1000 for k in ("search", "examples"))
        print(f"complete --to {goal}, {reading.brief.words} words: search {search:.0f} ms, examples read and checked {examples:.0f} ms")


def _median(job: Callable[[], object]) -> float:
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        job()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


if __name__ == "__main__":
    main()
