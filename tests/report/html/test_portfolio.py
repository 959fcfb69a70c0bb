"""Many briefs on one page: true numbers, words beside colours, links that stay relative, and nothing of a name obeyed."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from briefprism.data.terms import load_terms
from briefprism.models.look import Look
from briefprism.models.portfolio import PARTS, Gist, Portfolio, Unread
from briefprism.report.html.portfolio import headline, render_portfolio

HOME, TALK = ("no-content-home", "Nothing has a home of its own"), ("no-conversation", "Nobody can talk with you")


def gist(source: str, missing: int, *roots: tuple[str, str]) -> Gist:
    states = ("missing",) * missing + ("unclear",) + ("present",) * (len(PARTS) - missing - 1)
    return Gist(source, 100, True, not roots, "A summary.", states, roots, frozenset(), f"reports/{source.removesuffix('.md')}.html")


PLANS = (gist("b.md", 3, HOME), gist("whole.md", 0), gist("a.md", 3, HOME), gist("c.md", 3, HOME, TALK), gist("d.md", 9, TALK))
OTHER = replace(gist("press.md", 0), is_plan=False, complete=None, states=(), summary="This text does not read like a plan.")
PORTFOLIO = Portfolio((*PLANS, OTHER), (Unread("bad.md", "in/bad.md", "it holds no words", "pass the text of a brief"),))


class Page(HTMLParser):
    """Rows of cells of every table by the id of its section, and all links and tags."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows: dict[str, list[list[str]]] = {}
        self.links: list[str] = []
        self.tags: list[str] = []
        self.scopes: list[str | None] = []
        self._section, self._cell = "", False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        self.links += [found["href"] or ""] if "href" in found else []
        if tag == "section":
            self._section = found["id"] or ""
        elif tag == "tr":
            self.rows.setdefault(self._section, []).append([])
        elif tag in ("td", "th"):
            self._cell = True
            self.rows[self._section][-1].append("")
            self.scopes += [found.get("scope")] if tag == "th" else []

    def handle_endtag(self, tag: str) -> None:
        self._cell = self._cell and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self._cell:
            self.rows[self._section][-1][-1] += data


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(render_portfolio(PORTFOLIO, load_terms()))


def test_what_lacks_most_comes_first(page: Page) -> None:
    head, *rows = page.rows["plans"]
    assert head[0] == "Plan"
    assert [(row[0], row[1], row[2], row[3]) for row in rows] == [
        ("d.md", "not complete", "9", "1"), ("c.md", "not complete", "3", "2"), ("a.md", "not complete", "3", "1"),
        ("b.md", "not complete", "3", "1"), ("whole.md", "complete", "0", "0"),
    ]  # fmt: skip


def test_the_commonest_roots_are_counted_over_plans(page: Page) -> None:
    assert page.rows["roots"][1:] == [[HOME[1], "3", "60%"], [TALK[1], "2", "40%"]]


def test_every_part_of_every_plan_is_a_word_in_a_named_cell(page: Page) -> None:
    head, total, *rows = page.rows["parts"]
    assert head == ["Plan", *(load_terms()[part].term for part in PARTS)]
    assert total[1:4] == ["4", "4", "4"]
    assert total[4] == total[9] == "1"
    assert total[10] == "0"
    for row, plan in zip(rows, PORTFOLIO.plans, strict=True):
        assert row == [plan.source, *({"present": "yes", "missing": "no", "unclear": "?"}[state] for state in plan.states)]
    assert set(page.scopes) == {"row", "col"}


def test_links_are_relative_and_go_to_the_reports(page: Page) -> None:
    reports = [link for link in page.links if not link.startswith("#")]
    assert set(reports) == {g.page for g in PORTFOLIO.gists}
    assert "script" not in page.tags


def test_what_was_not_judged_and_not_read_is_listed() -> None:
    shown = render_portfolio(PORTFOLIO, load_terms())
    assert "This text does not read like a plan." in shown
    assert "<bdi>bad.md</bdi>: it holds no words. What to do: pass the text of a brief." in shown


def test_names_are_shown_and_not_obeyed() -> None:
    evil = replace(gist('<img src=x onerror="alert(1)">.md', 1, ("r", "<script>alert(1)</script>")), page="reports/x.html")
    unread = Unread("</li><script>.md", "x", "<b>bad</b>", "mend")
    shown = render_portfolio(Portfolio((evil,), (unread,)), load_terms(), Look(brand="<i>Acme</i>", accent="#ffcc00"))
    found = Page(shown)
    assert not {"img", "script", "i", "b"} & set(found.tags)
    assert "&lt;img src=x onerror=" in shown
    assert "&lt;i&gt;Acme&lt;/i&gt;" in shown


@pytest.mark.parametrize(
    ("gists", "said"),
    [
        ((), "None of these texts could be judged as a plan."),
        ((gist("a", 0),), "The one plan here is complete."),
        ((gist("a", 0, HOME),), "The one plan here is not complete yet."),
        ((gist("a", 0), gist("b", 0)), "All 2 plans are complete."),
        ((gist("a", 0, HOME), gist("b", 0, HOME)), "None of 2 plans is complete yet."),
        ((gist("a", 0), gist("b", 0, HOME)), "1 of 2 plans is complete."),
        ((gist("a", 0), gist("b", 0), gist("c", 0, HOME), OTHER), "2 of 3 plans are complete."),
    ],
)
def test_the_headline(gists: tuple[Gist, ...], said: str) -> None:
    assert headline(Portfolio(gists)) == said


def test_the_order_does_not_follow_the_order_given() -> None:
    assert render_portfolio(PORTFOLIO, load_terms()) == render_portfolio(replace(PORTFOLIO, gists=PORTFOLIO.gists[::-1]), load_terms())
