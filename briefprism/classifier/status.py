"""Whether a plan uses a platform that it names: used, excluded, past, considered or other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from briefprism.classifier.features import dense
from briefprism.classifier.linear import LineModel, sigmoid
from briefprism.classifier.lines import Line, clean
from briefprism.classifier.mentions import FoundName
from briefprism.models.brief import Brief
from briefprism.models.labels import STATUSES, Status

if TYPE_CHECKING:
    from briefprism.classifier.vectors import Encoder

_STAND_IN: Final = "this place"
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
        windows = status_lines(brief, names, lines)
        chances = sigmoid(self._model.logits(windows, dense(windows, self._encoder)))
        chances = chances / chances.sum(axis=1, keepdims=True)
        found: list[tuple[Status, float]] = []
        for name, row in zip(names, chances, strict=True):
            best = int(row.argmax())
            # A link to an issue, a document or a film is no place of the plan; one to a profile may be.
            bare = name.linked and (name.classification.label != "network" or best != 0)
            found.append(("other", 1 - float(row[0])) if bare else (STATUSES[best], float(row[best])))
        return found
