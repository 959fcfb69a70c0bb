"""A brief as read and labelled, before any rule runs: what a check, a why and a what-if all begin with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefprism.models.brief import Brief
from briefprism.models.platform import Mention
from briefprism.models.signal import Evidence, Signal
from briefprism.rules.world import World, close

if TYPE_CHECKING:
    from briefprism.pipeline import Labellers

NOTHING = World((), {}, {})


@dataclass(frozen=True, slots=True)
class Reading:
    """What the labellers say of a brief. ``is_plan`` is None where the language is not judged; ``world`` holds the facts."""

    brief: Brief
    is_plan: bool | None
    mentions: tuple[Mention, ...] = ()
    signals: tuple[Signal, ...] = ()
    world: World = NOTHING


def read_and_label(text: str, source: str, found: Labellers) -> Reading:
    """Read one text and label it; the costly part of a check."""
    from briefprism.classifier.lines import lines_of
    from briefprism.classifier.reader import read
    from briefprism.classifier.scope import called_social_media, listed_as_social

    brief = read(text, source)
    names = found.finder.find(brief)
    lines = lines_of(brief, found.traits.by_unit(brief, names))
    statuses = found.statuses.label(brief, names, lines)
    mentions = tuple(
        Mention(n.start, n.end, n.unit, n.classification, status, sure) for n, (status, sure) in zip(names, statuses, strict=True)
    )
    if brief.language != "en":
        return Reading(brief, None, mentions)
    if not brief.units:
        return Reading(brief, False)
    measuring = [m for m, n in zip(mentions, names, strict=True) if m.status == "used" and (p := found.traits.platform(n)) and p.measures]
    labels = found.elements.label(brief, lines, measuring)
    if not labels.is_plan:
        return Reading(brief, False, mentions)
    used = [(m, _words(brief, m)) for m in mentions if m.status == "used"]
    held = ["is_plan", *(["scope_is_social_media"] if called_social_media(brief) else [])]
    world = close(labels.signals, used, listed_as_social(brief, mentions), held)
    return Reading(brief, True, mentions, labels.signals, world)


def _words(brief: Brief, mention: Mention) -> Evidence:
    return Evidence(brief.text[mention.start : mention.end], mention.start, mention.end, mention.classification.confidence)
