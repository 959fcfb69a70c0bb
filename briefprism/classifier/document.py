"""From lines to the whole document: is an element present, and is the text a plan at all."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from briefprism.classifier.linear import sigmoid
from briefprism.classifier.lines import Line
from briefprism.classifier.vectors import DIMENSIONS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BEST: Final = 5
_OPENING: Final = 0.2  # the subject of a text says little of whether it is a plan
_TITLE = re.compile(
    r"\b(?:marketing|social[ -]media|outreach|publicity|promo(?:tion(?:al)?)?|go[- ]to[- ]market|campaign|launch|communications?|content"
    r"|advertising|awareness)\b.{0,40}\b(?:plan|strategy|calendar|campaign|schedule|checklist|tasks?|goals?|ideas)\b"
    r"|\b(?:plan|strategy|campaign|calendar)\b.{0,20}\b(?:marketing|social[ -]media|outreach|promotion|launch)\b",
    re.IGNORECASE,
)
_FLOOR: Final = -4.0  # log odds of a line that is not there


def element_features(logits: NDArray[np.float32], lines: Sequence[Line]) -> NDArray[np.float32]:
    """Evidence for each element over all lines that can answer something; shape (classes, 3).

    The best line, the second best, and the mean of the best five. How long the text is says nothing: real briefs are
    poorer for their length than those written for training.
    """
    import numpy as np

    speaking = logits[[i for i, line in enumerate(lines) if not line.silent]]
    top = np.sort(np.vstack([speaking, np.full((_BEST, logits.shape[1]), _FLOOR, np.float32)]), axis=0)[::-1][:_BEST]
    return np.stack([top[0], top[1], top.mean(axis=0)], axis=1).astype(np.float32)


def plan_features(dense: NDArray[np.float32], logits: NDArray[np.float32], lines: Sequence[Line]) -> NDArray[np.float32]:
    """What the whole text looks like.

    First whether it calls itself a plan; then how it opens, its known signs, and what its lines say, on average and at best.
    """
    import numpy as np

    chances = sigmoid(logits)
    best = np.sort(chances.max(axis=1))[::-1]
    told = [chances.mean() * 3, (best > 0.5).mean(), best[:3].mean(), (chances.max(axis=0) > 0.3).mean()]
    opening = dense[:3, :DIMENSIONS].mean(axis=0) * _OPENING
    signs = dense[:, 2 * DIMENSIONS :].mean(axis=0) * 2
    titled = bool(_TITLE.search(" . ".join(line.text for line in lines[:2])))
    return np.concatenate([[titled], opening, signs, chances.mean(axis=0) * 3, chances.max(axis=0), told]).astype(np.float32)


@dataclass(frozen=True, slots=True)
class DocumentModel:
    """Logistic regressions on document features: elements (classes, 3) and one for ``is_plan``."""

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
