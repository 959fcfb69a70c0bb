"""The report as a Word document: comments in the author's own file, or a document of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Final

from briefprism.documents.docx_remarks import composed, remarked
from briefprism.models.document import Part, Remark
from briefprism.models.finding import Finding
from briefprism.models.report import Report
from briefprism.models.signal import Evidence
from briefprism.models.term import Term
from briefprism.report.quotes import Quoter, because, first_few

_FIRST: Final = 3
_MOST_EXPERTS: Final = 5


def render_docx(report: Report, terms: Mapping[str, Term], original: bytes | None) -> bytes:
    """The bytes of a .docx file.

    Args:
        report: on one brief.
        terms: the glossary.
        original: the .docx file that the report is on; it comes back with comments and a page at its end. None: a new document.

    Raises:
        InputError: when the file is not the one that the report is on.
    """
    page = _WordReport(report, terms)
    if original is None:
        return composed(list(page.whole()), f"Report on {PurePath(report.brief.source).name}")
    return remarked(report.brief.source, original, report.brief.text, list(page.remarks()), lambda left: list(page.ending(left)))


class _WordReport:
    def __init__(self, report: Report, terms: Mapping[str, Term]) -> None:
        self.report, self.terms, self.quoter = report, terms, Quoter(report.brief)
        self.titles = {f.rule: f.title for f in report.findings}
        self.roots = [f for f in report.roots if not f.by_experts]

    def remarks(self) -> Iterator[Remark]:
        """A comment on the first sentence that a finding rests on, and a short one on two more."""
        for finding in self.roots:
            spans = list(dict.fromkeys(self._sentence(e) for e in finding.evidence))[:_FIRST]
            for number, (start, end) in enumerate(spans):
                short = Part("text", "see the first comment with this title.", f"{finding.title}:")
                yield Remark(start, end, (short,) if number else tuple(self._remark(finding)))

    def _sentence(self, words: Evidence) -> tuple[int, int]:
        """The sentence or the cell of a table that words stand in."""
        for unit in self.report.brief.units:
            if unit.start <= words.start < unit.end:
                cell = next(((a, b) for a, b in unit.cells if a <= words.start < b), None)
                return cell or (unit.start, unit.end)
        return words.start, words.end

    def _remark(self, finding: Finding) -> Iterator[Part]:
        yield Part("text", "", f"{finding.title}.")
        yield Part("text", finding.why)
        yield Part("text", finding.fix, "What to do:")
        yield Part("text", finding.ask, "To think about:")
        if finding.follows:
            yield Part("text", f"{'; '.join(self.titles[rule] for rule in finding.follows)}.", "What comes of it:")

    def ending(self, left_over: Sequence[Remark]) -> Iterator[Part]:
        """The last page: the verdict, what no sentence can be blamed for, and what is good."""
        yield Part("title", "What briefprism says of this plan")
        yield Part("text", "", self.report.summary)
        commented = [f for f in self.roots if f.evidence]
        if commented:
            yield Part(
                "text", "Remarks on single sentences stand beside them as comments. This page holds what concerns the plan as a whole."
            )
        missing = [f for f in self.roots if not f.evidence]
        if missing:
            yield Part("heading", "What is missing")
        for finding in missing:
            yield Part("point", f"{finding.fix} {finding.ask}", f"{finding.title}.")
        for remark in left_over:
            yield Part("point", f"“{self.report.brief.text[remark.start : remark.end]}”", remark.parts[0].strong)
        yield from self._experts()
        if self.report.strengths:
            yield Part("heading", "What the plan does well")
            yield Part("text", " ".join(praise for praise, _ in self.report.strengths))
        yield from self._questions()
        yield self._stamp()

    def whole(self) -> Iterator[Part]:
        """The report as a document of its own."""
        yield Part("title", f"Report on {PurePath(self.report.brief.source).name or 'a plan'}")
        yield Part("text", "", self.report.summary)
        if first := self.roots[:_FIRST]:
            yield Part("heading", "What to do first")
            for number, finding in enumerate(first, 1):
                yield Part("text", finding.fix, f"{number}.")
        for title, gravity in (("What to mend", ("error",)), ("Worth a look", ("warning",)), ("Hints", ("advice", "consequence"))):
            found = [f for f in self.roots if f.severity in gravity]
            if found:
                yield Part("heading", title)
            for number, finding in enumerate(found, 1):
                yield from self._finding(number, finding)
        yield from self._experts()
        yield from self._strengths()
        yield from self._questions()
        yield self._stamp()

    def _finding(self, number: int, finding: Finding) -> Iterator[Part]:
        yield Part("finding", f"{number}. {finding.title}")
        yield Part("text", finding.why, "Why:")
        for sentence in because(finding, self.quoter, self.terms):
            yield Part("point", sentence)
        yield Part("text", finding.fix, "What to do:")
        yield Part("text", finding.ask, "To think about:")
        if finding.follows:
            yield Part("text", f"{'; '.join(self.titles[rule] for rule in finding.follows)}.", "What comes of it:")

    def _experts(self) -> Iterator[Part]:
        found = [f for f in self.report.roots if f.by_experts]
        if found:
            yield Part("heading", "What experts would add")
        for finding in found[:_MOST_EXPERTS]:
            yield Part("point", finding.fix, f"{finding.title}.")

    def _strengths(self) -> Iterator[Part]:
        if self.report.strengths:
            yield Part("heading", "What the plan does well")
        for praise, signal in self.report.strengths:
            quotes = ", ".join(self.quoter.quote(words) for words in first_few(signal.evidence, 1))
            yield Part("point", f"{praise} {quotes}".strip())

    def _questions(self) -> Iterator[Part]:
        unclear = [s for s in self.report.signals if s.state == "unclear"] if self.report.is_plan else []
        if unclear:
            yield Part("heading", "Questions to you (we are not sure)")
        for signal in unclear:
            quotes = ", ".join(self.quoter.quote(words) for words in first_few(signal.evidence, 1))
            yield Part("point", f"Is this in your plan: {self.terms[signal.element].looked_for}? {quotes}".strip())

    def _stamp(self) -> Part:
        return Part("small", f"briefprism {self.report.version}, {self.report.fingerprint}")
