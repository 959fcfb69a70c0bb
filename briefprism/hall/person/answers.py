"""Answers of a person to the questions of a report, kept in a small file beside the brief."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from errno import ENAMETOOLONG
from pathlib import Path
from typing import Any

import yaml

from briefprism.hall.brief.reading import Reading
from briefprism.hall.sources import write_whole
from briefprism.models.errors import InputError
from briefprism.models.logic import Fact
from briefprism.models.rule import ALL_ELEMENTS
from briefprism.models.signal import Search, Signal
from briefprism.models.term import Term

Answers = Mapping[str, str | bool]
"""Element to yes, no, or a sentence that says it."""
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MOST_BYTES = 200_000
_BROKEN = (ValueError, AttributeError, LookupError, TypeError, RecursionError)
"""What PyYAML raises beside errors of its own, where a value is not of the kind that its mark says."""


def answers_path(source: str) -> Path:
    """``brief.answers.yaml`` beside ``brief.md``."""
    path = Path(source)
    return path.with_name(f"{path.stem}.answers.yaml")


def load_answers(source: str) -> Answers:
    """The answers beside a brief; none where there is no such file.

    Raises:
        InputError: when the file is broken, or names no element.
    """
    path = answers_path(source)
    try:
        if source == "-" or not path.is_file():
            return {}
        with path.open("rb") as file:
            raw = file.read(_MOST_BYTES + 1)
        if len(raw) > _MOST_BYTES:
            raise InputError(str(path), f"it is longer than {_MOST_BYTES:,} bytes", "keep one line for each answer")
        whole = yaml.load(raw, Loader=_Loader)  # noqa: S506 - a safe loader in C, or the safe one in Python
    except OSError as error:
        if error.errno == ENAMETOOLONG:  # there can be no such file
            return {}
        raise InputError(str(path), f"it cannot be read ({error.strerror})", "check that you may read it") from error
    except (yaml.YAMLError, *_BROKEN):
        raise InputError(str(path), "it is no valid YAML", "write lines like 'audience: yes', and put sentences in quotes") from None
    if not isinstance(whole, dict | None):
        raise InputError(str(path), "it holds no answers", "write lines like 'audience: yes'")
    return {_element(path, name): _answer(path, str(name), value) for name, value in (whole or {}).items()}


def _element(path: Path, name: object) -> str:
    if name not in ALL_ELEMENTS:
        near = get_close_matches(str(name), ALL_ELEMENTS, 1)
        raise InputError(str(path), f"unknown element {name!r}", f"did you mean {near[0]!r}?" if near else "take the line away")
    return str(name)


def _answer(path: Path, name: str, value: object) -> str | bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip():
        return value.strip()
    raise InputError(str(path), f"the answer to {name!r} is no answer", "write yes, no, or a sentence in quotes")


def save_answers(source: str, answers: Answers) -> Path:
    """Write the answers beside a brief; returns the file."""
    path = answers_path(source)
    head = f"# What somebody answered about {Path(source).name}. Take a line away to be asked again.\n"
    body = yaml.safe_dump(dict(answers), allow_unicode=True, sort_keys=False, default_flow_style=False, width=100)
    write_whole(path, (head + body.replace(": true\n", ": yes\n").replace(": false\n", ": no\n")).encode("utf-8"))
    return path


def answered(reading: Reading, answers: Answers, terms: Mapping[str, Term]) -> Reading:
    """The reading with what a person told: an element is then present or missing, by a person.

    A "no" settles what is unclear; it does not gainsay a text that says the element plainly, such as one written since.
    It does gainsay a language model.
    """
    if not reading.is_plan or not answers:
        return reading
    world, signals = reading.world, {s.element: s for s in reading.signals}
    for element, answer in answers.items():
        if element not in signals:
            continue  # no rule of the loaded packs asks for it
        old, present, unclear = signals[element], Fact("present", (element,)), Fact("unclear", (element,))
        if answer is False and old.state == "present" and old.by != "llm":
            continue
        if answer is False:
            search = old.search or Search(terms[element].looked_for, old.evidence[:3], 1.0)
            signals[element] = Signal(element, "missing", 1.0, "person", search=search, told="no")
            searches = {**world.searches, element: search}
            world = replace(world.dropping([present, unclear], "A person answered no."), searches=searches)
        else:
            told = "A person answered yes." if answer is True else f"A person answered: “{answer}”"
            words = world.evidence.get(unclear, world.evidence.get(present, ()))
            world = world.dropping([present]).adding([present], told)
            world = replace(world, evidence={**world.evidence, present: words})
            signals[element] = Signal(element, "present", 1.0, "person", old.evidence, told="yes" if answer is True else answer)
    return replace(reading, signals=tuple(signals.values()), world=world)
