"""What a name is by its description: a model for names that no list holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from briefprism.classifier.features import dense
from briefprism.classifier.linear import LineModel, sigmoid
from briefprism.classifier.lines import Line
from briefprism.models.labels import Label

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from briefprism.classifier.vectors import Encoder

LABELS: Final[tuple[Label, ...]] = ("media", "channel", "network", "not_social")


@dataclass(frozen=True, slots=True)
class Described:
    """A label with its kind (None when the description does not tell) and how sure it is (0..1)."""

    label: Label
    kind: str | None
    confidence: float


class DescriptionLabeller:
    """Labels names by what is said of them; below ``answer_from`` it says nothing."""

    def __init__(self, model: LineModel, answer_from: float, encoder: Encoder) -> None:
        self._model, self._answer_from, self._encoder = model, answer_from, encoder

    def label(self, name: str, description: str) -> Described | None:
        """The label of a described name, or None: not sure."""
        line = described_line(name, description)
        (row,) = sigmoid(self._model.logits([line], dense([line], self._encoder)))
        chance = dict(zip(self._model.classes, row.tolist(), strict=True))
        label, sure = best_label(chance)
        if sure < self._answer_from:
            return None
        kind = max((c for c in chance if c not in LABELS), key=lambda c: chance[c])
        return Described(label, kind if chance[kind] >= 0.5 else None, sure)

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]], encoder: Encoder) -> Self:
        """The labeller whose weights were stored."""
        return cls(LineModel.from_arrays(arrays, "described"), float(arrays["answer_from"].astype(float)[0]), encoder)


def described_line(name: str, description: str) -> Line:
    """A name and its description as the model sees them."""
    return Line(f"{name}: {description}", "", "sentence")


def best_label(chance: Mapping[str, float]) -> tuple[Label, float]:
    """The likeliest label, and its share of what the labels get together; a description may fit none of them."""
    total = max(1.0, sum(chance[label] for label in LABELS))
    best = max(LABELS, key=lambda label: chance[label])
    return best, chance[best] / total
