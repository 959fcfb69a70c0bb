"""A scikit-learn transformer that labels names, for pipelines that learn from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_array, check_is_fitted, validate_data

from briefprism.batch.labelling import Labeller
from briefprism.hall.tables.annotators import NAME_COLUMNS, names

__all__ = ["PlatformLabeler"]


class PlatformLabeler(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Labels of names as columns of text.

    Args:
        columns: which of platform, label, path, kind, social, confidence, by, reason are given for each column of names.

    Nothing is learned: ``fit`` only looks at the shape. ``transform`` takes an array of shape (rows, columns) or a frame, or
    a list of names, and gives an array of objects of shape (rows, columns * given); what is unknown is None.
    """

    def __init__(self, columns: Sequence[str] = ("label", "kind")) -> None:
        self.columns = columns

    def fit(self, X: Any, y: Any = None) -> PlatformLabeler:  # noqa: ARG002, N803 - scikit-learn's interface
        """Look at the shape.

        Raises:
            ValueError: when there are no rows, or an unknown column is asked for.
        """
        self._chosen()
        self._seen(X, reset=True)
        return self

    def transform(self, X: Any) -> np.ndarray[Any, Any]:  # noqa: N803 - scikit-learn's interface
        """The labels of names.

        Raises:
            NotFittedError: before ``fit``.
            ValueError: when the number of columns is another than in ``fit``.
        """
        check_is_fitted(self, "n_features_in_")
        cells = self._seen(X, reset=False)
        labeller, chosen = Labeller(names()), self._chosen()
        out = np.empty((len(cells), cells.shape[1] * len(chosen)), object)
        for at in range(cells.shape[1]):
            labels = labeller.label(_strings(cells[:, at]))
            codes = labels.codes.to_numpy()
            for k, i in enumerate(chosen):
                values = np.array([o.cells[i] for o in labels.outcomes], object)
                out[:, at * len(chosen) + k] = values[codes]
        return out

    def get_feature_names_out(self, input_features: Iterable[str] | None = None) -> np.ndarray[Any, Any]:
        """For example ``source_label``, ``source_kind``."""
        check_is_fitted(self, "n_features_in_")
        given = getattr(self, "feature_names_in_", None)
        names_in = list(input_features) if input_features is not None else [f"x{i}" for i in range(self.n_features_in_)]
        if input_features is None and given is not None:
            names_in = list(given)
        if given is not None and list(given) != names_in:
            raise ValueError("input_features is not equal to feature_names_in_")
        if len(names_in) != self.n_features_in_:
            raise ValueError("input_features should have length equal to number of features")
        return np.array([f"{name}_{column}" for name in names_in for column in self.columns], object)

    def _chosen(self) -> list[int]:
        known = [c.name.removeprefix("bp_") for c in NAME_COLUMNS]
        for name in self.columns:
            if name not in known:
                raise ValueError(f"no column {name!r}; choose from {', '.join(known)}")
        return [known.index(name) for name in self.columns]

    def _seen(self, X: Any, reset: bool) -> np.ndarray[Any, Any]:  # noqa: N803
        if isinstance(X, (list, tuple)) and all(isinstance(cell, str) or cell is None for cell in X):
            X = np.array(X, object).reshape(-1, 1)  # noqa: N806
        if np.iscomplexobj(X):
            raise ValueError("Complex data not supported")
        cells: np.ndarray[Any, Any] = check_array(X, dtype=object, ensure_all_finite=False, estimator=self)
        validate_data(self, X, reset=reset, skip_check_array=True)
        return cells

    def __sklearn_tags__(self) -> Any:
        """Text and missing values are welcome; nothing is learned."""
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.categorical = True
        tags.input_tags.allow_nan = True
        tags.transformer_tags.preserves_dtype = []
        return tags


def _strings(cells: np.ndarray[Any, Any]) -> Any:
    import pyarrow as pa

    return pa.array([None if cell is None or cell != cell else str(cell) for cell in cells], pa.string())  # nan is not itself
