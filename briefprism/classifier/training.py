"""``briefprism train``: from the training folder to weights, thresholds and figures, the same bytes every time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from briefprism.classifier.craft_fitting import fit_craft
from briefprism.classifier.described_fitting import fit_described
from briefprism.classifier.document import DocumentModel, element_features, plan_features
from briefprism.classifier.examples import ExampleReader, LabelledBrief, LabelledLine, outside
from briefprism.classifier.features import dense
from briefprism.classifier.figures import calibration_error, macro_f1, micro_f1, share
from briefprism.classifier.fitting import fit_lines
from briefprism.classifier.linear import LineModel
from briefprism.classifier.status_fitting import fit_status
from briefprism.classifier.vectors import Encoder
from briefprism.data.weights import save_arrays, write_manifest
from briefprism.models.labels import ELEMENTS

DERIVED: Final = ("beyond_networks", "term_confusion")
"""Elements that no single line carries; the rules derive them."""
LEARNED: Final = tuple(e for e in ELEMENTS if e not in DERIVED)
_ELEMENT_C: Final = 0.5
_OFFSET_SCALE: Final = 0.5
_WITHIN: Final = 0.01
_LONG: Final = 100  # words
_PLAN_C: Final = 2.0
_TITLED: Final = 2.0  # log odds for a text that calls itself a plan; a judgement, see docs/adr/0004
_UNCLEAR_FROM: Final = 0.6  # of the threshold: below, an element is missing; between, we ask
_PLAN_FROM: Final = 0.4
"""Whoever asks for a check believes that the text is a plan, so the doubt goes to the plan."""
_GRID: Final = np.round(np.arange(0.2, 0.71, 0.02), 2)

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What a model that never saw the document's voice says of it."""

    brief: LabelledBrief
    logits: Floats
    elements: Floats
    plan: Floats

    @property
    def labelled(self) -> bool:
        """Whether it is a plan with labels on its lines."""
        return self.brief.source.is_plan and bool(self.brief.source.spans)


def train(reader: ExampleReader, encoder: Encoder, folder: Path, say: Callable[[str], None] = lambda _: None) -> Mapping[str, float]:
    """Train everything and write ``labels.npz``, ``status.npz``, ``described.npz`` and ``craft.npz`` into ``folder``, with its manifest.

    Returns:
        Figures measured by leaving one voice out.
    """
    singles = list(reader.single_lines())
    briefs = list(reader.briefs())
    lines = [*singles, *(line for brief in briefs for line in brief.lines)]
    say(f"{len(singles)} single lines and {len(briefs)} documents of {len({b.source.voice for b in briefs})} voices")
    held_out = _leave_one_voice_out(lines, briefs, encoder, say)
    model = fit_lines([x.line for x in lines], targets(lines), LEARNED, encoder)
    # No line of these has a label, so the model on all lines never saw what they say.
    held_out += [_hold_out(brief, model, encoder) for brief in reader.kinds()]
    document = fit_document(held_out)
    figures = measure(held_out)
    arrays = model.to_arrays("lines") | document.to_arrays()
    status, status_figures = fit_status(reader, briefs, encoder)
    entries = {
        "labels.npz": {"sha256": save_arrays(folder, "labels", arrays), "figures": _rounded(figures)},
        "status.npz": {"sha256": save_arrays(folder, "status", status.to_arrays("status")), "figures": _rounded(status_figures)},
    }
    described, described_figures = fit_described(reader.folder, encoder)
    entries["described.npz"] = {"sha256": save_arrays(folder, "described", described), "figures": _rounded(described_figures)}
    say("the further elements")
    craft, craft_figures = fit_craft(reader, briefs, encoder)
    entries["craft.npz"] = {"sha256": save_arrays(folder, "craft", craft), "figures": _rounded(craft_figures)}
    write_manifest(folder, entries)
    further = {f"further elements: {name}": value for name, value in craft_figures.items()}
    return figures | status_figures | described_figures | further


def targets(lines: Sequence[LabelledLine]) -> NDArray[np.float64]:
    """0 or 1 for each line and learned element."""
    return np.array([[e in x.labels for e in LEARNED] for x in lines], np.float64)


def _leave_one_voice_out(
    lines: Sequence[LabelledLine], briefs: Sequence[LabelledBrief], encoder: Encoder, say: Callable[[str], None]
) -> list[HeldOut]:
    found = []
    for voice in sorted({b.source.voice for b in briefs}):
        others = [lines[i] for i in outside(lines, voice)]
        model = fit_lines([x.line for x in others], targets(others), LEARNED, encoder)
        say(f"left out voice {voice}")
        for brief in briefs:
            if brief.source.voice == voice:
                found.append(_hold_out(brief, model, encoder))
    return found


def _hold_out(brief: LabelledBrief, model: LineModel, encoder: Encoder) -> HeldOut:
    plain = [x.line for x in brief.lines]
    known = dense(plain, encoder)
    logits = model.logits(plain, known)
    features = plan_features(known, logits, plain)
    return HeldOut(brief, logits, element_features(logits, plain), features)


def fit_document(held_out: Sequence[HeldOut]) -> DocumentModel:
    """Learn the document-level decisions and the thresholds from what models said of voices that they never saw."""
    plans = [h for h in held_out if h.labelled]
    weights, intercepts = _fit_elements(plans)
    plan_weights, plan_intercept = _logistic([h.plan for h in held_out], [h.brief.source.is_plan for h in held_out], _PLAN_C)
    # Training texts bear misleading titles on purpose, and hardly an honest one; people who write a plan mostly say so.
    plan_weights[0] += _TITLED
    draft = DocumentModel(
        weights=weights,
        intercepts=intercepts,
        plan_weights=plan_weights,
        plan_intercept=plan_intercept,
        present_from=0.5,
        missing_below=0.5,
        plan_from=_PLAN_FROM,
    )
    present_from = best_threshold(plans, draft)
    return replace(draft, present_from=present_from, missing_below=round(present_from * _UNCLEAR_FROM, 3))


def _fit_elements(plans: Sequence[HeldOut]) -> tuple[Floats, Floats]:
    """One regression for all elements: shared weights of the evidence, and an offset for each element.

    The offsets are kept small, because elements are not as common in real briefs as in those written for training.
    """
    size = len(LEARNED)
    rows, gold = [], []
    for h in plans:
        for column, element in enumerate(LEARNED):
            if element not in h.brief.source.unclear:
                rows.append(np.concatenate([h.elements[column], np.eye(size, dtype=np.float32)[column] * _OFFSET_SCALE]))
                gold.append(element in h.brief.source.present)
    weights, intercept = _logistic(rows, gold, _ELEMENT_C)
    evidence = weights[:-size]
    return np.tile(evidence, (size, 1)), intercept + weights[-size:] * np.float32(_OFFSET_SCALE)


def _logistic(features: Sequence[Floats], gold: Sequence[bool], strength: float) -> tuple[Floats, float]:
    """Weights and intercept of a logistic regression; where only one answer occurs, that answer whatever the features."""
    if len(set(gold)) < 2:
        return np.zeros_like(features[0]), 3.0 if gold[0] else -3.0
    fitted = LogisticRegression(C=strength, max_iter=2000).fit(features, gold)
    return fitted.coef_[0].astype(np.float32), float(fitted.intercept_[0])


def best_threshold(plans: Sequence[HeldOut], model: DocumentModel) -> float:
    """The one threshold for all elements: the highest that costs next to no macro F1, because precision comes first."""
    scores = np.array([model.elements(h.elements) for h in plans])
    found = {float(t): macro_f1(scores >= t, *_gold(plans)) for t in _GRID}
    return max(t for t, f1 in found.items() if f1 >= max(found.values()) - _WITHIN)


def measure(held_out: Sequence[HeldOut]) -> dict[str, float]:
    """Figures with the document level, too, learned without the voice that it judges."""
    chances, present, missing, plans, right = [], [], [], [], []
    for voice in sorted({h.brief.source.voice for h in held_out}):
        model = fit_document([h for h in held_out if h.brief.source.voice != voice])
        for h in (h for h in held_out if h.brief.source.voice == voice):
            right.append((model.plan(h.plan) >= model.plan_from) == h.brief.source.is_plan)
            if h.labelled:
                plans.append(h)
                chances.append(model.elements(h.elements))
                present.append(chances[-1] >= model.present_from)
                missing.append(chances[-1] < model.missing_below)
    gold, counted = _gold(plans)
    long = np.array([h.brief.brief.words >= _LONG for h in plans])[:, None]
    told, absent = np.array(present), np.array(missing)
    return {
        "elements macro F1": macro_f1(told, gold, counted),
        "elements micro F1": micro_f1(told, gold, counted),
        "lines macro F1": _line_f1(plans),
        "present, and right": share(gold, told & counted),
        "missing, and right (plans of 100 words and more)": share(~gold, absent & counted & long),
        "unclear": float(np.mean(~told & ~absent)),
        "calibration error of elements (ECE)": calibration_error(np.array(chances)[counted], gold[counted]),
        "is_plan accuracy": float(np.mean(right)),
    }


def _line_f1(plans: Sequence[HeldOut]) -> float:
    """Macro F1 of single lines at the best of some common thresholds."""
    logits = np.vstack([h.logits for h in plans])
    gold = np.vstack([targets(h.brief.lines) for h in plans]) > 0
    return max(macro_f1(logits >= cut, gold, np.ones_like(gold)) for cut in np.arange(-2, 1, 0.25))


def _gold(plans: Sequence[HeldOut]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    present = np.array([[e in h.brief.source.present for e in LEARNED] for h in plans])
    return present, np.array([[e not in h.brief.source.unclear for e in LEARNED] for h in plans])


def _rounded(figures: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, 3) for name, value in figures.items()}
