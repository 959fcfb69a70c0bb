"""The scikit-learn transformer, by scikit-learn's own checks as far as they apply to text."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder
from sklearn.utils.estimator_checks import parametrize_with_checks

from briefprism import PlatformLabeler

SUBTRACTS = "the check subtracts the results, and ours are text"
NUMBERS_ONLY = dict.fromkeys(
    (
        "check_pipeline_consistency", "check_estimators_pickle", "check_transformer_data_not_an_array", "check_transformer_general",
        "check_methods_sample_order_invariance", "check_methods_subset_invariance", "check_fit_idempotent",
    ),
    SUBTRACTS,
)  # fmt: skip


@parametrize_with_checks([PlatformLabeler()], expected_failed_checks=lambda _: NUMBERS_ONLY)
def test_scikit_learns_checks(estimator: Any, check: Callable[[Any], None]) -> None:
    check(estimator)


def test_what_the_left_out_checks_are_about() -> None:
    names = np.array([["Reddit"], ["fb ads"], ["nobody"], [None]], object)
    labeler = PlatformLabeler().fit(names)
    told = labeler.transform(names).tolist()
    assert pickle.loads(pickle.dumps(labeler)).transform(names).tolist() == told
    assert labeler.fit(names).transform(names).tolist() == told == PlatformLabeler().fit_transform(names).tolist()
    assert labeler.transform(names[::-1]).tolist() == told[::-1]
    assert [labeler.transform(names[i : i + 1]).tolist()[0] for i in range(4)] == told


def test_names_become_columns_of_labels() -> None:
    labeler = PlatformLabeler(columns=("label", "platform")).fit(["Facebook"])
    assert labeler.transform(["fb ads", None, "a blog"]).tolist() == [["network", "Facebook"], ["unknown", None], ["channel", "Blog"]]
    assert labeler.get_feature_names_out(["source"]).tolist() == ["source_label", "source_platform"]
    with pytest.raises(ValueError, match="no column 'lable'"):
        PlatformLabeler(columns=("lable",)).fit(["x"])


def test_it_works_in_a_pipeline() -> None:
    frame = pd.DataFrame({"source": ["fb ads", "a blog", "Reddit", "Instagram"] * 5, "n": range(20)})
    wanted = np.array([1, 0, 0, 1] * 5)
    both = make_pipeline(PlatformLabeler(columns=("label",)), OneHotEncoder(handle_unknown="ignore"))
    model = make_pipeline(ColumnTransformer([("names", both, ["source"])]), LogisticRegression()).fit(frame, wanted)
    assert model.predict(pd.DataFrame({"source": ["LinkedIn", "a forum"], "n": [0, 0]})).tolist() == [1, 0]
    assert PlatformLabeler().fit(frame[["source"]]).get_feature_names_out().tolist() == ["source_label", "source_kind"]
