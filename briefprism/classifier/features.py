"""Features of lines: words and letters by TF-IDF, sentence vectors, and what is known rather than learned."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final, get_args

from briefprism.classifier.lines import Line
from briefprism.models.brief import UnitKind
from briefprism.models.rule import TRAITS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from briefprism.classifier.vectors import Encoder

VECTOR_WEIGHT: Final = 4.0  # brings the small numbers of a unit vector to the scale of the flags
_TOKEN = re.compile(r"\w+|[%$€£₹@#?]")

PATTERNS: Final[Mapping[str, str]] = {
    "percent": r"\d\s?%",
    "number": r"\d",
    "frequency": r"\b(?:daily|weekly|monthly|fortnightly|every|regular\w*|ongoing|twice|once|calendar)\b|\b(?:per|a) (?:day|week|month)\b"
    r"|\d\s?(?:x|times|/)\s?(?:a |per |/)?\s?(?:day|week|wk|month|mo)\b",
    "time": r"\b(?:weeks?|wk|phase|q[1-4]|20\d\d|month|day|before|after|during|deadline|until|by)\b",
    "address": r"\w\.(?:com|org|net|io|dev|co|app|edu|gov)\b",
    "arrival": r"\blink|\bclick|\blanding|\bcta\b|sign[- ]?up|\btraffic\b|\burl|\bqr\b|\butm",
    "handle": r"@\w",
    "hashtag": r"#\w|hashtag",
    "question": r"\?",
    "watching": r"video|reel|\bclip|\bgif|photo|image|picture|graphic|screenshot|stream|shorts|carousel|\bfilm|\bpics?\b"
    r"|visual|meme|illustration",
    "listening": r"podcast|\baudio|\bradio|\bepisode|jingle|voice note",
    "reading": r"article|\bblog|newsletter|\bguide|\bthread|e-?book|white ?paper|case stud|\bessay|tutorial|\bstor(?:y|ies)\b|\bfaq",
    "measuring": r"metric|\bkpi|measur|\btrack|\breport|\breview|\brate\b|conversion|impression|\breach\b|monitor|evaluat|survey|\bcount",
    "searching": r"\bseo\b|search|keyword|\brank|backlink",
    "replying": r"\brepl|respond|answer|comment|question|\bpoll|q&a|\bama\b|feedback|\bugc|user[- ]generated|conversation|\bdms?\b",
    "group": r"\baged?\b|audience|customer|student|parent|developer|women|\bmen\b|famil|people who|professionals|\btarget",
    "crossing": r"cross-?post|repurpos|\bsame\b|reuse|repost|\bboth\b|also on|across",
    "steadiness": r"\btone|\bvoice|consisten|\bbrand|look and feel|\bstyle",
    "blank": r"\[[^\[\]]*\]|_{3,}|\btbd\b|\.\.\.",
    "refusal": r"\bno\b|\bnot\b|n[’']t\b|never|without|\bskip",
    "intent": r"\b(?:we|i)(?:[’']ll| will| want| plan| need)\b|\b(?:to|will) be (?:posted|shared|published|sent|printed)\b",
    "task": r"^\W*(?:post|share|write|create|publish|announce|send|record|film|print|ask|reply|answer|schedule|update|design|make|promote"
    r"|contact|invite|prepare|draft|launch|set up|track|measure|define|identify|develop)\b",
    "addressed": r"\byour?\b",
    "doubt": r"\bmaybe|perhaps|\bif\b|could|might|consider|\blater\b|should we|\btbd\b|decide|possibl",
}
"""Cheap signs of known things. They are features beside the learned ones, never verdicts."""

_COMPILED: Final = tuple(re.compile(pattern, re.IGNORECASE) for pattern in PATTERNS.values())
_KINDS: Final = get_args(UnitKind)


def tokens(line: Line) -> Iterator[str]:
    """The TF-IDF terms of a line: words, pairs of words, runs of letters, and the words of its headings."""
    words = _TOKEN.findall(line.text.lower())
    yield from words
    yield from (f"{a} {b}" for a, b in pairwise(words))
    for word in words:
        padded = f" {word} "
        for size in range(3, 6):
            yield from (f"c{padded[i : i + size]}" for i in range(len(padded) - size + 1))
    yield from (f"h:{word}" for word in _TOKEN.findall(line.heading.lower()))


def term_weights(line: Line, vocabulary: Mapping[str, int], idf: NDArray[np.float32]) -> tuple[list[int], list[float]]:
    """The TF-IDF row of a line: indices and weights (sublinear, length one)."""
    from math import log, sqrt

    counts = Counter(vocabulary[t] for t in tokens(line) if t in vocabulary)
    weights = {i: (1 + log(n)) * float(idf[i]) for i, n in counts.items()}
    length = sqrt(sum(w * w for w in weights.values())) or 1.0
    return list(weights), [w / length for w in weights.values()]


def dense(lines: Sequence[Line], encoder: Encoder) -> NDArray[np.float32]:
    """Sentence vectors of the line and of the headings above it, and flags; shape (lines, 2 * 384 + flags).

    The vector of "heading: line" in place of the heading's own would be no better (docs/quality.md) and costs a run of the
    encoder for every line; many lines share a heading.
    """
    import numpy as np

    alone = encoder.encode([line.text for line in lines])
    headed = np.array([[bool(line.heading)] for line in lines], np.float32).reshape(len(lines), 1)
    headings = encoder.encode([line.heading for line in lines]) * headed
    flags = np.array([_flags(line) for line in lines], np.float32).reshape(len(lines), -1)
    return np.hstack([alone * VECTOR_WEIGHT, headings * VECTOR_WEIGHT, flags])


def _flags(line: Line) -> list[float]:
    return [
        *(float(bool(p.search(line.text))) for p in _COMPILED),
        *(float(bool(p.search(line.heading))) for p in _COMPILED),
        *(float(line.kind == kind) for kind in _KINDS),
        *(float(trait in line.traits) for trait in TRAITS),
        min(len(line.text), 300) / 300,
        line.position,
        float(bool(line.heading)),
    ]
