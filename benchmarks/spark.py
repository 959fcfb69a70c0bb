"""Spark against one machine, rows a second and core: python benchmarks/spark.py [ROWS]."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from tables import generate

from briefprism.batch.spark import classify, session
from briefprism.hall.tables.annotators import names
from briefprism.hall.tables.tables import TableJob, run_table

RUNS = 3


def main() -> None:
    """Print the rates of warm runs, the best of three each: start-up is left out on both sides."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000_000
    cores = os.cpu_count() or 1
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    with tempfile.TemporaryDirectory() as name:
        source = Path(name) / "in.parquet"
        generate(source, rows, 20_000)
        here, there = [], []
        annotator = names()
        for _ in range(RUNS):
            start = time.perf_counter()
            run_table(TableJob((str(source),), "source", str(Path(name) / "out.parquet")), annotator)
            here.append(time.perf_counter() - start)
        spark = session(f"local[{cores},4]")
        for _ in range(RUNS):
            start = time.perf_counter()
            classify(spark.read.parquet(str(source)), "source").write.mode("overwrite").parquet(str(Path(name) / "spark.parquet"))
            there.append(time.perf_counter() - start)
        spark.stop()
    a, b = min(here), min(there)
    print(
        f"one machine {rows / a / cores:,.0f} rows/s and core; Spark {rows / b / cores:,.0f} (first run {there[0]:.1f} s, best {b:.1f} s)"
    )
    print(f"ratio {b / a:.2f}, {rows:,} rows, {cores} cores, load {os.getloadavg()[0]:.1f} at the end")


if __name__ == "__main__":
    main()
