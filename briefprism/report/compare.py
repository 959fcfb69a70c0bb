"""Two verdicts side by side: what an addition would change, and what a new version of a brief changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from briefprism.models.finding import Finding
from briefprism.models.reasoning import Change, Comparison
from briefprism.models.report import Report
from briefprism.models.term import Term
from briefprism.report.plain import page, paragraph, point
from briefprism.report.quotes import Quoter, first_few, shorten

_Names = tuple[str, str]


def render_comparison(found: Comparison, terms: Mapping[str, Term], names: _Names) -> str:
    """The two verdicts, and what lies between them; ``names`` are those of the two sides."""
    shown = [shorten(name) for name in names]
    width = max(map(len, shown))
    lines = [f"{name:{width}}  {_verdict(report)}" for name, report in zip(shown, (found.before, found.after), strict=True)]
    lines += [""]
    for title, findings in (("Findings that go", found.gone), ("Findings that come", found.came)):
        if findings:
            lines += [title, *(line for f in findings for line in point(f"{f.title}, {f.severity} ({f.rule})", 1)), ""]
    writer = _Changes(terms, found.assumed)
    lines += writer.lines("What the plan says or uses now", found.gained, found.after, found.before)
    lines += writer.lines("What the plan says or uses no more", found.lost, found.before, found.after)
    if len(lines) == 3:
        lines += paragraph("Nothing changes.")
    return page(lines)


def _verdict(report: Report) -> str:
    counts = [(sum(f.severity == s for f in report.findings), s) for s in ("error", "warning")]
    told = ", ".join(f"{n} {s}{'' if n == 1 else 's'}" for n, s in counts)
    return f"{ {True: 'complete', False: 'not complete', None: 'not judged'}[report.complete] }: {told}"


class _Changes:
    def __init__(self, terms: Mapping[str, Term], assumed: Sequence[str]) -> None:
        self._terms, self._assumed = terms, assumed

    def lines(self, title: str, changes: Sequence[Change], holder: Report, other: Report) -> list[str]:
        if not changes:
            return []
        quoter = Quoter(holder.brief)
        out = [title]
        for change in changes:
            name = self._terms[change.id].term if change.kind == "element" else change.id
            if change.kind == "element" and change.id in self._assumed:
                out += point(f"{name} (assumed)", 1)
                continue
            new = [e for e in change.evidence if e.quote not in other.brief.text] or list(change.evidence)
            words = ", ".join(quoter.quote(e) for e in first_few(new, 2))
            out += point(f"{name}{f': {words}' if words else ''}", 1)
        return [*out, ""]


def what_if_json(found: Comparison) -> dict[str, Any]:
    """Both verdicts, the findings that go and come, and the changes."""
    return {
        "before": found.before.to_dict()["verdict"],
        "after": found.after.to_dict()["verdict"],
        "gone": [_finding(f) for f in found.gone],
        "came": [_finding(f) for f in found.came],
        "gained": [_change(c, found) for c in found.gained],
        "lost": [_change(c, found) for c in found.lost],
        "assumed": list(found.assumed),
    }


def diff_json(found: Comparison) -> dict[str, Any]:
    """What was gained and lost: elements, places and findings. A finding that went is a gain, an error or warning that came a loss."""
    return {
        "gained": [*(_change(c, found) for c in found.gained), *(_finding(f) for f in found.gone)],
        "lost": [*(_change(c, found) for c in found.lost), *(_finding(f) for f in found.came_heavy)],
        "hints": [_finding(f) for f in found.came if f not in found.came_heavy],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    evidence = [e.to_dict() for e in finding.evidence]
    return {"kind": "finding", "id": finding.rule, "severity": finding.severity, "title": finding.title, "evidence": evidence}


def _change(change: Change, found: Comparison) -> dict[str, Any]:
    out: dict[str, Any] = {"kind": change.kind, "id": change.id, "evidence": [e.to_dict() for e in change.evidence]}
    return {**out, "assumed": True} if change.kind == "element" and change.id in found.assumed else out
