"""From a text to a Brief: units with their headings, the language, and offsets into the text as given."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from briefprism.classifier.blocks import Block, parse, trimmed
from briefprism.classifier.forgetful import Forgetful
from briefprism.classifier.language import detect_language
from briefprism.classifier.tokenisable import tokenisable
from briefprism.models.brief import Brief, Place, Unit, UnitKind

if TYPE_CHECKING:
    from spacy.language import Language

_BOLD_LINE = re.compile(r"(?:\*\*|__)[^*_]+(?:\*\*|__):?\s*$")
_ANSWERLESS = re.compile(
    r"""^\W*(?:
        (?:[\w /&'’-]{1,60}[:?]\s*)?(?:\[[^\]]*\]|<[^>]*>|_{2,}|\.{3,}|…|tb[dca]|n/?a|to\ do|todo|\?+|-+)\W*  # a blank to fill in
      | [\w /&'’()*_-]{1,60}:[*_ ]*                                                                          # a field left empty
    )$""",
    re.IGNORECASE | re.VERBOSE,
)
_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_LONGEST_PROMPT = 1_000  # the pattern takes time with the square of the length
_TITLE_LEVEL, _LEAD_IN_LEVEL, _ITEM_LEVEL = 7, 8, 9


def _make_splitter() -> Language:
    import spacy  # imported when first needed: it takes most of a second

    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.max_length = 2**31 - 1
    return nlp


_splitter = Forgetful(_make_splitter)


def read(text: str, source: str = "-", places: tuple[Place, ...] = ()) -> Brief:
    """Read a text into a Brief.

    Args:
        text: the text as given; offsets of all units point into it.
        source: the name shown in reports.
        places: where its parts stand in the document that it was read from.
    """
    units = tuple(_units(text, parse(text)))
    words = sum(any(c.isalnum() for c in word) for word in text.split())
    return Brief(source, text, detect_language(text), words, units, places)


def _units(text: str, blocks: list[Block]) -> Iterator[Unit]:
    stack: list[tuple[int, str]] = []
    section = 0
    splits, followers = _sentences(text, blocks), _followers(blocks)
    for i, (block, following) in enumerate(zip(blocks, followers, strict=True)):
        words = text[block.start : block.end]
        kind, level = _role(words, block, following)
        keep = level or (_ITEM_LEVEL + block.level if block.level else _LEAD_IN_LEVEL + (block.kind == "row"))
        if block.kind == "sentence" and not level and block.group == (blocks[i - 1].group if i else -1):
            keep = _ITEM_LEVEL  # a further line of the paragraph that a lead-in opened
        stack = [entry for entry in stack if entry[0] < keep]
        section += kind == "heading" and 0 < level <= _TITLE_LEVEL
        path = tuple(title for _, title in stack if title)
        for start, end in splits[i]:
            yield Unit(start, end, kind, path, block.columns, block.cells, section, block.group)
        if level:
            stack.append((level, words.strip("#*_: \t")))


def _followers(blocks: list[Block]) -> list[Block | None]:
    """For each block the next one that is no hint."""
    found: list[Block | None] = []
    following = None
    for block in reversed(blocks):
        found.append(following)
        following = block if block.kind != "meta" else following
    return found[::-1]


def _role(words: str, block: Block, following: Block | None) -> tuple[UnitKind, int]:
    """The kind of a block, and the level at which it is context for what follows (0: it is not)."""
    if block.kind == "heading":
        return "heading", block.level  # the title row of a table (level 0) is context by way of ``columns``
    if block.kind in ("code", "meta", "row"):
        return block.kind, 0
    if block.parent:
        return block.kind, _ITEM_LEVEL + block.level
    nested = following is not None and (following.group == block.group or following.kind in ("bullet", "checkbox", "row"))
    if block.level == 0 and following is not None and (_BOLD_LINE.match(words) or _looks_like_title(words, block, following)):
        return "heading", _TITLE_LEVEL
    if words.rstrip("*_ ").endswith(":") and block.level == 0 and nested:
        return "heading", _LEAD_IN_LEVEL
    return ("prompt" if len(words) <= _LONGEST_PROMPT and _ANSWERLESS.match(words) else block.kind), 0


def _looks_like_title(words: str, block: Block, following: Block) -> bool:
    """A short line alone, in title case, capitals or numbered, above something longer: a title in a plain note."""
    if block.kind != "sentence" or following.group == block.group or following.kind == "heading":
        return False
    short = len(words) <= 60 and len(words.split()) <= 8 and words.rstrip()[-1:] not in ".!?;,"
    letters = [w[0] for w in words.split() if w[0].isalpha()]
    titled = bool(letters) and (words.isupper() or sum(c.isupper() for c in letters) > len(letters) / 2)
    longer = following.end - following.start > 60 or following.kind in ("bullet", "checkbox", "row")
    return short and longer and (titled or bool(re.match(r"\d+(\.\d+)*\.?\s", words)))


def _sentences(text: str, blocks: list[Block]) -> list[list[tuple[int, int]]]:
    """Cut each block into sentences; headings, rows and silent blocks stay whole."""
    whole = {"heading", "row", "code", "meta"}
    splits = []
    text = tokenisable(text)
    docs = _splitter().pipe("" if b.kind in whole else text[b.start : b.end] for b in blocks)
    for block, doc in zip(blocks, docs, strict=True):
        spans = [trimmed(text, block.start + s.start_char, block.start + s.end_char) for s in doc.sents if _WORD.search(s.text)]
        splits.append(_merge(spans) or [(block.start, block.end)])
    return splits


def _merge(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join scraps of a few letters (a numbering, an abbreviation) to the sentence after or before them."""
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and (merged[-1][1] - merged[-1][0] < 6 or end - start < 6):
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged
