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
    print(f"check of {len(two_pages().split())} words, cold, whole process {cold:.2f} s")
    for words in (1_000, 2_500):
        print(f"check of {words} words, warm, every line new {_warm(words):.2f} s")


def _warm(words: int) -> float:
    from briefprism.hall.brief.pipeline import Checker

    checker = Checker()
    checker.check(two_pages())
    times = []
    for run in range(RUNS):
        text = new_lines(words, run)
        start = time.perf_counter()
        checker.check(text)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def new_lines(words: int, run: int) -> str:
    """A brief of so many words with a number in each line, so that no vector is remembered."""
    lines: list[str] = []
    found = 0
    while found < words:
        for line in two_pages().splitlines():
            lines.append(f"{line} {run}{len(lines)}" if line.strip() else line)
            found += len(line.split())
    return "\n".join(lines)


if __name__ == "__main__":
    main()
