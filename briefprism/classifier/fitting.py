"""Fitting line models with scikit-learn. Used by training only; checking a brief needs none of it."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Sequence
from math import log
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from briefprism.classifier.features import dense, term_weights, tokens
from briefprism.classifier.linear import LineModel
from briefprism.classifier.lines import Line
from briefprism.classifier.vectors import Encoder

_RAREST: Final = 3  # a term of fewer lines is no evidence
_STEPS: Final = 70
SHRINKAGE: Final = 8.0  # L2; chosen by leaving one voice out, see docs/quality.md


def fit_lines(
    lines: Sequence[Line], targets: NDArray[np.float64], classes: Sequence[str], encoder: Encoder, shrinkage: float = SHRINKAGE
) -> LineModel:
    """Fit one logistic regression for each class.

    Args:
        lines: the training lines.
        targets: 0 or 1, shape (lines, classes).
        classes: the names of the columns of ``targets``.
        encoder: gives the sentence vectors.
        shrinkage: strength of the L2 penalty.
    """
    vocabulary, idf = _vocabulary(lines)
    matrix = hstack([_term_matrix(lines, vocabulary, idf), csr_matrix(dense(lines, encoder))]).tocsr()
    # A perceptron without a hidden layer is one logistic regression a class, fitted in one go instead of class by class.
    model = MLPClassifier(hidden_layer_sizes=(), solver="lbfgs", alpha=shrinkage, max_iter=_STEPS, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(matrix, targets)
    weights = model.coefs_[0].astype(np.float32)
    size = len(vocabulary)
    return LineModel(
        tuple(classes),
        vocabulary,
        idf.astype(np.float16).astype(np.float32),  # as they are stored
        weights[:size].astype(np.float16).astype(np.float32),
        weights[size:],
        model.intercepts_[0].astype(np.float32),
    )


def _vocabulary(lines: Sequence[Line]) -> tuple[dict[str, int], NDArray[np.float32]]:
    counts = Counter(term for line in lines for term in set(tokens(line)))
    kept = sorted(term for term, n in counts.items() if n >= _RAREST and "\n" not in term)
    idf = np.array([log((1 + len(lines)) / (1 + counts[term])) + 1 for term in kept], np.float32)
    return {term: i for i, term in enumerate(kept)}, idf


def _term_matrix(lines: Sequence[Line], vocabulary: dict[str, int], idf: NDArray[np.float32]) -> csr_matrix:
    data: list[float] = []
    columns: list[int] = []
    ends = [0]
    for line in lines:
        indices, weights = term_weights(line, vocabulary, idf)
        columns += indices
        data += weights
        ends.append(len(columns))
    return csr_matrix((np.array(data, np.float32), columns, ends), shape=(len(lines), len(vocabulary)))
