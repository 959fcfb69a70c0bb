"""Fitting the model on described names. Used by training only."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from briefprism.classifier.described import LABELS, best_label, described_line
from briefprism.classifier.features import dense
from briefprism.classifier.figures import calibration_error
from briefprism.classifier.fitting import fit_lines
from briefprism.classifier.linear import LineModel, sigmoid
from briefprism.classifier.vectors import Encoder
from briefprism.data.folding import fold
from briefprism.data.lines import DescribedName, read_descriptions
from briefprism.models.labels import KINDS

_SHRINKAGE: Final = 2.0  # L2; by leaving one voice out
_WANTED: Final = 0.9  # share of right answers on voices left out
CLASSES: Final = (*LABELS, *KINDS)


def fit_described(folder: Path, encoder: Encoder) -> tuple[dict[str, NDArray[np.generic]], dict[str, float]]:
    """Fit on ``lines/describe_*.jsonl``; the bar for an answer and the figures come from leaving one voice out."""
    names = [row for path in sorted((folder / "lines").glob("describe_*.jsonl")) for row in read_descriptions(path)]
    told: list[tuple[bool, float]] = []
    for voice in sorted({n.voice for n in names}):
        judged = [n for n in names if n.voice == voice]
        seen = {fold(n.name) for n in judged}
        others = [n for n in names if n.voice != voice and fold(n.name) not in seen]  # a name must not give itself away
        told += _judge(_fit(others, encoder), judged, encoder)
    right, sure = np.array([r for r, _ in told]), np.array([s for _, s in told], np.float32)
    answer_from = next((t for t in np.arange(0.4, 0.96, 0.01) if right[sure >= t].mean() >= _WANTED), 0.96)
    answered = sure >= answer_from
    figures = {
        "described names: right, of those answered": float(right[answered].mean()),
        "described names: answered": float(answered.mean()),
        "described names: calibration error (ECE)": calibration_error(sure, right),
    }
    arrays = _fit(names, encoder).to_arrays("described")
    return arrays | {"answer_from": np.array([answer_from], np.float64)}, figures


def _fit(names: Sequence[DescribedName], encoder: Encoder) -> LineModel:
    wanted = np.array([[c in (n.label, n.kind) for c in CLASSES] for n in names], np.float64)
    return fit_lines([described_line(n.name, n.description) for n in names], wanted, CLASSES, encoder, _SHRINKAGE)


def _judge(model: LineModel, names: Sequence[DescribedName], encoder: Encoder) -> list[tuple[bool, float]]:
    """(right, how sure) of each name; where the description does not tell, every answer is wrong."""
    lines = [described_line(n.name, n.description) for n in names]
    chances = sigmoid(model.logits(lines, dense(lines, encoder)))
    best = [best_label(dict(zip(CLASSES, row.tolist(), strict=True))) for row in chances]
    return [(label == n.label, sure) for (label, sure), n in zip(best, names, strict=True)]
