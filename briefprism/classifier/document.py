"""From lines to the whole document: is an element present, and is the text a plan at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from briefprism.classifier.linear import sigmoid
from briefprism.classifier.lines import Line

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ELEMENT_FEATURES: Final = 5
_FLOOR: Final = -8.0  # log odds of a line that is not there


def element_features(logits: NDArray[np.float32], lines: Sequence[Line]) -> NDArray[np.float32]:
    """Evidence for each element over all lines that can answer something; shape (classes, 5).

    The best line, the second best, the mean of the best five, how many lines are expected to carry it, and how long the
    document is: a long text has more chances of a lucky maximum.
    """
    import numpy as np

    speaking = logits[[i for i, line in enumerate(lines) if not line.silent]]
    top = np.sort(np.vstack([speaking, np.full((5, logits.shape[1]), _FLOOR, np.float32)]), axis=0)[::-1][:5]
    expected = np.log1p(sigmoid(speaking).sum(axis=0)) if len(speaking) else np.zeros(logits.shape[1])
    length = np.full(logits.shape[1], np.log1p(len(speaking)))
    return np.stack([top[0], top[1], top.mean(axis=0), expected, length], axis=1).astype(np.float32)


def plan_features(dense: NDArray[np.float32], logits: NDArray[np.float32], lines: Sequence[Line]) -> NDArray[np.float32]:
    """What the whole text looks like: mean of the dense features, and of the line probabilities, and the length."""
    import numpy as np

    parts = [dense.mean(axis=0), 3 * sigmoid(logits).mean(axis=0), sigmoid(logits).max(axis=0, initial=0.0), [np.log1p(len(lines))]]
    return np.concatenate(parts).astype(np.float32)


@dataclass(frozen=True, slots=True)
class DocumentModel:
    """Logistic regressions on document features: elements (classes, 5) and one for ``is_plan``."""

    weights: NDArray[np.float32]
    intercepts: NDArray[np.float32]
    plan_weights: NDArray[np.float32]
    plan_intercept: float
    present_from: float
    missing_below: float
    plan_from: float

    def elements(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Probability of each element; shape (classes,)."""
        return sigmoid((features * self.weights).sum(axis=1) + self.intercepts)

    def plan(self, features: NDArray[np.float32]) -> float:
        """Probability that the text is a plan."""
        import numpy as np

        return float(sigmoid(np.float32(features @ self.plan_weights + self.plan_intercept)))  # type: ignore[arg-type]

    def to_arrays(self) -> dict[str, NDArray[np.generic]]:
        """Arrays to store."""
        import numpy as np

        return {
            "document_weights": self.weights.astype(np.float32),
            "document_intercepts": self.intercepts.astype(np.float32),
            "plan_weights": self.plan_weights.astype(np.float32),
            "scalars": np.array([self.plan_intercept, self.present_from, self.missing_below, self.plan_from], np.float64),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]]) -> Self:
        """The model that ``to_arrays`` stored."""
        import numpy as np

        scalars = [float(x) for x in arrays["scalars"].astype(np.float64)]
        return cls(
            arrays["document_weights"].astype(np.float32),
            arrays["document_intercepts"].astype(np.float32),
            arrays["plan_weights"].astype(np.float32),
            *scalars,
        )
