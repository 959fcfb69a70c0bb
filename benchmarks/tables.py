"""Labelling tables against a plain DuckDB copy of the same file: python benchmarks/tables.py [FOLDER] [CASE ...].

A case is ROWS:NAMES:FORM, such as 5000000:20000:parquet; NAMES 0 means that all names are distinct. Both are measured as whole
processes, in turn; the copy writes the same added columns, filled with constants. Prints a table in Markdown.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from names import messy_names

CASES = (
    "5000000:20000:parquet",
    "5000000:20000:csv",
    "100000000:20000:parquet",
    "100000000:20000:csv",
    "10000000:0:parquet",
    "10000000:0:csv",
)
CONSTANTS = (
    "'Facebook' AS bp_platform, 'network' AS bp_label, 'media > channel > network' AS bp_path, 'social-network' AS bp_kind, "
    "true AS bp_social, 0.99::DOUBLE AS bp_confidence, 'catalogue' AS bp_by, 'It is in our catalogue. It is a social network: people "
    "have profiles there and are linked to one another.' AS bp_reason"
)
COPY = "import duckdb, sys; duckdb.sql(sys.argv[1])"
BLOCK = 500_000


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds of wall clock and of all cores together, and the peak of resident memory in MB."""

    wall: float
    cpu: float
    peak: float


def generate(path: Path, rows: int, names: int) -> None:
    """A table of id, source, visits and spend; few names follow a Zipf law (1.1)."""
    random = np.random.default_rng(7)
    pool = pa.array(messy_names(20_000))
    weights = 1 / np.arange(1, 20_001) ** 1.1
    schema = pa.schema({"id": pa.int64(), "source": pa.string(), "visits": pa.int64(), "spend": pa.float64()})
    with pq.ParquetWriter(path, schema) as out:
        for start in range(0, rows, BLOCK):
            count = min(BLOCK, rows - start)
            ids = np.arange(start, start + count)
            picked = pool.take(pa.array(random.choice(20_000, count, p=weights / weights.sum())))
            if not names:
                picked = pa.array([f"{name} {i}" for name, i in zip(picked.to_pylist(), ids.tolist(), strict=True)])
            numbers = pa.array(random.integers(0, 1000, count)), pa.array(np.round(random.random(count) * 100, 2))
            out.write_batch(pa.record_batch([pa.array(ids), picked, *numbers], schema=schema))


def measure(command: list[str]) -> Measured:
    """Run a process to its end."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - our own commands
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"failed: {command}")
    return Measured(time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1000)


def median(runs: list[Measured]) -> Measured:
    """The median of each figure; the peak is the highest."""
    return Measured(statistics.median(r.wall for r in runs), statistics.median(r.cpu for r in runs), max(r.peak for r in runs))


def compare(folder: Path, case: str) -> Iterator[str]:
    """One line of the table."""
    rows, names, form = int(case.split(":")[0]), int(case.split(":")[1]), case.split(":")[2]
    source = folder / f"in_{rows}_{names}.parquet"
    if not source.exists():
        generate(source, rows, names)
    if form == "csv":
        table = source.with_suffix(".csv")
        measure([sys.executable, "-c", COPY, f"COPY (FROM '{source}') TO '{table}'"])
        source = table
    out = folder / f"out.{form}"
    copy = [sys.executable, "-c", COPY, f"COPY (SELECT *, {CONSTANTS} FROM '{source}') TO '{out}'"]
    ours = [sys.executable, "-m", "briefprism", "classify", "--input", str(source), "--column", "source", "--output", str(out)]
    plain, label = [], []
    for _ in range(5 if rows <= 5_000_000 else 1):
        plain.append(measure(copy))
        label.append(measure(ours))
    out.unlink()
    if form == "csv":
        source.unlink()
    a, b = median(plain), median(label)
    yield (
        f"| {rows:,} | {f'{names:,}' if names else 'all'} | {form} | {a.wall:.1f} | {b.wall:.1f} | {b.wall / a.wall:.2f} "
        f"| {b.cpu / a.cpu:.2f} "
        f"| {b.peak:.0f} | {a.peak:.0f} | {rows / b.wall:,.0f} | {rows / b.cpu:,.0f} |"
    )


def main() -> None:
    """Print the table."""
    arguments = sys.argv[1:]
    given = Path(arguments.pop(0)) if arguments and ":" not in arguments[0] else None
    print(
        "| rows | distinct | form | copy, s | labelled, s | ratio | ratio of CPU | peak, MB | peak of the copy | rows/s | rows/s and core |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        for case in arguments or CASES:
            for line in compare(given or Path(folder), case):
                print(line, flush=True)
    print(f"\n{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end")


if __name__ == "__main__":
    main()
