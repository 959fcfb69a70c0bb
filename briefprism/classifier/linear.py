"""Logistic regressions over lines: one for each class, all on the same features, weights without pickle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from briefprism.classifier.features import term_weights
from briefprism.classifier.lines import Line

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class LineModel:
    """Weights of the terms (terms, classes), of the dense features (features, classes), and intercepts (classes)."""

    classes: tuple[str, ...]
    vocabulary: Mapping[str, int]
    idf: NDArray[np.float32]
    term_weights: NDArray[np.float32]
    dense_weights: NDArray[np.float32]
    intercepts: NDArray[np.float32]

    def logits(self, lines: Sequence[Line], features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Log odds, shape (lines, classes), of lines with their dense features."""
        import numpy as np

        scores: NDArray[np.float32] = features @ self.dense_weights + self.intercepts
        for row, line in enumerate(lines):
            indices, weights = term_weights(line, self.vocabulary, self.idf)
            if indices:
                scores[row] += np.asarray(weights, np.float32) @ self.term_weights[indices]
        return scores

    def to_arrays(self, prefix: str) -> dict[str, NDArray[np.generic]]:
        """Arrays to store; words are joined to one array of bytes, so that nothing needs pickle."""
        import numpy as np

        words = "\n".join(self.vocabulary).encode("utf-8")
        return {
            f"{prefix}_classes": np.array(self.classes),
            f"{prefix}_vocabulary": np.frombuffer(words, np.uint8),
            f"{prefix}_idf": self.idf.astype(np.float16),
            f"{prefix}_terms": self.term_weights.astype(np.float16),
            f"{prefix}_dense": self.dense_weights.astype(np.float32),
            f"{prefix}_intercepts": self.intercepts.astype(np.float32),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]], prefix: str) -> Self:
        """The model that ``to_arrays`` stored."""
        import numpy as np

        words = arrays[f"{prefix}_vocabulary"].tobytes().decode("utf-8").split("\n")
        return cls(
            classes=tuple(str(c) for c in arrays[f"{prefix}_classes"]),
            vocabulary={word: i for i, word in enumerate(words)},
            idf=arrays[f"{prefix}_idf"].astype(np.float32),
            term_weights=arrays[f"{prefix}_terms"].astype(np.float32),
            dense_weights=arrays[f"{prefix}_dense"].astype(np.float32),
            intercepts=arrays[f"{prefix}_intercepts"].astype(np.float32),
        )


def sigmoid(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Probabilities of log odds."""
    import numpy as np

    return (1.0 / (1.0 + np.exp(-np.clip(logits, -30, 30)))).astype(np.float32)
