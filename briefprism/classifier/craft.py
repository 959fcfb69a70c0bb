"""What experts look for beyond the ontology: further elements, by a model of their own on the features of every line.

What its rules claim is that something is missing, so the bar is low: what is called missing has to be missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Self

from briefprism.classifier.linear import LineModel, sigmoid
from briefprism.classifier.lines import Line, evidence_of
from briefprism.models.brief import Brief
from briefprism.models.rule import CRAFT_ELEMENTS
from briefprism.models.signal import Search, Signal
from briefprism.models.term import Term

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_CLOSEST: Final = 3
_MOST_QUOTES: Final = 3
_BAR: Final = 0.5  # of shifted chances: a line that stands at the bar has this one


@dataclass(frozen=True, slots=True)
class CraftLabeller:
    """Labels further elements. ``bar``: log odds from which the best line makes an element present.

    ``sure`` is how often it was right on voices left out, by element: (missing, present). ``wanted`` are the elements that are
    asked for.
    """

    model: LineModel
    bar: float
    sure: Mapping[str, tuple[float, float]]
    terms: Mapping[str, Term]
    wanted: frozenset[str] = frozenset(CRAFT_ELEMENTS)

    def wanting(self, elements: frozenset[str]) -> CraftLabeller:
        """The labeller for some elements alone."""
        return replace(self, wanted=elements)

    def label(self, brief: Brief, lines: Sequence[Line], features: NDArray[np.float32]) -> tuple[Signal, ...]:
        """A signal for each wanted element, from lines with their dense features."""
        chances = sigmoid(self.model.logits(lines, features) - self.bar)
        return tuple(
            self._signal(brief, lines, element, chances[:, column])
            for column, element in enumerate(self.model.classes)
            if element in self.wanted
        )

    def _signal(self, brief: Brief, lines: Sequence[Line], element: str, chances: NDArray[np.float32]) -> Signal:
        order = [int(i) for i in (-chances).argsort(kind="stable") if not lines[int(i)].silent and lines[int(i)].text]
        missing, present = self.sure[element]
        said = [i for i in order if chances[i] >= _BAR]
        if said:
            words = tuple(evidence_of(brief, i, float(chances[i])) for i in said[:_MOST_QUOTES])
            return Signal(element, "present", present, "model", words)
        closest = tuple(evidence_of(brief, i, float(chances[i])) for i in order[:_CLOSEST])
        return Signal(element, "missing", missing, "model", search=Search(self.terms[element].looked_for, closest, _BAR))

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]], terms: Mapping[str, Term]) -> Self:
        """The labeller whose weights were stored."""
        model = LineModel.from_arrays(arrays, "craft")
        sure = {e: (float(m), float(p)) for e, (m, p) in zip(model.classes, arrays["sure"].astype(float), strict=True)}
        return cls(model, float(arrays["bar"].astype(float)[0]), sure, terms)
