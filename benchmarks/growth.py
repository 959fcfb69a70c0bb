"""How time and memory grow with the size of what is given: python benchmarks/growth.py [check|names|tables|rules].

    check   briefs of 1 to 1,000 pages, about 300 words each
    names   100 to 1,000,000 messy names, no two alike
    tables  10,000 to 10,000,000 rows of Parquet with 20,000 distinct names
    rules   100 to 10,000 facts under 200 rules, on both engines

Each size has a process of its own (on Linux), which does a little of the same work before the clock runs. The figures go to
docs/reliability/growth-*.csv; time of processors that grows faster than n log n ends with exit code 1.
"""

from __future__ import annotations

import csv
import json
import math
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

TOLD = Path(__file__).resolve().parent.parent / "docs" / "reliability"
KINDS = {"check": ("check",), "names": ("names",), "tables": ("tables",), "rules": ("rules-plain", "rules-durable")}
_NOISE = 1.5
_SENTENCES = (
    "We want {n} more families from the north of the town to come to the museum before May.",
    "Every Monday we post a picture of one object on Instagram and tell where it was found.",
    "Rosa writes an article for our blog about the week {n}, and links to it from Facebook.",
    "The podcast has guests from school {n}, who ask what they always wanted to know.",
    "We count visits with Matomo and look at the figures at the end of each month.",
    "Questions in the gardening forum are answered within a day by the team on duty.",
)
Job = Callable[[], object]


def page(number: int) -> str:
    """About 300 words, no two pages alike: prose, a list, and a table under a heading."""
    said = [sentence.format(n=number * 7 + i) for i, sentence in enumerate(_SENTENCES)]
    rows = "".join(f"| Week {number}.{i} | {said[i % 6]} | Ann |\n" for i in range(3))
    items = "".join(f"- {sentence}\n" for sentence in said)
    return f"## Part {number}\n\n{' '.join(said)}\n\n{items}\n| When | What | Who |\n| --- | --- | --- |\n{rows}\n{' '.join(said[:3])}\n\n"


def _check(pages: int) -> Job:
    from briefprism.hall.brief.pipeline import Checker

    checker = Checker()
    checker.check("We post on Facebook every day.")
    text = "# Plan for the museum\n\n" + "".join(map(page, range(pages)))
    return lambda: checker.check(text)


def _names(count: int) -> Job:
    from names import messy_names

    from briefprism.classifier.resolver import Resolver
    from briefprism.data.catalogue import load_catalogue

    resolver, given = Resolver(load_catalogue()), messy_names(count + 100)
    random.Random(7).shuffle(given)
    resolver.resolve_many(given[count:])
    return lambda: resolver.resolve_many(given[:count])


def _tables(rows: int) -> Job:
    from tables import generate

    from briefprism.hall.tables.annotators import names
    from briefprism.hall.tables.tables import TableJob, run_table

    generate(Path("first.parquet"), 100, 20_000)
    generate(Path("in.parquet"), rows, 20_000)
    run_table(TableJob(("first.parquet",), "source", "out.parquet"), names())
    Path("out.parquet").unlink()
    return lambda: run_table(TableJob(("in.parquet",), "source", "out.parquet"), names())


def _rules(facts: int, durable: bool) -> Job:
    import reasoning

    from briefprism.rules.chainer import PythonEngine
    from briefprism.rules.durable import DurableEngine

    engine, program, given = DurableEngine() if durable else PythonEngine(), reasoning.program(), reasoning.plan(facts)
    engine.run(program, given[:10])
    return lambda: engine.run(program, given)


SIZES = {
    "check": (1, 3, 10, 30, 100, 300, 1_000),
    "names": (100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000),
    "tables": (10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000),
    "rules-plain": (100, 300, 1_000, 3_000, 10_000),
    "rules-durable": (100, 300, 1_000, 3_000, 9_500),  # it takes 10,000 facts, together with what follows from them
}
JOBS: dict[str, Callable[[int], Job]] = {
    "check": _check,
    "names": _names,
    "tables": _tables,
    "rules-plain": lambda facts: _rules(facts, durable=False),
    "rules-durable": lambda facts: _rules(facts, durable=True),
}


def measure_here(what: str, size: int) -> dict[str, float]:
    """Get ready, then measure in this process."""
    job = JOBS[what](size)
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak of memory begins anew
    wall, cpu = time.perf_counter(), time.process_time()
    job()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = int(status.split("VmHWM:")[1].split()[0]) // 1024
    return {"size": size, "seconds": round(wall, 4), "cpu": round(cpu, 4), "peak_mb": peak}


def measure(what: str) -> Iterator[dict[str, float]]:
    """Each size in a process of its own, with a folder of its own."""
    for size in SIZES[what]:
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, str(Path(__file__).resolve()), "--here", what, str(size)]
            run = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
        yield json.loads(run.stdout)


def too_fast(rows: list[dict[str, float]]) -> bool:
    """Whether time grows faster than n log n from the second size on, or the first of ten and more."""
    first, last = next(row for at, row in enumerate(rows) if at and row["size"] >= 10), rows[-1]
    allowed = last["size"] * math.log(last["size"]) / (first["size"] * math.log(first["size"]))
    return last["cpu"] > first["cpu"] * allowed * _NOISE


def main() -> None:
    """Measure what is asked for, or all, and write."""
    if sys.argv[1:2] == ["--here"]:
        print(json.dumps(measure_here(sys.argv[2], int(sys.argv[3]))))
        return
    fast = []
    for what in (name for kind in sys.argv[1:] or KINDS for name in KINDS[kind]):
        rows = []
        for row in measure(what):
            rows.append(row)
            print(what, row, f"load {os.getloadavg()[0]:.1f}", flush=True)
        with (TOLD / f"growth-{what}.csv").open("w", encoding="utf-8", newline="") as file:
            out = csv.DictWriter(file, rows[0], lineterminator="\n")
            out.writeheader()
            out.writerows(rows)
        fast += [what] * too_fast(rows)
    if fast:
        raise SystemExit(f"faster than n log n: {', '.join(fast)}")


if __name__ == "__main__":
    main()
