"""A person decides what the labellers, or a language model, were not sure of; the decisions go to a pack of their own."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from briefprism.data.folding import fold, same_words
from briefprism.data.terms import load_terms
from briefprism.hall.brief.ask_model import Before
from briefprism.hall.brief.pipeline import Checker
from briefprism.hall.sources import write_whole
from briefprism.models.document import Document
from briefprism.models.labels import Label
from briefprism.models.own import LABELS_FILE, OwnSentence
from briefprism.models.platform import Platform
from briefprism.models.settings import Settings
from briefprism.rules.loader import BUILT_IN, load_packs
from briefprism.rules.pack_labels import dump_labels, parse_labels
from briefprism.rules.yaml_lines import load_yaml


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


def items(document: Document, settings: Settings, before: Before) -> list[Item]:
    """What is open in a brief, names first."""
    doubts = Checker(settings, before, look=True).read_document(document).doubts
    labels = {a.doubt.name: a.label for a in doubts.help.names}
    said = {(a.doubt.start, element): carries for a in doubts.help.lines for element, carries in a.says}
    names: list[Item] = [NameItem(d.name, d.context, labels.get(d.name)) for d in doubts.names]
    sentences: list[Item] = [
        SentenceItem(d.text, d.heading, element, load_terms()[element].looked_for, said.get((d.start, element)))
        for d in doubts.lines
        for element in d.elements
    ]
    return names + sentences


def keep(folder: Path, names: Mapping[str, Label], sentences: Mapping[SentenceItem, bool]) -> Path:
    """Add decisions to the ``labels.yaml`` of a folder, which is made when it is not there; the newest decision counts.

    Raises:
        PackError: when the file there is broken.
        InputError: when it cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / LABELS_FILE
    with _alone_in(folder):
        write_whole(path, _with_decisions(path, names, sentences))
    fresh_packs()
    return path


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Wait until no other process adds decisions here: each reads all and writes all, and would undo the other's."""
    try:
        import fcntl
    except ModuleNotFoundError:  # Windows, where one process at a time is to be used
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)  # the system lets go of it when the process ends, however it ends
        yield
    finally:
        os.close(handle)


def _with_decisions(path: Path, names: Mapping[str, Label], sentences: Mapping[SentenceItem, bool]) -> bytes:
    """The content of the file with the decisions added."""
    known = parse_labels(load_yaml(str(path), path.read_bytes())) if path.is_file() else ([], [])
    platforms = {fold(p.name): p for p in known[0]}
    for name, label in names.items():
        old = platforms.get(fold(name)) or Platform(name, label, "other", own=True)
        platforms[fold(name)] = replace(old, label=label, kind=old.kind if old.label == label else "other")
    own = {same_words(s.text): s for s in known[1]}
    for item, says in sentences.items():
        key = same_words(item.text)
        own[key] = _decided(own.get(key) or OwnSentence(item.text, item.heading, frozenset(), frozenset()), item.element, says)
    return dump_labels(platforms.values(), own.values())


def fresh_packs() -> None:
    """Read packs again when they are next asked for: a process reads each once, and one has changed."""
    load_packs.cache_clear()


def target(packs: tuple[str, ...], named: bool) -> Path:
    """Where decisions go: the first folder among the packs (one that is ``named`` need not be there yet), or ``own-labels`` here."""
    folders = [Path(p) for p in packs if p not in BUILT_IN and (named or Path(p).is_dir())]
    return folders[0] if folders else Path("own-labels")


def packs_of(packs: tuple[str, ...], folder: Path) -> tuple[str, ...]:
    """The packs to read with: core, those that are chosen, and the folder that decisions go to, once it holds any."""
    own = (str(folder),) if any(folder.rglob("*.yaml")) else ()
    return tuple(dict.fromkeys((*BUILT_IN, *(p for p in packs if p != str(folder)), *own)))


def _decided(sentence: OwnSentence, element: str, says: bool) -> OwnSentence:
    changed = frozenset({element})
    if says:
        return replace(sentence, says=sentence.says | changed, says_not=sentence.says_not - changed)
    return replace(sentence, says=sentence.says - changed, says_not=sentence.says_not | changed)
