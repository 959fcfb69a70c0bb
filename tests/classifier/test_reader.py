"""From a text to units: the structure that a careful reader sees, and offsets that lead back to the text as given."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefprism.classifier.blocks import parse, trimmed
from briefprism.classifier.reader import read
from briefprism.models.brief import Brief


def shape(text: str) -> list[tuple[str, str]]:
    brief = read(text)
    return [(u.kind, brief.quote(u)) for u in brief.units]


def paths(text: str) -> dict[str, tuple[str, ...]]:
    brief = read(text)
    return {brief.quote(u): u.headings for u in brief.units}


STRUCTURE = {
    "bullets-and-nested": ("- first\n  - nested\n- second\n", [("bullet", "first"), ("bullet", "nested"), ("bullet", "second")]),
    "star-and-plus": ("* one\n\n+ two\n", [("bullet", "one"), ("bullet", "two")]),
    "unicode-bullets": ("• one point\n▪ two points\n", [("bullet", "one point"), ("bullet", "two points")]),
    "numbered-with-bracket": ("1) first thing\n2) second thing\n", [("bullet", "first thing"), ("bullet", "second thing")]),
    "lettered": ("a) first thing\nb) second thing\n", [("bullet", "first thing"), ("bullet", "second thing")]),
    "checkboxes": (
        "- [ ] open\n- [x] done\n- [X] done too\n☐ box\n☑ ticked\n",
        [("checkbox", t) for t in ("open", "done", "done too", "box", "ticked")],
    ),
    "checkbox-without-bullet": ("[ ] cups\n[x] flyer\n", [("checkbox", "cups"), ("checkbox", "flyer")]),
    "quoted-post": ("> Come to us!\n\nText after.\n", [("quote", "Come to us!"), ("sentence", "Text after.")]),
    "fence-with-language-is-code": ("```python\nimport os\n```\n", [("code", "import os")]),
    "fence-with-a-command-is-code": ("```\ncurl http://x\n```\n", [("code", "curl http://x")]),
    "fence-with-words-is-a-post": ("```\nNew: our menu.\n```\n", [("quote", "New: our menu.")]),
    "fence-left-open": ("```\nNew: our menu.", [("quote", "New: our menu.")]),
    "fence-empty": ("```\n```\nText.\n", [("sentence", "Text.")]),
    "front-matter": ("---\ntitle: Plan\n---\nText here.\n", [("meta", "---\ntitle: Plan\n---"), ("sentence", "Text here.")]),
    "rules-are-no-front-matter": ("---\nWe post.\n\n---\nMore.\n", [("sentence", "We post."), ("sentence", "More.")]),
    "comment": ("<!-- say the goal -->\nTen members.\n", [("meta", "<!-- say the goal -->"), ("sentence", "Ten members.")]),
    "comment-of-several-lines": ("<!--\nsay it\n-->\n\nText.\n", [("meta", "<!--\nsay it\n-->"), ("sentence", "Text.")]),
    "text-behind-a-comment": ("<!-- hint --> Ten members.\n", [("meta", "<!-- hint -->"), ("sentence", "Ten members.")]),
    "comment-in-a-bullet": ("- For parents <!-- say who -->\n", [("bullet", "For parents"), ("meta", "<!-- say who -->")]),
    "html": ("<div>\nHello there\n</div>\n", [("sentence", "Hello there")]),
    "plain-notes-one-point-a-line": ("post on fb\ncall the printer\n", [("sentence", "post on fb"), ("sentence", "call the printer")]),
    "sentences": ("We post daily. Ann answers.\n", [("sentence", "We post daily."), ("sentence", "Ann answers.")]),
    "indented-note-is-no-code": ("    a note for Ann\n", [("sentence", "a note for Ann")]),
    "title-in-capitals": (
        "OUR AUDIENCE\n\nParents of small children in Leeds who look for a trip at the weekend.\n",
        [("heading", "OUR AUDIENCE"), ("sentence", "Parents of small children in Leeds who look for a trip at the weekend.")],
    ),
    "nothing": ("", []),
    "only-blanks": (" \n\t\n\u00a0\n", []),
}


@pytest.mark.parametrize(("text", "expected"), STRUCTURE.values(), ids=STRUCTURE.keys())
def test_structure(text: str, expected: list[tuple[str, str]]) -> None:
    assert shape(text) == expected


def test_a_wrapped_line_is_one_sentence() -> None:
    text = "This is a line that the editor wrapped at seventy characters or so\nand that goes on here. Another one.\n"
    assert shape(text) == [("sentence", text[: text.index(" Another")]), ("sentence", "Another one.")]


HEADED = {
    "levels": ("# Plan\n\n## Channels\n\n### Facebook\n\nDaily.\n", "Daily.", ("Plan", "Channels", "Facebook")),
    "back-to-a-higher-level": ("# Plan\n\n### Deep\n\nx y.\n\n## Budget\n\nNone.\n", "None.", ("Plan", "Budget")),
    "an-empty-section-ends-at-the-next": ("# Goal\n\n# Audience\n\nParents.\n", "Parents.", ("Audience",)),
    "a-heading-without-words-has-no-name": ("# Goal\n\n##\n\nTen members.\n", "Ten members.", ("Goal",)),
    "bold-line": ("**Audience**\n\nParents.\n", "Parents.", ("Audience",)),
    "bold-line-with-colon": ("**Audience:**\nParents.\n", "Parents.", ("Audience",)),
    "underlined-bold": ("__Audience__\n- Parents\n", "Parents", ("Audience",)),
    "lead-in-above-bullets": ("We post on:\n- Facebook\n\nLater.\n", "Facebook", ("We post on",)),
    "lead-in-ends-with-its-list": ("We post on:\n- Facebook\n\nLater.\n", "Later.", ()),
    "lead-in-above-lines": ("Channels:\nFacebook\nBlog\n", "Blog", ("Channels",)),
    "hint-between-lead-in-and-list": ("Channels:\n<!-- name them -->\n- Blog\n", "Blog", ("Channels",)),
    "numbered-title": ("1. Audience\n\nParents in Leeds.\n", "Parents in Leeds.", ("Audience",)),
    "nested-bullets": ("- Blog\n  - tips\n    - weekly\n", "weekly", ("Blog", "tips")),
    "bullets-side-by-side": ("- Blog\n- Forum\n", "Forum", ()),
    "closing-hashes": ("## Goal ##\n\nTen.\n", "Ten.", ("Goal",)),
}


@pytest.mark.parametrize(("text", "quote", "headings"), HEADED.values(), ids=HEADED.keys())
def test_headings_above(text: str, quote: str, headings: tuple[str, ...]) -> None:
    assert paths(text)[quote] == headings


def test_sections_count_headings_and_blocks_hold_lists_together() -> None:
    brief = read("# One\n\n- a b\n- c d\n\n# Two\n\nText.\n")
    by_quote = {brief.quote(u): u for u in brief.units}
    assert [by_quote[q].section for q in ("One", "a b", "Two", "Text.")] == [1, 1, 2, 2]
    assert by_quote["a b"].block == by_quote["c d"].block != by_quote["Text."].block


TABLES = {
    "pipes": ("| Channel | Who |\n| --- | --- |\n| Blog | Ann |\n", ("Channel", "Who"), ["Blog", "Ann"]),
    "no-outer-pipes": ("Channel | Who\n--- | ---\nBlog | Ann\n", ("Channel", "Who"), ["Blog", "Ann"]),
    "bold-titles": ("| **Channel** | _Who_ |\n| --- | --- |\n| Blog | Ann |\n", ("Channel", "Who"), ["Blog", "Ann"]),
    "empty-cell": ("| Channel | Who | When |\n|---|---|---|\n| Blog |  | Monday |\n", ("Channel", "Who", "When"), ["Blog", "", "Monday"]),
    "first-cell-empty": ("| Channel | Who |\n|---|---|\n|  | Ann |\n", ("Channel", "Who"), ["", "Ann"]),
    "escaped-pipe": ("| Channel | Who |\n|---|---|\n| a\\|b | Ann |\n", ("Channel", "Who"), ["a\\|b", "Ann"]),
    "nul-in-a-cell": ("| Channel | Who |\n|---|---|\n| Bl\x00og | Ann |\n", ("Channel", "Who"), ["Bl\x00og", "Ann"]),
    "same-words-twice": ("| Channel | Who |\n|---|---|\n| Ann | Ann |\n", ("Channel", "Who"), ["Ann", "Ann"]),
    "more-cells-than-columns": ("| Channel | Who |\n|---|---|\n| Blog | Ann | daily |\n", ("Channel", "Who"), ["Blog", "Ann", "daily"]),
    "crlf": ("| Channel | Who |\r\n| --- | --- |\r\n| Blog | Ann |\r\n", ("Channel", "Who"), ["Blog", "Ann"]),
}


@pytest.mark.parametrize(("text", "columns", "cells"), TABLES.values(), ids=TABLES.keys())
def test_tables(text: str, columns: tuple[str, ...], cells: list[str]) -> None:
    brief = read(text)
    titles, row = brief.units
    assert (titles.kind, row.kind) == ("heading", "row")
    assert row.columns == columns
    assert [text[a:b] for a, b in row.cells] == cells
    assert all(row.start <= a <= b <= row.end for a, b in row.cells)


def test_rows_pasted_from_a_spreadsheet() -> None:
    text = "Channel\tWho\tWhen\nBlog\tAnn\tMonday\n"
    rows = read(text).units
    assert [u.kind for u in rows] == ["row", "row"]
    assert [text[a:b] for a, b in rows[1].cells] == ["Blog", "Ann", "Monday"]


PROMPTS = [
    "[describe the goal]",
    "Budget:",
    "Who? ____",
    "Owner: TBD",
    "...",
    "Goal: n/a",
    "Goal: <to do>",
    "Audience: ???",
    "- Goal:",
    "Goal: …",
]


@pytest.mark.parametrize("line", PROMPTS)
def test_a_template_line_without_an_answer_is_a_prompt(line: str) -> None:
    brief = read(f"# Plan\n\n{line}\n\nOther text stands here.\n")
    assert brief.units[1].kind == "prompt"


@pytest.mark.parametrize("line", ["Budget: 200 euro", "Owner: Dee", "Goal: ten members by May", "We ask who it is for."])
def test_an_answered_line_is_no_prompt(line: str) -> None:
    assert read(f"# Plan\n\n{line}\n\nOther text stands here.\n").units[1].kind != "prompt"


BODY = ["# Plan", "", "Wir öffnen 🎉 am 3. Mai!", "- Cafe\u0301 und чай", "- 東京 a\u200bb", "", "> x\u00a0y", "", "tab\tbed", "a\x00b c"]
ODD = {
    "lf": "\n".join(BODY),
    "bom": "\ufeff" + "\n".join(BODY),
    "crlf": "\r\n".join(BODY),
    "lone-cr": "\r".join(BODY),
    "bom-crlf": "\ufeff" + "\r\n".join(BODY),
    "mixed-line-ends": "\n".join(BODY[:3]) + "\r\n" + "\r".join(BODY[3:6]) + "\n" + "\r\n".join(BODY[6:]),
    "front-matter-crlf": "---\r\na: b\r\n---\r\n" + "\r\n".join(BODY),
    "front-matter-lone-cr": "---\ra: b\r---\r" + "\r".join(BODY),
    "front-matter-mixed": "\ufeff---\na: b\rc: d\r\n---\r\n" + "\n".join(BODY),
}
WANTED = ["Plan", "Wir öffnen 🎉 am 3. Mai!", "Cafe\u0301 und чай", "東京 a\u200bb", "x\u00a0y", "tab\tbed", "a\x00b c"]


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_offsets_whatever_the_line_ends(text: str) -> None:
    brief = read(text)
    check_offsets(brief)
    assert [brief.quote(u) for u in brief.units if u.kind != "meta"] == WANTED


def test_a_number_that_looks_like_its_marker_is_quoted_from_behind_the_marker() -> None:
    (unit,) = read("1. 1\n").units
    assert (unit.start, unit.end) == (3, 4)


def test_a_lone_surrogate_is_read() -> None:
    assert shape("We post \ud800 daily.\n") == [("sentence", "We post \ud800 daily.")]


def test_words_and_source() -> None:
    brief = read("One two – 3 !\n", "plan.md")
    assert (brief.words, brief.source, brief.language) == (3, "plan.md", "en")


def test_trimmed() -> None:
    assert trimmed("ab  c \n", 2, 7) == (4, 5)


def check_offsets(brief: Brief) -> None:
    for unit in brief.units:
        quote = brief.quote(unit)
        assert 0 <= unit.start < unit.end <= len(brief.text)
        assert quote == quote.strip() != ""
        assert all(unit.start <= a <= b <= unit.end for a, b in unit.cells)
    assert all(before.end <= after.start for before, after in pairwise(brief.units))


LINE_END = st.sampled_from(["\n", "\r\n", "\r", "\n\n", "\r\n\r\n", "\r\r"])
PREFIX = st.sampled_from(
    [
        "",
        "",
        "",
        "# ",
        "## ",
        "###### ",
        "- ",
        "* ",
        "1. ",
        "2) ",
        "• ",
        "- [ ] ",
        "- [x] ",
        "☐ ",
        "> ",
        "> - ",
        "  - ",
        "    ",
        "\t",
        "-\t",
    ]
)
NOISE = st.text(st.characters(exclude_characters="<`~"), max_size=4)


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, int]:
    """A text like Markdown, with words ``w0q`` to ``w<n>q`` none of which stands inside markup; and n."""
    count = 0
    out = [draw(st.sampled_from(["", "", "\ufeff", "---\ntitle: a\n---\n"]))]

    def phrase() -> str:
        nonlocal count
        parts = []
        for _ in range(draw(st.integers(1, 4))):
            parts += [draw(NOISE), f" w{count}q "]
            count += 1
        return "".join(parts).replace("\n", " ").replace("\r", " ").strip(" ")

    for _ in range(draw(st.integers(1, 6))):
        end = draw(LINE_END)
        match draw(st.integers(0, 5)):
            case 0:
                single = end[: len(end) // 2] if len(end) > 1 and end != "\r\n" else end
                wide = draw(st.integers(1, 3))
                rows = [" | ".join(phrase().replace("|", "/") for _ in range(width)) for width in (wide, wide + draw(st.integers(0, 1)))]
                out.append(f"{end}{end}| {rows[0]} |{single}|{' --- |' * wide}{single}| {rows[1]} |{end}{end}")
            case 1:
                out.append("\t".join(phrase() for _ in range(3)) + end)
            case 2:
                out.append(f"**{phrase()}**{end}")
            case 3:
                out.append(f"{end}```{end}{phrase()}{end}```{end}")
            case _:
                out.append(draw(PREFIX) + phrase() + draw(st.sampled_from(["", ":", "."])) + end)
    return "".join(out), count


@settings(max_examples=250, deadline=None)
@given(documents())
def test_every_word_outside_markup_stands_in_a_unit(document: tuple[str, int]) -> None:
    text, count = document
    brief = read(text)
    check_offsets(brief)
    covered = "\n".join(brief.quote(u) for u in brief.units)
    assert re.findall(r"w\d+q", covered) == [f"w{n}q" for n in range(count)]


@settings(max_examples=200, deadline=None)
@given(st.text(st.one_of(st.characters(), st.sampled_from("\n\r#->*_`|[]<!: \t\ud8001.)")), max_size=80))
def test_reading_any_text_never_raises(text: str) -> None:
    check_offsets(read(text))
    assert all(0 <= b.start < b.end <= len(text) for b in parse(text))
