"""How time and memory grow with the length of a brief: python benchmarks/growth.py.

Briefs of 1 to 1,000 pages (300 words each, written as people write them: prose, lists, tables, one page of headings) go through
`check`, each in a process of its own. The figures go to docs/reliability/growth.csv.
"""

from __future__ import annotations

import csv
import json
import math
import subprocess
import sys
from pathlib import Path

PAGES = (1, 3, 10, 30, 100, 300, 1000)
TOLD = Path(__file__).resolve().parent.parent / "docs" / "reliability"
_SENTENCES = (
    "We want {n} more families from the north of the town to come to the museum before May.",
    "Every Monday we post a picture of one object on Instagram and tell where it was found.",
    "Rosa writes an article for our blog about the week {n}, and links to it from Facebook.",
    "The podcast has guests from school {n}, who ask what they always wanted to know.",
    "We count visits with Matomo and look at the figures at the end of each month.",
    "Questions in the gardening forum are answered within a day by the team on duty.",
)
_MEASURED = """
import json, resource, sys, time
from briefprism.hall.brief.pipeline import Checker
checker = Checker()
checker.check("We post on Facebook every day.")
text = sys.stdin.read()
before = resource.getrusage(resource.RUSAGE_SELF)
began = time.perf_counter()
report = checker.check(text)
wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF)
cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
print(json.dumps({"words": report.brief.words, "seconds": round(wall, 3), "cpu": round(cpu, 3), "peak_mb": after.ru_maxrss // 1024}))
"""


def page(number: int) -> str:
    """About 300 words, no two pages alike."""
    said = [sentence.format(n=number * 7 + i) for i, sentence in enumerate(_SENTENCES)]
    rows = "".join(f"| Week {number}.{i} | {said[i % 6]} | Ann |\n" for i in range(3))
    items = "".join(f"- {sentence}\n" for sentence in said)
    return f"## Part {number}\n\n{' '.join(said)}\n\n{items}\n| When | What | Who |\n| --- | --- | --- |\n{rows}\n{' '.join(said[:3])}\n\n"


def measure(pages: int) -> dict[str, float]:
    """Words, seconds, seconds of CPU and megabytes at the peak of one check."""
    text = "# Plan for the museum\n\n" + "".join(map(page, range(pages)))
    run = subprocess.run([sys.executable, "-c", _MEASURED], input=text, capture_output=True, text=True, check=True)  # noqa: S603
    return {"pages": pages, **json.loads(run.stdout)}


def main() -> None:
    """Measure, write, and end with exit code 1 where the time grows faster than n log n (with half as much again for noise)."""
    rows = []
    for pages in PAGES:
        rows.append(measure(pages))
        print(rows[-1], flush=True)
    TOLD.mkdir(parents=True, exist_ok=True)
    with (TOLD / "growth.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, rows[0], lineterminator="\n")
        out.writeheader()
        out.writerows(rows)
    first, last = next(row for row in rows if row["pages"] == 10), rows[-1]
    allowed = 1.5 * last["pages"] * math.log2(last["pages"]) / (10 * math.log2(10))
    if last["cpu"] > first["cpu"] * allowed:
        raise SystemExit(f"{last['cpu'] / first['cpu']:.0f} times the time for {last['pages'] // 10:.0f} times the pages")


if __name__ == "__main__":
    main()
