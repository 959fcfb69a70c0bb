"""How much more training texts help: python tools/learning_curve.py puts a table between the markers of docs/quality.md.

Models learn from the single lines and from the whole briefs of more and more voices, and judge the briefs of two voices
that none of them saw. A document has an element when its best line passes the best of some common bars.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from briefprism.classifier.examples import ExampleReader, LabelledBrief
from briefprism.classifier.features import dense
from briefprism.classifier.figures import macro_f1, micro_f1
from briefprism.classifier.fitting import fit_lines
from briefprism.classifier.training import LEARNED, targets
from briefprism.classifier.vectors import Encoder
from briefprism.hall.brief.labellers import labellers

ROOT = Path(__file__).resolve().parent.parent
JUDGES = ("u", "y")
BARS = np.arange(-2, 1.01, 0.25)


def scores(train: Sequence[LabelledBrief], singles: Sequence, judged: Sequence[LabelledBrief], encoder: Encoder) -> list[float]:
    """Line macro F1, document macro F1 and document micro F1."""
    lines = [*singles, *(x for brief in train for x in brief.lines)]
    model = fit_lines([x.line for x in lines], targets(lines), LEARNED, encoder)
    logits = []
    for brief in judged:
        plain = [x.line for x in brief.lines]
        logits.append(model.logits(plain, dense(plain, encoder)))
    gold_lines = np.vstack([targets(brief.lines) for brief in judged]) > 0
    best = np.array([found.max(axis=0) for found in logits])
    gold = np.array([[e in b.source.present for e in LEARNED] for b in judged])
    counted = np.array([[e not in b.source.unclear for e in LEARNED] for b in judged])
    every: NDArray[np.bool_] = np.ones_like(gold_lines)
    stacked = np.vstack(logits)
    return [
        max(macro_f1(stacked >= bar, gold_lines, every) for bar in BARS),
        max(macro_f1(best >= bar, gold, counted) for bar in BARS),
        max(micro_f1(best >= bar, gold, counted) for bar in BARS),
    ]


def main() -> int:
    """Measure, and write the table."""
    encoder = Encoder(memo=1_000_000)
    reader = ExampleReader(ROOT / "briefprism" / "data" / "training", labellers().finder, labellers().traits)
    singles, briefs = list(reader.single_lines()), list(reader.briefs())
    judged = [b for b in briefs if b.source.voice in JUDGES and b.source.is_plan]
    voices = sorted({b.source.voice for b in briefs} - set(JUDGES))
    rows = ["| learned from | lines | line macro F1 | document macro F1 | document micro F1 |", "| --- | --- | --- | --- | --- |"]
    for few, number in ((4, 0), (1, 0), (1, 2), (1, 4), (1, 7), (1, len(voices))):
        part = singles[::few]
        train = [b for b in briefs if b.source.voice in voices[:number]]
        told = "a quarter of the single lines" if few > 1 else "all single lines" + (f", whole briefs of {number} voices" if number else "")
        size = len(part) + sum(len(b.lines) for b in train)
        rows.append(f"| {told} | {size:,} | " + " | ".join(f"{x:.3f}" for x in scores(train, part, judged, encoder)) + " |")
        print(rows[-1], flush=True)
    page = ROOT / "docs" / "quality.md"
    block = "\n".join(rows) + "\n"
    pattern = r"(?<=<!-- learning-curve -->\n).*?(?=<!-- /learning-curve -->)"
    page.write_text(re.sub(pattern, lambda _: block, page.read_text("utf-8"), flags=re.DOTALL), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
