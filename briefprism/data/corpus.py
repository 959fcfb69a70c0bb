"""Whole briefs written for training: the notation of ``training/GUIDE.md`` read into plain text and labels."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from briefprism.models.errors import DataError
from briefprism.models.labels import ELEMENTS, STATUSES

_MARK = re.compile(r"\s*⟦([^⟦⟧]*)⟧")
_BREAK = re.compile(r"(?<=[.!?…])\s+|\n|(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch ``text[start:end]`` of a training brief and the elements that it carries."""

    start: int
    end: int
    yes: frozenset[str]
    no: frozenset[str]
    maybe: frozenset[str]


@dataclass(frozen=True, slots=True)
class TrainingBrief:
    """A document written for training, with labels on stretches of it and on the whole."""

    id: str
    voice: str
    is_plan: bool
    form: str
    sector: str
    text: str
    spans: tuple[Span, ...]
    statuses: tuple[tuple[int, str], ...]  # (offset just behind a platform's name, status)
    present: frozenset[str]
    unclear: frozenset[str]


def read_voice(path: Path) -> tuple[TrainingBrief, ...]:
    """Read one voice's file.

    Raises:
        DataError: with file, line and fault, when the notation is broken or a name is unknown.
    """
    return tuple(_documents(path, path.read_text(encoding="utf-8")))


def _documents(path: Path, raw: str) -> Iterator[TrainingBrief]:
    head: tuple[int, list[str]] | None = None
    body: list[str] = []
    for number, line in enumerate(raw.splitlines(), 1):
        if not line.startswith("@@ "):
            if head is not None:
                body.append(line)
            elif line.strip():
                raise DataError(f"{path.name}:{number}", "text outside a document", "start it with '@@ id | plan | form | sector'")
            continue
        fields = [f.strip() for f in line[3:].split("|")]
        if head is None:
            if len(fields) != 4 or fields[1] not in ("plan", "not a plan"):
                raise DataError(f"{path.name}:{number}", f"not a head line: {line!r}", "write '@@ id | plan | form | sector'")
            head, body = (number, fields), []
            continue
        yield _document(path, head[0], head[1], "\n".join(body), number, fields)
        head = None
    if head is not None:
        raise DataError(f"{path.name}:{head[0]}", "document without an end", "close it with '@@ present: … | unclear: …'")


def _document(path: Path, line: int, head: list[str], body: str, end: int, tail: list[str]) -> TrainingBrief:
    place = f"{path.name}:{end}"
    if len(tail) != 2 or not tail[0].startswith("present:") or not tail[1].startswith("unclear:"):
        raise DataError(place, f"not a closing line: {' | '.join(tail)!r}", "write '@@ present: … | unclear: …'")
    present, unclear = (_names(t.split(":", 1)[1], place) for t in tail)
    text, spans, statuses = _strip_marks(body, path.name, line)
    return TrainingBrief(
        head[0], path.stem.rpartition("_")[2], head[1] == "plan", head[2], head[3], text, spans, statuses, present, unclear
    )


def _strip_marks(body: str, name: str, first: int) -> tuple[str, tuple[Span, ...], tuple[tuple[int, str], ...]]:
    """Take the marks out of ``body``; a mark reaches back to the mark, sentence end, line or cell before it."""
    out: list[str] = []
    length = at = since = 0
    spans: list[Span] = []
    statuses: list[tuple[int, str]] = []
    for mark in _MARK.finditer(body):
        piece = body[at : mark.start()]
        out.append(piece)
        length += len(piece)
        at = mark.end()
        place = f"{name}:{first + 1 + body.count(chr(10), 0, mark.start())}"
        content = mark.group(1).strip()
        if content.startswith("~"):
            if content[1:] not in STATUSES:
                raise DataError(place, f"unknown status {content!r}", f"use one of {', '.join('~' + s for s in STATUSES)}")
            statuses.append((length, content[1:]))
            continue
        plain = "".join(out)
        breaks = [b.end() for b in _BREAK.finditer(plain, since) if b.end() < len(plain.rstrip())]
        start = max([since, *breaks])
        spans.append(Span(start, length, *_parts(content, place)))
        since = length
    out.append(body[at:])
    return "".join(out), tuple(spans), tuple(statuses)


def _parts(content: str, place: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    found = {"yes": frozenset[str](), "no": frozenset[str](), "maybe": frozenset[str]()}
    for part in content.split(";"):
        polarity, colon, names = part.partition(":")
        key = polarity.strip() if colon else "yes"
        if key not in found:
            raise DataError(place, f"unknown polarity {key!r}", "use 'no:' or 'maybe:', or nothing")
        found[key] |= _names(names if colon else part, place)
    return found["yes"], found["no"], found["maybe"]


def _names(listed: str, place: str) -> frozenset[str]:
    names = frozenset(n.strip() for n in listed.split(",")) - {"", "-"}
    if unknown := sorted(names - set(ELEMENTS)):
        raise DataError(place, f"unknown element {unknown[0]!r}", f"use one of {', '.join(ELEMENTS)}")
    return names
