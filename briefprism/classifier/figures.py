"""Figures of merit on arrays of cells (documents, elements)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def macro_f1(told: NDArray[np.bool_], present: NDArray[np.bool_], counted: NDArray[np.bool_]) -> float:
    """Mean F1 over the columns that have a positive; cells that are not counted are left out."""
    told, present = told & counted, present & counted
    hits = (told & present).sum(axis=0)
    total = told.sum(axis=0) + present.sum(axis=0)
    return float(np.mean([2 * h / t for h, t, p in zip(hits, total, present.sum(axis=0), strict=True) if p]))


def micro_f1(told: NDArray[np.bool_], present: NDArray[np.bool_], counted: NDArray[np.bool_]) -> float:
    """F1 over all counted cells."""
    told, present = told & counted, present & counted
    return float(2 * (told & present).sum() / max(1, told.sum() + present.sum()))


def share(wanted: NDArray[np.bool_], among: NDArray[np.bool_]) -> float:
    """The share of the cells ``among`` that are ``wanted``; 1 when there are none."""
    return float((wanted & among).sum() / among.sum()) if among.any() else 1.0


def calibration_error(chances: NDArray[np.float32], true: NDArray[np.bool_]) -> float:
    """Expected calibration error over ten equal bins: how far probabilities lie from what came true."""
    bins = np.minimum((chances * 10).astype(int), 9)
    gaps = [abs(chances[bins == k].mean() - true[bins == k].mean()) * np.mean(bins == k) for k in range(10) if (bins == k).any()]
    return float(sum(gaps))
