"""The report as Markdown: everything that the terminal shows, and nothing of a brief that Markdown or a site would obey."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from briefprism.data.terms import load_terms
from briefprism.hall.brief.pipeline import Checker
from briefprism.models.report import Ignored, Report
from briefprism.report.markdown import escaped, render_markdown

HOSTILE = """# Plan of [a](http://evil.example) <img src=x onerror=alert(1)> @team #12 ![p](http://evil.example/p.png)

We want young parents in Leeds to visit the bakery more often this spring. </details><script>alert(1)</script>

- Post **photos** of the `new` bread on Facebook and [Instagram](javascript:alert) every Monday, ask @octo-team and a@evil.example
- Film a tour for YouTube ```` | $x^2$ | &lt;b&gt; www.evil.example http://evil.example GH-7 ~~gone~~ and _so_ on \\\\ \\[
- Rosa answers all comments on Facebook within a day ``` ~~~ <!-- comment --> octo/site#3
"""
NAME = "a <b>\n# [x](y) @me | `n`.md"
CALLED = re.compile(r"(?<![\w/])@[a-z0-9]|#\d|\bgh-\d|\bwww\.|://|\w@\w", re.IGNORECASE)
OWN_HTML = {"<sub>", "</sub>"}
FOLD = re.compile(r"<details><summary>[\w ().,-]*</summary>\n+|</details>\n+")


@pytest.fixture(scope="module")
def hostile(checker: Checker) -> Report:
    report = checker.check(HOSTILE, NAME)
    aside = Ignored(report.findings[0], "because @boss said <b>so</b>", "line 3 | [x](y)")
    return replace(report, ignored=(aside,))


def flat(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from flat(token.children or [])


def read(text: str) -> list[Token]:
    """As a code host reads it: tables and struck-out text, and bare addresses become links."""
    return [*flat(MarkdownIt("commonmark", {"linkify": False}).enable(["table", "strikethrough"]).parse(text))]


def test_nothing_of_a_brief_becomes_a_link_a_picture_or_html(hostile: Report) -> None:
    tokens = read(render_markdown(hostile, load_terms()))
    assert not [t for t in tokens if t.type in ("link_open", "image", "s_open", "em_open", "code_inline", "code_block")]
    assert {t.content for t in tokens if t.type == "html_inline"} == OWN_HTML
    assert all(FOLD.fullmatch(t.content) for t in tokens if t.type == "html_block")
    assert sum("<details>" in t.content for t in tokens) == sum("</details>" in t.content for t in tokens if t.type == "html_block") > 0


def test_no_name_is_called_and_no_address_is_linked(hostile: Report) -> None:
    tokens = read(render_markdown(hostile, load_terms()))
    assert [t.content for t in tokens if t.type == "text" and CALLED.search(t.content)] == []
    assert any("octo-team" in t.content for t in tokens if t.type == "text")  # it is shown all the same


def test_words_of_a_brief_make_no_heading_and_close_no_fence(hostile: Report) -> None:
    tokens = read(render_markdown(hostile, load_terms()))
    own = {"What to mend", "Worth a look", "Hints", "What experts would add", "What the plan does well",
           "Questions to you (we are not sure)", "Places and tools named", "Set aside: 1 finding"}  # fmt: skip
    headings = [tokens[i + 1].content for i, t in enumerate(tokens) if t.type == "heading_open" and t.tag == "h3"]
    assert headings
    assert set(headings) <= own
    assert sum(t.type == "heading_open" and t.tag == "h2" for t in tokens) == 1
    proofs = [t for t in tokens if t.type == "fence"]
    assert len(proofs) == len([f for f in hostile.roots if f.severity in ("error", "warning") and not f.by_experts])
    assert all(t.content.endswith("\n") and t.info == "text" for t in proofs)


def test_a_table_row_has_three_cells_whatever_a_name_holds(hostile: Report) -> None:
    tokens = read(render_markdown(hostile, load_terms()))
    rows = sum(t.type == "tr_open" for t in tokens)
    assert rows > 2
    assert sum(t.type in ("td_open", "th_open") for t in tokens) == 3 * rows


@pytest.mark.parametrize(
    "text", ["", "plain words", "*a* _b_ [c](d) <e> `f` |g| ~h~ $i$ &amp; \\ # @x www.a.b http://c", "ab\x1b[31m\u202ec", "\udcff x"]
)
def test_what_is_escaped_reads_as_it_was_written(text: str) -> None:
    shown = "".join(t.content for t in read(f"x {escaped(text)}") if t.type in ("text", "softbreak"))
    printable = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    assert shown.replace("\u2060", "").removeprefix("x").strip() == printable


@pytest.mark.parametrize("name", ["complete", "middling", "weak", "bakery", "german", "press"])
def test_it_says_what_the_report_holds(checker: Checker, texts: Mapping[str, str], name: str) -> None:
    report = checker.check(texts[name], f"{name}.md")
    shown = "".join(t.content for t in read(render_markdown(report, load_terms())) if t.type == "text").replace("\u2060", "")
    assert report.summary in shown
    assert report.fingerprint in shown
    for finding in report.roots:
        assert finding.title in shown
        assert finding.fix in shown
    assert all(praise in shown for praise, _ in report.strengths)
