"""What others answered, merged into what the labellers said: a language model on doubts only, a person on anything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from briefprism.classifier.wording import phrase
from briefprism.data.folding import same_words
from briefprism.models.brief import SILENT_KINDS, Brief
from briefprism.models.doubt import LineAnswer, LineDoubt, NameAnswer
from briefprism.models.own import OwnSentence
from briefprism.models.platform import Classification
from briefprism.models.signal import Evidence, LineSign, Search, Signal

LLM_SURE: Final = 0.5
"""How right a language model is depends on the model and is not known; a half says so."""


def by_llm(signals: Sequence[Signal], answers: Sequence[LineAnswer], looked_for: dict[str, str], asked: int) -> tuple[Signal, ...]:
    """Unclear elements, settled where the model says so; ``asked`` is how many sentences an element has that were asked about.

    One sentence that carries it makes an element present; it is missing only when every sentence asked about does not.
    """
    return tuple(_settled(s, answers, looked_for[s.element], asked) if s.state == "unclear" else s for s in signals)


def _settled(signal: Signal, answers: Sequence[LineAnswer], looked_for: str, asked: int) -> Signal:
    said = [(a, dict(a.says).get(signal.element)) for a in answers]
    if carrying := tuple(_words(a) for a, carries in said if carries):
        return replace(signal, state="present", confidence=LLM_SURE, by="llm", evidence=carrying)
    denied = {a.doubt.start for a, carries in said if carries is False}
    if signal.evidence and {e.start for e in signal.evidence[:asked]} <= denied:
        search = Search(looked_for, signal.evidence[:asked], 1.0)
        return Signal(signal.element, "missing", LLM_SURE, "llm", search=search)
    return signal


def by_person(brief: Brief, signals: Sequence[Signal], own: Sequence[OwnSentence], looked_for: dict[str, str]) -> tuple[Signal, ...]:
    """Sentences that a person decided on go before all that the labellers say of them."""
    known = {same_words(sentence.text): sentence for sentence in own}
    decided = [
        (Evidence(brief.quote(unit), unit.start, unit.end), known[key])
        for unit in brief.units
        if unit.kind not in SILENT_KINDS and (key := same_words(brief.quote(unit))) in known
    ]
    return tuple(_decided(s, decided, looked_for[s.element]) for s in signals) if decided else tuple(signals)


def _decided(signal: Signal, decided: Sequence[tuple[Evidence, OwnSentence]], looked_for: str) -> Signal:
    if carrying := tuple(words for words, sentence in decided if signal.element in sentence.says):
        return Signal(signal.element, "present", 1.0, "person", carrying)
    denied = {words.start for words, sentence in decided if signal.element in sentence.says_not}
    kept = tuple(e for e in signal.evidence if e.start not in denied)
    if kept == signal.evidence:
        return signal
    if kept:
        return replace(signal, evidence=kept)
    return Signal(signal.element, "missing", 1.0, "person", search=Search(looked_for, signal.evidence, 1.0))


def signs_by_person(signs: Iterable[LineSign], own: Sequence[OwnSentence]) -> tuple[LineSign, ...]:
    """What lines may say, without what a person said that they do not: no rule may conclude it from them."""
    denied = {same_words(sentence.text): sentence.says_not for sentence in own}
    return tuple(replace(s, says=s.says - denied.get(same_words(s.words.quote), frozenset())) for s in signs)


def _words(answer: LineAnswer) -> Evidence:
    doubt: LineDoubt = answer.doubt
    start = doubt.start + doubt.text.index(answer.quote)
    return Evidence(answer.quote, start, start + len(answer.quote), LLM_SURE)


def llm_labels(answers: Iterable[NameAnswer], model: str) -> dict[str, Classification]:
    """The answers by name as written."""
    return {a.doubt.name: _classification(a, model) for a in answers}


def _classification(answer: NameAnswer, model: str) -> Classification:
    name = answer.doubt.name
    reason = f"Not in our catalogue; the language model {model} says so, and nobody has checked it. {phrase(answer.label)}"
    return Classification(name, name, answer.label, None, False, False, LLM_SURE, "llm", reason)
