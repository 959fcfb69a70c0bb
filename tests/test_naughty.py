"""Strings that break programs, in the spirit of the Big List of Naughty Strings, on every way in and out."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., tuple[int, bytes, bytes]]

NAUGHTY = [
    "undefined", "null", "NaN", "None", "\\", "\\\\", "1/0", "1e1000", "0x0", "-0", "٠١٢", "true",
    "<script>alert(1)</script>", "<svg onload=alert(1)>", "javascript:alert(1)", "'; DROP TABLE users; --",
    "$(touch /tmp/x)", "`id`", "../../etc/passwd", "%s%n%d", "{0}{x.y}", "{n.names}", "[red]hi[/red]",
    "[link=http://x]y[/link]", "\x1b[31mred\x1b[0m", "\x1b]8;;http://x\x07y\x1b]8;;\x07", "\x07\x08\x7f", "a\x00b",
    "\x85\u2028\u2029", "\u202ereversed\u202c", "\u2066\u2067\u2069", "\u200b\u200c\u200d\ufeff", "Z̡͖̜͈a̙l͏̱g̪o̯",
    "e" + "\u0301" * 300, "👩‍👩‍👧‍👦", "🏳️‍🌈", "🇩🇪🇫", "ﷺ", "ß ı İ ſ", "Ⅷ ½ ²", "ＦＡＣＥＢＯＯＫ", "𝔽𝕒𝕔𝕖𝕓𝕠𝕠𝕜", "田中さん", "مرحبا",
    "שלום", "สวัสดี", "नमस्ते", "\U000e0041\U000e0042", "\ufffe\uffff", "\U0010ffff", "=cmd|' /C calc'!A0", "@SUM(1)",
    "+1", "-1", "<!-- briefprism: ignore", "]]>", "&lt;&#0;&#x110000;", "```", "---", "|---|", "[a]: b", "![", "](",
    "http://[::1]", "http://a:b@c:99999/%zz?#", "https://xn--/", "a" * 300, "r/" + "x" * 50, "@" * 50, "." * 50,
    "(" * 50,
]  # fmt: skip


def brief(strings: list[str]) -> str:
    lines = "".join(f"- On Facebook we show {text} to parents\n" for text in strings)
    return f"# Plan\n\nWe want more parents to join, and post on Facebook every day.\n\n{lines}"


def quotes(value: Any) -> list[Mapping[str, Any]]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    own = [value] if isinstance(value, dict) and "quote" in value and "start" in value else []
    return [*own, *(found for part in inner for found in quotes(part))]


def test_check_tells_the_words_as_they_stand(call: Call) -> None:
    text = brief(NAUGHTY)
    code, out, errors = call("check", "--format", "json", stdin=text.encode())
    assert code in (0, 1)
    assert errors == b""
    found = quotes(json.loads(out))
    assert found
    assert all(text[quote["start"] : quote["end"]] == quote["quote"] for quote in found)


@pytest.mark.parametrize("part", range(8))
def test_check_shows_nothing_that_a_terminal_would_obey(call: Call, part: int) -> None:
    code, out, errors = call("check", stdin=brief(NAUGHTY[part::8]).encode())
    assert code in (0, 1)
    assert errors == b""
    assert not [char for char in out.decode() if (ord(char) < 32 and char != "\n") or 127 <= ord(char) < 160]


def test_classify_gives_every_name_back(call: Call) -> None:
    names = [text for text in NAUGHTY if "\x00" not in text and text and not text.startswith("-")]
    code, out, errors = call("classify", "--format", "json", "--", *names)
    assert (code, errors) == (0, b"")
    assert [row["text"] for row in json.loads(out)] == names
    text = call("classify", "--", *names)[1].decode()
    assert not [char for char in text if (ord(char) < 32 and char != "\n") or 127 <= ord(char) < 160]
    assert len(text.splitlines()) == len(names)
    rows = list(csv.reader(StringIO(call("classify", "--format", "csv", "--", *names)[1].decode(), newline="")))
    assert len(rows) == len(names) + 1
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "@", "\t", "\r"))]


@pytest.mark.parametrize("form", ["csv", "tsv", "jsonl", "parquet"])
def test_tables_give_every_cell_back(call: Call, tmp_path: Path, form: str) -> None:
    with (tmp_path / "in.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([["source", "n"], *([text, n] for n, text in enumerate(NAUGHTY))])
    for source, target, column in (("in.csv", f"one.{form}", "label"), (f"one.{form}", "end.jsonl", "kind")):
        options = ["--column", "source", "--output", tmp_path / target, "--columns", column]
        code, out, _ = call("classify", "--input", tmp_path / source, *options)
        assert (code, out) == (0, b"")
    rows = [json.loads(line) for line in (tmp_path / "end.jsonl").read_bytes().split(b"\n")[:-1]]
    assert [row["source"] or "" for row in rows] == NAUGHTY
