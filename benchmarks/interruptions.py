"""A hundred kills at random moments, each followed by --resume: python benchmarks/interruptions.py [KILLS].

Whenever a run gets to its end, its bytes are compared with those of a run that nobody interrupted, and it begins anew.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tables import generate

ROWS = 600_000
FORMS = ("parquet", "csv", "csv.gz", "jsonl")


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
            run.kill()
            run.wait()
            done += 1
            continue
        if run.returncode or target.read_bytes() != whole.read_bytes():
            raise SystemExit(f"{target}: not the same bytes (exit code {run.returncode})")
        target.unlink()
        ended += 1
    return ended, resumed


def main() -> None:
    """Print what was done; a difference ends with exit code 1."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    random.seed(7)
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
            print(
                f"{form}: {kills // len(FORMS)} kills, {resumed} runs resumed, {ended} runs ended, every one with the same bytes",
                flush=True,
            )


if __name__ == "__main__":
    main()
