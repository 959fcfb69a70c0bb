"""Labels of names, in each form."""

from __future__ import annotations

import csv
import json
from io import StringIO

import pytest

from briefprism.hall.brief.pipeline import classify
from briefprism.models.cells import unescape_formula
from briefprism.report.names import TABLE_COLUMNS, render_names, table_cells

NAMES = ["Facebook", "fb ads", "a blog", "billboards", "@acme", "socials", 'Café, "x"\n😀', ""]


def test_text_is_one_plain_line_a_name() -> None:
    lines = render_names(classify(NAMES), "text").splitlines()
    assert len(lines) == len(NAMES)
    assert lines[0].startswith("Facebook: a social network (media > channel > network). Facebook is in our catalogue.")
    assert lines[1].startswith("fb ads: a social network (media > channel > network), paid. ")
    assert lines[2].startswith("a blog: a social channel (media > channel). ")
    assert lines[3].startswith("billboards: not social. ")
    assert lines[4].startswith("@acme: unknown. An account name alone")
    assert lines[5].startswith("socials: social media (in general) (media). ")
    assert lines[7].startswith('"": unknown. It is empty.')


@pytest.mark.parametrize("name", ["Face\x1b[31mbook", "a\x07b", "x\u202ey", "http://reddit.com/\x1b[2J", "\x9b2J", "a\nb"])
def test_text_holds_nothing_that_a_terminal_obeys(name: str) -> None:
    shown = render_names(classify([name]), "text")
    assert shown.endswith("\n")
    assert all(c.isprintable() for c in shown[:-1])


def test_json_is_a_list_in_the_order_given() -> None:
    found = json.loads(render_names(classify(NAMES), "json"))
    assert [row["text"] for row in found] == NAMES


def test_jsonl_is_one_object_a_line_and_says_the_same() -> None:
    text = render_names(classify(NAMES), "jsonl")
    assert text.count("\n") == len(NAMES)
    assert [json.loads(line) for line in text.splitlines()] == json.loads(render_names(classify(NAMES), "json"))


def test_csv_reads_back() -> None:
    rows = list(csv.DictReader(StringIO(render_names(classify(NAMES), "csv"), newline="")))
    assert [unescape_formula(row["text"]) for row in rows] == NAMES
    assert list(rows[0]) == ["text", *TABLE_COLUMNS]
    assert rows[1] == {
        "text": "fb ads", "platform": "Facebook", "label": "network", "path": "media > channel > network", "kind": "social-network",
        "social": "yes", "confidence": "0.99", "by": "catalogue", "reason": rows[1]["reason"],
    }  # fmt: skip
    assert [row["social"] for row in rows[3:5]] == ["no", ""]


def test_no_names_make_no_lines() -> None:
    assert render_names([], "text") == ""
    assert render_names([], "jsonl") == ""
    assert json.loads(render_names([], "json")) == []


def test_there_is_a_cell_for_each_column() -> None:
    assert [len(table_cells(c)) for c in classify(NAMES)] == [len(TABLE_COLUMNS)] * len(NAMES)
