"""The page in a real browser: accessible in light and dark, on a telephone and on paper, and silent on the network."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from briefprism.data.terms import load_terms
from briefprism.models.look import Look
from briefprism.models.portfolio import Gist, Portfolio, Unread
from briefprism.models.report import Report
from briefprism.report.html import render_page
from briefprism.report.html.portfolio import render_portfolio

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
EXPECTED = bool(os.environ.get("BRIEFPRISM_TESTS_EXPECT_BROWSER"))
QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
NAMES = ("weak", "middling", "complete", "press", "german", "hostile", "rtl", "long", "sixty", "none", "helped", "agency")
LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40"><script>document.title="owned"</script></svg>'

BOX_OF_CHARACTER = """(e, at) => { const r = document.createRange(); r.setStart(e.firstChild, at); r.setEnd(e.firstChild, at + 1);
  return r.getBoundingClientRect().left }"""

pytestmark = pytest.mark.skipif(not CHROMIUM and not EXPECTED, reason="no Chromium on this machine")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, pages: Mapping[str, str], reports: Mapping[str, Report]) -> Path:
    made = tmp_path_factory.mktemp("pages")
    picture = {"nesting": '<svg viewBox="0 0 10 10" role="img" aria-label="Nesting"><circle cx="5" cy="5" r="4"/></svg>'}
    agency = render_page(reports["weak"], load_terms(), Look("Ash & Oak", LOGO, "image/svg+xml", "#ffcc00"), picture)
    gists = [replace(Gist.of(report), page=f"{name}.html") for name, report in reports.items()]
    many = Portfolio((*gists, *gists), (Unread("<bad>.md", "<bad>.md", "it holds no words", "pass the text of a brief"),))
    portfolio = render_portfolio(many, load_terms())
    for name, page in {**pages, "agency": agency, "portfolio": portfolio}.items():
        (made / f"{name}.html").write_text(page, encoding="utf-8")
    return made


@pytest.fixture
def opened(browser: Browser, folder: Path) -> Iterator[Any]:
    """Opens a page by name; at the end nothing may have been asked of the network, and nothing complained of."""
    contexts, asked, complaints = [], [], []

    def open_page(name: str, width: int = 1280, theme: str = "light", **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme, reduced_motion="reduce", **options)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        page.goto((folder / f"{name}.html").as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert sum(url.startswith("file:") for url in asked) == len(contexts)


def violations(page: Page) -> list[str]:
    """What axe-core finds against WCAG 2.2 A and AA and its best practices, with the first element of each."""
    import axe_playwright_python

    script = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    page.evaluate(script)
    found = page.evaluate("() => axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})")
    assert len(found["passes"]) > 15
    return [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found["violations"]]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", [*NAMES, "portfolio"])
def test_axe_finds_nothing(opened: Any, name: str, theme: str) -> None:
    page = opened(name, theme=theme)
    page.evaluate("() => document.querySelectorAll('details').forEach(d => d.open = true)")
    assert violations(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", ["weak", "portfolio"])
def test_axe_finds_nothing_on_a_telephone(opened: Any, name: str, theme: str) -> None:
    assert violations(opened(name, width=320, theme=theme)) == []


def test_axe_would_find_something(opened: Any) -> None:
    page = opened("weak")
    page.evaluate("() => { document.documentElement.removeAttribute('lang'); document.querySelector('.bp-lead').style.color = '#ccc' }")
    assert {v.split(":")[0] for v in violations(page)} >= {"html-has-lang", "color-contrast"}


@pytest.mark.parametrize("width", [320, 768, 1280, 3840])
@pytest.mark.parametrize("name", [*NAMES, "portfolio"])
def test_nothing_hangs_over_the_edge(opened: Any, name: str, width: int) -> None:
    page = opened(name, width=width)
    page.evaluate("() => document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [768, 1280, 3840])
def test_lines_are_of_a_length_that_reads_well(opened: Any, width: int) -> None:
    characters = opened("weak", width=width).evaluate("""() => {
      const p = document.querySelector('.bp-why'), range = document.createRange(), node = p.firstChild, lines = new Map();
      for (let i = 0; i < node.length; i++) { range.setStart(node, i); range.setEnd(node, i + 1);
        const top = Math.round(range.getBoundingClientRect().top); lines.set(top, (lines.get(top) || 0) + 1) }
      return Math.max(...lines.values()) }""")
    assert 50 <= characters <= 85


def test_themes_follow_the_system_and_a_choice(opened: Any) -> None:
    background = "getComputedStyle(document.body).backgroundColor"
    light, dark = opened("weak", theme="light"), opened("weak", theme="dark")
    assert light.evaluate(background) == "rgb(255, 254, 251)"
    assert dark.evaluate(background) == "rgb(21, 24, 27)"
    for page, theme, wanted in ((light, "dark", "rgb(21, 24, 27)"), (dark, "light", "rgb(255, 254, 251)")):
        page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
        assert page.evaluate(background) == wanted


def test_it_is_read_with_the_keyboard(opened: Any) -> None:
    page = opened("weak")
    page.keyboard.press("Tab")
    skip = page.evaluate("() => { const e = document.activeElement, r = e.getBoundingClientRect(); return [e.className, r.top >= 0] }")
    assert skip == ["bp-skip", True]
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outline").endswith("solid 3px")
    summary = page.locator("summary").first
    summary.press("Enter")
    assert page.locator("details").first.get_attribute("open") is not None


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_paper_shows_what_is_folded(opened: Any, paper: str, tmp_path: Path) -> None:
    import pypdfium2

    page = opened("weak", theme="dark")
    assert page.locator("details[open]").count() == 0
    printed = pypdfium2.PdfDocument(page.pdf(format=paper, print_background=True))
    text = " ".join(" ".join(printed[i].get_textpage().get_text_range() for i in range(len(printed))).split())
    printed.close()
    assert "The rule is called no-content-home" in text
    assert "Everything stands on land that others own." in text
    assert "Skip to the verdict" not in text
    assert "On this page" not in text


def test_a_script_in_a_logo_does_not_run(opened: Any) -> None:
    page = opened("agency")
    assert page.evaluate("document.images[0].complete && document.images[0].naturalWidth") == 80
    assert page.title().startswith("weak.md")


def test_words_written_backwards_do_not_turn_our_labels(opened: Any) -> None:
    page = opened("rtl")
    label = page.locator(".bp-brief .bp-tag", has_text="social network").last
    assert label.evaluate("e => [getComputedStyle(e).direction, getComputedStyle(e).unicodeBidi]") == ["ltr", "isolate"]
    first, last = (label.evaluate(BOX_OF_CHARACTER, at) for at in (0, 13))
    assert first < last


def test_forced_colours_keep_marks_apart(opened: Any) -> None:
    page = opened("weak", forced_colors="active")
    assert page.evaluate("getComputedStyle(document.querySelector('.bp-brief mark')).borderTopStyle") == "solid"
    assert violations(page) == []
