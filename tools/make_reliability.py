"""Write docs/reliability.md and its curves from the figures in docs/reliability, or with --check fail when they are stale."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence

from growth_part import growth_part, growth_pictures
from measurements import FOLDER, ROOT, FormError, Measured, found, runs, table
from page_parts import NOT_YET, as_measured, md_table

OPENING = """# What it holds

How we tried to break briefprism, and what came of it: load, bad inputs, programs killed in the middle, faults found. Every figure
was written by the tool that measured it; the files are in `docs/reliability`. What was not measured is said.

Made by `tools/make_reliability.py`.
"""


def page() -> str:
    """The whole page."""
    parts = [OPENING, *_short(), *_load(), *_fuzz(), *_kills(), *_cage(), *growth_part(), *_pythons(), *_found()]
    return "\n".join(parts).rstrip() + "\n"


def _short() -> Iterator[str]:
    """The sums of all that follows."""
    fuzz, load, kills, faults = table("fuzzing"), runs("load"), table("interruptions"), found()
    plans, memory = table("endurance"), [row for row in table("valgrind") if int(row["plans"])]
    rows = [
        ("bad inputs tried", fuzz and f"{_total(fuzz, 'runs')}; {_total(fuzz, 'crashes')} broke something"),
        ("requests under load", load and f"{_sum(load, 'requests')}, {_sum(load, 'errors')} errors"),
        ("runs cut off", kills and f"{_total(kills, 'interruptions')}; {_total(kills, 'runs_ended_same_bytes')} ended, all byte for byte"),
        ("plans through the rule engine in C", plans and f"{int(plans[-1]['plans']):,}"),
        (
            "plans under valgrind",
            memory and f"{_total(memory, 'plans')}; {_total(memory, 'errors')} faults, {_total(memory, 'lost_bytes')} bytes lost",
        ),
        ("faults found", faults and f"{len(faults)}, each with its test"),
    ]
    yield from md_table(("what was asked", "what came of it"), [(what, came or NOT_YET) for what, came in rows])


def _total(rows: Sequence[Mapping[str, str]], column: str) -> str:
    return f"{sum(int(row[column]) for row in rows):,}"


def _sum(measured: Measured, field: str) -> str:
    return f"{sum(row[field] for row in measured.rows):,}"


def _load() -> Iterator[str]:
    yield "## Load on the web page\n"
    load = runs("load")
    if load is None:
        yield f"{NOT_YET}\n"
        return
    yield (
        "A request that finds the page full is *asked to wait*: it is told for how long, and is sent again. The time of a request has\n"
        "its waits in it. *First memory* is what the server held after a tenth of the run. So short a run does not tell where its\n"
        "memory stops growing.\n"
    )
    head = ("mix", "users at once", "minutes", "requests", "asked to wait", "errors", "half within", "99 of 100 within",
            "first memory", "last memory")  # fmt: skip
    yield from md_table(head, [
        (r["what"], r["users"], f"{r['seconds'] / 60:.1f}", f"{r['requests']:,}", f"{r['waited']:,}", r["errors"], f"{r['p50']:.2f} s",
         f"{r['p99']:.2f} s", _megabytes(r["first_bytes"]), _megabytes(r["last_bytes"]))
        for r in load.rows
    ])  # fmt: skip
    yield f"{load.about['date']}, {load.about['machine']}, `{load.about['command']}`.\n"


def _fuzz() -> Iterator[str]:
    told = "Inputs that a fuzzer made (`tests/fuzz/run.py`), which looks for those that reach new lines of the code. What broke"
    said = "something is kept in `tests/fuzz/corpus`, stands among the faults below, and is tried by every run of the tests."
    yield from as_measured(
        "## Bad inputs tried", "fuzzing", f"{told}\n{said}", ("what was fed", "seconds", "inputs", "inputs that broke something")
    )


def _kills() -> Iterator[str]:
    told = "Labelling a table, interrupted at random moments and taken up again with `--resume`. A run that got to its end is compared"
    said = "with one that nobody interrupted; a single other byte stops the measurement."
    head = ("form", "interrupted", "went on with what was there", "ended, byte for byte the same")
    yield from as_measured("## Nothing lost", "interruptions", f"{told}\n{said}", head)


def _cage() -> Iterator[str]:
    told = "Plans through durable-rules in one process, each conclusion compared with that of the plain engine, and the memory in use."
    yield from as_measured("## The rule engine in C", "endurance", told, ("plans", "memory, kB", "seconds"))
    told = """The same under valgrind, which watches each use of memory (`benchmarks/memcheck.py`). *Lost* is memory that nothing
leads to any more, *kept* what still stands at the end: the module itself. The last line uses the C module wrongly on purpose, in ways
that our adapter avoids, and shows that faults would have been seen. *Elsewhere* are places in the interpreter, with no part of the C
module in them. Under valgrind, threads take turns."""
    head = ("what was run", "plans", "threads", "faults in the C module", "bytes lost", "bytes kept", "elsewhere", "seconds")
    yield from as_measured("### Memory of the C module", "valgrind", told, head)


def _pythons() -> Iterator[str]:
    told = "A fresh install each, and a part of the tests (`tools/try_versions`). *lowest* takes the oldest version of every library"
    said = "that we say we can run on."
    yield from as_measured(
        "## Pythons, and the oldest libraries",
        "pythons",
        f"{told}\n{said}",
        ("Python", "libraries", "C compiler", "tests", "failed", "skipped"),
    )


def _found() -> Iterator[str]:
    yield "## Faults found, each with its test\n"
    faults = found()
    if not faults:
        yield f"{NOT_YET}\n"
        return
    yield from md_table(
        ("fault", "found by", "mended in", "test"), [(f["fault"], f["by"], f"`{f['where']}`", f"`{f['test']}`") for f in faults]
    )


def _megabytes(count: int) -> str:
    return f"{count / 1e6:,.0f} MB"


def main() -> int:
    """Write, or compare."""
    try:
        files = {ROOT / "docs" / "reliability.md": page()} | {FOLDER / name: svg for name, svg in growth_pictures().items()}
    except (FormError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    stale = [path for path, text in files.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if "--check" in sys.argv[1:]:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is stale; run: python tools/make_reliability.py", file=sys.stderr)
        return bool(stale)
    for path in stale:
        path.write_text(files[path], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
