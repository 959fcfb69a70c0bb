"""How much a language model could settle at best: `python tools/measure_llm.py FOLDER` asks a perfect answerer made from the gold.

With `--llm` it asks the model of the settings instead, to see what that one gains or costs.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from briefprism.hall.brief.ask_model import make_helper
from briefprism.hall.brief.pipeline import Checker
from briefprism.hall.settings.settings import llm_settings
from briefprism.hall.settings.settings_file import nearest
from briefprism.hall.upkeep.evaluation import Judged, cells_of, judge, macro_of
from briefprism.models.doubt import Help, Helper, LineAnswer, LineDoubt, NameDoubt, Outline
from briefprism.models.labels import ELEMENTS


class PerfectHelper:
    """Answers every sentence with what the gold says of the whole brief. Names are left open: the gold has none that are unknown."""

    model, server = "perfect", "nowhere"

    def __init__(self, gold: dict[str, Any]) -> None:
        self._elements = gold["elements"]

    def ask(self, names: Sequence[NameDoubt], lines: Sequence[LineDoubt], before: Callable[[Outline], None]) -> Help:  # noqa: ARG002
        """Yes where the gold says present, no where it says not, and nothing where it is unclear itself."""
        answers = tuple(LineAnswer(doubt, self._says(doubt), doubt.text) for doubt in lines)
        return Help(lines=answers, asked=tuple(lines), stamp="perfect")

    def _says(self, doubt: LineDoubt) -> tuple[tuple[str, bool], ...]:
        gold = ((element, self._elements.get(element, {}).get("present")) for element in doubt.elements)
        return tuple((element, present) for element, present in gold if isinstance(present, bool))


def figures(briefs: Sequence[Judged]) -> dict[str, str]:
    """What is unclear, what a model settled and how rightly, and macro F1 on the English plans."""
    plans = [j for j in briefs if j.report.brief.language == "en" and j.gold["is_plan"]]
    signals = [(j, s) for j in plans for s in j.report.signals if s.element in ELEMENTS]
    settled = [(j.gold["elements"][s.element]["present"], s.state == "present") for j, s in signals if s.by == "llm"]
    cells = list(cells_of(plans))
    counted = [(g, t) for g, t in settled if g != "unclear"]
    return {
        "unclear cells": str(sum(s.state == "unclear" for _, s in signals)),
        "settled by the model": str(len(settled)),
        "of these right (gold that is unclear not counted)": f"{sum(g == t for g, t in counted)} of {len(counted)}",
        "macro F1": f"{macro_of([[c for c in cells if c[1] == e] for e in ELEMENTS]):.3f}",
        "answers refused": str(sum(j.report.llm.dropped for j in plans if j.report.llm)),
    }


def main() -> None:
    """Print a table: without help, and with it."""
    folder = Path(sys.argv[1])
    settings = llm_settings(nearest([]), True) if "--llm" in sys.argv else None
    asked: Helper | None = make_helper(settings)
    alone = figures(list(judge(folder / "briefs")))
    helped = figures(list(judge(folder / "briefs", lambda gold: Checker(helper=asked or PerfectHelper(gold)))))
    print(f"| what | alone | with {settings.model if settings else 'a perfect answerer'} |\n| --- | --- | --- |")
    for name, value in alone.items():
        print(f"| {name} | {value} | {helped[name]} |")


if __name__ == "__main__":
    main()
