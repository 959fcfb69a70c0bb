"""How a brief uses the words "social media": as the name of what it covers, or as the head of a list."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from briefprism.models.brief import Brief, Unit
from briefprism.models.platform import Mention
from briefprism.models.signal import Evidence

_UMBRELLA = re.compile(r"\bsocial[ -]media\b|\bsocials\b|\bsocial channels?\b", re.IGNORECASE)
_HEAD = re.compile(
    r"^\W*(?:\d[\d.]*\s*)?(?:our |main |the )?(?:social[ -]media|socials|social channels?)(?: channels?| platforms?)?"
    r"(?: (?:that )?(?:we|to|for)\b.{0,40})?\W*$",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"\b(?:social[ -]media|socials|social channels?)(?: channels?| platforms?)?\s*"
    r"(?:such as|like|including|:|\(|e\.g\.|i\.e\.|means|is|are)[^.;!?\n]*$",
    re.IGNORECASE,
)
_PREVAIL: Final = 3  # times as many mentions of networks as of other channels; by the training briefs
_ONE_WAY = frozenset({"broadcast", "print", "outdoor", "press"})


def scope_facts(brief: Brief, mentions: Sequence[Mention]) -> Iterator[str]:
    """Facts about the whole plan: ``scope_is_social_media`` and ``networks_prevail``."""
    if called_social_media(brief):
        yield "scope_is_social_media"
    used = Counter(m.classification.label for m in mentions if m.status == "used")
    if used["network"] > _PREVAIL * used["channel"]:
        yield "networks_prevail"


def called_social_media(brief: Brief) -> bool:
    """Whether the plan calls its scope "social media" in its title or first words; a heading below names a part only."""
    opening = [u for u in brief.units if u.kind != "meta"][:3]
    return any(_UMBRELLA.search(brief.quote(u)) for u in opening)


def listed_as_social(brief: Brief, mentions: Sequence[Mention]) -> list[tuple[str, Evidence]]:
    """Used broadcasters and other one-way places that stand in a list headed "social media"."""
    found = []
    for mention in mentions:
        unit = brief.units[mention.unit]
        name = mention.classification.platform or ""
        if mention.status == "used" and mention.classification.kind in _ONE_WAY and _is_listed(brief, unit, mention):
            found.append((name, Evidence(brief.quote(unit), unit.start, unit.end)))
    return found


def _is_listed(brief: Brief, unit: Unit, mention: Mention) -> bool:
    before = brief.text[unit.start : mention.start]
    if _LIST.search(before):
        return True
    headed = bool(unit.headings) and bool(_HEAD.match(unit.headings[-1]))
    return headed and unit.kind in ("bullet", "checkbox", "row") and not re.search(r"\w+\W+\w+\W+\w+", before)
