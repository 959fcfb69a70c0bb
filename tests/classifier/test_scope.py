"""Whether a plan calls its scope "social media", and what it lists under those words."""

from __future__ import annotations

import pytest

from briefprism.classifier.mentions import MentionFinder
from briefprism.classifier.reader import read
from briefprism.classifier.resolver import Resolver
from briefprism.classifier.scope import called_social_media, listed_as_social, scope_facts
from briefprism.data.catalogue import load_catalogue
from briefprism.models.labels import Status
from briefprism.models.platform import Mention


def mentions(text: str, status: Status) -> list[Mention]:
    catalogue = load_catalogue()
    found = MentionFinder(catalogue, Resolver(catalogue)).find(read(text))
    return [Mention(n.start, n.end, n.unit, n.classification, status, 1.0) for n in found]


def listed(text: str, status: Status = "used") -> list[tuple[str, str]]:
    brief = read(text)
    evidence = listed_as_social(brief, mentions(text, status))
    assert all(brief.text[e.start : e.end] == e.quote for _, e in evidence)
    return [(name, e.quote) for name, e in evidence]


TITLE = {
    "title": ("# Social media plan\n\nWe post.\n", True),
    "title-with-hyphen": ("# Social-media plan\n\nWe post.\n", True),
    "title-of-a-part": ("# Plan\n\nA.\n\nB.\n\nC.\n\nD.\n\n## Socials\n\nPost.\n", False),
    "first-words": ("This is our social media plan. We post daily.\n", True),
    "behind-front-matter": ("---\ntitle: a\n---\n\nOur social channels for May.\n", True),
    "only-far-below": ("One thing.\n\nTwo things.\n\nThree things.\n\nWe like social media.\n", False),
    "networks": ("# Social networks\n\nWe post.\n", False),
    "antisocial-media": ("# Antisocial mediation\n\nWe post.\n", False),
    "nothing": ("", False),
}


@pytest.mark.parametrize(("text", "expected"), TITLE.values(), ids=TITLE.keys())
def test_called_social_media(text: str, expected: bool) -> None:
    assert called_social_media(read(text)) is expected


PREVAIL = {
    "only-networks": ("We post on Facebook and Instagram.", True),
    "one-channel-among-many-networks": ("Facebook, Instagram, LinkedIn and TikTok. Facebook and the blog come first.", True),
    "as-many-channels": ("We post on Facebook and in the forum.", False),
    "no-networks": ("We write in the forum.", False),
    "nothing": ("We bake bread.", False),
}


@pytest.mark.parametrize(("text", "expected"), PREVAIL.values(), ids=PREVAIL.keys())
def test_networks_prevail(text: str, expected: bool) -> None:
    assert ("networks_prevail" in scope_facts(read(text), mentions(text, "used"))) is expected
    assert "networks_prevail" not in scope_facts(read(text), mentions(text, "past"))


LISTS = {
    "such-as": ("Our social media such as Facebook and TV carry it.", ["TV"]),
    "colon": ("Social media: Facebook, radio, posters", ["Radio", "Poster"]),
    "bullets": ("## Social media\n\n- Facebook\n- TV\n", ["TV"]),
    "our-channels-heading": ("## Our social channels\n\n- Radio\n", ["Radio"]),
    "checkbox": ("## Socials\n\n- [ ] Radio\n", ["Radio"]),
    "table": ("## Social media\n\n| Where | When |\n|---|---|\n| Radio | May |\n", ["Radio"]),
    "list-ends-with-its-sentence": ("We like social media like Facebook. TV comes too.", []),
    "other-heading": ("## Traditional media\n\n- TV\n", []),
    "longer-heading": ("## Social media and TV\n\n- TV\n", []),
    "far-in-a-bullet": ("## Social media\n\n- we talk about the show on TV\n", []),
    "prose-under-the-heading": ("## Social media\n\nTV comes first.\n", []),
    "networks-are-social": ("Social media: Facebook, Instagram", []),
}


@pytest.mark.parametrize(("text", "expected"), LISTS.values(), ids=LISTS.keys())
def test_one_way_places_listed_as_social(text: str, expected: list[str]) -> None:
    assert [name for name, _ in listed(text)] == expected


@pytest.mark.parametrize("status", ["excluded", "past", "considered", "other"])
def test_only_what_the_plan_uses_counts(status: Status) -> None:
    assert listed("Social media: Facebook, radio", status) == []


def test_the_evidence_is_the_line() -> None:
    assert listed("## Social media\n\n- TV\n") == [("TV", "TV")]
