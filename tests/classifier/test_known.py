"""What is known of a line by matchers, and what only looks like it."""

from __future__ import annotations

import pytest

from briefprism.classifier.known import known_reader
from briefprism.data.matchers import load_matchers
from briefprism.models.rule import TRAITS

KNOWN = {
    "money": (["We spend £200 on adverts.", "Cost: 300 EUR", "no money for ads", "Budget: none"], ["We sell 200 loaves.", "Spare time"]),
    "price": (["Tickets are £12.", "$8 per person", "£5 entry"], ["£200 for Facebook ads", "12 posts"]),
    "promotion_money": (["€400 for printing flyers", "ad budget: $50"], ["Tickets are £12.", "400 flyers"]),
    "date": (
        ["by 12 June", "In May we open.", "Week 3: teaser", "Q3", "2026-04-01", "before the launch"],
        ["We may post.", "They march on."],
    ),
    "weekday": (["Every Friday", "Mon and Thurs"], ["Sunita sat down.", "monitor"]),
    "frequency": (["3x a week", "twice a month", "weekly", "every second Tuesday", "5 posts per week"], ["for a week", "once more"]),
    "role": (
        ["the intern - captions", "Owner: marketing", "Ask the committee to print", "Responsible: Ines"],
        ["a role model", "team spirit"],
    ),
    "person": (["Maria writes the captions", "Who: Tom Baker", "Poster (Meera)"], ["Posts every Friday", "The shop writes", "we write"]),
    "reuse": (["cross-post the reel", "the same photo on both", "cut the talk into clips"], ["a post on Facebook", "we bake bread"]),
    "sameness": (["one tone of voice", "consistent branding", "the logo on all channels"], ["a new logo", "the voice of the people"]),
    "leading": (["link in bio", "Sign up here", "see www.example.org", "QR code on the table"], ["a nice site", "we bake bread"]),
}


def test_every_matcher_has_a_trait_that_rules_may_ask_for_and_is_tested() -> None:
    assert set(load_matchers()) == set(KNOWN) <= set(TRAITS)


@pytest.mark.parametrize(("trait", "yes", "no"), [(t, *k) for t, k in KNOWN.items()], ids=KNOWN.keys())
def test_what_is_known(trait: str, yes: list[str], no: list[str]) -> None:
    found = dict(zip([*yes, *no], known_reader().read([*yes, *no]), strict=True))
    assert {text: trait in traits for text, traits in found.items()} == dict.fromkeys(yes, True) | dict.fromkeys(no, False)


def test_no_text_has_no_trait() -> None:
    assert known_reader().read(["", "\ud800"[:0], "…"]) == [frozenset()] * 3
