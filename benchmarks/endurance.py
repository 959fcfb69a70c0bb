"""A hundred thousand plans through durable-rules, from eight threads, with hostile strings: python benchmarks/endurance.py [PLANS].

Every derivation is compared with that of the plain engine. Memory is written to docs/reliability/endurance.csv as it goes; more
than 16 MB of growth after the first tenth ends with exit code 1.
"""

from __future__ import annotations

import csv
import random
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from briefprism.models.logic import Atom, Clause, Fact, Literal, Var
from briefprism.rules.chainer import PythonEngine
from briefprism.rules.durable import DurableEngine
from briefprism.rules.strata import stratify

THREADS = 8
MOST_GROWTH_KB = 16_000
TOLD = Path(__file__).resolve().parent.parent / "docs" / "reliability" / "endurance.csv"
HOSTILE = ("", "\x00", "\ud800", "1e-05", "__proto__", '"}, {"id": "f1"', "$and", "größe ☃ 漢字", "%s%n" * 40, "x" * 20_000, "\u202e", "f1")
X, Y = Var("X"), Var("Y")
PROGRAM = stratify(
    [
        Clause("a", Atom("gap", (X,)), (Literal(Atom("need", (X,))), Literal(Atom("met", (X,)), counted=True, at_least=0, at_most=0))),
        Clause("b", Atom("met", (X,)), (Literal(Atom("half", (X,))), Literal(Atom("other", (X,))))),
        Clause("c", Atom("other", (X,)), (Literal(Atom("half", (X,))),)),
        Clause("d", Atom("poor"), (Literal(Atom("gap", (X,)), counted=True, at_least=2),)),
        Clause("e", Atom("pair", (X, Y)), (Literal(Atom("gap", (X,))), Literal(Atom("gap", (Y,))))),
    ]
)


def resident_kb() -> int:
    """Memory of this process now, in kB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmRSS:")[1].split()[0])


def facts(number: int) -> list[Fact]:
    """The facts of a plan: no two plans alike, half of the strings hostile."""
    rng = random.Random(number)
    names = [rng.choice(HOSTILE) + (str(number) if rng.random() < 0.5 else "") for _ in range(5)]
    return [*(Fact("need", (name,)) for name in names), Fact("half", (names[0],))]


def main() -> None:
    """Run, compare, write."""
    plans = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    engine, plain = DurableEngine(), PythonEngine()

    def agree(number: int) -> bool:
        given = facts(number)
        return engine.run(PROGRAM, given) == plain.run(PROGRAM, given)

    began, rows, step = time.perf_counter(), [], max(1, plans // 20)
    with ThreadPoolExecutor(THREADS) as pool:
        for start in range(0, plans, step):
            if not all(pool.map(agree, range(start, min(start + step, plans)))):
                raise SystemExit(f"the engines differ on a plan from {start} on")
            rows.append((min(start + step, plans), resident_kb(), round(time.perf_counter() - began, 1)))
            print(*rows[-1], flush=True)
    TOLD.parent.mkdir(parents=True, exist_ok=True)
    with TOLD.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([("plans", "resident_kb", "seconds"), *rows])
    if (grown := rows[-1][1] - rows[min(1, len(rows) - 1)][1]) > MOST_GROWTH_KB:
        raise SystemExit(f"memory grew by {grown} kB")


if __name__ == "__main__":
    main()
