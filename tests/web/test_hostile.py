"""Scripts in all that strangers may hand in, shown in a real browser: none runs, nothing is asked for, the layout stands.

In briefs, names of files, rules of packs, own labels, and what a language model answers; on the page, in the report, and in the
overview of many reports, both opened as files, which no policy of a server protects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from briefprism.hall.brief.pipeline import Checker, glossary
from briefprism.models.look import Look
from briefprism.models.portfolio import PARTS, Gist, Portfolio, Unread
from briefprism.models.report import LlmUse
from briefprism.models.settings import Settings
from briefprism.report.html import render_page
from briefprism.report.html.portfolio import render_portfolio
from briefprism.web.app import create_app
from briefprism.web.limits import Limits
from tests.web.conftest import running

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FORMS = [
    "<script>window.owned=1</script>",
    "<img src=//evil.example/x onerror=window.owned=1>",
    "\"><svg onload='window.owned=1'>",
    "' autofocus onfocus='window.owned=1",
    "</textarea></style></title><iframe srcdoc='<script>parent.owned=1</script>'>",
    "<a href=javascript:window.owned=1>go</a> javascript:window.owned=1",
    "{{ 7 * 7 }} {% include 'base.html' %} {n.names}",
    "</script><meta http-equiv=refresh content='0;url=//evil.example'>",
    "<link rel=stylesheet href=//evil.example/x.css><style>@import'//evil.example/y';*{display:none}</style>",
    "<button popovertarget=x formaction=//evil.example>x</button><base href=//evil.example>",
    "<b hx-get=/check hx-trigger=load hx-on:load=window.owned=1>x</b>",
]
"""Ways in which words may become more than words."""
ALL = " ".join(FORMS)
TAGS = ", ".join(
    (
        "script:not([src^='/static/'])", "iframe", "object", "embed", "base",
        "a[href^=javascript]", "img[src*=evil]", "[onerror]", "[onload]",
        "[onfocus]", "[srcdoc]", "[formaction*=evil]",
        "b[hx-get]", "meta[http-equiv=refresh]", "link[href*=evil]", "style:has-text('evil')",
    )
)  # fmt: skip
PARAGRAPHS = (
    f"We want young parents in Leeds to visit us {form} more often.\n\n- Post photos on Facebook {form} every Monday" for form in FORMS
)
BRIEF = f"# Social media plan {ALL}\n\n" + "\n\n".join(PARAGRAPHS)


def _rule(words: str) -> dict[str, Any]:
    words = words.replace("{", "(").replace("}", ")")  # braces are slots, and unknown ones are refused
    return {
        "id": "hostile-words", "title": f"No podcast {words}", "severity": "error", "when": [{"missing": "beyond_networks"}],
        "then": {"gap": "reach"},
        "why": f"Why {words}", "fix": f"Fix {words}", "ask": f"Ask {words}?",
        "source": {"article": f"From {words}"},
        "examples": {"fails": ["We will post on Facebook and Instagram every day."], "passes": ["We write on our own blog every day."]},
    }  # fmt: skip


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack of rules and own labels, all words of which are hostile."""
    folder = tmp_path_factory.mktemp("packs") / "hostile"
    folder.mkdir()
    (folder / "hostile-words.yaml").write_text(yaml.safe_dump(_rule(ALL), allow_unicode=True), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def hostile_site(pack: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with that pack."""
    own = tmp_path_factory.mktemp("own") / "labels"
    app = create_app(Settings(engine="python", packs=(str(pack),)), Limits(per_minute=100_000, burst=10_000), own=own)
    with running(app) as address:
        yield address


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page; at the end nothing may have been asked of another host, and no script or dialog may have come."""
    contexts, asked, dialogs = [], [], []

    def open_page(address: str) -> Page:
        contexts.append(browser.new_context(viewport={"width": 1280, "height": 900}))
        page = contexts[-1].new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [url for url in asked if not url.startswith(("http://127.0.0.1:", "file:", "data:", "blob:"))] == []
    assert dialogs == []


def harmless(page: Page) -> None:
    """Nothing of it runs or stands there as an element, also when every control has been touched, and nothing hangs over the edge."""
    page.wait_for_load_state()
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.evaluate("document.querySelectorAll('button[popovertarget]').forEach(b => b.focus())")
    page.evaluate("document.querySelectorAll('mark, a').forEach(e => e.dispatchEvent(new MouseEvent('mouseover', {bubbles: true})))")
    assert page.evaluate("window.owned") is None
    assert page.locator(TAGS).evaluate_all("found => found.map(e => e.outerHTML.slice(0, 200))") == []
    assert page.locator("h1").first.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_a_brief_and_a_rule_are_words(opened: Callable[..., Page], hostile_site: str) -> None:
    page = opened(hostile_site)
    page.get_by_label("Your plan", exact=True).fill(BRIEF)
    page.get_by_role("button", name="Check my plan").click()
    page.wait_for_selector("#brief-section")
    assert "No podcast <script>window.owned=1</script>" in page.content().replace("&lt;", "<").replace("&gt;", ">")
    harmless(page)
    page.get_by_label("A place, or a part of a plan").fill("No podcast " + ALL)
    page.get_by_role("button", name="Tell me why").click()
    page.wait_for_selector("#why-not-answer")
    page.get_by_label("A sentence", exact=True).fill("Rosa answers on Facebook. " + ALL)
    page.wait_for_selector("#what-if-answer .web-pair")
    harmless(page)
    page.get_by_role("button", name="Check again", exact=True).click()
    page.wait_for_selector("#brief-section")
    harmless(page)


@pytest.mark.parametrize("form", FORMS)
def test_the_name_of_a_file_is_words(opened: Callable[..., Page], hostile_site: str, form: str) -> None:
    page = opened(hostile_site)
    content = {"name": form.replace("/", "") + ".md", "mimeType": "text/markdown", "buffer": BRIEF[:400].encode()}
    page.get_by_label("or choose a file").set_input_files([content])
    page.get_by_role("button", name="Check my plan").click()
    page.wait_for_selector("#brief-section, #text-error")
    harmless(page)


def test_names_and_corrections_are_words(opened: Callable[..., Page], hostile_site: str) -> None:
    page = opened(hostile_site + "/names")
    page.locator("textarea").first.fill("\n".join(["Facebook", *FORMS]))
    page.get_by_role("button", name="Show the labels").first.click()
    page.wait_for_selector("table")
    harmless(page)
    for choice in page.locator("select[name^='label.']").all():
        choice.select_option("channel")
    page.get_by_role("button", name="Keep my corrections").first.click()
    page.wait_for_load_state()
    page.wait_for_selector("table")
    harmless(page)


def test_a_problem_is_told_in_words(opened: Callable[..., Page], hostile_site: str) -> None:
    page = opened(hostile_site + "/" + FORMS[0].replace("/", "") + "?x=" + FORMS[1])
    harmless(page)


def test_a_report_that_is_opened_as_a_file_is_words(opened: Callable[..., Page], pack: Path, tmp_path: Path) -> None:
    report = Checker(Settings(engine="python", packs=(str(pack),))).check(BRIEF, FORMS[0] + ".md")
    signals = tuple(replace(s, by="llm", state="unclear") if s.evidence else s for s in report.signals)
    told = LlmUse(f"a {ALL}", f"http://127.0.0.1:1/v1?{FORMS[1]}", ((0, 5),), 1, 2, f"The limits {ALL}")
    mentions = tuple(replace(m, classification=replace(m.classification, by="llm", reason=ALL)) for m in report.mentions)
    path = tmp_path / "report.html"
    path.write_text(render_page(replace(report, signals=signals, llm=told, mentions=mentions), glossary()), encoding="utf-8")
    page = opened(path.as_uri())
    assert "window.owned=1" in page.content()
    harmless(page)


def test_an_overview_that_is_opened_as_a_file_is_words(opened: Callable[..., Page], tmp_path: Path) -> None:
    states = ("missing",) * len(PARTS)
    gists = tuple(
        Gist(f"{form}.md", 100, True, False, f"A summary {ALL}", states, (("r", ALL),), frozenset(), "reports/x.html") for form in FORMS
    )
    unread = Unread(f"{ALL}.md", f"in/{ALL}.md", f"bad {ALL}", f"mend {ALL}")
    path = tmp_path / "index.html"
    path.write_text(render_portfolio(Portfolio(gists, (unread,)), glossary(), Look(brand=FORMS[2])), encoding="utf-8")
    page = opened(path.as_uri())
    assert "window.owned=1" in page.content()
    harmless(page)
