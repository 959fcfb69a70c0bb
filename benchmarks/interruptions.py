"""Two hundred interruptions at random moments, each followed by --resume: python benchmarks/interruptions.py [KILLS].

They are SIGINT, SIGTERM and SIGKILL in turn. Whenever a run gets to its end, its bytes are compared with those of a run that
nobody interrupted, and it begins anew. What was done is written to docs/reliability/interruptions.csv.
"""

from __future__ import annotations

import csv
import itertools
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tables import generate

ROWS = 600_000
FORMS = ("parquet", "csv", "csv.gz", "jsonl")
SIGNALS = itertools.cycle((signal.SIGINT, signal.SIGTERM, signal.SIGKILL))
TOLD = Path(__file__).resolve().parent.parent / "docs" / "reliability" / "interruptions.csv"


def start(source: Path, target: Path, *options: str) -> subprocess.Popen[bytes]:
    """A run of the command."""
    command = [sys.executable, "-m", "briefprism", "classify", "--input", str(source), "--column", "source", "--output", str(target)]
    return subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - our own command


def kill_often(source: Path, whole: Path, target: Path, kills: int, seconds: float) -> tuple[int, int]:
    """Interrupt so many times; (runs that ended, runs that went on with what was there)."""
    ended = resumed = done = 0
    while done < kills or target.with_name(f".{target.name}.bp-part").exists():
        resumed += target.with_name(f".{target.name}.bp-journal").exists()
        run = start(source, target, "--columns", "label,platform", "--resume")
        try:
            run.wait(random.random() * seconds * 1.2 if done < kills else None)
        except subprocess.TimeoutExpired:
            run.send_signal(next(SIGNALS))
            run.wait(60)
            done += 1
            continue
        if run.returncode or target.read_bytes() != whole.read_bytes():
            raise SystemExit(f"{target}: not the same bytes (exit code {run.returncode})")
        target.unlink()
        ended += 1
    return ended, resumed


def main() -> None:
    """Print what was done; a difference ends with exit code 1."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    random.seed(7)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # which a shell may have turned off for us and for our runs
    rows: list[tuple[str, int, int, int]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first = folder / "in.parquet"
        generate(first, ROWS, 20_000)
        for form in FORMS:
            source, whole = folder / f"source.{form}", folder / f"whole.{form}"
            if start(first, source, "--columns", "kind").wait():
                raise SystemExit("the source could not be made")
            began = time.perf_counter()
            if start(source, whole, "--columns", "label,platform").wait():
                raise SystemExit("the whole could not be made")
            seconds = time.perf_counter() - began
            ended, resumed = kill_often(source, whole, folder / f"out.{form}", kills // len(FORMS), seconds)
            rows.append((form, kills // len(FORMS), resumed, ended))
            print(
                f"{form}: {kills // len(FORMS)} kills, {resumed} runs resumed, {ended} runs ended, every one with the same bytes",
                flush=True,
            )
    TOLD.parent.mkdir(parents=True, exist_ok=True)
    with TOLD.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([("form", "interruptions", "resumed", "runs_ended_same_bytes"), *rows])


if __name__ == "__main__":
    main()
