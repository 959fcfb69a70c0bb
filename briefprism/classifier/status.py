"""Whether a plan uses a platform that it names: used, excluded, past, considered or other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from briefprism.classifier.linear import LineModel, sigmoid
from briefprism.classifier.lines import Line, clean
from briefprism.classifier.mentions import FoundName
from briefprism.models.brief import Brief
from briefprism.models.labels import STATUSES, Status

if TYPE_CHECKING:
    from briefprism.classifier.examples import ExampleReader, LabelledBrief
    from briefprism.classifier.vectors import Encoder

_STAND_IN: Final = "this place"
_SHRINKAGE: Final = 3.0
_BEFORE, _AFTER = 160, 120  # characters around the name


def status_lines(brief: Brief, names: Sequence[FoundName], lines: Sequence[Line]) -> list[Line]:
    """One line for each name: the words around it with a stand-in for the name, under the same headings."""
    return [_window(brief, name, lines[name.unit]) for name in names]


def _window(brief: Brief, name: FoundName, line: Line) -> Line:
    unit = brief.units[name.unit]
    before = brief.text[max(unit.start, name.start - _BEFORE) : name.start]
    after = brief.text[name.end : min(unit.end, name.end + _AFTER)]
    return replace(line, text=clean(f"{before}{_STAND_IN}{after}"))


class StatusLabeller:
    """Gives each found name a status and how sure it is (0..1)."""

    def __init__(self, model: LineModel, encoder: Encoder) -> None:
        self._model, self._encoder = model, encoder

    def label(self, brief: Brief, names: Sequence[FoundName], lines: Sequence[Line]) -> list[tuple[Status, float]]:
        """Statuses in the order of ``names``."""
        if not names:
            return []
        chances = sigmoid(self._model.logits(status_lines(brief, names, lines), self._encoder))
        chances = chances / chances.sum(axis=1, keepdims=True)
        found: list[tuple[Status, float]] = []
        for name, row in zip(names, chances, strict=True):
            best = int(row.argmax())
            # A link to an issue, a document or a film is no place of the plan; one to a profile may be.
            bare = name.linked and (name.classification.label != "network" or best != 0)
            found.append(("other", 1 - float(row[0])) if bare else (STATUSES[best], float(row[best])))
        return found


def fit_status(reader: ExampleReader, briefs: Sequence[LabelledBrief], encoder: Encoder) -> tuple[LineModel, dict[str, float]]:
    """Fit the status model on single lines and on the marks in whole plans; figures by leaving one voice out."""
    import numpy as np

    from briefprism.classifier.fitting import fit_lines  # scikit-learn is needed for training only

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
        told = model.logits([lines[i] for i in test], encoder).argmax(axis=1)
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
