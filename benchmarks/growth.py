"""How time and memory grow with the length of a brief: python benchmarks/growth.py.

Briefs of 1 to 1,000 pages (300 words each, written as people write them: prose, lists, tables, one page of headings) go through
`check`, each in a process of its own. The figures go to docs/reliability/growth.csv, a drawing of them to growth.svg.
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


def drawing(rows: list[dict[str, float]]) -> str:
    """Seconds over pages, both logarithmic, with lines for n and n log n through the point of 10 pages."""
    tens = next(row for row in rows if row["pages"] == 10)

    def at(pages: float, seconds: float) -> str:
        return f"{60 + math.log10(pages) * 140:.1f},{300 - (math.log10(max(seconds, 0.01)) + 2) * 55:.1f}"

    def line(points: list[str], look: str) -> str:
        return f'<polyline points="{" ".join(points)}" fill="none" {look}/>'

    straight = [at(n, tens["cpu"] * n / 10) for n in PAGES]
    steeper = [at(n, tens["cpu"] * n * math.log2(n + 1) / (10 * math.log2(11))) for n in PAGES]
    marks = "".join(f'<circle cx="{(p := at(r["pages"], r["cpu"]).split(","))[0]}" cy="{p[1]}" r="3.5" fill="#1d4ed8"/>' for r in rows)
    across = "".join(f'<text x="{60 + math.log10(n) * 140:.0f}" y="320" text-anchor="middle">{n:,}</text>' for n in (1, 10, 100, 1000))
    up = "".join(f'<text x="52" y="{300 - (e + 2) * 55 + 4}" text-anchor="end">{10**e:g} s</text>' for e in (-2, -1, 0, 1, 2))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 520 350" role="img" font-family="sans-serif" font-size="12">'
        "<title>Time of a check against the length of the brief</title>"
        '<rect width="520" height="350" fill="#fff"/><path d="M60 60V300H500" fill="none" stroke="#555"/>'
        + line(straight, 'stroke="#999" stroke-dasharray="2 4"')
        + line(steeper, 'stroke="#999" stroke-dasharray="7 4"')
        + line([at(r["pages"], r["cpu"]) for r in rows], 'stroke="#1d4ed8" stroke-width="2"')
        + f"{marks}{across}{up}"
        '<text x="280" y="340" text-anchor="middle">pages of 300 words</text>'
        '<text x="60" y="24">seconds of CPU: measured (blue), n (dotted), n log n (dashed), both from 10 pages on</text></svg>\n'
    )


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
    (TOLD / "growth.svg").write_text(drawing(rows), encoding="utf-8")
    first, last = next(row for row in rows if row["pages"] == 10), rows[-1]
    allowed = 1.5 * last["pages"] * math.log2(last["pages"]) / (10 * math.log2(10))
    if last["cpu"] > first["cpu"] * allowed:
        raise SystemExit(f"{last['cpu'] / first['cpu']:.0f} times the time for {last['pages'] // 10:.0f} times the pages")


if __name__ == "__main__":
    main()
