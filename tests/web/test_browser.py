"""Each path through the pages in a real browser, as a person walks it: with a mouse, by keyboard alone, and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from docx import Document
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Visit = Callable[..., Any]
HOSTILE = """# <script>window.owned = 1</script> Plan for "Ovens & Sons" </textarea><img src=x onerror="window.owned = 2">

We want young parents in Leeds to visit the bakery more often this spring. {{ 7 * 7 }}

- Post photos of new bread on Facebook and Instagram every Monday "><svg onload="window.owned = 3">
- Film a tour for YouTube, see [here](javascript:window.owned=4)
"""
EXPECTED_FAULT = re.compile(r"responded with a status of (404|422)")
"""What Chromium writes of an answer that is an error page, where a test asks for one."""
LONG = f"""# Social media plan

We want {"Donaudampfschifffahrtsgesellschaft" * 12} to visit https://example.org/{"a" * 300} this spring.

- نحن ننشر الصور على Facebook و Instagram كل يوم
- Post on YouTube every Monday {"🥐" * 200}
"""


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Visit]:
    """Opens a page; at the end nothing may have been asked of another host, and nothing complained of."""
    contexts, asked, complaints = [], [], []

    def opened(path: str = "/", **options: Any) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce", **options})
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda told: complaints.append(told.text) if told.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: (complaints.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.goto(site + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [url for url in asked if not url.startswith((site, "data:", "blob:"))] == []
    assert [told for told in complaints if not EXPECTED_FAULT.search(told)] == []


def check(page: Page, text: str) -> None:
    page.get_by_label("Your plan", exact=True).fill(text)
    page.get_by_role("button", name="Check my plan").click()
    page.wait_for_selector("#brief-section")


def axe(page: Page) -> list[str]:
    """What axe-core finds against WCAG 2.2 AA and good practice, in words."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page)
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found.response["violations"]]


def test_a_pasted_plan_gets_its_verdict(visit: Visit, texts: Mapping[str, str]) -> None:
    page = visit()
    check(page, texts["weak"])
    assert page.locator("h1").inner_text().startswith("This plan is not complete yet")
    assert page.locator(".bp-three li").count() == 3
    assert page.locator("figure svg[role=img]").count() == 1
    assert page.locator("mark.bp-network").count() >= 2
    assert "Not complete yet" in page.title()
    assert page.url.endswith("/check")


@pytest.mark.parametrize(
    ("button", "words"), [("A garden centre", "not complete"), ("A library", "not complete"), ("A sailing", "every part")]
)
def test_an_example_is_one_click_away(visit: Visit, button: str, words: str) -> None:
    page = visit()
    page.get_by_role("button", name=button).click()
    page.wait_for_selector("#brief-section")
    assert words in page.locator("h1").inner_text()


def test_a_file_is_chosen_or_dropped(visit: Visit, texts: Mapping[str, str], tmp_path: Path) -> None:
    path = tmp_path / "plan <b>x.md"
    path.write_text(texts["weak"], encoding="utf-8")
    page = visit()
    page.get_by_label("or choose a file").set_input_files(path)
    page.get_by_role("button", name="Check my plan").click()
    page.wait_for_selector("#brief-section")
    assert "plan <b>x.md" in page.locator(".web-kicker").inner_text()
    page = visit()
    page.evaluate(
        """text => { const data = new DataTransfer(); data.items.add(new File([text], 'dropped.md'));
        document.querySelector('form').dispatchEvent(new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true})) }""",
        texts["weak"],
    )
    page.get_by_role("button", name="Check my plan").click()
    page.wait_for_selector("#brief-section")
    assert "dropped.md" in page.locator(".web-kicker").inner_text()


def test_a_mark_says_why_by_touch_hover_and_keyboard(visit: Visit, texts: Mapping[str, str]) -> None:
    page = visit()
    check(page, texts["weak"])
    mark = page.get_by_role("button", name="Facebook: social network")
    note = page.locator("#" + str(mark.get_attribute("popovertarget")))
    assert not note.is_visible()
    mark.click()
    assert "people have profiles there" in note.inner_text()
    page.keyboard.press("Escape")
    assert not note.is_visible()
    mark.focus()
    page.keyboard.press("Enter")
    assert note.is_visible()
    page.keyboard.press("Escape")
    page.mouse.move(5, 5)
    mark.hover()
    note.wait_for(state="visible")
    page.mouse.move(5, 5)
    note.wait_for(state="hidden")


def test_a_note_stands_beside_its_mark(visit: Visit, texts: Mapping[str, str]) -> None:
    page = visit()
    check(page, texts["weak"])
    mark = page.get_by_role("button", name="Instagram: social network")
    mark.click()
    box, note = mark.bounding_box(), page.locator(".web-note:popover-open").bounding_box()
    assert box is not None
    assert note is not None
    assert abs(note["y"] - box["y"]) < 60 + note["height"]
    assert note["x"] >= 0
    assert note["x"] + note["width"] <= 1280


def test_a_point_leads_to_its_words_and_back(visit: Visit, texts: Mapping[str, str]) -> None:
    page = visit()
    check(page, texts["weak"])
    link = page.locator("#point-networks-only .bp-quote").first
    target = str(link.get_attribute("href"))
    link.click()
    assert page.url.endswith(target)
    assert page.locator(target).evaluate("e => e.getBoundingClientRect().top < innerHeight")
    page.get_by_role("button", name="Facebook: social network").click()
    page.locator(".web-note:popover-open").get_by_role("link", name="The plan knows only social networks").click()
    assert page.url.endswith("#point-networks-only")
    assert page.locator(".web-note:popover-open").count() == 0


def test_why_unfolds_the_proof(visit: Visit, texts: Mapping[str, str]) -> None:
    page = visit()
    check(page, texts["weak"])
    proof = page.locator("#point-networks-only .bp-proof").first
    assert not proof.is_visible()
    page.locator("#point-networks-only summary", has_text="How we know").click()
    assert proof.is_visible()


@pytest.mark.parametrize(
    ("subject", "words"), [("podcast", "does not name it"), ("audience", "The people whom"), ("Nobody can talk with you", "listed above")]
)
def test_why_not_answers(visit: Visit, texts: Mapping[str, str], subject: str, words: str) -> None:
    page = visit()
    check(page, texts["weak"])
    page.get_by_label("A place, or a part of a plan").fill(subject)
    page.keyboard.press("Enter")
    page.wait_for_selector("#why-not-answer h3")
    assert words in page.locator("#why-not-answer").inner_text()
    assert page.url.endswith("/check")


def test_why_not_says_beside_the_field_what_it_does_not_know(visit: Visit, texts: Mapping[str, str]) -> None:
    page = visit()
    check(page, texts["weak"])
    page.get_by_label("A place, or a part of a plan").fill("qwertz")
    page.get_by_role("button", name="Tell me why").click()
    page.wait_for_selector("#why-not-answer .web-error")


def test_what_if_answers_while_one_writes(visit: Visit, texts: Mapping[str, str]) -> None:
    page = visit()
    check(page, texts["weak"])
    page.get_by_label("A sentence", exact=True).press_sequentially("Jess answers every question on Facebook within a day.")
    page.wait_for_selector("#what-if-answer .web-pair")
    answer = page.locator("#what-if-answer")
    answer.get_by_text("These points go").wait_for()
    assert "Nobody can talk with you" in answer.inner_text()
    page.get_by_text("Or tick what is missing").click()
    page.get_by_label("who this is for").check()
    answer.get_by_text("It does not say who it is for").wait_for()
    assert page.get_by_label("Your plan", exact=True).input_value().strip() == texts["weak"].strip()


def test_completing_leads_to_a_complete_plan(visit: Visit, texts: Mapping[str, str]) -> None:
    page = visit()
    check(page, texts["weak"])
    page.get_by_role("button", name="Complete my plan").click()
    page.wait_for_selector("#complete-answer .web-steps")
    samples = page.get_by_role("button", name="Put it into my text")
    count = samples.count()
    assert count > 1
    for number in range(count):
        sentence = str(samples.nth(number).get_attribute("value"))
        samples.nth(number).click()
        expect(page.locator("#text")).to_have_value(re.compile(re.escape(sentence)))
    assert page.evaluate("document.activeElement.id") == "text"
    page.get_by_role("button", name="Check again", exact=True).click()
    expect(page.locator("h1")).to_contain_text("every part")


@pytest.mark.usefixtures("in_doubt")
def test_questions_are_answered(visit: Visit, texts: Mapping[str, str]) -> None:
    page = visit()
    check(page, texts["weak"])
    assert page.locator("#questions fieldset").count() == 3
    assert axe(page) == []
    page.locator("#questions fieldset").nth(0).get_by_label("Yes").check()
    page.locator("#questions fieldset").nth(1).get_by_label("No").check()
    page.locator("#questions fieldset").nth(2).get_by_label("or say it").fill("Jess answers everybody")
    page.get_by_role("button", name="Check again with my answers").click()
    page.get_by_text("You told us:").wait_for()
    assert page.locator("#questions fieldset").count() == 0
    assert "Jess answers everybody" in page.locator("#questions").inner_text()
    page.get_by_role("button", name="Take my answers back").click()
    page.wait_for_selector("#questions fieldset")
    assert page.locator("#questions fieldset").count() == 3


@pytest.mark.parametrize("name", ["A web page", "A PDF to print", "A Word document", "JSON, for programs"])
def test_a_report_is_taken_along(visit: Visit, texts: Mapping[str, str], name: str) -> None:
    page = visit()
    check(page, texts["weak"])
    with page.expect_download() as waiting:
        page.get_by_role("button", name=name).click()
    content = Path(waiting.value.path()).read_bytes()
    starts = {"A web page": b"<!DOCTYPE html>", "A PDF to print": b"%PDF-", "A Word document": b"PK", "JSON, for programs": b"{"}
    assert content.startswith(starts[name])
    assert waiting.value.suggested_filename.startswith("Your text-report.")


def test_a_word_file_comes_back_with_comments(visit: Visit, tmp_path: Path) -> None:
    made, path = Document(), tmp_path / "plan.docx"
    made.add_paragraph("We want young parents in Leeds to visit the bakery more often this spring.")
    made.add_paragraph("We post photos of new bread on Facebook and Instagram every Monday.")
    made.save(str(path))
    page = visit()
    page.get_by_label("or choose a file").set_input_files(path)
    page.get_by_role("button", name="Check my plan").click()
    page.wait_for_selector("#keep")
    assert axe(page) == []
    page.get_by_label("Or get your own Word file back").set_input_files(path)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Write comments into my file").click()
    comments = [comment.text for comment in Document(waiting.value.path()).comments]
    assert any("social network" in words for words in comments)


def test_names_are_labelled_filtered_corrected_and_saved(visit: Visit, own: Path) -> None:
    page = visit("/names")
    page.get_by_label("Names, one on each line").fill("Facebook\nZorbulon\n<img src=x onerror=alert(1)>\nfb ads")
    page.get_by_role("button", name="Show the labels").click()
    rows = page.locator("#rows tbody tr")
    assert rows.count() == 4
    page.get_by_label("Find").fill("zorb")
    expect(rows).to_have_count(1)
    page.get_by_label("What Zorbulon really is").select_option("channel")
    page.get_by_role("button", name="Keep my corrections").click()
    page.get_by_text("One correction is kept").wait_for()
    assert "Zorbulon" in (own / "labels.yaml").read_text(encoding="utf-8")
    assert "social channel" in page.locator("#rows tbody tr", has_text="Zorbulon").inner_text()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save as a table").click()
    assert "Zorbulon,Zorbulon,channel" in Path(waiting.value.path()).read_text(encoding="utf-8")


def test_a_table_is_labelled_while_its_rows_are_counted(visit: Visit, tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text("id,source\n" + "".join(f"{n},Facebook\n" for n in range(20_000)), encoding="utf-8")
    page = visit("/names")
    page.get_by_label("or choose a table").set_input_files(path)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Label the whole table").click()
    lines = Path(waiting.value.path()).read_text(encoding="utf-8").splitlines()
    assert len(lines) == 20_001
    assert lines[1].startswith("0,Facebook,Facebook,network")
    assert waiting.value.suggested_filename == "names-labelled.csv"
    assert page.locator("#progress").inner_text() == "20,000 rows labelled. The table is saved."


def test_a_table_at_fault_is_told_beside_its_field(visit: Visit, tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text("a,b\n1,2\n3,4\n", encoding="utf-8")
    page = visit("/names")
    page.get_by_label("or choose a table").set_input_files(path)
    page.get_by_role("button", name="Label the whole table").click()
    page.wait_for_selector("#column-error")
    assert "a, b" in page.locator("#column-error").inner_text()
    assert page.get_by_label("The column").get_attribute("aria-describedby") == "column-error"


def test_the_picture_answers(visit: Visit) -> None:
    page = visit("/words")
    page.get_by_role("link", name="It is a social channel").get_by_text("Social channel").click()
    page.get_by_text("Not quite.").wait_for()
    page.get_by_role("link", name="A billboard").click()
    page.get_by_text("where a billboard belongs").wait_for()
    page.get_by_role("link", name="It is not social").click()
    page.get_by_text("That is right.").wait_for()


def test_ten_questions_are_answered(visit: Visit) -> None:
    page = visit("/words")
    assert page.locator("#quiz fieldset").count() == 10
    for number in range(10):
        page.locator("#quiz fieldset").nth(number).get_by_label("social network").check()
    page.get_by_role("button", name="How did I do?").click()
    page.get_by_text(re.compile(r"^\d+ of 10 right\.$")).wait_for()


def test_everything_works_without_scripts(visit: Visit, texts: Mapping[str, str], tmp_path: Path) -> None:
    page = visit(java_script_enabled=False)
    check(page, texts["weak"])
    mark = page.get_by_role("button", name="Facebook: social network")
    mark.click()
    assert page.locator("#" + str(mark.get_attribute("popovertarget"))).is_visible()
    page.keyboard.press("Escape")
    page.get_by_label("A sentence", exact=True).fill("Jess answers every question on Facebook within a day.")
    page.get_by_role("button", name="Show me").click()
    assert "Nobody can talk with you" in page.locator("#what-if-answer").inner_text()
    page.get_by_label("A place, or a part of a plan").fill("podcast")
    page.get_by_role("button", name="Tell me why").click()
    assert "does not name it" in page.locator("#why-not-answer").inner_text()
    page.get_by_role("button", name="Complete my plan").click()
    page.get_by_role("button", name="Put it into my text").first.click()
    assert page.get_by_label("Your plan", exact=True).input_value().startswith(texts["weak"].strip()[:40])
    page.get_by_role("button", name="Check again").click()
    assert page.locator("h1").inner_text()
    page = visit("/names", java_script_enabled=False)
    page.get_by_label("Names, one on each line").fill("Facebook\na podcast")
    page.get_by_role("button", name="Show the labels").click()
    page.get_by_label("Show", exact=True).select_option("channel")
    page.get_by_role("button", name="Look").click()
    assert page.locator("#rows tbody tr").count() == 1
    page = visit("/words", java_script_enabled=False)
    page.get_by_role("link", name="It is a social network").click()
    assert "That is right." in page.locator("#answer").inner_text()


def test_a_plan_is_checked_by_keyboard_alone(visit: Visit) -> None:
    page = visit()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Skip to the page itself"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "text"
    page.keyboard.type("We want young parents in Leeds to visit us. We post on Facebook every Monday.")
    for _ in range(5):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText") == "Check my plan":
            break
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("Enter")
    page.wait_for_selector("#brief-section")


def test_every_control_of_a_result_is_reached_by_keyboard_in_its_order(visit: Visit, texts: Mapping[str, str]) -> None:
    page = visit()
    check(page, texts["weak"])
    wanted = page.evaluate(
        """[...document.querySelectorAll('a[href], button, input:not([type=hidden]), textarea, summary, [tabindex="0"]')]
        .filter(e => e.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true}) && !e.closest('.web-note')).length"""
    )
    tops = []
    for _ in range(wanted):
        page.keyboard.press("Tab")
        tops.append(
            page.evaluate("document.activeElement === document.body ? -1 : document.activeElement.getBoundingClientRect().top + scrollY")
        )
    assert -1 not in tops
    assert sum(b < a - 120 for a, b in pairwise(tops)) <= 1


def test_what_is_hostile_stays_text(visit: Visit, tmp_path: Path) -> None:
    page = visit()
    check(page, HOSTILE)
    assert page.evaluate("window.owned") is None
    assert page.locator("#text").input_value() == HOSTILE
    assert "window.owned = 1" in page.locator(".bp-brief").inner_text()
    assert "49" not in page.locator(".bp-brief").inner_text()
    page.get_by_label("A place, or a part of a plan").fill("<img src=x onerror='window.owned=5'>")
    page.get_by_role("button", name="Tell me why").click()
    page.wait_for_selector("#why-not-answer .web-error")
    page.get_by_label("A sentence", exact=True).fill("<svg onload='window.owned=6'> Rosa answers on Facebook.")
    page.wait_for_selector("#what-if-answer .web-pair")
    page.get_by_role("button", name="Check again", exact=True).click()
    page.wait_for_load_state()
    assert page.evaluate("window.owned") is None
    assert page.locator("img[src=x], .bp-brief script, .bp-brief svg").count() == 0


def test_an_error_stands_beside_what_caused_it(visit: Visit, tmp_path: Path) -> None:
    path = tmp_path / "plan.md"
    path.write_bytes(b"\x00\x01" * 1000)
    page = visit()
    page.get_by_label("or choose a file").set_input_files(path)
    page.get_by_role("button", name="Check my plan").click()
    page.wait_for_selector("#text-error")
    assert page.get_by_label("Your plan", exact=True).get_attribute("aria-describedby") == "text-error"
    assert page.title().startswith("Please look at the form again")


def _states(visit: Visit, texts: Mapping[str, str], **options: Any) -> Iterator[tuple[str, Page]]:
    page = visit(**options)
    yield "start", page
    check(page, texts["weak"])
    page.evaluate("for (const e of document.querySelectorAll('details')) e.open = true")
    page.get_by_role("button", name="Complete my plan").click()
    page.wait_for_selector("#complete-answer .web-steps")
    page.get_by_label("A sentence", exact=True).fill("Jess answers every question on Facebook within a day.")
    page.wait_for_selector("#what-if-answer .web-pair")
    page.get_by_label("A place, or a part of a plan").fill("audience")
    page.get_by_role("button", name="Tell me why").click()
    page.wait_for_selector("#why-not-answer h3")
    yield "result", page
    page.get_by_role("button", name="Facebook: social network").click()
    yield "note", page
    for name in ("middling", "complete", "german", "press"):
        page = visit(**options)
        check(page, texts[name])
        yield name, page
    page = visit(**options)
    check(page, LONG)
    yield "long", page
    page = visit("/names", **options)
    yield "names", page
    page.get_by_label("Names, one on each line").fill(f"Facebook\n@acme\n{'x' * 300}\nبيت")
    page.get_by_role("button", name="Show the labels").click()
    yield "labels", page
    page = visit("/words", **options)
    yield "words", page
    page.get_by_role("button", name="How did I do?").click()
    yield "quiz", page
    page = visit("/nothing", **options)
    yield "problem", page


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(visit: Visit, texts: Mapping[str, str], theme: str) -> None:
    found = {}
    for name, page in _states(visit, texts, color_scheme=theme):
        if violations := axe(page):
            found[name] = violations
    assert found == {}


@pytest.mark.parametrize(("width", "options"), [(320, {}), (390, {"has_touch": True, "is_mobile": True}), (768, {}), (3840, {})])
def test_nothing_is_cut_off_on_any_screen(visit: Visit, texts: Mapping[str, str], width: int, options: dict[str, Any]) -> None:
    for name, page in _states(visit, texts, viewport={"width": width, "height": 900}, **options):
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name


def test_targets_are_large_enough_to_touch(visit: Visit, texts: Mapping[str, str]) -> None:
    page = visit(viewport={"width": 390, "height": 844})
    check(page, texts["weak"])
    small = page.evaluate(
        """[...document.querySelectorAll('button, summary, input:not([type=hidden]), select, nav a, .bp-three a')]
        .filter(e => e.checkVisibility() && !e.matches('.web-word')).map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
        .filter(([, box]) => box.height < 24 || box.width < 24).map(([html]) => html)"""
    )
    assert small == []


@pytest.mark.parametrize("options", [{"forced_colors": "active"}, {"reduced_motion": "reduce"}, {"contrast": "more"}])
def test_what_a_person_asks_of_the_screen_is_kept(visit: Visit, texts: Mapping[str, str], options: dict[str, Any]) -> None:
    page = visit(**options)
    check(page, texts["weak"])
    assert page.locator("mark.bp-network").first.is_visible()
    assert page.evaluate("document.getAnimations().length") == 0
    assert axe(page) == []


def test_the_first_page_is_light_and_does_not_move(visit: Visit) -> None:
    page = visit("/healthz")
    sizes: list[int] = []
    page.on("requestfinished", lambda request: sizes.append(sum(request.sizes()[k] for k in ("responseBodySize", "responseHeadersSize"))))
    page.goto(page.url.replace("/healthz", "/"))
    page.wait_for_load_state("networkidle")
    assert 3 <= len(sizes) <= 5
    assert sum(sizes) < 60_000
    shift = page.evaluate(
        """new Promise(done => { let moved = 0; new PerformanceObserver(list => { for (const e of list.getEntries()) moved += e.value })
        .observe({type: 'layout-shift', buffered: true}); setTimeout(() => done(moved), 300) })"""
    )
    assert shift == 0
