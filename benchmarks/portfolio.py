"""A portfolio of many briefs in several processes and in one: python benchmarks/portfolio.py [BRIEFS] [PROCESSES]."""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"


def make_briefs(folder: Path, number: int) -> None:
    """Briefs from the lines of the examples, some left out and some added, with a number in each added one."""
    rng = random.Random(8)
    texts = [path.read_text(encoding="utf-8").splitlines() for path in sorted(EXAMPLES.glob("*.md"))]
    lines = [line.lstrip("- ") for text in texts for line in text if line.strip() and not line.startswith("#")]
    for brief in range(number):
        kept = [line for line in rng.choice(texts) if not line.strip() or rng.random() < 0.75]
        added = [f"- {rng.choice(lines)} (branch {brief}, {place})" for place in range(rng.randint(0, 6))]
        (folder / f"brief {brief:05}.md").write_text("\n".join([*kept, "", *added]) + "\n", encoding="utf-8")


def run(folder: Path, out: Path, processes: int) -> tuple[float, float, int]:
    """Seconds on the clock, seconds of the processors, and the peak of the memory of all processes together in MB (Linux)."""
    before, start, peak = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter(), 0
    arguments = ["-m", "briefprism", "check", str(folder), "--format", "html", "--output", str(out), "--jobs", str(processes)]
    command = subprocess.Popen([sys.executable, *arguments, "--fail-on", "never"])  # noqa: S603 - our own command
    while command.poll() is None:
        peak = max(peak, _memory(command.pid))
        time.sleep(0.2)
    if command.returncode:
        raise SystemExit(command.returncode)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter() - start, used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime, peak


def _memory(pid: int) -> int:
    """The memory of a process and its children, each page counted once (proportional set size), in MB."""
    total = 0
    with suppress(OSError):
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
        total = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) // 1024
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split():
            total += _memory(int(child))
    return total


def main() -> None:
    """Print each run, and the ratio."""
    number, processes = (int(word) for word in (*sys.argv[1:], *("1000", "2")[len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory() as folder:
        (briefs := Path(folder) / "briefs").mkdir()
        make_briefs(briefs, number)
        wall = {}
        for at_once in (processes, 1):
            wall[at_once], cpu, peak = run(briefs, Path(folder) / f"out{at_once}", at_once)
            print(
                f"{number} briefs, {at_once} at once: {wall[at_once]:.1f} s, {cpu:.1f} s of the processors, {peak} MB at most", flush=True
            )
        pages = [sorted(p.read_bytes() for p in (Path(folder) / f"out{at_once}").rglob("*.html")) for at_once in (processes, 1)]
    same = "the same" if pages[0] == pages[1] else "NOT the same"
    print(f"ratio {processes} at once / one {wall[processes] / wall[1]:.2f}; the pages are {same}")


if __name__ == "__main__":
    main()
