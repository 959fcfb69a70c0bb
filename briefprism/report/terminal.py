"""The report in a terminal: fits its width and colours; a pipe gets the same in plain text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from io import StringIO
from typing import TextIO

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from briefprism.models.finding import Finding
from briefprism.models.labels import LABEL_WORDS
from briefprism.models.platform import Mention
from briefprism.models.report import Report
from briefprism.models.signal import Signal
from briefprism.models.term import Term
from briefprism.report.helping import helped
from briefprism.report.quotes import Quoter, because, shorten

_STYLES = {"error": "bold red", "warning": "bold yellow", "advice": "bold cyan", "consequence": "bold"}
_MOST_EXPERTS = 5


def render(report: Report, terms: Mapping[str, Term], *, width: int | None = None, colours: bool = False) -> str:
    """The report as text. ``width`` None: 88 columns."""
    out = StringIO()
    console = Console(file=out, width=width or 88, force_terminal=colours, no_color=not colours, markup=False, highlight=False, emoji=False)
    console.print(Group(*_TerminalReport(report, terms).parts()))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


class _TerminalReport:
    def __init__(self, report: Report, terms: Mapping[str, Term]) -> None:
        self.report, self.terms, self.quoter = report, terms, Quoter(report.brief)

    def parts(self) -> Iterator[RenderableType]:
        report = self.report
        style = {True: "bold green", False: "bold red", None: "bold"}[report.complete]
        yield Text(f"{shorten(report.brief.source)}, {report.brief.words} words", style="dim")
        yield Text(report.summary, style=style)
        yield from self._findings("What to mend", ("error",))
        yield from self._findings("Worth a look", ("warning",))
        yield from self._hints()
        yield from self._experts()
        yield from self._strengths()
        yield from self._questions()
        yield from self._places()
        yield from self._help()
        yield from self._ignored()
        yield Text(f"\nbriefprism {report.version}, {report.fingerprint}", style="dim")

    def _findings(self, title: str, severities: tuple[str, ...]) -> Iterator[RenderableType]:
        found = [f for f in self.report.roots if f.severity in severities and not f.by_experts]
        if found:
            yield _heading(title)
        for number, finding in enumerate(found, 1):
            yield Text.assemble("\n", (f"{number}. {finding.title}", _STYLES[finding.severity]), (f"   {finding.rule}", "dim"))
            yield Padding(self._details(finding), (0, 0, 0, 3))

    def _details(self, finding: Finding) -> Table:
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(style="dim", no_wrap=True)
        table.add_column(overflow="fold")
        table.add_row("Why", finding.why)
        for number, words in enumerate(because(finding, self.quoter, self.terms)):
            table.add_row("" if number else "Because", words)
        table.add_row("Do", finding.fix)
        table.add_row("Ask", finding.ask)
        titles = {f.rule: f.title for f in self.report.findings}
        for number, rule in enumerate(finding.follows):
            table.add_row("" if number else "So", f"{titles[rule]} ({rule})")
        return table

    def _hints(self) -> Iterator[RenderableType]:
        found = [f for f in self.report.roots if f.severity in ("advice", "consequence") and not f.by_experts]
        if found:
            yield _heading("Hints")
            yield _points("-", map(_hint, found))

    def _experts(self) -> Iterator[RenderableType]:
        """What makes no plan incomplete: the few with most effect, and how many more there are."""
        found = [f for f in self.report.roots if f.by_experts]
        if found:
            yield _heading("What experts would add")
            yield _points("-", map(_hint, found[:_MOST_EXPERTS]))
        if len(found) > _MOST_EXPERTS:
            yield Text(f"  and {len(found) - _MOST_EXPERTS} more (in --format json; --pack core leaves this part out)", style="dim")

    def _strengths(self) -> Iterator[RenderableType]:
        if self.report.strengths:
            yield _heading("What the plan does well")
            yield _points("+", (Text.assemble(praise, self._quoted(signal)) for praise, signal in self.report.strengths))

    def _questions(self) -> Iterator[RenderableType]:
        unclear = [s for s in self.report.signals if s.state == "unclear"]
        if self.report.is_plan and unclear:
            yield _heading("Questions to you (we are not sure)")
            asked = ((f"Is this in your plan: {self.terms[s.element].looked_for}?", s) for s in unclear)
            yield _points("?", (Text.assemble(question, self._quoted(signal)) for question, signal in asked))

    def _ignored(self) -> Iterator[RenderableType]:
        if found := self.report.ignored:
            yield _heading(f"Set aside: {len(found)} finding{'s' if len(found) > 1 else ''}")
            yield _points("-", (Text(f"{i.finding.title} ({i.finding.rule}): {shorten(i.reason)} ({shorten(i.place)})") for i in found))

    def _quoted(self, signal: Signal) -> tuple[str, str]:
        told = f"  Told by a person: “{shorten(signal.told)}”" if signal.told else ""
        return (f"  {self.quoter.quote(signal.evidence[0])}{told}" if signal.evidence else told, "dim")

    def _help(self) -> Iterator[RenderableType]:
        """Who was asked about what, and what was believed."""
        use = self.report.llm
        if use is None:
            return
        yield _heading("Help from a language model")
        for sentence in helped(use):
            yield Text(f"  {sentence}")
        said = [s for s in self.report.signals if s.by == "llm"]
        yield _points(
            "-", (Text.assemble(f"{self.terms[s.element].looked_for}: {s.state}, says {use.model}", self._quoted(s)) for s in said)
        )

    def _places(self) -> Iterator[RenderableType]:
        first: dict[tuple[str | None, str], Mention] = {}
        for mention in self.report.mentions:
            key = (mention.classification.platform, mention.status)
            first.setdefault(key, mention)
        if not first:
            return
        yield _heading("Places and tools named")
        table = Table.grid(padding=(0, 3, 0, 0))
        for (platform, status), mention in first.items():
            found = mention.classification
            paid = ", paid" if found.paid else ""
            note = f" (now {found.renamed_to})" if found.renamed_to else f" (closed {found.closed})" if found.closed else ""
            name = found.text if found.renamed_to else platform
            asked = f" (says {shorten(self.report.llm.model)})" if found.by == "llm" and self.report.llm else ""
            label = LABEL_WORDS[found.label] + paid + asked
            table.add_row(f"  {name}{note}", label, " > ".join(found.path), "" if status == "used" else status)
        yield table


def _hint(finding: Finding) -> Text:
    return Text.assemble((finding.title, _STYLES[finding.severity]), f". {finding.fix}", (f"  {finding.rule}", "dim"))


def _points(sign: str, texts: Iterable[Text]) -> Table:
    """A list whose wrapped lines stay under their first word."""
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column()
    table.add_column(overflow="fold")
    for text in texts:
        table.add_row(f"  {sign}", text)
    return table


def _heading(title: str) -> Text:
    return Text(f"\n{title}", style="bold underline")


def terminal_look(stream: TextIO) -> tuple[int | None, bool]:
    """Width and whether colours are wanted, of a stream; a pipe has neither, and NO_COLOR turns colours off."""
    if not stream.isatty():
        return None, False
    console = Console(file=stream)
    return min(console.width, 110), console.color_system is not None and not console.no_color
