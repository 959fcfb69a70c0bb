"""The report as a page: valid, complete, safe, with nothing that leaves it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from xml.etree.ElementTree import Element

import html5lib
import pytest

from briefprism.data.terms import load_terms
from briefprism.models.look import Look
from briefprism.models.report import Report
from briefprism.report.html import render_page

NAMES = (
    "weak", "middling", "complete", "bakery", "press", "german", "hostile", "rtl", "long", "sixty", "none", "helped",
)  # fmt: skip


def parsed(page: str) -> Element:
    """The page as a tree.

    Raises:
        ParseError: at the first mistake.
    """
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)


def shown(root: Element) -> str:
    """All text of the body, spaces squeezed."""
    body = root.find("body")
    assert body is not None
    return " ".join("".join(body.itertext()).split())


@pytest.mark.parametrize("name", NAMES)
def test_it_is_valid_and_every_link_leads_somewhere(pages: Mapping[str, str], name: str) -> None:
    root = parsed(pages[name])
    ids = [e.get("id") for e in root.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    links = [e.get("href", "") for e in root.iter("a")]
    assert links
    assert all(link.startswith("#") and link[1:] in ids for link in links)


@pytest.mark.parametrize("name", NAMES)
def test_it_has_one_title_and_headings_in_order(pages: Mapping[str, str], name: str) -> None:
    root = parsed(pages[name])
    levels = [int(e.tag[1]) for e in root.iter() if re.fullmatch("h[1-6]", str(e.tag))]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))
    html = next(root.iter("html"))
    assert html.get("lang") == "en"
    for landmark in ("header", "main", "nav", "footer"):
        assert len(list(root.iter(landmark))) == 1
    assert all(e.get("scope") for e in root.iter("th"))


@pytest.mark.parametrize("name", NAMES)
def test_it_loads_and_runs_nothing(pages: Mapping[str, str], name: str) -> None:
    root = parsed(pages[name])
    tags = {str(e.tag) for e in root.iter()}
    assert not tags & {"script", "iframe", "object", "embed", "link", "base", "form", "img", "video", "audio"}
    for element in root.iter():
        assert not [k for k in element.attrib if str(k).lower().startswith("on") or k in ("style", "src")]
    style = next(root.iter("style")).text or ""
    assert "url(" not in style
    assert "@import" not in style
    policy = next(e.get("content", "") for e in root.iter("meta") if e.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'")


def test_hostile_words_are_shown_as_words(pages: Mapping[str, str], reports: Mapping[str, Report]) -> None:
    page = pages["hostile"]
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0\ufffe]", page)
    text = shown(parsed(page))
    assert "<script>alert(1)</script>" in text
    assert "</style><style>*{display:none}</style>" in text
    assert "{{ 7 * 7 }} {% raw %}" in text
    assert "javascript:alert(4)" in text
    assert "&amp; &lt;b&gt;" in text
    assert len(list(parsed(page).iter("style"))) == 1
    assert reports["hostile"].is_plan


@pytest.mark.parametrize("name", ["weak", "middling", "bakery", "hostile", "sixty", "helped"])
def test_everything_that_the_report_says_is_there(pages: Mapping[str, str], reports: Mapping[str, Report], name: str) -> None:
    report, text = reports[name], shown(parsed(pages[name]))
    assert report.summary in text
    assert report.fingerprint in text
    for finding in report.findings:
        caused_only = not finding.root and not any(finding.rule in f.follows for f in report.roots)
        if not caused_only:
            assert finding.title in text, finding.rule
            assert " ".join((finding.why if not finding.root else finding.fix).split()) in text
    for praise, _ in report.strengths:
        assert praise in text
    for ignored in report.ignored:
        assert ignored.reason in text


def test_a_quote_links_to_its_words_and_back(pages: Mapping[str, str], reports: Mapping[str, Report]) -> None:
    page = pages["weak"]
    point = page[page.index('id="point-networks-only"') :].split("</article>")[0]
    quotes = re.findall(r'class="bp-quote" href="#(q\d+)"><bdi>“(Facebook|Instagram)” \(line 5\)', point)
    assert [word for _, word in quotes][:2] == ["Facebook", "Instagram"]
    for anchor, word in quotes:
        after = page[page.index(f'id="{anchor}"') :][:400]
        assert word in after
        assert 'href="#point-networks-only"' in after[: after.index(word) + 400]


def test_colour_never_stands_alone(pages: Mapping[str, str]) -> None:
    root = parsed(pages["weak"])
    brief = next(e for e in root.iter("div") if e.get("class") == "bp-brief")
    marks = ["".join(m.itertext()) for m in brief.iter("mark")]
    assert "Facebook" + "social network" in marks
    assert all(mark.endswith(("social network", "social media")) for mark in marks)
    notes = ["".join(e.itertext()) for e in brief.iter("span") if e.get("class") == "bp-note"]
    assert " (this says: person in charge, timeline)" in notes


def test_a_place_that_is_not_used_says_so(checker: object, texts: Mapping[str, str]) -> None:
    report = checker.check(texts["bakery"] + "\n\nWe will not be on TikTok.\n")  # type: ignore[attr-defined]
    text = shown(parsed(render_page(report, load_terms())))
    assert "TikToksocial network, left out" in text


def test_a_text_that_is_not_judged_shows_its_words_and_no_points(pages: Mapping[str, str], reports: Mapping[str, Report]) -> None:
    for name in ("press", "german"):
        root = parsed(pages[name])
        assert not list(root.iter("article"))
        assert reports[name].summary == "".join(next(root.iter("h1")).itertext())
    german = next(e for e in parsed(pages["german"]).iter("div") if e.get("class") == "bp-brief")
    assert german.get("lang") == "de"
    assert list(german.iter("mark"))


def test_pictures_stand_in_the_page(reports: Mapping[str, Report]) -> None:
    drawn = {"nesting": '<svg role="img"><title>N</title></svg>', "prism": '<svg role="img"><title>P</title></svg>'}
    root = parsed(render_page(reports["weak"], load_terms(), pictures=drawn))
    figures = list(root.iter("figure"))
    assert ["".join(f.itertext()).strip()[:1] for f in figures] == ["N", "P"]
    assert [e.get("href") for e in root.iter("a")].count("#pictures") == 1


def test_an_agency_has_its_name_logo_and_colour(reports: Mapping[str, Report]) -> None:
    look = Look("Ash & <Oak>", b"\x89PNG\r\n\x1a\n...", "image/png", "#ffcc00")
    page = render_page(reports["weak"], load_terms(), look)
    root = parsed(page)
    assert next(root.iter("img")).get("src") == "data:image/png;base64,iVBORw0KGgouLi4="
    assert shown(root).startswith("Skip to the verdict Ash & <Oak>")
    assert (next(root.iter("title")).text or "").endswith("– Ash & <Oak>")
    style = next(root.iter("style")).text or ""
    assert "--bp-accent: #ffcc00" in style  # on dark ground
    assert style.count("#ffcc00") == 4
    assert "--bp-accent: #856a00" in style  # made darker for light ground


def test_many_findings_keep_their_numbers(pages: Mapping[str, str]) -> None:
    root = parsed(pages["sixty"])
    numbers = [int("".join(e.itertext())) for a in root.iter("article") for e in a.iter("span") if e.get("class") == "bp-number"]
    assert numbers == list(range(1, 61))


def test_a_long_brief_is_drawn_in_seconds_and_whole(fifty_pages: Report) -> None:
    page = render_page(fifty_pages, load_terms())
    text = shown(parsed(page))
    assert text.count("Week 49") == 1
    assert text.count("Film a tour for") >= 50
    assert len(page) < 3_000_000


def test_the_glossary_holds_the_words_of_the_page_and_no_others(pages: Mapping[str, str]) -> None:
    words = next(e for e in parsed(pages["weak"]).iter("dl") if e.get("class") == "bp-words")
    terms = ["".join(e.itertext()) for e in words.iter("dt")]
    assert {"social network", "social media", "goal", "person in charge", "rhythm"} <= set(terms)
    assert not {"unknown", "past", "considered", "wiki", "crowdfunding site"} & set(terms)
    assert terms == sorted(terms, key=str.casefold)
