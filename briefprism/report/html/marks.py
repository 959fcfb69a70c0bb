"""The text of a brief cut into segments, each with the labels that hold for all of it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from briefprism.models.finding import Proof
from briefprism.models.platform import Mention
from briefprism.models.report import Report
from briefprism.models.rule import RULE_ELEMENTS
from briefprism.models.signal import Evidence

Span = tuple[int, int]
_PRAISED = frozenset(RULE_ELEMENTS) - {"term_confusion"}
STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
"""Strong words (group 2) as Markdown writes them."""


@dataclass(frozen=True, slots=True)
class Segment:
    """The stretch ``text == brief.text[start:end]``; segments follow one another without gap or overlap.

    ``mention`` is the platform that it names, or a part of its name; ``last`` says that the name ends here. ``says`` are
    the ids of the elements that it carries, ``perhaps`` those that nobody is sure of, ``notes`` the elements of both whose
    words end here. ``anchors`` are the ids of quotes that begin here. ``strong`` text stands between marks of Markdown,
    which are segments of their own with ``syntax``.
    """

    start: int
    end: int
    text: str
    mention: Mention | None = None
    last: bool = False
    says: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    anchor: str = ""
    strong: bool = False
    syntax: bool = False


def marked(report: Report) -> tuple[Segment, ...]:
    """The whole text of the brief in segments; joined, they are the text. No segment reaches over the end of a unit."""
    text = report.brief.text
    said = carried(report)
    names = _Ranges((m.start, m.end) for m in report.mentions)
    strong, syntax = map(_Ranges, _emphasis(report))
    anchors = {start: name for (start, _), name in anchor_names(report).items()}
    units = [span for unit in report.brief.units for span in ((unit.start, unit.end), *unit.cells)]
    spans = (*anchor_names(report), *names.spans, *strong.spans, *syntax.spans, *units)
    cuts = sorted({0, len(text), *(at for span in spans for at in span)} & set(range(len(text) + 1)))
    mentions = {(m.start, m.end): m for m in report.mentions}
    segments = []
    for start, end in pairwise(cuts):
        over = [(span, elements) for span, elements in said.items() if span[0] <= start and end <= span[1]]
        named = names.around(start)
        segments.append(
            Segment(
                start,
                end,
                text[start:end],
                mention=mentions[named] if named else None,
                last=named is not None and named[1] == end,
                says=_distinct(e for _, elements in over for e, sure in elements if sure),
                perhaps=_distinct(e for _, elements in over for e, sure in elements if not sure),
                notes=_distinct(e for span, elements in over for e, _ in elements if span[1] == end),
                anchor=anchors.get(start, ""),
                strong=strong.around(start) is not None,
                syntax=syntax.around(start) is not None,
            )
        )
    return tuple(segments)


def carried(report: Report) -> dict[Span, list[tuple[str, bool]]]:
    """The words that carry elements: span to (element, whether it is sure), in reading order.

    A name alone, from which a rule concluded an element, is marked as a name already.
    """
    named = {(m.start, m.end) for m in report.mentions}
    found: dict[Span, list[tuple[str, bool]]] = {}
    for signal in report.signals:
        if signal.element in _PRAISED and signal.state != "missing":
            for words in signal.evidence:
                if (span := (words.start, words.end)) not in named:
                    found.setdefault(span, []).append((signal.element, signal.state == "present"))
    return dict(sorted(found.items()))


def anchor_names(report: Report) -> dict[Span, str]:
    """A name for all words that a report can point at, in reading order; words that begin at one place share it: q1, q2 …"""
    shown = [e for finding in report.findings for e in (*finding.evidence, *_quoted(finding.proof))]
    for signal in report.signals:
        shown += (*signal.evidence, *(signal.search.closest if signal.search else ()))
    spans = sorted({(e.start, e.end) for e in shown} | {(m.start, m.end) for m in report.mentions})
    numbers = {start: number for number, start in enumerate(dict.fromkeys(start for start, _ in spans), 1)}
    return {span: f"q{numbers[span[0]]}" for span in spans}


def _quoted(proof: Proof) -> Iterator[Evidence]:
    """All words that a proof shows, those of its searches among them."""
    yield from proof.evidence
    if proof.search:
        yield from proof.search.closest
    for part in proof.because:
        yield from _quoted(part)


class _Ranges:
    """Ranges that do not overlap: of two that do, the one that begins first, or the longer one, stays."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self.spans: list[Span] = []
        for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
            if start < end and (not self.spans or start >= self.spans[-1][1]):
                self.spans.append((start, end))
        self._starts = [start for start, _ in self.spans]

    def around(self, at: int) -> Span | None:
        """The range that holds the character at ``at``."""
        number = bisect_right(self._starts, at) - 1
        return self.spans[number] if number >= 0 and at < self.spans[number][1] else None


def _emphasis(report: Report) -> tuple[list[Span], list[Span]]:
    """The stretches between marks of strong text, and the marks, as they are written in Markdown."""
    verbatim = _Ranges((u.start, u.end) for u in report.brief.units if u.kind in ("code", "meta"))
    strong, syntax = [], []
    for found in STRONG.finditer(report.brief.text):
        if not verbatim.around(found.start()):
            strong.append(found.span(2))
            syntax += [(found.start(), found.start(2)), (found.end(2), found.end())]
    return strong, syntax


def _distinct(elements: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(elements))
