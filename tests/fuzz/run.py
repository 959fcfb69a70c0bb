"""Fuzz a target: python tests/fuzz/run.py [--seconds 60] [--write] TARGET. Needs `pip install atheris`.

New inputs that reach new code go to a folder of their own, which is printed; a crash is written there too, and its name ends
the output. Move a crash to `corpus/TARGET/`, where `test_targets.py` runs it from then on. With ``--write``, how long it ran and
how many inputs it tried are added to docs/reliability/fuzzing.csv.
"""

from __future__ import annotations

import argparse
import csv
import fcntl
import importlib
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
TOLD = HERE.parent.parent / "docs" / "reliability" / "fuzzing.csv"


def main() -> int:
    """Run libFuzzer on one target; its exit code is ours."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--keep", type=Path, help="where new inputs and crashes go")
    parser.add_argument("--write", action="store_true", help="add the figures to docs/reliability/fuzzing.csv")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    told = parser.parse_args()
    keep = told.keep or Path(tempfile.mkdtemp(prefix=f"fuzz-{told.target}-"))
    keep.mkdir(parents=True, exist_ok=True)
    if told.inside:
        fuzz(told.target, told.seconds, keep)
    print(f"new inputs and crashes: {keep}", flush=True)
    return watch(told.target, told.seconds, keep, told.write)


def fuzz(target: str, seconds: int, keep: Path) -> None:
    """Fuzz in this process, which libFuzzer ends."""
    import atheris

    corpus = HERE / "corpus" / target
    sys.path[:0] = [str(HERE), str(HERE.parent.parent)]
    with atheris.instrument_imports(include=["briefprism", "markdown_it"]):
        run = importlib.import_module("targets").TARGETS[target]
        for seed in sorted(corpus.iterdir()):
            run(seed.read_bytes())  # what is imported when first needed is instrumented, too
    limits = [f"-max_total_time={seconds}", "-timeout=120", "-rss_limit_mb=3000", "-max_len=4096", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], *limits, f"-artifact_prefix={keep}/", str(keep), str(corpus)], run)
    atheris.Fuzz()


def watch(target: str, seconds: int, keep: Path, write: bool) -> int:
    """Fuzz in a process of its own, and note what it did."""
    command = [sys.executable, __file__, target, "--seconds", str(seconds), "--keep", str(keep), "--inside"]
    done = subprocess.run(command, stderr=subprocess.PIPE, check=False)
    said = done.stderr.decode("utf-8", "replace")
    print(said[-3_000:], file=sys.stderr)
    tried = re.search(r"^Done (\d+) runs in (\d+) second", said, re.MULTILINE) or re.search(r"number_of_executed_units: (\d+)()", said)
    if write and tried:
        note(target, int(tried[2] or 0), int(tried[1]), int(done.returncode != 0))
    return done.returncode


def note(target: str, seconds: int, runs: int, crashes: int) -> None:
    """Add to the line of a target; several fuzzers may do so at once."""
    with TOLD.open("r+", encoding="utf-8", newline="") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        rows = {row["target"]: row for row in csv.DictReader(file)}
        row = rows.setdefault(target, {"target": target, "seconds": "0", "runs": "0", "crashes": "0"})
        row |= {key: str(int(row[key]) + more) for key, more in (("seconds", seconds), ("runs", runs), ("crashes", crashes))}
        file.seek(0)
        out = csv.DictWriter(file, ("target", "seconds", "runs", "crashes"), lineterminator="\n")
        out.writeheader()
        out.writerows(rows.values())
        file.truncate()


if __name__ == "__main__":
    sys.exit(main())
