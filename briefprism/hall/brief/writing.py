"""A whole check: which briefs, in how many processes, and where the reports go."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from briefprism.batch.whole import refuse_overwriting
from briefprism.hall.brief.ask_model import Before
from briefprism.hall.brief.checking import Desk, Done, Job, Person
from briefprism.hall.brief.formats import FormatName, Whole
from briefprism.hall.brief.naming import file_names, short_names
from briefprism.hall.person.ignoring import baseline_text
from briefprism.hall.sources import briefs_in, write_whole
from briefprism.models.errors import InputError, UsageError
from briefprism.models.labels import Severity
from briefprism.models.portfolio import Gist, Portfolio, Unread
from briefprism.models.table import Progress

if TYPE_CHECKING:
    from briefprism.models.rule import Rule

_REPORTS: Final = "reports"  # the folder of the reports, beside the page that compares them
_START: Final = "index.html"


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for. ``output`` None: standard output; ``baseline`` is a file to write; ``processes`` work at once."""

    paths: tuple[Path, ...]
    output: Path | None = None
    baseline: Path | None = None
    processes: int = 1


@dataclass(frozen=True, slots=True)
class Talk:
    """Who is told what, and who is asked. ``say`` gets lines for a person."""

    say: Callable[[str], None] = lambda _line: None
    progress: Progress = lambda _done, _share: None
    before: Before = lambda *_: None
    person: Person | None = None


@dataclass(slots=True)
class Outcome:
    """What came of a check: ``content`` is for standard output, None where it went to files."""

    content: str | bytes | None = None
    gists: list[Gist] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)

    @property
    def severities(self) -> frozenset[Severity]:
        """The severities of all findings."""
        return frozenset().union(*(gist.severities for gist in self.gists))


def check_briefs(order: Order, job: Job, talk: Talk = Talk()) -> Outcome:
    """Check files and folders, and write the reports.

    A brief of a folder that cannot be read is told of and does not stop the rest; one that was named itself does, unless each
    report is a file of its own.

    Raises:
        BriefprismError: when a named file, the settings or an option is at fault.
    """
    if talk.person and any(str(path) == "-" for path in order.paths):
        raise UsageError("check --ask", "answers cannot be kept for standard input", "name the file of the brief")
    return _Check(order, job, talk).run()


class _Check:
    def __init__(self, order: Order, job: Job, talk: Talk) -> None:
        self.order, self.job, self.talk = order, job, talk
        self.files = [(file, file == path) for path in order.paths for file in (briefs_in(path) if str(path) != "-" else [path])]
        self.desk = Desk(job, talk.before, talk.person)
        self.outcome = Outcome()
        self.parts: list[Any] = []
        self.known: list[Any] = []
        self.folder = self._folder()

    def _folder(self) -> Path | None:
        """The folder of the reports, where each is a file of its own and several are asked for."""
        output, many = self.order.output, len(self.files) > 1 or not self.files[0][1]
        if self.job.format.join or not (many or (output and output.is_dir())):
            return None
        place = f"--format {self.job.form}"
        if output is None:
            raise UsageError(place, "each report is a file of its own", "name a folder for them with --output")
        if output.exists() and not output.is_dir():
            raise UsageError(place, f"{output} is a file, and several reports need a folder", "name a folder with --output")
        if any(output.resolve() == path.resolve() for path in self.order.paths):
            raise UsageError(place, "the reports would lie among the briefs", "name another folder with --output")
        return output

    def run(self) -> Outcome:
        paths, sources = [file for file, _ in self.files], [str(file) for file, _ in self.files]
        names = list(zip(self.files, file_names(sources), short_names(sources), strict=True))
        self._spare_briefs(paths, [name for _, name, _ in names])
        lines: set[str] = set()
        with closing(self._all(paths)) as results:
            for number, (((_, named), name, short), result) in enumerate(zip(names, results, strict=True), 1):
                if isinstance(result, Done):
                    self._keep(result, name, short)
                elif named and self.folder is None:
                    raise InputError(result.place, result.fault, result.step)
                else:
                    self.outcome.unread.append(replace(result, source=short) if self.folder else result)
                    if result.line not in lines:  # what is wrong with the settings is wrong for every brief
                        self.talk.say(result.line)
                    lines.add(result.line)
                self.talk.progress(number, number / len(paths))
        if self.outcome.gists:
            self._finish()
        return self.outcome

    def _spare_briefs(self, paths: Sequence[Path], names: Sequence[str]) -> None:
        targets = [self.order.baseline, self.order.output if self.folder is None else self.folder / _START]
        targets += [self.folder / self._page(name) for name in names] if self.folder else []
        refuse_overwriting(targets, paths, "it is one of the briefs")

    def _page(self, name: str) -> str:
        """Where the report on a brief stands in the folder."""
        page = name + self.job.format.suffixes[0]
        return f"{_REPORTS}/{page}" if self.job.form is FormatName.HTML else page

    def _all(self, paths: Sequence[Path]) -> Generator[Done | Unread, None, None]:
        """What became of each brief. Questions and the words of a language model are for one process."""
        from briefprism.hall.brief.spread import WORTH_IT, spread

        alone = self.talk.person or self.job.settings.llm or any(str(path) == "-" for path in paths)
        if alone or len(paths) < WORTH_IT or self.order.processes == 1:
            return (self.desk.do(path) for path in paths)
        return spread(self.job, paths, self.order.processes)

    def _keep(self, done: Done, name: str, short: str) -> None:
        if done.note:
            self.talk.say(f"{done.gist.source}: {done.note}")
        if self.order.baseline:
            self.known += done.known
        gist = done.gist
        if self.folder is None:
            self.parts.append(done.part)
        else:
            page = self._page(name)
            _make((self.folder / page).parent)
            _write(self.folder / page, done.part)
            gist = replace(gist, source=short, page=quote(page))
        self.outcome.gists.append(gist)

    def _finish(self) -> None:
        if self.order.baseline:
            _write(self.order.baseline, baseline_text(self.known))
        if self.folder and self.job.form is FormatName.HTML:
            from briefprism.hall.brief.pipeline import glossary
            from briefprism.report.html.portfolio import render_portfolio

            portfolio = Portfolio(tuple(self.outcome.gists), tuple(self.outcome.unread))
            _write(self.folder / _START, render_portfolio(portfolio, glossary(), self.job.wishes.look))
        if self.folder:
            return
        content = self._content()
        if self.order.output:
            _write(self.order.output, content)
        else:
            self.outcome.content = content

    def _rules(self) -> Sequence[Rule]:
        from briefprism.hall.brief.pipeline import rule_pack

        return rule_pack(self.job.settings.packs).rules

    def _content(self) -> str | bytes:
        join = self.job.format.join
        if join is None:
            content: str | bytes = self.parts[0]
            return content
        return join(Whole(self.parts, len(self.files) > 1, self._rules, self.outcome.unread))


def _write(path: Path, content: str | bytes) -> None:
    write_whole(path, content.encode("utf-8", "backslashreplace") if isinstance(content, str) else content)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(str(folder), f"the folder cannot be made ({error.strerror})", "name one that you may write to") from error
