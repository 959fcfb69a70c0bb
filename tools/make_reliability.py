"""Write docs/reliability.md and its curves from the figures in docs/reliability, or with --check fail when they are stale."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from curves import curve
from measurements import COLUMNS, FOLDER, ROOT, FormError, Measured, found, runs, table

NOT_YET = "Not measured yet."
CURVE = "growth-check.svg"
OPENING = """# What it holds

How we tried to break briefprism, and what came of it: load, bad inputs, programs killed in the middle, faults found. Every figure
was written by the tool that measured it; the files are in `docs/reliability`. What was not measured is said.

Made by `tools/make_reliability.py`.
"""


def page() -> str:
    """The whole page."""
    parts = [OPENING, *_short(), *_load(), *_fuzz(), *_kills(), *_cage(), *_growth(), *_pythons(), *_found()]
    return "\n".join(parts).rstrip() + "\n"


def pictures() -> dict[str, str]:
    """File name in docs/reliability to its SVG; none while nothing was measured."""
    points = [(float(row["pages"]), float(row["cpu"])) for row in table("growth")]
    return {CURVE: curve("Seconds of a check against its pages", "pages of 300 words", points)} if points else {}


def _short() -> Iterator[str]:
    """The sums of all that follows."""
    fuzz, load, kills, plans, faults = table("fuzzing"), runs("load"), table("interruptions"), table("endurance"), found()
    rows = [
        ("bad inputs tried", fuzz and f"{_total(fuzz, 'runs')}; {_total(fuzz, 'crashes')} broke something"),
        ("requests under load", load and f"{_sum(load, 'requests')}, {_sum(load, 'errors')} errors"),
        ("runs cut off", kills and f"{_total(kills, 'interruptions')}; {_total(kills, 'runs_ended_same_bytes')} ended, all byte for byte"),
        ("plans through the rule engine in C", plans and f"{int(plans[-1]['plans']):,}"),
        ("faults found", faults and f"{len(faults)}, each with its test"),
    ]
    yield from _table(("what was asked", "what came of it"), [(what, came or NOT_YET) for what, came in rows])


def _total(rows: Sequence[Mapping[str, str]], column: str) -> str:
    return f"{sum(int(row[column]) for row in rows):,}"


def _sum(measured: Measured, field: str) -> str:
    return f"{sum(row[field] for row in measured.rows):,}"


def _load() -> Iterator[str]:
    head = ("mix", "users at once", "minutes", "requests", "errors", "half within", "99 of 100 within", "first memory", "last memory")
    yield from _section("Load on the web page", runs("load"), head, lambda r: (
        r["what"], r["users"], f"{r['seconds'] / 60:.1f}", f"{r['requests']:,}", r["errors"], f"{r['p50']:.2f} s", f"{r['p99']:.2f} s",
        _megabytes(r["first_bytes"]), _megabytes(r["last_bytes"]),
    ))  # fmt: skip


def _fuzz() -> Iterator[str]:
    told = "Inputs that a fuzzer made (`tests/fuzz/run.py`), which looks for those that reach new lines of the code. What broke"
    said = "something is kept in `tests/fuzz/corpus`, stands among the faults below, and is tried by every run of the tests."
    yield from _rows("Bad inputs tried", "fuzzing", f"{told}\n{said}", ("what was fed", "seconds", "inputs", "inputs that broke something"))


def _kills() -> Iterator[str]:
    told = "Labelling a table, interrupted at random moments and taken up again with `--resume`. A run that got to its end is compared"
    said = "with one that nobody interrupted; a single other byte stops the measurement."
    head = ("form", "interrupted", "went on with what was there", "ended, byte for byte the same")
    yield from _rows("Nothing lost", "interruptions", f"{told}\n{said}", head)


def _cage() -> Iterator[str]:
    told = "Plans through durable-rules in one process, each conclusion compared with that of the plain engine, and the memory in use."
    yield from _rows("The rule engine in C", "endurance", told, ("plans", "memory, kB", "seconds"))


def _growth() -> Iterator[str]:
    told = "A check of briefs of more and more pages, each in a process of its own; *seconds* are those of the clock, *of processors*"
    said = "those of all processors together, which the curve shows."
    picture = f"![Seconds of a check against its pages](reliability/{CURVE})"
    head = ("pages", "words", "seconds", "seconds of processors", "peak of memory, MB")
    yield from _rows("How time grows", "growth", f"{told}\n{said}\n\n{picture}", head)


def _rows(title: str, name: str, told: str, head: Sequence[str]) -> Iterator[str]:
    """A section that shows a table as it was measured."""
    rows = table(name)
    yield f"## {title}\n"
    if not rows:
        yield f"{NOT_YET}\n"
        return
    yield f"{told}\n"
    yield from _table(head, [[row[column] for column in COLUMNS[name]] for row in rows])


def _pythons() -> Iterator[str]:
    told = "A fresh install each, and a part of the tests (`tools/try_versions`). *lowest* takes the oldest version of every library"
    said = "that we say we can run on."
    yield from _rows(
        "Pythons, and the oldest libraries",
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
    yield from _table(
        ("fault", "found by", "mended in", "test"), [(f["fault"], f["by"], f"`{f['where']}`", f"`{f['test']}`") for f in faults]
    )


def _section(title: str, measured: Measured | None, head: Sequence[str], cells: Any) -> Iterator[str]:
    yield f"## {title}\n"
    if measured is None:
        yield f"{NOT_YET}\n"
        return
    yield from _table(head, [cells(row) for row in measured.rows])
    about = measured.about
    yield f"{about['date']}, {about['machine']}, `{about['command']}`.\n"


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    yield from (f"| {' | '.join(str(cell).replace('|', chr(92) + '|') for cell in row)} |" for row in rows)
    yield ""


def _megabytes(count: int) -> str:
    return f"{count / 1e6:,.0f} MB"


def main() -> int:
    """Write, or compare."""
    try:
        files = {ROOT / "docs" / "reliability.md": page()} | {FOLDER / name: svg for name, svg in pictures().items()}
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
