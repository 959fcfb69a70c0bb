"""Rules as read from a pack, before they are compiled to clauses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from briefprism.models.labels import ELEMENTS, FURTHER_ELEMENTS, LEFT_OUT
from briefprism.models.own import OwnSentence
from briefprism.models.platform import Platform

RuleSeverity = Literal["error", "warning", "advice", "consequence", "derivation"]

SEVERITIES: Final[tuple[RuleSeverity, ...]] = ("error", "warning", "advice", "consequence", "derivation")
"""``consequence``: follows from other gaps. ``derivation``: the lowest layer, concludes an element and is no finding."""

AREAS: Final = (
    "situation", "objectives", "message", "resources", "reach", "content", "home", "search", "sharing", "arrival", "formats",
    "audience", "conversation", "measurement", "rhythm", "unity", "upkeep", "access", "risk",
)  # fmt: skip
"""The parts of a plan that a gap lies in, in the order in which a report takes them."""

RULE_ELEMENTS: Final = (*ELEMENTS, "accessibility")
"""The elements of the ontology, and ours on captions, text for pictures and plain language. They are looked for in every brief."""

CRAFT_ELEMENTS: Final = tuple(element for element in FURTHER_ELEMENTS if element not in LEFT_OUT)
"""Further elements that rules may ask for; they are looked for only where a rule does. They are present or missing, never unclear."""

ALL_ELEMENTS: Final = (*RULE_ELEMENTS, *CRAFT_ELEMENTS)


TRAIT_WORDS: Final[Mapping[str, str]] = {
    "network": "a social network", "channel": "a social channel", "umbrella": "a word for social media in general",
    "tool": "a tool", "measures": "a tool that measures", "several": "two or more places", "blog": "a blog",
    "video": "a place for video", "audio": "a podcast or a place for sound", "pictures": "a place for pictures",
    "email": "e-mail", "website": "a website", "search": "a search engine", "search-ads": "adverts in a search engine",
    "traditional": "print, broadcast, outdoor or press", "events": "a place for events", "paid": "a paid placement",
    "money": "an amount of money, or talk of money", "price": "a price, a fee or takings",
    "promotion_money": "money beside words of promotion", "date": "a date or a numbered week", "weekday": "a day of the week",
    "frequency": "how often", "role": "a role or a team that does something", "person": "somebody named beside a task",
    "reuse": "words for using one piece in two places", "sameness": "words for keeping one voice or look, or keeping it up",
    "leading": "words that lead people to a place",
}  # fmt: skip
"""What is known of a line, not learned, and how it is said: what it names, two or more places, and what the matchers
of ``data/matchers.yaml`` find."""

TRAITS: Final = tuple(TRAIT_WORDS)


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: ``kind`` is missing, unclear, present, uses, line, section, gap, fact, listed_as_social, any or all.

    ``name`` is the element, rule id or fact; ``options`` those of ``uses``, ``line`` and ``section``; ``parts`` the groups of any and all.
    """

    kind: str
    name: str = ""
    options: Mapping[str, object] = field(default_factory=dict)
    parts: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``concludes`` is ``("gap", area)`` or ``("present", element)``.

    ``caused_by`` names rules under which this one is shown when they fire too; ``pack`` is the pack that it stands in.
    """

    id: str
    title: str
    severity: RuleSeverity
    when: tuple[Condition, ...]
    concludes: tuple[str, str]
    why: str
    fix: str
    ask: str
    source: str
    fails: tuple[str, ...]
    passes: tuple[str, ...]
    caused_by: tuple[str, ...] = ()
    place: str = ""
    pack: str = ""

    @property
    def is_finding(self) -> bool:
        """Whether it states a gap (and does not only derive an element)."""
        return self.concludes[0] == "gap"


@dataclass(frozen=True, slots=True, eq=False)
class Pack:
    """A named set of rules, in the order of their areas. A pack equals itself only; ``digest`` is the hash of its files."""

    name: str
    rules: tuple[Rule, ...]
    digest: str = ""
    platforms: tuple[Platform, ...] = ()
    sentences: tuple[OwnSentence, ...] = ()

    def further(self) -> frozenset[str]:
        """The further elements that its rules ask for."""
        asked = [*(condition for rule in self.rules for condition in rule.when)]
        found: set[str] = set()
        while asked:
            condition = asked.pop()
            found.add(condition.name)
            asked += condition.parts
        return frozenset(found & set(CRAFT_ELEMENTS))

    def rule(self, rule_id: str) -> Rule:
        """The rule of that id.

        Raises:
            KeyError: when the pack has none.
        """
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise KeyError(rule_id)
