"""A person decides what the labellers, or a language model, were not sure of; the decisions go to a pack of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from briefprism.ask_model import Before
from briefprism.data.folding import fold
from briefprism.data.own import dump_own, load_own, same_words
from briefprism.data.terms import load_terms
from briefprism.models.labels import Label
from briefprism.models.own import LABELS_FILE, OwnLabels, OwnSentence
from briefprism.models.platform import Platform
from briefprism.models.settings import Settings
from briefprism.pipeline import Checker
from briefprism.sources import write_whole


@dataclass(frozen=True, slots=True)
class NameItem:
    """A name to decide, the sentence that it stands in, and what a language model proposes (None: nothing)."""

    name: str
    context: str
    proposal: Label | None


@dataclass(frozen=True, slots=True)
class SentenceItem:
    """Whether a sentence carries an element: ``looked_for`` in plain words, and what a language model proposes."""

    text: str
    heading: str
    element: str
    looked_for: str
    proposal: bool | None


Item = NameItem | SentenceItem


def items(text: str, source: str, settings: Settings, before: Before) -> list[Item]:
    """What is open in a brief, names first."""
    _, settled = Checker(settings, before, look=True).examine(text, source)
    labels = {a.doubt.name: a.label for a in settled.help.names}
    said = {(a.doubt.start, element): carries for a in settled.help.lines for element, carries in a.says}
    names: list[Item] = [NameItem(d.name, d.context, labels.get(d.name)) for d in settled.names]
    sentences: list[Item] = [
        SentenceItem(d.text, d.heading, element, load_terms()[element].looked_for, said.get((d.start, element)))
        for d in settled.lines
        for element in d.elements
    ]
    return names + sentences


def keep(folder: Path, names: Mapping[str, Label], sentences: Mapping[SentenceItem, bool]) -> Path:
    """Add decisions to the ``labels.yaml`` of a folder, which is made when it is not there; the newest decision counts.

    Raises:
        DataError: when the file there is broken.
        InputError: when it cannot be written.
    """
    known = load_own([folder])
    platforms = {fold(p.name): p for p in known.platforms}
    for name, label in names.items():
        old = platforms.get(fold(name)) or Platform(name, label, "other", own=True)
        platforms[fold(name)] = replace(old, label=label, kind=old.kind if old.label == label else "other")
    own = {same_words(s.text): s for s in known.sentences}
    for item, says in sentences.items():
        key = same_words(item.text)
        own[key] = _decided(own.get(key) or OwnSentence(item.text, item.heading, frozenset(), frozenset()), item.element, says)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / LABELS_FILE
    write_whole(path, dump_own(OwnLabels(tuple(platforms.values()), tuple(own.values()))))
    return path


def _decided(sentence: OwnSentence, element: str, says: bool) -> OwnSentence:
    changed = frozenset({element})
    if says:
        return replace(sentence, says=sentence.says | changed, says_not=sentence.says_not - changed)
    return replace(sentence, says=sentence.says - changed, says_not=sentence.says_not | changed)
