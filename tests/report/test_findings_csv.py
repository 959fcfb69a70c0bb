"""Findings as a table: one row each, words verbatim, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from io import StringIO

import pytest

from briefprism.hall.brief.pipeline import Checker
from briefprism.report.findings_csv import COLUMNS, csv_head, csv_rows, harmless

FORMULAS = ["=1+1", "+A1", "-1+A1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "'=1"]


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"), newline="")))


def test_one_row_a_finding_with_the_words_where_they_stand(checker: Checker, texts: Mapping[str, str]) -> None:
    report = checker.check(texts["bakery"], "bakery.md")
    rows = table(csv_head() + csv_rows(report))
    assert [row["rule"] for row in rows] == [f.rule for f in report.findings]
    assert [row["root"] for row in rows] == ["yes" if f.root else "no" for f in report.findings]
    assert {row["source"] for row in rows} == {"bakery.md"}
    quoted = [row for row in rows if row["quote"]]
    assert quoted
    for row in quoted:
        start, end = int(row["start"]), int(row["end"])
        assert texts["bakery"][start:end] == row["quote"].removeprefix("'")
        assert row["place"] == f"line {texts['bakery'].count(chr(10), 0, start) + 1}"
    assert all(row["place"] == row["start"] == row["end"] == "" for row in rows if not row["quote"])


def test_the_head_names_the_columns_behind_a_byte_order_mark() -> None:
    assert csv_head() == "\ufeff" + ",".join(COLUMNS) + "\r\n"


@pytest.mark.parametrize("cell", FORMULAS)
def test_a_formula_is_made_harmless_and_can_be_restored(cell: str) -> None:
    made = str(harmless(cell))
    assert made[0] == "'"
    assert made[1:] == cell


@pytest.mark.parametrize("cell", ["", "plain", "a=b", 7, " =1", "+1", "-1", "'quoted'"])
def test_what_is_no_formula_stays(cell: object) -> None:
    assert harmless(cell) == cell


def test_a_name_that_is_a_formula_is_harmless(checker: Checker, texts: Mapping[str, str]) -> None:
    rows = table(csv_head() + csv_rows(checker.check(texts["weak"], "=cmd|' /C calc'!A0.md")))
    assert {row["source"] for row in rows} == {"'=cmd|' /C calc'!A0.md"}


def test_a_text_that_is_not_judged_has_no_rows(checker: Checker, texts: Mapping[str, str]) -> None:
    assert csv_rows(checker.check(texts["german"], "german.md")) == ""
