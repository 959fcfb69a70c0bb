"""Two reports side by side: which findings went and came, and what the plan says and uses that it did not before."""

from __future__ import annotations

from collections.abc import Iterator

from briefprism.models.reasoning import Change, Comparison
from briefprism.models.report import Report
from briefprism.models.signal import Evidence


def compare(before: Report, after: Report, assumed: tuple[str, ...] = ()) -> Comparison:
    """Compare two reports; ``assumed`` are elements that were only taken as given in the second.

    An element that became unclear is neither gained nor lost: it is a question.
    """
    were, are = {f.rule for f in before.findings}, {f.rule for f in after.findings}
    return Comparison(
        before,
        after,
        gone=tuple(f for f in before.findings if f.rule not in are),
        came=tuple(f for f in after.findings if f.rule not in were),
        gained=tuple(_gains(before, after)),
        lost=tuple(_gains(after, before)),
        assumed=assumed,
    )


def _gains(before: Report, after: Report) -> Iterator[Change]:
    """What ``after`` has and ``before`` misses altogether."""
    missing = {s.element for s in before.signals if s.state == "missing"}
    for signal in after.signals:
        wanted = signal.state == "present" and signal.element != "term_confusion"
        if wanted and (signal.element in missing or not before.signals):
            yield Change("element", signal.element, signal.evidence)
    used = {m.classification.platform for m in before.used}
    for mention in after.used:
        name = mention.classification.platform
        if name not in used and mention.classification.label != "media":
            words = after.brief.text[mention.start : mention.end]
            yield Change("place", name or words, (Evidence(words, mention.start, mention.end, mention.classification.confidence),))
