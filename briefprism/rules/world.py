"""The closed world: what the labellers found, turned into facts, with the words that each fact rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from briefprism.models.logic import Fact
from briefprism.models.platform import Mention
from briefprism.models.signal import Evidence, LineSign, Search, Signal


@dataclass(frozen=True, slots=True)
class World:
    """Facts to reason from. ``evidence`` and ``searches`` say what each rests on, ``told`` who said what the brief does not."""

    facts: tuple[Fact, ...]
    evidence: Mapping[Fact, tuple[Evidence, ...]]
    searches: Mapping[str, Search]
    told: Mapping[Fact, str] = field(default_factory=dict)

    def adding(self, facts: Iterable[Fact], told: str) -> World:
        """The world with further facts, each told by somebody. What is present is no longer unclear."""
        new = [fact for fact in facts if fact not in self.evidence]
        settled = {Fact("unclear", fact.args) for fact in new if fact.predicate == "present"}
        evidence = {fact: words for fact, words in self.evidence.items() if fact not in settled}
        searched = {Fact("searched", fact.args): () for fact in new if fact.predicate == "present"}
        evidence |= searched | dict.fromkeys(new, ())
        return replace(self, facts=tuple(sorted(evidence)), evidence=evidence, told={**self.told, **dict.fromkeys(new, told)})

    def dropping(self, facts: Iterable[Fact], told: str = "") -> World:
        """The world without some of its facts; with ``told``, an element that goes is missing because somebody says so.

        No rule shall then conclude it all the same from what single lines may say.
        """
        gone = set(facts)
        if told:
            denied = {fact.args[0] for fact in gone if fact.predicate in ("present", "unclear")}
            gone |= {fact for fact in self.evidence if fact.predicate == "says" and fact.args[0] in denied}
        evidence = {fact: words for fact, words in self.evidence.items() if fact not in gone}
        notes = {Fact("missing", fact.args): told for fact in gone if told and fact.predicate in ("present", "unclear")}
        return replace(self, facts=tuple(sorted(evidence)), evidence=evidence, told={**self.told, **notes})


def close(
    signals: Iterable[Signal],
    used: Sequence[tuple[Mention, Evidence]],
    listed: Iterable[tuple[str, Evidence]],
    held: Iterable[str],
    signs: Iterable[LineSign] = (),
) -> World:
    """Make the facts of one plan.

    Args:
        signals: one signal for each element that was searched for.
        used: the mentions whose status is ``used``, with their words.
        listed: platforms that stand in the plan's list of social media and are one-way, with their words.
        held: facts about the whole plan, such as ``is_plan``.
        signs: what single lines may say, and what is known of them.
    """
    facts: dict[Fact, tuple[Evidence, ...]] = {Fact("holds", (name,)): () for name in held}
    searches: dict[str, Search] = {}
    for signal in signals:
        facts[Fact("searched", (signal.element,))] = ()
        if signal.state != "missing":
            facts[Fact(signal.state, (signal.element,))] = signal.evidence
        if signal.search is not None:
            searches[signal.element] = signal.search
    for mention, words in used:
        fact = uses(mention)
        facts[fact] = (*facts.get(fact, ()), words)
    for platform, words in listed:
        fact = Fact("listed_as_social", (platform,))
        facts[fact] = (*facts.get(fact, ()), words)
    for fact, words in _signs(signs):
        facts[fact] = (*facts.get(fact, ()), words)
    return World(tuple(sorted(facts)), facts, searches)


def _signs(signs: Iterable[LineSign]) -> Iterator[tuple[Fact, Evidence]]:
    """``says(element, line or section, which)`` and ``known(trait, …)`` of lines that say something."""
    for number, sign in enumerate(signs):
        for kind, which in (("line", str(number)), ("section", str(sign.section))):
            yield from ((Fact("says", (element, kind, which)), sign.words) for element in sorted(sign.says))
            yield from ((Fact("known", (trait, kind, which)), sign.words) for trait in sorted(sign.known))


def uses(mention: Mention) -> Fact:
    """``uses(platform, label, kind, social, state)`` of a mention."""
    found = mention.classification
    state = "closed" if found.closed else "renamed" if found.renamed_to else "open"
    return Fact(
        "uses",
        (found.platform or found.text, found.label, found.kind or "other", "yes" if found.label in ("network", "channel") else "no", state),
    )
