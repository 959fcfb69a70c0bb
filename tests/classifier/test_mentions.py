"""Names in running text: whole words, longest first, ordinary words only with evidence, quotes verbatim."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefprism.classifier.mentions import FoundName, MentionFinder
from briefprism.classifier.reader import read
from briefprism.classifier.resolver import Resolver
from briefprism.data.catalogue import load_catalogue
from briefprism.data.folding import fold


@lru_cache(maxsize=1)
def finder() -> MentionFinder:
    catalogue = load_catalogue()
    return MentionFinder(catalogue, Resolver(catalogue))


def find(text: str) -> list[FoundName]:
    return finder().find(read(text))


def named(text: str) -> list[tuple[str, str | None]]:
    return [(text[m.start : m.end], m.classification.platform) for m in find(text)]


FOUND: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "three-names": ("Post on Facebook, Instagram and TikTok.", [(n, n) for n in ("Facebook", "Instagram", "TikTok")]),
    "comma-separates": ("Facebook, Instagram", [("Facebook", "Facebook"), ("Instagram", "Instagram")]),
    "line-end-separates": ("Facebook\nInstagram", [("Facebook", "Facebook"), ("Instagram", "Instagram")]),
    "inside-a-word": ("facebookish people", []),
    "part-before-whole": ("Facebook Groups for parents", [("Facebook Groups", "Facebook")]),
    "longest": ("Clips as YouTube Shorts", [("YouTube Shorts", "YouTube")]),
    "possessive": ("Facebook's reach", [("Facebook", "Facebook")]),
    "possessive-curly": ("Facebook’s reach", [("Facebook", "Facebook")]),
    "possessive-plural": ("the blogs' readers", [("blogs", "Blog")]),
    "plural": ("blogs and podcasts", [("blogs", "Blog"), ("podcasts", "Podcast")]),
    "camel-case": ("you can faceBook it", [("faceBook", "Facebook")]),
    "two-words-for-one": ("on You Tube daily", [("You Tube", "YouTube")]),
    "capitals": ("YOUTUBE", [("YOUTUBE", "YouTube")]),
    "hyphen": ("unsere Facebook-Seite", [("Facebook-Seite", "Facebook")]),
    "hashtag": ("use #Instagram", [("Instagram", "Instagram")]),
    "accent": ("on Fa\u0301cebook", [("Fa\u0301cebook", "Facebook")]),
    "zero-width": ("on Insta\u200bgram", [("Insta\u200bgram", "Instagram")]),
    "nbsp": ("Facebook\u00a0Groups", [("Facebook\u00a0Groups", "Facebook")]),
    "emoji-before": ("📷Instagram", [("Instagram", "Instagram")]),
    "script-without-spaces": ("在微博上发布", [("微博", "Weibo")]),
    "both-names": ("X (formerly Twitter)", [("X", "X"), ("formerly Twitter", "X")]),
    "bare-host-that-is-a-name": ("write on dev.to", [("dev.to", "DEV Community")]),
    "bold": ("**Facebook** daily", [("Facebook", "Facebook")]),
    "code-is-silent": ("```python\nimport facebook\n```\n", []),
    "comment-is-silent": ("Ten members. <!-- on Facebook? -->", []),
    "prompt-is-silent": ("Text here.\n\n[Facebook, Instagram, …]\n\nMore.", []),
    "mail-address": ("write to info@facebook.com", []),
}


@pytest.mark.parametrize(("text", "expected"), FOUND.values(), ids=FOUND.keys())
def test_names(text: str, expected: list[tuple[str, str]]) -> None:
    assert named(text) == expected


PLAIN = [
    "Solve for x here.", "The X factor is big.", "Tell us by X date.", "From the post on X date.", "[x] ring the printer",
    "Drop us a line on Monday.", "Line up the chairs.", "The line, the thread.",
    "A signal to all.", "The Signal is strong.",
    "Threads of wool are cheap.", "We pull some threads together.",
    "A medium budget.", "Medium budget for this.",
    "A ghost tour.", "Ghost stories at the pub.", "Ghost walk at ten.",
]  # fmt: skip


@pytest.mark.parametrize("text", PLAIN)
def test_an_ordinary_word_is_no_platform(text: str) -> None:
    assert named(text) == []


MEANT = {
    "We post on X and LinkedIn.": "X", "Post on X daily.": "X", "On X, we reply.": "X", "X (formerly Twitter)": "X",
    "Send it via Line and WhatsApp.": "LINE", "Use Line, Signal": "LINE",
    "Join us on Signal.": "Signal", "Signal, WhatsApp": "Signal", "Signal group for parents.": "Signal",
    "We post on Threads and Instagram.": "Threads", "X, Threads, Bluesky": "Threads",
    "Medium, LinkedIn": "Medium", "the Medium article": "Medium",
    "Publish on Ghost.": "Ghost", "our Ghost blog": "Ghost",
}  # fmt: skip


@pytest.mark.parametrize(("text", "platform"), MEANT.items())
def test_an_ordinary_word_in_the_company_of_a_platform_is_one(text: str, platform: str) -> None:
    assert platform in [p for _, p in named(text)]


LINKED: dict[str, tuple[str, list[tuple[str, str, bool]]]] = {
    "tracking-parameter": ("See https://www.facebook.com/a?utm_source=instagram now.", [
        ("https://www.facebook.com/a?utm_source=instagram", "Facebook", True)]),
    "markdown-target": ("[our page](https://instagram.com/acme)", [("https://instagram.com/acme", "Instagram", True)]),
    "markdown-both": ("[Instagram](https://instagram.com/acme)", [("Instagram", "Instagram", False)]),
    "sentence-end": ("Read www.reddit.com.", [("www.reddit.com", "Reddit", True)]),
    "no-scheme": ("See x.com/acme today", [("x.com/acme", "X", True)]),
    "unknown-host": ("See https://acme.example/facebook now", []),
    "subreddit": ("Ask in r/gardening", [("r/gardening", "Reddit", False)]),
    "subreddit-with-slash": ("Ask in /r/gardening", [("/r/gardening", "Reddit", False)]),
    "no-subreddit": ("our/r/gardening and/or", []),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), LINKED.values(), ids=LINKED.keys())
def test_links(text: str, expected: list[tuple[str, str, bool]]) -> None:
    assert [(text[m.start : m.end], m.classification.platform, m.linked) for m in find(text)] == expected


PAID = {
    "Facebook ads": [True], "Paid Instagram posts": [True], "Sponsored LinkedIn posts": [True], "Google Ads": [True],
    "Instagram advertising": [True], "Facebook posts": [False], "ads, Instagram": [False], "Facebook ads, Instagram": [True, False],
    "Facebook, ads elsewhere": [False], "https://facebook.com/ads": [False],
}  # fmt: skip


@pytest.mark.parametrize(("text", "paid"), PAID.items())
def test_paid(text: str, paid: list[bool]) -> None:
    assert [m.classification.paid for m in find(text)] == paid


def test_offsets_and_units_in_a_longer_text() -> None:
    text = "\ufeff# Plan\r\n\r\n- 🎉 Facebook\r\n- blog\r\n\r\n| Where | When |\r\n| --- | --- |\r\n| TikTok | Monday |\r\n"
    brief = read(text)
    found = finder().find(brief)
    assert [(text[m.start : m.end], brief.units[m.unit].kind) for m in found] == [
        ("Facebook", "bullet"),
        ("blog", "bullet"),
        ("TikTok", "row"),
    ]


def names() -> st.SearchStrategy[str]:
    spelled = [p.name for p in load_catalogue().platforms[:400]] + ["IG", "fb ads", "微博", "x.com/a", "r/gardening", "a@b.com", "’s", "'s"]
    return st.sampled_from(spelled)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(names(), st.text(max_size=5), st.sampled_from([" ", ", ", "\n", " and ", "| ", "- ", "/"])), max_size=12))
def test_quotes_are_verbatim_lie_in_their_unit_and_never_overlap(parts: list[str]) -> None:
    brief = read("".join(parts))
    found = finder().find(brief)
    assert all(a.end <= b.start for a, b in pairwise(found))
    for name in found:
        unit = brief.units[name.unit]
        assert unit.start <= name.start < name.end <= unit.end
        assert name.classification.text == brief.text[name.start : name.end]
        if not name.linked and not re.match(r"/?r/", name.classification.text):
            platform, _ = load_catalogue().names[fold(name.classification.text)]
            assert platform.name == name.classification.platform
