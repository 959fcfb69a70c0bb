"""Tables in memory come back as what they were."""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from briefprism import classify_table
from briefprism.models.errors import UsageError

NAMES = ["Facebook", None, "a blog"]
LABELS = ["network", "unknown", "channel"]


def test_pandas_keeps_its_index_types_and_memory() -> None:
    frame = pd.DataFrame({"source": NAMES, "n": pd.Categorical(["x", "y", "x"])}, index=[7, 7, 9])
    got = classify_table(frame, "source", columns=["label", "social"])
    assert list(got.columns) == ["source", "n", "bp_label", "bp_social"]
    assert got["bp_label"].tolist() == LABELS
    assert got["bp_social"].tolist() == [True, None, True]
    assert got.index.tolist() == [7, 7, 9]
    assert got["n"].dtype == "category"
    assert "bp_label" not in frame
    mixed = classify_table(pd.DataFrame({"source": ["Reddit", 3, np.nan]}), "source", columns=["label"])
    assert mixed["bp_label"].tolist() == ["channel", "unknown", "unknown"]


def test_polars() -> None:
    frame = pl.DataFrame({"source": NAMES, "n": [[1], [], None]})
    got = classify_table(frame, "source", columns=["label"])
    assert got.select("source", "n").equals(frame)
    assert got["bp_label"].to_list() == LABELS
    assert classify_table(frame.with_columns(pl.col("source").cast(pl.Categorical)), "source")["bp_label"].to_list() == LABELS


@pytest.mark.parametrize("wrap", [lambda t: t, lambda t: t.to_batches()[0], lambda t: t.to_reader()])
def test_arrow_without_a_copy(wrap: Any) -> None:
    table = pa.table({"n": [1, 2, 3], "source": NAMES})
    got = classify_table(wrap(table), "source", columns=["label"])
    got = got.read_all() if isinstance(got, pa.RecordBatchReader) else got
    assert got.column("bp_label").to_pylist() == LABELS
    assert got.schema.names == ["n", "source", "bp_label"]
    assert got.column("n").chunk(0).buffers()[1].address == table.column("n").chunk(0).buffers()[1].address


def test_a_duckdb_relation_stays_a_relation() -> None:
    con = duckdb.connect()
    got = classify_table(con.sql("SELECT 'Reddit' AS source, i FROM range(300000) t(i)"), "source", columns=["label"])
    assert isinstance(got, duckdb.DuckDBPyRelation)
    assert got.aggregate("bp_label, count(*), sum(i)").fetchall() == [("channel", 300_000, sum(range(300_000)))]


def test_what_is_no_table_or_clashes_is_told() -> None:
    with pytest.raises(UsageError, match="int is no table"):
        classify_table(3, "source")
    for frame in (pa.table({"source": ["a"], "bp_label": ["b"]}), pd.DataFrame({"source": ["a"], "bp_label": ["b"]})):
        with pytest.raises(UsageError, match="column 'bp_label' is there already"):
            classify_table(frame, "source")
        with pytest.raises(UsageError, match="did you mean 'source'"):
            classify_table(frame, "sourc")
