"""The part of docs/reliability.md on how time grows, and its curves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from curves import curve
from measurements import table
from page_parts import NOT_YET, md_table


@dataclass(frozen=True, slots=True)
class Growth:
    """One curve: its title, what its sizes are, what is told beside it, and its lines by name, each with the file it is read from."""

    title: str
    unit: str
    told: str
    lines: Mapping[str, str]


GROWTHS: Mapping[str, Growth] = {
    "check": Growth(
        "A check of one brief", "pages of about 300 words", "Briefs of prose, lists and tables, as people write them.",
        {"measured": "growth-check"},
    ),
    "names": Growth(
        "Names labelled", "names",
        "Messy names, no two alike, a quarter of them noise, in one process.",
        {"measured": "growth-names"},
    ),
    "tables": Growth(
        "Tables labelled", "rows of Parquet",
        "A column of 20,000 distinct names, some far more often than others. While names are new, each costs; once they are known,\n"
        "rows are only read and written. So n log n through a small table is a kind bound for a large one.",
        {"measured": "growth-tables"},
    ),
    "rules": Growth(
        "Rules applied", "facts under 200 rules",
        "Both engines on the same facts and rules. durable-rules takes 10,000 facts, together with what follows from them, and ends\n"
        "before that; more go to the plain engine.",
        {"plain engine": "growth-rules-plain", "durable-rules": "growth-rules-durable"},
    ),
}  # fmt: skip
OPENING = """## How time grows

Each size in a process of its own, measured by `benchmarks/growth.py` after a little of the same work, so that no start is in the
figures. *Seconds* are those of the clock, *of processors* those of all processors together; the curves show the latter, since
other programs ran on the machine as well. Where a curve is no steeper than n log n, twice the size takes little more than twice
the time.
"""


def growth_part() -> Iterator[str]:
    """All curves, each with its table."""
    yield OPENING
    for kind, growth in GROWTHS.items():
        yield f"### {growth.title}\n"
        measured = _measured(growth)
        if not measured:
            yield f"{NOT_YET}\n"
            continue
        yield f"{growth.told}\n\n![{_title(growth)}](reliability/{_file(kind)})\n"
        several = len(growth.lines) > 1
        head = (*(["engine"] if several else []), growth.unit, "seconds", "seconds of processors", "peak of memory, MB")
        yield from md_table(head, [
            (*([name] if several else []), f"{int(row['size']):,}", row["seconds"], row["cpu"], row["peak_mb"])
            for name, rows in measured.items() for row in rows
        ])  # fmt: skip


def growth_pictures() -> dict[str, str]:
    """File name in docs/reliability to its SVG, for each curve that was measured."""
    return {
        _file(kind): curve(_title(growth), growth.unit, {name: _points(rows) for name, rows in measured.items()})
        for kind, growth in GROWTHS.items()
        if (measured := _measured(growth))
    }


def _measured(growth: Growth) -> dict[str, Sequence[Mapping[str, str]]]:
    """The rows of each line; nothing while one is missing."""
    rows = {name: table(file) for name, file in growth.lines.items()}
    return dict(rows) if all(rows.values()) else {}


def _points(rows: Sequence[Mapping[str, str]]) -> list[tuple[float, float]]:
    return [(float(row["size"]), float(row["cpu"])) for row in rows]


def _title(growth: Growth) -> str:
    return f"{growth.title}: seconds against {growth.unit}"


def _file(kind: str) -> str:
    return f"growth-{kind}.svg"
