"""Cells that a spreadsheet would run: harmless in what we write, and as they were in what we read back."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefprism.batch.text_cells import escape_formulas, unescape_formulas
from briefprism.hall.tables.tables import TableJob, run_table
from briefprism.models.cells import escape_formula, is_formula, unescape_formula

DANGEROUS = [
    "=1+2", "=cmd|' /C calc'!A0", "@SUM(A1)", "+cmd()", "-cmd()", "-1+A1", "\t=1", "\r=1", "\n=1", "＝1", "＋A1", "－A1", "＠SUM(A1)",
    "@acme", "- a note", "-5\n", "=",
]  # fmt: skip
HARMLESS = [
    "-5", "+44 20 7946 0958", "-1.5e-3", "-1,50", "+1 (555) 010-9999", "-", "--", "-12%", "", "a=1", "x@y.example", "'quoted'", " =1", "—",
]  # fmt: skip
CELLS = st.text(st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("'=+-@\t\r\n0e.A＝")), max_size=8)


@pytest.fixture
def run(echo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    monkeypatch.chdir(tmp_path)
    return lambda source, target, **options: run_table(TableJob((source,), "source", target, **options), echo)


def rows(path: Path) -> list[list[str]]:
    return list(csv.reader(StringIO(path.read_text(encoding="utf-8"), newline="")))


@pytest.mark.parametrize("cell", DANGEROUS)
def test_a_formula_gets_a_mark(cell: str) -> None:
    assert is_formula(cell)
    assert escape_formula(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", HARMLESS)
def test_numbers_and_words_stay(cell: str) -> None:
    assert escape_formula(cell) == cell == unescape_formula(cell)


@settings(deadline=None)
@given(CELLS)
def test_reading_gives_back_what_was_written(cell: str) -> None:
    written = escape_formula(cell)
    assert unescape_formula(written) == cell
    assert not written.startswith(("=", "@", "\t", "\r", "\n"))


@settings(deadline=None)
@given(st.lists(st.one_of(CELLS, st.none()), max_size=12), st.integers(0, 3))
def test_whole_columns_say_what_single_cells_say(cells: list[str | None], start: int) -> None:
    texts = pa.array(cells, pa.string()).slice(start)
    written = escape_formulas(texts)
    assert written.to_pylist() == [None if c is None else escape_formula(c) for c in cells[start:]]
    assert unescape_formulas(written).to_pylist() == cells[start:]


def table(path: Path) -> pa.Table:
    cells = [*DANGEROUS, *HARMLESS, "'=1", "''=1"]
    held = pa.table({"=evil()": [str(n) for n in range(len(cells))], "source": cells, "n": [-n for n in range(len(cells))]})
    pq.write_table(held, path)
    return held


def test_round_trips_are_the_identity(run: Callable[..., Any], tmp_path: Path) -> None:
    cells = table(tmp_path / "in.parquet").column("source").to_pylist()
    run("in.parquet", "one.csv", columns=("label",))
    run("one.csv", "two.tsv.gz", columns=("social",))
    run("two.tsv.gz", "end.parquet", columns=("confidence",))
    back = pq.read_table(tmp_path / "end.parquet")
    assert back.column("source").to_pylist() == cells
    assert back.column("bp_label").to_pylist() == [f"<{cell.strip().lower()}>" for cell in cells]
    assert back.column_names[0] == "=evil()"
    run("one.csv", "book.xlsx", columns=("social",))
    run("book.xlsx", "book.parquet", columns=("confidence",))
    books = [cell.replace("\r\n", "\n") if cell else None for cell in pq.read_table(tmp_path / "book.parquet").column("source").to_pylist()]
    assert [cell for cell in books if cell and "\r" not in cell] == [cell for cell in cells if cell and "\r" not in cell]


def test_nothing_that_we_write_as_text_begins_like_a_formula(run: Callable[..., Any], tmp_path: Path) -> None:
    table(tmp_path / "in.parquet")
    run("in.parquet", "out.csv", columns=("label",))
    header, *body = rows(tmp_path / "out.csv")
    assert header == ["'=evil()", "source", "n", "bp_label"]
    assert not [cell for row in [header, *body] for cell in row if is_formula(cell) and not cell.startswith("'")]
    assert [int(row[2]) for row in body] == [-n for n in range(len(body))]


def test_raw_cells_are_left_alone(run: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("source,bp_old\n=1,a\n'=1,b\n", encoding="utf-8")
    run("in.csv", "raw.csv", columns=("confidence",), raw_cells=True)
    assert [row[0] for row in rows(tmp_path / "raw.csv")] == ["source", "=1", "'=1"]
    run("in.csv", "out.csv", columns=("confidence",))
    assert [row[0] for row in rows(tmp_path / "out.csv")] == ["source", "'=1", "'=1"]


def test_a_table_of_others_keeps_its_marks(run: Callable[..., Any], tmp_path: Path) -> None:
    """A mark that stands in a table that is not ours is part of the cell: it comes back as it was."""
    (tmp_path / "in.csv").write_text("source\n'=1\n", encoding="utf-8")
    run("in.csv", "direct.parquet")
    run("in.csv", "one.csv", columns=("label",))
    run("one.csv", "back.parquet", columns=("social",))
    for name in ("direct", "back"):
        assert pq.read_table(tmp_path / f"{name}.parquet").column("source").to_pylist() == ["'=1"]


def test_excel_holds_texts_with_the_mark_that_it_knows(run: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("source\n=1+2\nplain\n", encoding="utf-8")
    run("in.csv", "out.xlsx", columns=("confidence",))
    run("in.csv", "raw.xlsx", columns=("confidence",), raw_cells=True)
    marked = {name: _quote_prefixed(tmp_path / f"{name}.xlsx") for name in ("out", "raw")}
    assert marked == {"out": ["A2"], "raw": []}
    assert "<f>" not in ZipFile(tmp_path / "out.xlsx").read("xl/worksheets/sheet1.xml").decode()


def _quote_prefixed(path: Path) -> list[str]:
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with ZipFile(path) as book:
        styles = ElementTree.fromstring(book.read("xl/styles.xml")).find(f"{space}cellXfs")
        assert styles is not None
        marks = [str(n) for n, style in enumerate(styles) if style.get("quotePrefix") == "1"]
        cells = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml")).iter(f"{space}c")
        return [str(cell.get("r")) for cell in cells if cell.get("s") in marks]
