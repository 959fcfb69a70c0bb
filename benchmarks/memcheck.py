"""durable-rules under valgrind, which watches each use of memory: python benchmarks/memcheck.py [PLANS].

The adapter runs plans with hostile strings, from one thread and from two, and plans of some hundred facts under 200 rules; not
in the cage but in the process that valgrind looks at. Each derivation is compared with that of the plain engine. A last run uses
the C module wrongly on purpose: were that not found, the others would prove nothing.

What is found counts for the C module when that is among the calls that led there, or among those that made the bytes. The rest
is the interpreter's and is counted apart. The figures go to docs/reliability/valgrind.csv; a fault of the C module, or memory
that it lost, ends with exit code 1.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import endurance
import reasoning

from briefprism.models.logic import Fact, Program
from briefprism.rules.chainer import PythonEngine
from briefprism.rules.durable import DurableEngine
from briefprism.rules.durable_program import native

MODULE = "durable_rules_engine"
CONTROL = "used wrongly on purpose"
LOST = ("Leak_DefinitelyLost", "Leak_IndirectlyLost")
KEPT = ("Leak_PossiblyLost", "Leak_StillReachable")
TOLD = Path(__file__).resolve().parent.parent / "docs" / "reliability" / "valgrind.csv"
VALGRIND = ("valgrind", "--xml=yes", "--leak-check=full", "--show-leak-kinds=all", "--track-origins=yes", "--num-callers=40")


def agree(program: Program, facts: Callable[[int], Iterable[Fact]], plans: int, threads: int) -> None:
    """Run so many plans on the adapter, each compared with the plain engine."""
    engine, plain = DurableEngine(), PythonEngine()

    def same(number: int) -> bool:
        given = list(facts(number))
        return engine.run(program, given) == plain.run(program, given)

    with ThreadPoolExecutor(threads) as pool:
        if not all(pool.map(same, range(plans))):
            raise SystemExit("the engines differ")


def misuse() -> None:
    """What the adapter never does: free a ruleset with facts in it, and a state in which nothing has fired yet."""
    one, two = {"m": {"$ex": {"id": 1}}}, {"n": {"$ex": {"no": 1}}}
    fact = json.dumps({"id": "f1", "sid": "p1"})
    full = native().create_ruleset("full", json.dumps({"r": {"all": [one]}}))
    native().assert_fact(full, fact)
    native().delete_ruleset(full)
    early = native().create_ruleset("early", json.dumps({"r": {"all": [one, two]}}))
    native().assert_fact(early, fact)
    native().delete_state(early, "p1")


RUNS: dict[str, tuple[int, Callable[[int], None]]] = {  # by name: threads, and what is done for so many plans
    "hostile strings": (1, lambda plans: agree(endurance.PROGRAM, endurance.facts, plans, 1)),
    "hostile strings, two threads": (2, lambda plans: agree(endurance.PROGRAM, endurance.facts, plans, 2)),
    "200 rules": (1, lambda plans: agree(reasoning.program(), lambda number: reasoning.plan(100 + number), plans, 1)),
    CONTROL: (1, lambda _: misuse()),
}


def look(run: str, plans: int) -> dict[str, object]:
    """One run under valgrind, and what that found."""
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder) / "found.xml"
        # Python's own allocator would hide from valgrind what is used after it was freed.
        command = [*VALGRIND, f"--xml-file={found}", sys.executable, __file__, "--run", run, str(plans)]
        proper = run != CONTROL  # what is done wrongly may end the process
        subprocess.run(command, env=os.environ | {"PYTHONMALLOC": "malloc"}, check=proper)  # noqa: S603 - our own command
        errors = list(ET.parse(found).getroot().iter("error"))  # noqa: S314 - valgrind wrote it
    ours = [error for error in errors if _through_module(error)]
    return {
        "run": run,
        "plans": 0 if run == CONTROL else plans,
        "threads": RUNS[run][0],
        "errors": sum(not _kind(error).startswith("Leak_") for error in ours),
        "lost_bytes": _leaked(ours, LOST),
        "kept_bytes": _leaked(ours, KEPT),
        "elsewhere": sum(not _kind(error).startswith("Leak_") for error in errors if error not in ours),
        "seconds": round(time.perf_counter() - began, 1),
    }


def _kind(error: ET.Element) -> str:
    return error.findtext("kind", "")


def _through_module(error: ET.Element) -> bool:
    """Also where only the second stack, that of where the bytes came from, leads through it."""
    return any(Path(frame.findtext("obj", "")).name.startswith(MODULE) for frame in error.iter("frame"))


def _leaked(errors: Iterable[ET.Element], kinds: tuple[str, ...]) -> int:
    return sum(int(error.findtext("xwhat/leakedbytes", "0")) for error in errors if _kind(error) in kinds)


def main() -> None:
    """Look at each run, write, and fail where the C module does."""
    if sys.argv[1:2] == ["--run"]:
        RUNS[sys.argv[2]][1](int(sys.argv[3]))
        return
    if not shutil.which("valgrind"):
        raise SystemExit("valgrind is not installed")
    rows = []
    for run in RUNS:
        rows.append(look(run, int(sys.argv[1]) if len(sys.argv) > 1 else 50))
        print(rows[-1], flush=True)
    with TOLD.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, rows[0], lineterminator="\n")
        out.writeheader()
        out.writerows(rows)
    *real, control = rows
    if not (control["errors"] and control["lost_bytes"]):
        raise SystemExit("valgrind did not see what was done wrong on purpose")
    if any(row["errors"] or row["lost_bytes"] for row in real):
        raise SystemExit("the C module has faults")


if __name__ == "__main__":
    main()
