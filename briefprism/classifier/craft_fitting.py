"""Fitting the model of the further elements. Used by training only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from briefprism.classifier.examples import ExampleReader, LabelledBrief, LabelledLine
from briefprism.classifier.features import dense
from briefprism.classifier.fitting import fit_lines
from briefprism.classifier.linear import LineModel
from briefprism.classifier.lines import Line
from briefprism.classifier.vectors import Encoder
from briefprism.data.lines import MarkedBrief
from briefprism.models.labels import FURTHER_ELEMENTS
from briefprism.models.rule import CRAFT_ELEMENTS

_SHRINKAGE: Final = 2.0  # L2; with 8 as for the elements hardly anything rare is found
_FOLDS: Final = 4  # each leaves three voices out; voice by voice would take three times as long
_BARS: Final = np.arange(-3.0, 0.01, 0.25)
_WANTED: Final = 0.95  # share of right answers of those that call an element missing


@dataclass(frozen=True, slots=True)
class _Told:
    """What a model that never saw the document's voice says at best, what is there, and what is counted; one for each element."""

    best: NDArray[np.float32]
    present: NDArray[np.bool_]
    counted: NDArray[np.bool_]


def fit_craft(
    reader: ExampleReader, briefs: Sequence[LabelledBrief], encoder: Encoder
) -> tuple[dict[str, NDArray[np.generic]], dict[str, float]]:
    """Fit on ``craft/craft_*.jsonl`` and the marked briefs; the bar and the figures come from leaving voices out."""
    singles = list(reader.further_lines())
    marked = list(reader.marked(briefs))
    told = [t for voices in _folds(marked) for t in _judge(voices, singles, marked, encoder)]
    bar = best_bar(told)
    lines = [*singles, *(line for _, brief in marked for line in brief.lines)]
    model = _only(CRAFT_ELEMENTS, _fit(lines, encoder))
    figures = _figures(told, bar)
    sure = np.array([[figures[f"{e}: missing, and right"], figures[f"{e}: present, and right"]] for e in CRAFT_ELEMENTS])
    return model.to_arrays("craft") | {"bar": np.array([bar]), "sure": sure}, figures


def _only(elements: Sequence[str], model: LineModel) -> LineModel:
    """The model without the elements that no rule may ask for."""
    kept = [model.classes.index(e) for e in elements]
    terms, features = model.term_weights[:, kept], model.dense_weights[:, kept]
    return replace(model, classes=tuple(elements), term_weights=terms, dense_weights=features, intercepts=model.intercepts[kept])


def _folds(marked: Sequence[tuple[MarkedBrief, LabelledBrief]]) -> list[frozenset[str]]:
    voices = sorted({brief.source.voice for _, brief in marked})
    return [frozenset(voices[i::_FOLDS]) for i in range(_FOLDS)]


def _judge(
    voices: frozenset[str], singles: Sequence[LabelledLine], marked: Sequence[tuple[MarkedBrief, LabelledBrief]], encoder: Encoder
) -> list[_Told]:
    """What a model without some voices says of their briefs."""
    others = [line for _, brief in marked if brief.source.voice not in voices for line in brief.lines]
    model = _fit([*singles, *others], encoder)
    return [_told(model, marks, brief, encoder) for marks, brief in marked if brief.source.voice in voices]


def _told(model: LineModel, marks: MarkedBrief, brief: LabelledBrief, encoder: Encoder) -> _Told:
    lines = [x.line for x in brief.lines]
    logits = model.logits(lines, dense(lines, encoder))[[not line.silent for line in lines]]
    said = {element for _, elements in marks.marks for element in elements}
    return _Told(
        logits.max(axis=0),
        np.array([e in said for e in FURTHER_ELEMENTS]),
        np.array([e not in marks.unclear for e in FURTHER_ELEMENTS]),
    )


def _fit(lines: Sequence[LabelledLine], encoder: Encoder) -> LineModel:
    """A model that looks at the line alone.

    The headings of the single lines are skewed (one heading, one element), so it never sees one; a feature that is the same in
    all lines then weighs nothing, whatever it is in a brief.
    """
    alone = [replace(x.line, heading="", before="", after="") for x in lines]
    targets = np.array([[e in x.labels for e in FURTHER_ELEMENTS] for x in lines], np.float64)
    return _without_constants(fit_lines(alone, targets, FURTHER_ELEMENTS, encoder, _SHRINKAGE), alone, encoder)


def _without_constants(model: LineModel, lines: Sequence[Line], encoder: Encoder) -> LineModel:
    features = dense(lines, encoder)
    constant = np.ptp(features, axis=0) == 0
    weights = np.where(constant[:, None], np.float32(0), model.dense_weights)
    moved = features[0, constant] @ model.dense_weights[constant]
    return replace(model, dense_weights=weights.astype(np.float32), intercepts=(model.intercepts + moved).astype(np.float32))


def best_bar(told: Sequence[_Told]) -> float:
    """The one bar for all elements: the highest at which what is called missing is right often enough."""
    best, present, counted = _arrays(told)
    good = [float(bar) for bar in _BARS if _right(best < bar, ~present, counted) >= _WANTED]
    return max(good, default=float(_BARS[0]))


def _figures(told: Sequence[_Told], bar: float) -> dict[str, float]:
    best, present, counted = _arrays(told)
    figures = {
        "bar": bar,
        "missing, and right": _right(best < bar, ~present, counted),
        "present, and right": _right(best >= bar, present, counted),
        "found, of those that are there": _right(present, best >= bar, counted),
    }
    for i, element in enumerate(FURTHER_ELEMENTS):
        column = best[:, i], present[:, i], counted[:, i]
        figures[f"{element}: briefs that say it"] = float((column[1] & column[2]).sum())
        figures[f"{element}: missing, and right"] = _right(column[0] < bar, ~column[1], column[2])
        figures[f"{element}: present, and right"] = _right(column[0] >= bar, column[1], column[2])
        figures[f"{element}: found"] = _right(column[1], column[0] >= bar, column[2])
    return figures


def _arrays(told: Sequence[_Told]) -> tuple[NDArray[np.float32], NDArray[np.bool_], NDArray[np.bool_]]:
    return np.stack([t.best for t in told]), np.stack([t.present for t in told]), np.stack([t.counted for t in told])


def _right(said: NDArray[np.bool_], true: NDArray[np.bool_], counted: NDArray[np.bool_]) -> float:
    """The share of what was said that is true; 0 when nothing was said."""
    said = said & counted
    return float((said & true).sum() / max(1, said.sum()))
