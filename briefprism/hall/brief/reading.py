"""A brief as read and labelled, before any rule runs: what a check, a why and a what-if all begin with."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass, field

from briefprism.hall.brief.ask_model import Asker, Doubts, Settled
from briefprism.hall.brief.labellers import Labellers
from briefprism.models.brief import Brief
from briefprism.models.document import Document
from briefprism.models.platform import Mention
from briefprism.models.signal import Evidence, Signal
from briefprism.rules.world import World, close

NOTHING = World((), {}, {})


@dataclass(frozen=True, slots=True)
class Reading:
    """What the labellers say of a brief. ``is_plan`` is None where the language is not judged; ``world`` holds the facts.

    ``doubts`` is what the labellers left open, and the help of a language model with it.
    """

    brief: Brief
    is_plan: bool | None
    mentions: tuple[Mention, ...] = ()
    signals: tuple[Signal, ...] = ()
    world: World = NOTHING
    doubts: Doubts = field(default_factory=Doubts)


def read_and_label(
    document: Document,
    found: Labellers,
    asker: Asker,
    derive: Callable[[World], Container[str]],
    further: frozenset[str] = frozenset(),
) -> Reading:
    """Read one document and label it; the costly part of a check.

    ``derive`` tells the elements that the rules know by themselves; ``further`` are the further elements that rules ask for.
    """
    from briefprism.classifier.lines import lines_of
    from briefprism.classifier.reader import read

    brief = read(document.text, document.source, document.places)
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
    labels = found.elements.label(brief, lines, measuring, found.craft.wanting(further) if further else None)
    if not labels.is_plan:
        return Reading(brief, False, mentions)
    settled = asker.settle(brief, names, lines, mentions, labels, lambda decided: derive(_world(brief, decided)))
    return Reading(brief, True, settled.mentions, settled.signals, _world(brief, settled), settled.doubts)


def _world(brief: Brief, settled: Settled) -> World:
    from briefprism.classifier.scope import listed_as_social, scope_facts

    used = [(m, _words(brief, m)) for m in settled.mentions if m.status == "used"]
    held = ["is_plan", *scope_facts(brief, settled.mentions)]
    return close(settled.signals, used, listed_as_social(brief, settled.mentions), held, settled.signs)


def _words(brief: Brief, mention: Mention) -> Evidence:
    return Evidence(brief.text[mention.start : mention.end], mention.start, mention.end, mention.classification.confidence)
