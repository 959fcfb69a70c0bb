"""What a brief leaves open: unclear elements with their sentences, and names that no catalogue knows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from briefprism.classifier.mentions import FoundName
from briefprism.classifier.resolver import Resolver
from briefprism.data.folding import fold
from briefprism.models.brief import SILENT_KINDS, Brief
from briefprism.models.doubt import LineDoubt, NameDoubt
from briefprism.models.signal import Signal

ASKED_SENTENCES: Final = 3
"""So many of the closest sentences are asked about for each unclear element."""
_LONGEST: Final = 2_000  # characters of a sentence that is sent
_MOST_NAMES: Final = 12

_NAME = r"[A-Z][\w.+’'-]*\w(?:\s[A-Z][\w.+’'-]*\w){0,2}"
_CUED = re.compile(rf"\b(?:on|via|through|using|join|our)\s+({_NAME})")
_AFTER_NAME = re.compile(rf"\s*(?:[,/&+]|,?\s(?:and|or))\s*({_NAME})")
_BEFORE_NAME = re.compile(rf"({_NAME})\s*(?:[,/&+]|,?\s(?:and|or))\s*$")
_ADDRESS = re.compile(r"https?://[^\s<>()\[\]\"'|]+|\bwww\.[^\s<>()\[\]\"'|]+", re.IGNORECASE)
_CALENDAR = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?|january|february|march|april|may|june|july|august|september|october|november"
    r"|december|spring|summer|autumn|winter|christmas|easter|q[1-4]|i|we|our|the|a|an|this|that|all|both|each|every",
    re.IGNORECASE,
)
_JOINERS = frozenset("\u200c\u200d\u00ad\ufeff")  # of emoji, scripts and hyphenation; a person sees nothing wrong


def unclear_lines(brief: Brief, signals: Iterable[Signal]) -> list[LineDoubt]:
    """The sentences closest to each unclear element, the closest first; one doubt a sentence."""
    units = {(unit.start, unit.end): number for number, unit in enumerate(brief.units)}
    elements: dict[int, list[str]] = {}
    best: dict[int, float] = {}
    for signal in signals:
        if signal.state == "unclear":
            for evidence in signal.evidence[:ASKED_SENTENCES]:
                number = units[evidence.start, evidence.end]
                elements.setdefault(number, []).append(signal.element)
                best[number] = max(best.get(number, 0.0), round(evidence.confidence, 2))
    order = sorted(elements, key=lambda n: (-best[n], n))
    return [_line(brief, n, elements[n]) for n in order if _may_be_sent(brief.quote(brief.units[n]))]


def _line(brief: Brief, number: int, elements: Sequence[str]) -> LineDoubt:
    unit = brief.units[number]
    heading = " > ".join(h for h in unit.headings[-2:] if _may_be_sent(h))
    return LineDoubt(number, unit.start, brief.quote(unit), heading, tuple(elements))


def unknown_names(brief: Brief, names: Sequence[FoundName], resolver: Resolver) -> list[NameDoubt]:
    """What stands where a platform would stand and is none of the catalogue: every place where it does."""
    taken = [(name.start, name.end) for name in names]
    found: dict[tuple[int, int], NameDoubt] = {}
    for number, unit in enumerate(brief.units):
        words = brief.quote(unit)
        if unit.kind in SILENT_KINDS or not _may_be_sent(words):
            continue
        known = [(n.start - unit.start, n.end - unit.start) for n in names if n.unit == number]
        for start, end in _candidates(words, known):
            place = (unit.start + start, unit.start + end)
            name = words[start:end]
            free = not any(place[0] < b and a < place[1] for a, b in (*taken, *found))
            if free and not _CALENDAR.fullmatch(name.split()[0]) and resolver.resolve(name).label == "unknown":
                found[place] = NameDoubt(name, words, *place, number)
    asked = list(dict.fromkeys(fold(doubt.name) for doubt in found.values()))[:_MOST_NAMES]
    return sorted((d for d in found.values() if fold(d.name) in asked), key=lambda d: d.start)


def _candidates(words: str, known: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for match in _ADDRESS.finditer(words):
        yield match.start(), match.start() + len(match.group().rstrip(".,;:!?"))
    for match in _CUED.finditer(words):
        yield match.span(1)
    for start, end in known:
        if after := _AFTER_NAME.match(words, end):
            yield after.span(1)
        if before := _BEFORE_NAME.search(words, 0, start):
            yield before.span(1)


def _may_be_sent(words: str) -> bool:
    """Whether a person sees all that a machine would read: no hidden characters, and not too long."""
    return len(words) <= _LONGEST and not any(unicodedata.category(c) in ("Cf", "Co", "Cn", "Cs") and c not in _JOINERS for c in words)
