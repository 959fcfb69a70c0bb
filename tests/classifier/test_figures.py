"""The figures that quality is judged by, on cells counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from briefprism.classifier.figures import calibration_error, macro_f1, micro_f1, share

TOLD = np.array([[True, True], [True, False], [False, False]])
GOLD = np.array([[True, False], [False, True], [True, False]])
ALL = np.ones_like(GOLD)


def test_macro_f1_is_the_mean_of_the_columns() -> None:
    assert macro_f1(TOLD, GOLD, ALL) == pytest.approx((2 * 1 / 4 + 0) / 2)


def test_micro_f1_counts_all_cells_together() -> None:
    assert micro_f1(TOLD, GOLD, ALL) == pytest.approx(2 * 1 / (3 + 3))


def test_cells_that_are_not_counted_change_nothing() -> None:
    counted = ALL.copy()
    counted[0, 1] = False
    assert micro_f1(TOLD, GOLD, counted) == pytest.approx(2 * 1 / (2 + 3))


def test_a_column_without_a_positive_is_left_out_of_macro_f1() -> None:
    gold = GOLD.copy()
    gold[:, 1] = False
    assert macro_f1(TOLD, gold, ALL) == pytest.approx(0.5)


def test_share() -> None:
    assert share(GOLD, TOLD) == pytest.approx(1 / 3)
    assert share(GOLD, np.zeros_like(GOLD)) == 1.0


@pytest.mark.parametrize(
    ("chances", "true", "error"), [([0.25, 0.25, 0.25, 0.25], [1, 0, 0, 0], 0.0), ([0.95, 0.95], [0, 0], 0.95), ([1.0], [1], 0.0)]
)
def test_calibration_error(chances: list[float], true: list[int], error: float) -> None:
    assert calibration_error(np.array(chances, np.float32), np.array(true, bool)) == pytest.approx(error, abs=1e-6)
