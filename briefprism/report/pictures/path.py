"""Path: something is made, shared, people arrive, they answer, it is measured, and again; gaps are drawn as broken links."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar, Final

from rich.console import Group, RenderableType
from rich.text import Text

from briefprism.models.finding import Finding
from briefprism.models.labels import State
from briefprism.models.report import Report
from briefprism.models.signal import Evidence, Signal
from briefprism.report.pictures.draw import Drawing, Hue, box, circle, cross, line, lines, paint
from briefprism.report.pictures.lettering import LINE, WIDTH, clean, pack, wrap
from briefprism.report.pictures.view import Row, View, grid, listed, places
from briefprism.report.quotes import Quoter

NO_BREAK: Final = "\u00a0"

STEPS: Final[tuple[tuple[str, tuple[str, ...], bool], ...]] = (
    ("You make something", ("content_creation",), True),
    ("You share it", ("sharing",), True),
    ("People come to a place of yours", ("owned_hub", "link_back"), True),
    ("They answer, and you answer them", ("interaction",), True),
    ("You look at what it brought", ("measurement",), True),
    ("And again", ("cadence", "consistency"), False),
)
"""Each step, the elements that carry it, and whether it takes all of them or one."""
_WORDS: Final[dict[State, str]] = {"present": "in the plan", "missing": "missing", "unclear": "we are not sure"}
_GRAVITY: Final = {"error": 0, "warning": 1, "advice": 2, "consequence": 3}
_LONGEST: Final = 76
_LEFT: Final = 40.0
_LINK: Final = 34.0
_ROOM: Final = WIDTH - _LEFT - 4 - 24
_LINES: Final[dict[State, str]] = {"present": "", "unclear": ' stroke-dasharray="0.1 6"', "missing": ' stroke-dasharray="7 5"'}
PLACES: Final = "Places and tools used"
SHARING: Final = STEPS[1][0]
_MIDDLE: Final = (WIDTH + _LEFT) / 2
_SIGNS: Final[dict[State, tuple[str, str]]] = {
    "present": ("●", "│"),
    "unclear": ("?", "┊"),
    "missing": ("✗", "╳"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its state, the words of the brief that carry it, and the finding that says why it is broken."""

    name: str
    state: State
    quote: str
    finding: Finding | None

    @property
    def why(self) -> str:
        """Why it is broken, where a finding says so: its title and the id of its rule."""
        return f"{self.finding.title} ({self.finding.rule})" if self.finding else ""

    @property
    def said(self) -> str:
        """What is known of it."""
        if self.why:
            return self.why
        if self.state == "present" and self.quote:
            return self.quote
        return f"{_WORDS[self.state]}: {self.quote}" if self.quote else _WORDS[self.state]

    @property
    def words(self) -> str:
        """Its state and what is known of it."""
        return self.said if self.said.startswith(_WORDS[self.state]) else f"{_WORDS[self.state]}: {self.said}"


def steps(report: Report) -> tuple[Step, ...]:
    """The steps of a report that was judged."""
    return tuple(_step(report, *each) for each in STEPS)


def _step(report: Report, name: str, elements: tuple[str, ...], all_of_them: bool) -> Step:
    signals = [s for s in report.signals if s.element in elements]
    state = _state(signals, all_of_them)
    carrying = [e for s in signals if s.state == state for e in s.evidence[:1]]
    quote = _short(report, carrying[0]) if carrying else ""
    return Step(name, state, quote, _cause(report, signals) if state == "missing" else None)


def _short(report: Report, words: Evidence) -> str:
    """A quote cut to the length that a step has room for; where it stands is kept."""
    quote = clean(words.quote)
    cut = quote if len(quote) <= _LONGEST else quote[:_LONGEST].rsplit(" ", 1)[0] + " …"
    return Quoter(report.brief).quote(replace(words, quote=cut))


def _kept_together(said: str) -> str:
    """Words whose last bracket, a place or a rule, is not broken over two lines."""
    before, bracket, within = said.rpartition(" (")
    return f"{before}{bracket}{within.replace(' ', NO_BREAK)}" if bracket else said


def _state(signals: list[Signal], all_of_them: bool) -> State:
    """Missing where one of all, or every one of several, is missing; unclear where that is not known."""
    order: tuple[State, ...] = ("missing", "unclear", "present") if all_of_them else ("present", "unclear", "missing")
    states = {s.state for s in signals}
    return next((state for state in order if state in states), "missing")


def _cause(report: Report, signals: list[Signal]) -> Finding | None:
    """The gravest finding that rests directly on one of these searches that found nothing."""
    searches = {s.search.looked_for for s in signals if s.state == "missing" and s.search}
    resting = [
        f for f in report.findings if any(p.kind == "absent" and p.search and p.search.looked_for in searches for p in f.proof.because)
    ]
    return min(resting, key=lambda f: (f.by_experts, _GRAVITY[f.severity], not f.root), default=None)


class Path(View):
    """Six steps below one another, and the way back to the first."""

    __slots__ = ()
    title: ClassVar[str] = "The path from what you make to what comes of it"
    credit: ClassVar[str] = ""

    def headline(self) -> str:
        """The one thing that the picture shows, as a sentence."""
        states = [step.state for step in steps(self.report)]
        missing, unclear = states.count("missing"), states.count("unclear")
        if not missing and not unclear:
            return "Every link of the path holds."
        said = [f"{missing} {'is' if missing == 1 else 'are'} broken"] * bool(missing)
        said += [f"{unclear} {'is' if unclear == 1 else 'are'} not clear"] * bool(unclear)
        return f"Of the {len(STEPS)} links of the path, {' and '.join(said)}."

    def rows(self) -> tuple[Row, ...]:
        """The whole picture as a table."""
        found = [Row(step.name, step.words, state=step.why or _WORDS[step.state]) for step in steps(self.report)]
        return (*found, Row(PLACES, listed(places(self.report), "none"), places(self.report)))

    def drawable(self) -> bool:
        """Whether the report holds what the picture is made of."""
        return bool(self.report.is_plan)

    def draw(self) -> Drawing:
        """The picture without its headline."""
        found = steps(self.report)
        shapes: list[str] = []
        tops, top = [], 2.0
        for i, step in enumerate(found):
            if i:
                shapes += _link(step.state, [(_MIDDLE, top - _LINK), (_MIDDLE, top - 2)])
            drawn = self._box(i + 1, step, top)
            shapes += drawn.shapes
            tops.append(top + drawn.height / 2)
            top += drawn.height + _LINK
        back = [(_LEFT, tops[-1]), (16.0, tops[-1]), (16.0, tops[0]), (_LEFT - 2, tops[0])]
        return Drawing(top - _LINK + 4, (*_link(found[-1].state, back), *shapes))

    def _box(self, place: int, step: Step, top: float) -> Drawing:
        """A step: its name, and what is known of it."""
        names = places(self.report, ("network", "channel")) if step.name == SHARING else ()
        title = wrap(f"{place}. {self.name(step.name)}", _ROOM, bold=True, most=2)
        said = wrap(_kept_together(step.said), _ROOM, most=3)
        where = pack([f"On: {names[0]}", *names[1:]], [_ROOM] * 2) if names else []
        height = LINE * (len(title) + len(said) + len(where)) + 16
        hue: Hue = "broken" if step.state == "missing" else "ink"
        edge = f'{paint("paper", hue)} stroke-width="2" stroke-linecap="round"{_LINES[step.state]}'
        shapes = [box(_LEFT, top, WIDTH - _LEFT - 4, height, edge, 8)]
        shapes += lines(_LEFT + 12, top + 22, title, bold=True, hue=hue)
        shapes += lines(_LEFT + 12, top + 22 + LINE * len(title), said, hue=hue if step.state == "missing" else "muted")
        shapes += lines(_LEFT + 12, top + 22 + LINE * (len(title) + len(said)), where)
        return Drawing(height, tuple(shapes))

    def in_terminal(self) -> RenderableType:
        """Steps below one another, with a sign for the state of each link."""
        table = grid(2, gap=1)
        for i, step in enumerate(steps(self.report), 1):
            sign, link = _SIGNS[step.state]
            if i > 1:
                table.add_row(link, "")
            table.add_row(sign, Text.assemble((f"{i}. {self.name(step.name)}", "bold"), f"  {step.said}"))
            names = places(self.report, ("network", "channel")) if step.name == SHARING else ()
            if names:
                table.add_row("", f"On: {listed(names)}")
        return Group(table, Text("\n● in the plan   ✗ missing   ? we are not sure; the last leads back to the first", style="dim"))


def _link(state: State, points: list[tuple[float, float]]) -> Iterator[str]:
    """An arrow through points: whole, dotted, or broken by a cross."""
    hue: Hue = "broken" if state == "missing" else "ink"
    yield line(points, f'{paint(None, hue)} stroke-width="2.5" stroke-linecap="round"{_LINES[state]}')
    (x0, y0), (x, y) = points[-2:]
    ahead = (0.0, 1.0) if x == x0 else (1.0, 0.0)
    head = [(x - 8 * ahead[0] + 5 * side * ahead[1], y - 8 * ahead[1] + 5 * side * ahead[0]) for side in (-1, 1)]
    yield line([head[0], (x, y), head[1]], f'{paint(None, hue)} stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"')
    if state == "missing":
        (x0, y0), (x1, y1) = points[len(points) // 2 - 1 : len(points) // 2 + 1]
        middle = ((x0 + x1) / 2, (y0 + y1) / 2 - 3)
        yield circle(*middle, 10, paint("paper"))
        yield cross(*middle, f'{paint(None, hue)} stroke-width="3.5" stroke-linecap="round"', 6)
