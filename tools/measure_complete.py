"""Does what `complete` proposes complete a brief? `python tools/measure_complete.py FOLDER` adds the sentences and checks again.

The folder has the form that `briefprism evaluate` takes. A brief is counted when it is taken for a plan that is not complete.
"""

from __future__ import annotations

import statistics
import sys
from pathlib import Path

from briefprism.hall.brief.completing import complete
from briefprism.hall.brief.pipeline import Checker
from briefprism.hall.brief.reasoning import with_sentences, without
from briefprism.hall.upkeep.evaluation import judge


def main() -> None:
    """Print a table."""
    checker = Checker()
    checked = done = 0
    times, sizes = [], []
    for judged in judge(Path(sys.argv[1]) / "briefs"):
        if judged.report.complete is not False:
            continue
        reading = checker.read(judged.report.brief.text, judged.report.brief.source)
        found = complete(checker, reading)
        checked += 1
        times.append(found.seconds["search"])
        if not found.sets:
            continue
        first = found.sets[0]
        sizes.append(len(first))
        text = without(reading.brief, [words.quote for a in first for words in a.drop])
        after = checker.check(with_sentences(text, [a.example for a in first if a.example]))
        done += after.complete is True
    print("| what | figure |\n| --- | --- |")
    print(f"| briefs that are not complete | {checked} |")
    print(f"| complete after the first smallest set of additions | {done} ({done / max(1, checked):.3f}) |")
    print(f"| additions in that set, median and most | {statistics.median(sizes):.0f}, {max(sizes)} |")
    print(f"| search, seconds, median and most | {statistics.median(times):.2f}, {max(times):.2f} |")


if __name__ == "__main__":
    main()
