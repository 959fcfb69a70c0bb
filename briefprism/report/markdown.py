"""The report as GitHub-flavoured Markdown, for pull requests and wikis; words of a brief are words there and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Final

from briefprism.models.finding import Finding, Proof
from briefprism.models.labels import LABEL_WORDS
from briefprism.models.platform import Mention
from briefprism.models.report import Report
from briefprism.models.signal import Signal
from briefprism.models.term import Term
from briefprism.report.helping import helped
from briefprism.report.plain import page
from briefprism.report.quotes import Quoter, because, shorten
from briefprism.report.why import ProofTree

_MARKS: Final = re.compile(r"([\\`*_\[\]<>&|~$!{}])")
_CALLS: Final = re.compile(r"@|#|:(?=//)|\bwww(?=\.)|\bgh(?=-\d)", re.IGNORECASE)
_JOINER: Final = "\u2060"  # has no width; after it, a site sees neither a name to call nor an address to link
_FENCE: Final = re.compile("`{3,}")
_MOST_OPEN: Final = 5


def render_markdown(report: Report, terms: Mapping[str, Term]) -> str:
    """The report, with the proofs folded."""
    return "\n".join(_MarkdownReport(report, terms).parts()).rstrip("\n") + "\n"


def escaped(text: str) -> str:
    """Text on one line that Markdown shows as it is: no link, picture, HTML, formula, table, mention or reference comes of it."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return _CALLS.sub(lambda call: call[0] + _JOINER, _MARKS.sub(r"\\\1", line))


class _MarkdownReport:
    def __init__(self, report: Report, terms: Mapping[str, Term]) -> None:
        self.report, self.terms, self.quoter = report, terms, Quoter(report.brief)

    def parts(self) -> Iterator[str]:
        report = self.report
        yield f"## {escaped(shorten(report.brief.source))}\n"
        yield f"**{escaped(report.summary)}**\n"
        yield from self._findings("What to mend", "error")
        yield from self._findings("Worth a look", "warning")
        yield from self._hints("Hints", [f for f in report.roots if f.severity in ("advice", "consequence") and not f.by_experts])
        yield from self._hints("What experts would add", [f for f in report.roots if f.by_experts])
        yield from _section("What the plan does well", [escaped(praise + self._quoted(signal)) for praise, signal in report.strengths])
        unclear = [s for s in report.signals if s.state == "unclear"] if report.is_plan else []
        asked = [escaped(f"Is this in your plan: {self.terms[s.element].looked_for}?{self._quoted(s)}") for s in unclear]
        yield from _section("Questions to you (we are not sure)", asked)
        yield from self._places()
        yield from _section("Help from a language model", map(escaped, helped(report.llm) if report.llm else ()))
        aside = [escaped(f"{i.finding.title} ({i.finding.rule}): {shorten(i.reason)} ({shorten(i.place)})") for i in report.ignored]
        yield from _section(f"Set aside: {len(aside)} finding{'s' * (len(aside) != 1)}", aside)
        yield f"<sub>briefprism {escaped(report.version)}, {escaped(report.fingerprint)}</sub>\n"

    def _findings(self, title: str, severity: str) -> Iterator[str]:
        found = [f for f in self.report.roots if f.severity == severity and not f.by_experts]
        if found:
            yield f"### {title}\n"
        for number, finding in enumerate(found, 1):
            yield f"#### {number}. {escaped(finding.title)}\n"
            yield from self._points(finding)
            yield from _folded(f"The proof of {finding.rule}", self._proof(finding.proof))

    def _points(self, finding: Finding) -> Iterator[str]:
        titles = {f.rule: f.title for f in self.report.findings}
        points = [("Why", finding.why), ("Because", " ".join(because(finding, self.quoter, self.terms)))]
        points += [("Do", finding.fix), ("Ask", finding.ask), ("So", "; ".join(titles[rule] for rule in finding.follows))]
        yield "".join(f"- **{name}:** {escaped(words)}\n" for name, words in points if words)

    def _proof(self, proof: Proof) -> str:
        """The proof in a fence that is longer than any in the brief, so that nothing in it is read as Markdown."""
        tree = ProofTree(self.report.brief, self.terms)
        text = page([line for part in proof.because for line in tree.lines(part, 0)])
        fence = "`" * max([3, *(len(run) + 1 for run in _FENCE.findall(text))])
        return f"{fence}text\n{text}{fence}\n"

    def _hints(self, title: str, found: list[Finding]) -> Iterator[str]:
        """Each on a line; of many, the first few, and the rest folded."""
        points = [f"**{escaped(f.title)}.** {escaped(f.fix)} ({escaped(f.rule)})" for f in found]
        yield from _section(title, points[:_MOST_OPEN])
        if rest := points[_MOST_OPEN:]:
            yield from _folded(f"{len(rest)} more", _list(rest))

    def _quoted(self, signal: Signal) -> str:
        told = f" Told by a person: “{shorten(signal.told)}”" if signal.told else ""
        return f" {self.quoter.quote(signal.evidence[0])}{told}" if signal.evidence else told

    def _places(self) -> Iterator[str]:
        first: dict[tuple[str | None, str], Mention] = {}
        for mention in self.report.mentions:
            first.setdefault((mention.classification.platform, mention.status), mention)
        if first:
            yield "### Places and tools named\n"
            rows = "".join(f"| {' | '.join(map(escaped, _place(m)))} |\n" for m in first.values())
            yield f"| Name | What it is | In the plan |\n| --- | --- | --- |\n{rows}"


def _place(mention: Mention) -> tuple[str, str, str]:
    found = mention.classification
    now = f" (now {found.renamed_to})" if found.renamed_to else f" (closed {found.closed})" if found.closed else ""
    name = found.text if found.renamed_to else found.platform or found.text
    return name + now, LABEL_WORDS[found.label] + (", paid" if found.paid else ""), mention.status


def _section(title: str, points: Iterable[str]) -> Iterator[str]:
    if shown := _list(points):
        yield f"### {title}\n"
        yield shown


def _list(points: Iterable[str]) -> str:
    return "".join(f"- {point}\n" for point in points)


def _folded(summary: str, content: str) -> Iterator[str]:
    """The empty lines let the content be read as Markdown, not as HTML."""
    yield f"<details><summary>{escape(summary)}</summary>\n\n{content}\n</details>\n"
