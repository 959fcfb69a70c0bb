"""Finding every platform that a brief names: whole words, longest first, ordinary words only with evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from briefprism.classifier.resolver import Resolver
from briefprism.classifier.wording import PAID_WORDS
from briefprism.data.catalogue import Catalogue
from briefprism.data.folding import fold, fold_spaced, fold_words
from briefprism.models.brief import SILENT_KINDS, Brief
from briefprism.models.platform import By, Classification, Platform

_LINK = re.compile(r"(?:https?://|www\.)[^\s<>()\[\]\"'|]+|(?<![\w@./-])(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/[^\s<>()\[\]\"'|]*)?", re.IGNORECASE)
_MARKDOWN_TARGET = re.compile(r"\]\(\s*$")
_SUBREDDIT = re.compile(r"(?<![\w/])/?r/[A-Za-z0-9_]{3,}")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ON_X = re.compile(r"\b(?:on|via)\s+$", re.IGNORECASE)  # but "on X date", "on X-axis" mean no place
_BLANK_X = re.compile(r"\s*-?(?:date|day|days|axis|amount|percent|number|hours?|weeks?|months?|times|%)\b", re.IGNORECASE)
_CUE_BEFORE = re.compile(r"(?:\b(?:on|via|to|our|through|from|and|or)\b|[,/&+@(])\W*$", re.IGNORECASE)
_CUE_AFTER = re.compile(
    r"^\W{0,3}(?:\(?(?:formerly|ex-?)?\s*twitter|posts?\b|account|page|ads?\b|profile|app\b|group|channel|thread|threads\b"
    r"|community|followers|blog\b|article|[,/&+]\s*\w)",
    re.IGNORECASE,
)
_PAUSE = re.compile(r"[,;:|()\n]")  # "Facebook, Instagram" are two names
_MEASURING = re.compile(
    r"\b(?:check\w*|look\w*|read\w*|report\w*|figures?|numbers?|views?|saves?|shares|reach|clicks?|goals?|visits?|sign-?ups?|track\w*"
    r"|measur\w*|metric\w*|kpis?|dashboard|board|traffic|sources?|count\w*|stats?|statistics|weekly|monthly)\b",
    re.IGNORECASE,
)
_LETTER = re.compile(r"\w")
_NEAR = 200  # characters around a word that may tell what it means
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")


@dataclass(frozen=True, slots=True)
class FoundName:
    """A platform named at ``text[start:end]`` in unit number ``unit``; ``linked``: only an address names it."""

    start: int
    end: int
    unit: int
    classification: Classification
    linked: bool


class MentionFinder:
    """Finds names in running text with one automaton over all names of the catalogue."""

    def __init__(self, catalogue: Catalogue, resolver: Resolver) -> None:
        import ahocorasick_rs  # compiled; not needed to label a list of names

        self._resolver = resolver
        self._entries: dict[str, tuple[Platform, str]] = {}
        for platform, name in _names(catalogue):
            for variant in _variants(name):
                self._entries.setdefault(variant, (platform, name))
        self._patterns = list(self._entries)
        self._automaton = ahocorasick_rs.AhoCorasick(self._patterns)

    def find(self, brief: Brief) -> list[FoundName]:
        """All names in reading order; no two overlap."""
        found: list[FoundName] = []
        for number, unit in enumerate(brief.units):
            if unit.kind not in SILENT_KINDS:
                found.extend(self._in_unit(brief, number))
        return found

    def _in_unit(self, brief: Brief, number: int) -> list[FoundName]:
        unit = brief.units[number]
        words = brief.text[unit.start : unit.end]
        links = list(self._links(words))
        covered = bytearray(len(words))
        for start, end, _ in links:
            covered[start:end] = b"\x01" * (end - start)
        named = [n for n in self._named(words) if not covered[n[0]]]
        only_words = [self._is_word(matched) for _, _, matched, _ in named]
        some_sure = not all(only_words)
        spans = [
            (start, end, platform, matched, False)
            for (start, end, matched, platform), is_word in zip(named, only_words, strict=True)
            if not is_word or self._has_evidence(words, start, end, platform, some_sure)
        ]
        known = {platform.name for *_, platform, _, _ in spans}
        spans += [(a, b, p, words[a:b], not _SUBREDDIT.match(words, a)) for a, b, p in links if p is not None and p.name not in known]
        return [
            FoundName(unit.start + a, unit.start + b, number, self._classify(words, a, b, p, m, linked), linked)
            for a, b, p, m, linked in sorted(spans, key=lambda s: s[0])
        ]

    def _links(self, words: str) -> Iterator[tuple[int, int, Platform | None]]:
        """Addresses with the platform of their host; a bare ``dev.to`` is a name and left to the automaton."""
        for link in _LINK.finditer(words):
            whole = link.group().rstrip(".,;:!?")
            bare = "/" not in whole and not whole.lower().startswith("www.")
            if bare and fold_words(whole) in self._entries:
                continue
            yield link.start(), link.start() + len(whole), self._resolver.by_host(whole)
        for address in _EMAIL.finditer(words):
            yield address.start(), address.end(), None  # the host of somebody's mail is no place of the plan
        for room in _SUBREDDIT.finditer(words):
            yield room.start(), room.end(), self._entries.get("reddit", (None, ""))[0]

    def _named(self, words: str) -> list[tuple[int, int, str, Platform]]:
        """Whole-word names, leftmost and longest."""
        folded, offsets = fold_spaced(words)
        hits = []
        for index, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            if _is_bounded(folded, start, end) or _is_possessive(words, folded, offsets, start, end):
                hits.append((start, -end, index))
        chosen: list[tuple[int, int, str, Platform]] = []
        free_from = 0
        for start, minus_end, index in sorted(hits):
            left, right = offsets[start], offsets[-minus_end - 1] + 1
            if start >= free_from and not _PAUSE.search(words, left, right):
                free_from = -minus_end
                platform, name = self._entries[self._patterns[index]]
                if not _is_loose(words[left:right], name):
                    chosen.append((left, right, name, platform))
        return chosen

    def _is_word(self, matched: str) -> bool:
        platform = self._entries[_variants(matched)[0]][0]
        return fold(matched) in platform.words

    def _has_evidence(self, words: str, start: int, end: int, platform: Platform, others: bool) -> bool:
        """Whether an ordinary word (X, Line, Medium) is meant as the platform: written as a name, and in such company."""
        written = words[start:end]
        if not platform.hosts or written.islower() or (len(written) > 1 and written[0].islower()):
            return False
        alone = not (_LETTER.search(words, 0, start) or _LETTER.search(words, end))
        if alone:
            return len(written) > 1 and platform.label in ("network", "channel")
        if platform.measures and _MEASURING.search(words):
            return True
        before, after = words[max(0, start - _NEAR) : start], words[end : end + _NEAR]
        listed = bool(re.search(r"[,/&+|(]\s*$", before) or re.match(r"\s*[,/&+|)]", after))
        opens = not re.search(r"\w", before)
        cue = bool(_CUE_AFTER.match(after)) or (bool(_CUE_BEFORE.search(before)) and not opens)
        if len(written) == 1 and _ON_X.search(before) and not _BLANK_X.match(after):
            return True
        return (others and (listed or cue)) or bool(_CUE_AFTER.match(after)) or (cue and not opens and len(written) > 1)

    def _classify(self, words: str, start: int, end: int, platform: Platform, matched: str, linked: bool) -> Classification:
        after, before = _PAUSE.split(words[end : end + 14])[0], _PAUSE.split(words[max(0, start - 14) : start])[-1]
        near = {*fold_words(after).split()[:1], *fold_words(before).split()[-1:]}
        if not linked:
            near |= set(fold_words(words[start:end]).split())
        by: By = "host" if linked else "catalogue"
        return self._resolver.answer(words[start:end], platform, matched, by, paid=bool(PAID_WORDS & near))


def _names(catalogue: Catalogue) -> Iterator[tuple[Platform, str]]:
    for platform in catalogue.platforms:
        for name in (platform.name, *platform.aliases, *platform.parts, *(old for old, _ in platform.old_names)):
            yield platform, name


def _variants(name: str) -> list[str]:
    """Such as "You Tube" and "YouTube", for either spelling."""
    spaced = fold_words(name)
    humps = fold_words(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name))
    return list(dict.fromkeys([spaced, spaced.replace(" ", ""), humps]))


def _is_bounded(folded: str, start: int, end: int) -> bool:
    """Whether a match starts and ends at a word's edge; scripts without spaces have none."""
    if _CJK.match(folded[start]) and _CJK.match(folded[end - 1]):
        return True
    return _is_edge(folded, start - 1) and _is_edge(folded, end)


def _is_edge(folded: str, at: int) -> bool:
    return not 0 <= at < len(folded) or not folded[at].isalnum()


def _is_loose(written: str, name: str) -> bool:
    """Whether small words only happen to read like a name: "it is linked in the bio"."""
    undotted = "." in name.strip(".") and "." not in written  # "groups" is not Grou.ps
    return undotted or (" " in written and " " not in name and "-" not in name and written.islower())


def _is_possessive(words: str, folded: str, offsets: list[int], start: int, end: int) -> bool:
    """Whether only the "'s" of "Facebook's" stands between a match and a word's edge: folding drops the apostrophe."""
    if folded[end : end + 1] != "s" or words[offsets[end] - 1] not in "'’":
        return False
    return _is_edge(folded, start - 1) and _is_edge(folded, end + 1)
