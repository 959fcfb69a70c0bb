"""Write docs/reliability.md and its curves from the figures in docs/reliability, or with --check fail when they are stale."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from curves import curve
from measurements import FOLDER, GROWTH, PYTHONS, ROOT, FormError, Measured, found, runs, table

NOT_YET = "Not measured yet."
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
    """File name in docs/reliability to the SVG of a series."""
    return {
        f"growth-{name}.svg": curve(f"Time of {name} against {rows[0]['unit']}", rows[0]["unit"], _points(rows))
        for name, rows in _series()
        if len(rows) > 1
    }


def _series() -> list[tuple[str, list[Mapping[str, str]]]]:
    rows = table("growth", GROWTH)
    return [
        (name, sorted(group, key=lambda r: float(r["size"])))
        for name, group in groupby(sorted(rows, key=lambda r: r["what"]), lambda r: r["what"])
    ]


def _points(rows: Iterable[Mapping[str, str]]) -> list[tuple[float, float]]:
    return [(float(row["size"]), float(row["seconds"])) for row in rows]


def _short() -> Iterator[str]:
    """The sums of all that follows."""
    fuzz, load, kills, cage, faults = runs("fuzz"), runs("load"), runs("kills"), runs("cage"), found()
    open_ = sum(fault["mended"].startswith("open") for fault in faults)
    yield from _table(
        ("what was asked", "what came of it"),
        [
            ("bad inputs tried", f"{_sum(fuzz, 'executions')}, {_sum(fuzz, 'crashes')} crashes" if fuzz else NOT_YET),
            ("requests under load", f"{_sum(load, 'requests')}, {_sum(load, 'errors')} errors" if load else NOT_YET),
            ("runs cut off", f"{_sum(kills, 'kills')}, {_sum(kills, 'different')} outputs that were not whole" if kills else NOT_YET),
            ("plans through the rule engine in C", f"{_sum(cage, 'plans')}, {_sum(cage, 'errors')} errors" if cage else NOT_YET),
            ("faults found", f"{len(faults)}, {open_} still open" if faults else NOT_YET),
        ],
    )


def _sum(measured: Measured, field: str) -> str:
    return f"{sum(row[field] for row in measured.rows):,}"


def _load() -> Iterator[str]:
    head = ("mix", "users at once", "minutes", "requests", "errors", "half within", "99 of 100 within", "first memory", "last memory")
    yield from _section("Load on the web page", runs("load"), head, lambda r: (
        r["what"], r["users"], f"{r['seconds'] / 60:.1f}", f"{r['requests']:,}", r["errors"], f"{r['p50']:.2f} s", f"{r['p99']:.2f} s",
        _megabytes(r["first_bytes"]), _megabytes(r["last_bytes"]),
    ))  # fmt: skip


def _fuzz() -> Iterator[str]:
    head = ("what was fed", "minutes", "inputs", "crashes", "inputs kept")
    yield from _section("Bad inputs tried", runs("fuzz"), head, lambda r: (
        r["target"], f"{r['seconds'] / 60:.1f}", f"{r['executions']:,}", r["crashes"], r["corpus"],
    ))  # fmt: skip


def _kills() -> Iterator[str]:
    head = ("run", "cut off by", "times", "went on with what was there", "got to their end", "not byte for byte the same")
    yield from _section("Nothing lost", runs("kills"), head, lambda r: (
        r["what"], r["signal"], r["kills"], r["resumed"], r["ended"], r["different"],
    ))  # fmt: skip


def _cage() -> Iterator[str]:
    head = ("run", "plans", "minutes", "errors", "first memory", "last memory")
    yield from _section("The rule engine in C", runs("cage"), head, lambda r: (
        r["what"], f"{r['plans']:,}", f"{r['seconds'] / 60:.1f}", r["errors"], _megabytes(r["first_bytes"]),
        _megabytes(r["last_bytes"]),
    ))  # fmt: skip


def _growth() -> Iterator[str]:
    yield "## How time grows\n"
    series = _series()
    if not series:
        yield f"{NOT_YET}\n"
    for name, rows in series:
        unit = rows[0]["unit"]
        if len(rows) > 1:
            yield f"![Time of {name} against {unit}](reliability/growth-{name}.svg)\n"
        yield from _table(
            (unit, "seconds", "peak of memory"),
            [
                (f"{float(r['size']):,g}", f"{float(r['seconds']):.3g}", _megabytes(int(r["peak_bytes"])) if r["peak_bytes"] else "")
                for r in rows
            ],
        )


def _pythons() -> Iterator[str]:
    yield "## Pythons, and the oldest libraries\n"
    rows = table("pythons", PYTHONS)
    if not rows:
        yield f"{NOT_YET}\n"
        return
    yield "A fresh install each, and a part of the tests (`tools/try_versions`). *lowest* takes the oldest version of every library that"
    yield "we say we can run on.\n"
    yield from _table(("Python", "libraries", "C compiler", "tests", "failed", "skipped"), [[r[c] for c in PYTHONS] for r in rows])


def _found() -> Iterator[str]:
    yield "## Faults found, each with its test\n"
    faults = found()
    if not faults:
        yield f"{NOT_YET}\n"
        return
    yield from _table(
        ("fault", "where", "what was done", "test"), [(f["fault"], f"`{f['where']}`", f["mended"], f"`{f['test']}`") for f in faults]
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
