"""The text of a brief cut into segments, each with the labels that hold for all of it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from briefprism.models.brief import SILENT_KINDS
from briefprism.models.platform import Mention
from briefprism.models.report import Report
from briefprism.models.rule import RULE_ELEMENTS

Span = tuple[int, int]
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", re.DOTALL)


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
    anchors: tuple[str, ...] = ()
    strong: bool = False
    syntax: bool = False


def marked(report: Report) -> tuple[Segment, ...]:
    """The whole text of the brief in segments; joined, they are the text."""
    text = report.brief.text
    said = carried(report)
    mentions = _apart(report.mentions, len(text))
    strong, syntax = _emphasis(report)
    anchors = {span: name for span, name in anchor_names(report).items() if span[0] < len(text)}
    cuts = {0, len(text), *(at for span in (*said, *strong, *syntax) for at in span), *(start for start, _ in anchors)}
    cuts |= {at for m in mentions for at in (m.start, m.end)}
    cutter = _Cutter(text, said, mentions, strong, syntax, anchors)
    places = sorted(at for at in cuts if 0 <= at <= len(text))
    return tuple(cutter.segment(start, end) for start, end in zip(places, places[1:], strict=False))


def carried(report: Report) -> dict[Span, tuple[tuple[str, bool], ...]]:
    """The words that carry elements: span to (element, whether it is sure)."""
    found: dict[Span, list[tuple[str, bool]]] = {}
    for signal in report.signals:
        if signal.element in RULE_ELEMENTS and signal.state != "missing":
            for words in signal.evidence:
                if 0 <= words.start < words.end <= len(report.brief.text):
                    found.setdefault((words.start, words.end), []).append((signal.element, signal.state == "present"))
    return {span: tuple(dict.fromkeys(elements)) for span, elements in found.items()}


def anchor_names(report: Report) -> dict[Span, str]:
    """A name for all words of the brief that a report can point at, in reading order: q1, q2 …"""
    spans = {(e.start, e.end) for finding in report.findings for e in (*finding.evidence, *_all_words(finding.proof.because))}
    for signal in report.signals:
        spans |= {(e.start, e.end) for e in (*signal.evidence, *(signal.search.closest if signal.search else ()))}
    spans |= {(m.start, m.end) for m in report.mentions}
    return {span: f"q{number}" for number, span in enumerate(sorted(spans), 1)}
