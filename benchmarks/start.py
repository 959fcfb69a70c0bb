"""Start-up against a bare typer program, and one check cold and warm: python benchmarks/start.py."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 7
BARE = "import typer\napp = typer.Typer(rich_markup_mode=None)\n@app.command()\ndef main(name: str = '') -> None: ...\napp()\n"


def median_seconds(*commands: list[str]) -> list[float]:
    """Median wall time of each command, run in turn."""
    times: list[list[float]] = [[] for _ in commands]
    for run in range(RUNS + 1):
        for command, found in zip(commands, times, strict=True):
            start = time.perf_counter()
            subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - our own commands
            if run:  # the first is a warm-up
                found.append(time.perf_counter() - start)
    return [statistics.median(found) for found in times]


def two_pages() -> str:
    """About 900 words: the example briefs, one after the other."""
    folder = Path(__file__).resolve().parent.parent / "examples"
    text = "\n\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.md")))
    return "\n\n".join([text, text])


def main() -> None:
    """Print medians and ratios."""
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.py"
        bare.write_text(BARE, encoding="utf-8")
        brief = Path(folder) / "brief.md"
        brief.write_text(two_pages(), encoding="utf-8")
        ours = [sys.executable, "-m", "briefprism"]
        commands = [
            [sys.executable, str(bare), "--help"],
            [*ours, "--help"],
            [*ours, "classify", "Facebook"],
            [*ours, "check", str(brief)],
        ]
        typer, help_, names, cold = median_seconds(*commands)
    print(f"bare typer --help {typer:.3f} s; briefprism --help {help_:.3f} s (+{help_ - typer:.3f} s, ratio {help_ / typer:.2f})")
    print(f"classify Facebook {names:.3f} s (ratio to bare typer {names / typer:.2f})")
    print(f"check of {len(two_pages().split())} words, cold, whole process {cold:.2f} s; warm {_warm():.3f} s")


def _warm() -> float:
    from briefprism.pipeline import Checker

    checker = Checker()
    checker.check(two_pages())
    times = []
    for run in range(RUNS):
        text = two_pages().replace("\n", f" {run}\n")  # every line is new, so no vector is remembered
        start = time.perf_counter()
        checker.check(text)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


if __name__ == "__main__":
    main()
