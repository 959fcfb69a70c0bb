"""From a name as people type it to a platform: every step with its reason, and no guess."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefprism.classifier.resolver import CONFIDENCE, Resolver
from briefprism.data.catalogue import load_catalogue
from briefprism.models.platform import Classification


@lru_cache(maxsize=1)
def resolver() -> Resolver:
    return Resolver(load_catalogue())


def resolve(text: str) -> Classification:
    return resolver().resolve(text)


# text, platform, label, step
KNOWN = [
    ("Facebook", "Facebook", "network", "catalogue"),
    ("FACEBOOK", "Facebook", "network", "catalogue"),
    ("face-book", "Facebook", "network", "catalogue"),
    (" Facebook\n", "Facebook", "network", "catalogue"),
    ("IG", "Instagram", "network", "catalogue"),
    ("x", "X", "network", "catalogue"),
    ("X (formerly Twitter)", "X", "network", "catalogue"),
    ("company blog", "Blog", "channel", "catalogue"),
    ("Hootsuite", "Hootsuite", "media", "catalogue"),
    ("radio", "Radio", "not_social", "catalogue"),
    ("Instagram Reels", "Instagram", "network", "catalogue"),
    ("фейсбук", "Facebook", "network", "catalogue"),
    ("インスタグラム", "Instagram", "network", "catalogue"),
    ("微信", "WeChat", "channel", "catalogue"),
    ("유튜브", "YouTube", "network", "catalogue"),
    ("واتساب", "WhatsApp", "channel", "catalogue"),
    ("https://www.facebook.com/acme?utm_source=instagram", "Facebook", "network", "host"),
    ("http://user:pw@facebook.com:80/x#y", "Facebook", "network", "host"),
    ("//m.facebook.com/acme", "Facebook", "network", "host"),
    ("android-app://com.facebook.katana", "Facebook", "network", "host"),
    ("old.reddit.com", "Reddit", "channel", "host"),
    ("WWW.X.COM", "X", "network", "host"),
    ("pinterest.co.uk", "Pinterest", "network", "host"),
    ("youtube.com.br", "YouTube", "network", "host"),
    ("https://www.amazon.de/dp/1", "Amazon", "not_social", "host"),
    ("mail.google.com", "Gmail", "not_social", "host"),
    ("our Facebook page", "Facebook", "network", "pattern"),
    ("unsere Facebook Seite", "Facebook", "network", "pattern"),
    ("TikTok (organic)", "TikTok", "network", "pattern"),
    ("Facebook @acme", "Facebook", "network", "pattern"),
    ("📷 Instagram", "Instagram", "network", "pattern"),
    ("a gardening forum", "Forum", "channel", "pattern"),
    ("our weekly gardening podcast", "Podcast", "channel", "pattern"),
    ("r/gardening", "Reddit", "channel", "pattern"),
    ("/r/gardening/", "Reddit", "channel", "pattern"),
    ("Facebooik", "Facebook", "network", "fuzzy"),
    ("youtbue", "YouTube", "network", "fuzzy"),
    ("Instagrram", "Instagram", "network", "fuzzy"),
]


@pytest.mark.parametrize(("text", "platform", "label", "by"), KNOWN, ids=[repr(k[0]) for k in KNOWN])
def test_known(text: str, platform: str, label: str, by: str) -> None:
    found = resolve(text)
    assert (found.text, found.platform, found.label, found.by) == (text, platform, label, by)
    assert found.confidence == CONFIDENCE[found.by]
    assert platform in found.reason


UNKNOWN = [
    "", "  \n", "@acme", "@instagram", "alumniclass", "qwrtzplk", "😀", "📷", "...", "//", "http://", "a.b.c.d", "1.2.3.4",
    "facebook.com.evil.com", "notfacebook.com", "evil.com/?u=facebook.com", "https://acme.example/facebook.com", "pinterest.evil",
    "http://[::1", "https://例え.jp", "\ud800", "in", "our page", "the a an",
]  # fmt: skip


@pytest.mark.parametrize("text", UNKNOWN, ids=[ascii(t) for t in UNKNOWN])
def test_what_cannot_be_told_is_unknown(text: str) -> None:
    found = resolve(text)
    assert (found.platform, found.label, found.social, found.confidence, found.kind) == (None, "unknown", None, 0.0, None)
    assert found.reason.endswith(".")


REASONS = [
    ("Facebook", "Facebook is in our catalogue. It is a social network"),
    ("IG", '"ig" stands for Instagram.'),
    ("https://fb.com/acme", "The address fb.com belongs to Facebook."),
    ("our Facebook page", "It names Facebook."),
    ("Facebooik", 'It is spelled almost like "Facebook", so we read it as Facebook.'),
    ("FB / Insta", "It names several places: Facebook, Instagram. It is a social network"),
    ("", "It is empty."),
    ("@acme", "An account name alone does not say"),
    ("alumniclass", "We do not know this name, and we do not guess."),
]


@pytest.mark.parametrize(("text", "opening"), REASONS, ids=[repr(r[0]) for r in REASONS])
def test_every_step_gives_its_reason(text: str, opening: str) -> None:
    assert resolve(text).reason.startswith(opening)


PAID = {
    "fb ads": ("Facebook", True), "Reddit ads": ("Reddit", True), "Google Ads": ("Google Ads", True), "paid instagram": ("Instagram", True),
    "sponsored posts on TikTok": ("TikTok", True), "Facebook-Werbung": ("Facebook", True), "Facebook": ("Facebook", False),
    "our Facebook page": ("Facebook", False), "Facebook uploads": (None, False),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), PAID.items())
def test_a_paid_placement_takes_the_label_of_its_platform(text: str, expected: tuple[str | None, bool]) -> None:
    found = resolve(text)
    assert (found.platform, found.paid) == expected


SEVERAL = {
    "FB / Insta": ("Facebook, Instagram", "network"),
    "Snapchat/TikTok/YouTube": ("Snapchat, TikTok, YouTube", "network"),
    "Facebook und Instagram": ("Facebook, Instagram", "network"),
    "Facebook, blog": ("Facebook, Blog", "channel"),
    "TikTok;Reddit": ("TikTok, Reddit", "channel"),
    "Facebook & Hootsuite": ("Facebook, Hootsuite", "media"),
    "TV, radio": ("TV, Radio", "not_social"),
    "facebook and a billboard": ("Facebook, Billboard", "unknown"),
    "Facebook / qwrtzplk": (None, "unknown"),
}


@pytest.mark.parametrize(("text", "expected"), SEVERAL.items())
def test_several_places_get_the_narrowest_label_that_fits_all(text: str, expected: tuple[str | None, str]) -> None:
    found = resolve(text)
    assert (found.platform, found.label) == expected
    assert (found.confidence > 0) == (found.label != "unknown")


CARRIED = {
    "Google+": (2019, None, "It closed in 2019."),
    "Vine": (2017, None, "It closed in 2017."),
    "Twitter": (None, "X", "The old name ended in 2023."),
    "our Twitter account": (None, "X", "The old name ended in 2023."),
    "Musical.ly": (None, "TikTok", "The old name ended in 2018."),
    "X": (None, None, "It is a social network"),
}


@pytest.mark.parametrize(("text", "expected"), CARRIED.items())
def test_closed_and_renamed_are_carried(text: str, expected: tuple[int | None, str | None, str]) -> None:
    found = resolve(text)
    closed, renamed_to, sentence = expected
    assert (found.closed, found.renamed_to) == (closed, renamed_to)
    assert sentence in found.reason


def test_every_contested_place_says_why_in_a_sentence() -> None:
    contested = [p for p in load_catalogue().platforms if p.contested]
    assert len(contested) > 20
    for platform in contested:
        found = resolve(platform.name)
        assert found.contested
        assert platform.contested in found.reason
    assert not resolve("Facebook").contested


def test_every_name_alias_part_and_host_of_the_catalogue_leads_to_its_row() -> None:
    for platform in load_catalogue().platforms:
        for name in (platform.name, *platform.aliases, *platform.parts, *(old for old, _ in platform.old_names)):
            assert resolve(name).platform == platform.name, name
        for host in platform.hosts:
            assert resolver().by_host(f"https://www.{host}/x?utm_source=y") is platform, host


@pytest.mark.parametrize(
    "text", ["a" * 100_000, "." * 3_000, "a." * 1_000 + "com", "/" * 5_000, "(" * 5_000, "and " * 2_000, "x, " * 2_000], ids=lambda t: t[:4]
)
def test_a_long_garbage_string_is_unknown_and_fast(text: str) -> None:
    resolve("warm.example")
    before = time.perf_counter()
    assert resolve(text).label == "unknown"
    assert time.perf_counter() - before < 1.0


def test_many_threads_give_the_answers_of_one() -> None:
    texts = [k[0] for k in KNOWN] * 20
    fresh = Resolver(load_catalogue())
    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(fresh.resolve, texts)) == [resolve(t) for t in texts]


def test_many_resolves_each_in_order() -> None:
    names = ["fb", "qwrtzplk", "fb", ""]
    assert resolver().resolve_many(names) == [resolve(n) for n in names]
    assert resolver().resolve_many([]) == []


def test_the_answer_as_json() -> None:
    assert resolve("fb ads").to_dict() == {
        "text": "fb ads", "platform": "Facebook", "label": "network", "path": ["media", "channel", "network"], "kind": "social-network",
        "social": True, "paid": True, "contested": False, "confidence": 0.99, "by": "catalogue", "reason": resolve("fb ads").reason,
        "closed": None, "renamed_to": None,
    }  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40))
def test_any_text_has_an_answer_that_agrees_with_itself(text: str) -> None:
    found = resolve(text)
    assert found.text == text
    assert (found.label == "unknown") == (found.confidence == 0.0)
    assert found == resolve(text)
    assert found.reason.endswith(".")
