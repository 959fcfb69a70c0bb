"""What the labellers left open, handed to a person's own decisions first and to a language model after."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from briefprism.data.terms import load_terms
from briefprism.models.brief import Brief
from briefprism.models.doubt import Help, Helper, LineDoubt, NameDoubt, Outline
from briefprism.models.own import OwnSentence
from briefprism.models.platform import Classification, Mention
from briefprism.models.report import LlmUse
from briefprism.models.settings import LlmSettings
from briefprism.models.signal import LineSign, Signal

if TYPE_CHECKING:
    from briefprism.classifier.elements import Labels
    from briefprism.classifier.lines import Line
    from briefprism.classifier.mentions import FoundName
    from briefprism.classifier.resolver import Resolver
    from briefprism.classifier.status import StatusLabeller

Before = Callable[[str, Outline], None]
"""Told the name of a brief and what is about to leave the machine."""


@dataclass(frozen=True, slots=True)
class Doubts:
    """What was in doubt in a brief, and the help with it; ``use`` None: nobody was to be asked."""

    names: tuple[NameDoubt, ...] = ()
    lines: tuple[LineDoubt, ...] = ()
    help: Help = field(default_factory=Help)
    use: LlmUse | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """Mentions, signals and signs of lines after the help, and what was in doubt before it."""

    mentions: tuple[Mention, ...]
    signals: tuple[Signal, ...]
    signs: tuple[LineSign, ...]
    doubts: Doubts = field(default_factory=Doubts)


class Asker:
    """Settles doubts. ``helper`` None: nobody is asked, and only a person's own decisions count.

    ``own`` are the sentences that a person decided on. ``look``: doubts are listed even so, for somebody who wants to
    decide them.
    """

    def __init__(
        self,
        helper: Helper | None,
        own: Sequence[OwnSentence],
        resolver: Resolver,
        statuses: StatusLabeller,
        before: Before,
        look: bool = False,
    ) -> None:
        self.helper, self.look, self._own, self._before = helper, look, own, before
        self._resolver, self._statuses = resolver, statuses

    def settle(
        self,
        brief: Brief,
        names: Sequence[FoundName],
        lines: Sequence[Line],
        mentions: Sequence[Mention],
        labels: Labels,
        derive: Callable[[Settled], Container[str]],
    ) -> Settled:
        """Settle the doubts of one brief. ``derive`` tells the elements that the rules know by themselves: nobody is asked."""
        from briefprism.classifier.llm.doubts import ASKED_SENTENCES, unclear_lines, unknown_names
        from briefprism.classifier.settle import by_llm, by_person, signs_by_person

        looked_for = {signal.element: load_terms()[signal.element].looked_for for signal in labels.signals}
        signals = by_person(brief, labels.signals, self._own, looked_for)
        decided = Settled(tuple(mentions), signals, signs_by_person(labels.signs, self._own))
        if self.helper is None and not self.look:
            return decided
        places = unknown_names(brief, names, self._resolver)
        doubts = tuple({doubt.name: doubt for doubt in reversed(places)}.values())[::-1]
        derived = derive(decided)
        unclear = tuple(unclear_lines(brief, (signal for signal in signals if signal.element not in derived)))
        if self.helper is None:
            return replace(decided, doubts=Doubts(doubts, unclear))
        found = self.helper.ask(doubts, unclear, lambda outline: self._before(brief.source, outline))
        return replace(
            decided,
            mentions=self._with_names(brief, lines, mentions, places, found),
            signals=by_llm(signals, found.lines, looked_for, ASKED_SENTENCES),
            doubts=Doubts(doubts, unclear, found, _use(self.helper, found, brief)),
        )

    def _with_names(
        self, brief: Brief, lines: Sequence[Line], mentions: Sequence[Mention], places: Sequence[NameDoubt], found: Help
    ) -> tuple[Mention, ...]:
        """The mentions and those of the names that got a label, each with a status by our own labeller."""
        from briefprism.classifier.mentions import FoundName
        from briefprism.classifier.settle import llm_labels

        labels = llm_labels(found.names, self.helper.model if self.helper else "")
        new = [FoundName(d.start, d.end, d.unit, labels[d.name], "/" in d.name) for d in places if d.name in labels]
        statuses = self._statuses.label(brief, new, lines)
        added = [Mention(n.start, n.end, n.unit, n.classification, status, sure) for n, (status, sure) in zip(new, statuses, strict=True)]
        return tuple(sorted((*mentions, *added), key=lambda m: m.start))


def _use(helper: Helper, found: Help, brief: Brief) -> LlmUse:
    from briefprism.report.helping import note_of

    sent = {(d.start, d.start + len(d.text)) for d in found.asked if isinstance(d, LineDoubt)}
    sent |= {(brief.units[d.unit].start, brief.units[d.unit].end) for d in found.asked if isinstance(d, NameDoubt)}
    accepted = len(found.names) + len(found.lines)
    return LlmUse(helper.model, helper.server, tuple(sorted(sent)), accepted, found.dropped, note_of(found))


def make_helper(settings: LlmSettings | None) -> Helper | None:
    """The language model of the settings, as one more labeller."""
    if settings is None:
        return None
    from briefprism.classifier.llm.labeller import LlmLabeller

    return LlmLabeller(settings, load_terms())


def labels_of(
    names: Mapping[str, str], settings: LlmSettings, before: Callable[[Outline], None], progress: Callable[[int, int], None]
) -> tuple[dict[str, Classification], Help]:
    """What a language model says of names that nobody knows, each given with its description or nothing, by name."""
    from briefprism.classifier.llm.labeller import LlmLabeller
    from briefprism.classifier.settle import llm_labels

    doubts = [NameDoubt(name, words) for name, words in names.items() if any(ch.isalnum() for ch in name)]
    if not doubts:
        return {}, Help()
    labeller = LlmLabeller(settings, load_terms())
    got = labeller.ask_table(doubts, before, progress)
    return llm_labels(got.names, labeller.model), got
