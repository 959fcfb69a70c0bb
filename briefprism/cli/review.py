"""`briefprism review`: a person decides what is open in a brief."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from briefprism.cli.model_options import Llm, LlmModel, LlmVotes, say_before

if TYPE_CHECKING:
    from briefprism.hall.person.review import Item, NameItem, SentenceItem
    from briefprism.models.labels import Label

_LABELS: Final[dict[str, Label]] = {"n": "network", "c": "channel", "m": "media", "x": "not_social"}
_NAME_KEYS: Final = "n a social network, c another social place, m social media in general, x not social, s skip, q stop"


def review(
    file: Annotated[Path, typer.Argument(help="A brief.")],
    pack: Annotated[list[str] | None, typer.Option("--pack", help="The folder that your decisions go to; none: own-labels.")] = None,
    llm: Llm = None,
    llm_model: LlmModel = None,
    llm_votes: LlmVotes = None,
) -> None:
    """Decide what is unclear in a brief; your decisions are kept in your own pack and count from then on."""
    from briefprism.hall.person.review import NameItem, items, keep, packs_of, target
    from briefprism.hall.settings.settings import llm_settings, settings_for
    from briefprism.hall.settings.settings_file import nearest
    from briefprism.hall.sources import gather

    near = nearest([file])
    packs = tuple(pack or near.check.packs)
    folder = target(packs, named=bool(pack))
    settings = settings_for(near, packs_of(packs, folder), llm=llm_settings(near, llm, llm_model, llm_votes))
    names: dict[str, Label] = {}
    sentences: dict[SentenceItem, bool] = {}
    for document in gather([file], settings):
        open_items = items(document, settings, say_before)
        for number, item in enumerate(open_items, 1):
            sys.stdout.write(f"\n{number} of {len(open_items)}\n")
            answer = _ask(item)
            if answer == "q":
                break
            if isinstance(item, NameItem):
                names |= {item.name: _LABELS[answer]} if answer in _LABELS else {}
            elif answer in ("y", "n"):
                sentences[item] = answer == "y"
        if not open_items:
            print("Nothing is unclear in this brief.")
    if names or sentences:
        path = keep(folder, names, sentences)
        print(f"{len(names) + len(sentences)} decisions kept in {path}; use them with --pack {folder}", file=sys.stderr)


def _ask(item: Item) -> str:
    """One of the keys; Enter takes what is proposed, or skips."""
    from briefprism.hall.person.review import NameItem

    return _ask_name(item) if isinstance(item, NameItem) else _ask_sentence(item)


def _ask_name(item: NameItem) -> str:
    from briefprism.models.labels import LABEL_WORDS
    from briefprism.report.quotes import shorten

    print(f'What is "{shorten(item.name)}"? It stands in: {shorten(item.context)}')
    proposed = next((key for key, label in _LABELS.items() if label == item.proposal), "s")
    if item.proposal:
        print(f"The language model says: {LABEL_WORDS[item.proposal]}.")
    return _key(_NAME_KEYS, (*_LABELS, "s", "q"), proposed)


def _ask_sentence(item: SentenceItem) -> str:
    from briefprism.report.quotes import shorten

    heading = f" (under: {shorten(item.heading)})" if item.heading else ""
    print(f"“{shorten(item.text)}”{heading}\nDoes this say {item.looked_for}?")
    proposed = {True: "y", False: "n", None: "s"}[item.proposal]
    if item.proposal is not None:
        print(f"The language model says: {'yes' if item.proposal else 'no'}.")
    return _key("y yes, n no, s skip, q stop", ("y", "n", "s", "q"), proposed)


def _key(help_line: str, keys: tuple[str, ...], proposed: str) -> str:
    """Read until a known key comes; the end of the input stops, and keeps what was decided."""
    while True:
        sys.stdout.write(f"[{help_line}; Enter: {proposed}] ")
        sys.stdout.flush()
        line = sys.stdin.readline()
        if not line:
            return "q"
        if (answer := line.strip().lower()[:1] or proposed) in keys:
            return answer
