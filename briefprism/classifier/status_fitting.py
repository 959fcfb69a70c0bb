"""Fitting the status model. Used by training only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from briefprism.classifier.examples import ExampleReader, LabelledBrief
from briefprism.classifier.features import dense
from briefprism.classifier.fitting import fit_lines
from briefprism.classifier.linear import LineModel
from briefprism.classifier.lines import Line
from briefprism.classifier.status import status_lines
from briefprism.classifier.vectors import Encoder
from briefprism.models.labels import STATUSES

_SHRINKAGE: Final = 3.0  # L2; weaker than for elements, because the lines are short and alike


def fit_status(reader: ExampleReader, briefs: Sequence[LabelledBrief], encoder: Encoder) -> tuple[LineModel, dict[str, float]]:
    """Fit the status model on single lines and on the marks in whole plans; figures by leaving one voice out."""
    singles = list(reader.statuses())
    marked = [(b.source.voice, line, status) for b in briefs if b.source.is_plan for line, status in _marked(b)]
    lines = [line for line, _ in singles] + [line for _, line, _ in marked]
    voices = [""] * len(singles) + [voice for voice, _, _ in marked]
    gold = [s for _, s in singles] + [s for _, _, s in marked]
    wanted = np.array([[s == g for s in STATUSES] for g in gold], np.float64)
    hits = []
    for voice in sorted(set(voices) - {""}):
        train = [i for i, v in enumerate(voices) if v != voice]
        model = fit_lines([lines[i] for i in train], wanted[train], STATUSES, encoder, _SHRINKAGE)
        test = [i for i, v in enumerate(voices) if v == voice]
        judged = [lines[i] for i in test]
        told = model.logits(judged, dense(judged, encoder)).argmax(axis=1)
        hits += [(gold[i], STATUSES[t]) for i, t in zip(test, told, strict=True)]
    figures = {
        "status accuracy": float(np.mean([g == t for g, t in hits])),
        "used or not accuracy": float(np.mean([(g == "used") == (t == "used") for g, t in hits])),
    }
    return fit_lines(lines, wanted, STATUSES, encoder, _SHRINKAGE), figures


def _marked(brief: LabelledBrief) -> list[tuple[Line, str]]:
    """The names of a plan with their marks; a name without a mark is used."""
    marks = dict(brief.source.statuses)
    lines = status_lines(brief.brief, brief.names, [x.line for x in brief.lines])
    return [(line, marks.get(name.end, "used")) for name, line in zip(brief.names, lines, strict=True)]
