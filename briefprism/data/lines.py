"""Single training lines: the one loader of ``training/lines/*.jsonl``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefprism.models.errors import DataError
from briefprism.models.labels import ELEMENTS, FURTHER_ELEMENTS, KINDS, PATHS, STATUSES


@dataclass(frozen=True, slots=True)
class TrainingLine:
    """A line with the elements that it carries. ``polarity``: yes; no (rejected); maybe (considered, to be decided)."""

    voice: str
    heading: str
    kind: str
    text: str
    labels: frozenset[str]
    polarity: str


@dataclass(frozen=True, slots=True)
class StatusLine:
    """A line, the platform that it names, and whether the plan uses it."""

    heading: str
    kind: str
    text: str
    mention: str
    status: str


@dataclass(frozen=True, slots=True)
class DescribedName:
    """A name with a description in a few words, and what it is. ``kind`` is empty where the label is unknown."""

    voice: str
    name: str
    description: str
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class MarkedBrief:
    """What a whole training brief says of the further elements: (verbatim quote, elements) pairs, and what is unclear in it."""

    id: str
    marks: tuple[tuple[str, frozenset[str]], ...]
    unclear: frozenset[str]


def read_lines(path: Path, known: Sequence[str] = ELEMENTS) -> tuple[TrainingLine, ...]:
    """Read a voice's lines (``hand_<voice>.jsonl``); ``known`` are the elements that they may carry.

    Raises:
        DataError: with file, line and fault.
    """
    voice = path.stem.rpartition("_")[2]
    found = []
    for place, row in _rows(path, ("heading", "kind", "text", "labels", "polarity")):
        labels = frozenset(row["labels"])
        _refuse_unknown(place, labels, known)
        if row["polarity"] not in ("yes", "no", "maybe"):
            raise DataError(place, f"unknown polarity {row['polarity']!r}", "use yes, no or maybe")
        found.append(TrainingLine(voice, row["heading"], row["kind"], row["text"], labels, row["polarity"]))
    return tuple(found)


def read_statuses(path: Path) -> tuple[StatusLine, ...]:
    """Read the lines that show the status of a mention.

    Raises:
        DataError: with file, line and fault.
    """
    found = []
    for place, row in _rows(path, ("heading", "kind", "text", "mention", "status")):
        if row["status"] not in STATUSES:
            raise DataError(place, f"unknown status {row['status']!r}", f"use one of {', '.join(STATUSES)}")
        if row["mention"] not in row["text"]:
            raise DataError(place, f"{row['mention']!r} does not stand in the text", "copy it from the text")
        found.append(StatusLine(row["heading"], row["kind"], row["text"], row["mention"], row["status"]))
    return tuple(found)


def read_descriptions(path: Path) -> tuple[DescribedName, ...]:
    """Read a voice's described names (``describe_<voice>.jsonl``).

    Raises:
        DataError: with file, line and fault.
    """
    voice = path.stem.rpartition("_")[2]
    found = []
    for place, row in _rows(path, ("name", "description", "label", "kind")):
        if row["label"] not in PATHS:
            raise DataError(place, f"unknown label {row['label']!r}", f"use one of {', '.join(PATHS)}")
        if row["label"] != "unknown" and row["kind"] not in KINDS:
            raise DataError(place, f"unknown kind {row['kind']!r}", f"use one of {', '.join(KINDS)}")
        found.append(DescribedName(voice, row["name"], row["description"], row["label"], row["kind"] or ""))
    return tuple(found)


def read_marks(path: Path) -> tuple[MarkedBrief, ...]:
    """Read the marks on whole briefs (``craftdoc_<voice>.jsonl``).

    Raises:
        DataError: with file, line and fault.
    """
    found = []
    for place, row in _rows(path, ("id", "marks", "unclear")):
        marks = tuple((str(mark["quote"]), frozenset(mark["labels"])) for mark in row["marks"])
        _refuse_unknown(place, [*row["unclear"], *(e for _, labels in marks for e in labels)], FURTHER_ELEMENTS)
        found.append(MarkedBrief(row["id"], marks, frozenset(row["unclear"])))
    return tuple(found)


def _refuse_unknown(place: str, elements: Iterable[str], known: Sequence[str]) -> None:
    if unknown := sorted(set(elements) - set(known)):
        raise DataError(place, f"unknown element {unknown[0]!r}", f"use one of {', '.join(known)}")


def _rows(path: Path, fields: tuple[str, ...]) -> list[tuple[str, dict[str, Any]]]:
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        place = f"{path.name}:{number}"
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise DataError(place, f"no JSON: {error.msg}", "write one object a line") from error
        if not isinstance(row, dict):
            raise DataError(place, "no object", "write one object a line")
        if missing := [f for f in fields if f not in row]:
            raise DataError(place, f"field {missing[0]!r} is missing", f"write the fields {', '.join(fields)}")
        rows.append((place, row))
    return rows
