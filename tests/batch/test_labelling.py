"""Each distinct string once, in bounded memory, whatever the type of the column."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefprism.batch.labelling import Labeller, Labels
from briefprism.models.errors import UsageError


def cells(labels: Labels, at: int = 0) -> list[object]:
    return [labels.outcomes[code].cells[at] for code in labels.codes.to_pylist()]


def test_equal_strings_are_asked_once_over_all_batches(echo: Any, labeller: Labeller) -> None:
    labeller.label(pa.array(["a", "b", "a", None]))
    assert cells(labeller.label(pa.array(["b", "c"]))) == ["<b>", "<c>"]
    assert sorted(echo.asked) == [("", ""), ("a", ""), ("b", ""), ("c", "")]


@pytest.mark.parametrize(
    "names",
    [
        pa.array(["x", None, "y", "x"]),
        pa.array(["x", None, "y", "x"], pa.large_string()),
        pa.array(["x", None, "y", "x"]).dictionary_encode(),
        pa.array(["-", "x", None, "y", "x"]).slice(1),
        pa.DictionaryArray.from_arrays(pa.array([0, 1, 2, 0]), pa.array(["x", None, "y"])),
    ],
)
def test_any_kind_of_text_reads_alike(labeller: Labeller, names: pa.Array) -> None:
    labels = labeller.label(names)
    assert cells(labels) == ["<x>", "<>", "<y>", "<x>"]
    assert labels.tally() == {("", "<x>", "", "", ""): 2, ("", "<>", "", "", ""): 1, ("", "<y>", "", "", ""): 1}
    shown = labels.arrays(labeller.annotator.columns, [0, 1, 2])
    assert [a.to_pylist() for a in shown] == [["<x>", "<>", "<y>", "<x>"], [False, True, False, False], [1.0, 0.0, 1.0, 1.0]]


def test_numbers_are_read_as_text_and_lists_are_refused(labeller: Labeller) -> None:
    assert cells(labeller.label(pa.array([7, None, 7]))) == ["<7>", "<>", "<7>"]
    with pytest.raises(UsageError, match="name a column that holds names"):
        labeller.label(pa.array([["a"]]))


def test_a_description_is_part_of_the_question(echo: Any, labeller: Labeller) -> None:
    labels = labeller.label(pa.array(["a", "a", "a"]), pa.array(["x", None, "x"]))
    assert cells(labels) == ["<ax>", "<a>", "<ax>"]
    assert echo.asked == [("a", "x"), ("a", "")]


@given(st.lists(st.lists(st.text(alphabet="abcdefgh", max_size=3), max_size=30), max_size=8), st.integers(1, 20))
def test_a_memo_of_any_size_gives_the_same_answers(echo_type: Any, batches: list[list[str]], memo: int) -> None:
    small = Labeller(echo_type(), memo)
    for batch in batches:
        held = len(small._codes)
        assert cells(small.label(pa.array(batch, pa.string()))) == [f"<{text}>" for text in batch]
        assert len(small._codes) <= max(held, memo) + len(set(batch))
    assert len(small._codes) <= memo + 30
