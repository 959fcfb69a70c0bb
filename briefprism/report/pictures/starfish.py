"""Starfish: how far the plan reaches along each arm (after the Social Media Starfish of Robert Scoble)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import atan2, degrees, hypot
from typing import ClassVar, Final

from rich.console import Group, RenderableType
from rich.text import Text

from briefprism.models.report import Report
from briefprism.report.pictures.draw import Drawing, Hue, lines, number, paint, path, polar, text
from briefprism.report.pictures.lettering import LINE, SIZE, WIDTH, wrap
from briefprism.report.pictures.view import NOT_ALL, Row, View, grid, listed, places
from briefprism.report.pictures.wheel import HEIGHT, MIDDLE, REACH, entries, name_around

ARMS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("Networks", ("social-network", "professional-network")),
    ("Short posts", ("microblog",)),
    ("Photos", ("pictures",)),
    ("Video", ("video", "live-video")),
    ("Audio", ("audio", "podcast")),
    ("Blogs", ("blog",)),
    ("Events", ("events",)),
    ("Wikis and papers", ("wiki", "documents")),
    ("Groups", ("niche-network", "forum", "question-answer", "messaging", "community-chat")),
    ("E-mail (not social)", ("email",)),
)
"""Scoble's ten arms, with the kinds that lie on them: white-label networks became all places where groups meet."""
STEPS: Final = ("named", "used", "something to show there", "people can answer there")
"""From the middle outwards."""
ELSEWHERE: Final = "On no arm"
NOTHING: Final = "not named"
_SHOWN: Final = ("content_creation", "format_read", "format_watch", "format_listen")
_OUTLINE: Final = ((24.0, 6.0), (46.0, 13.0), (68.0, 11.0), (90.0, 7.5), (REACH, 3.0))
"""(distance from the middle, half the width of an arm there), where its parts begin and end."""
_STEP: Final = 360 / len(ARMS)


@dataclass(frozen=True, slots=True)
class Arm:
    """One arm: which of the four steps the plan takes, and the places that it uses there."""

    name: str
    steps: tuple[bool, bool, bool, bool]
    places: tuple[str, ...]

    @property
    def reach(self) -> str:
        """The steps in words."""
        taken = [step for step, is_taken in zip(STEPS, self.steps, strict=True) if is_taken]
        return listed(taken if self.places else [*taken, "not used"] if taken else [NOTHING])

    @property
    def words(self) -> str:
        """The steps in words, and the places."""
        return f"{self.reach}: {listed(self.places)}" if self.places else self.reach


def arms(report: Report) -> tuple[Arm, ...]:
    """The arms of a report. The last two steps are taken where a line that names a place there is quoted for it."""
    shown = _lines_for(report, _SHOWN)
    answered = _lines_for(report, ("interaction",))

    def arm(name: str, kinds: tuple[str, ...]) -> Arm:
        named = [m for m in report.mentions if m.classification.kind in kinds]
        used = [m for m in named if m.status == "used"]
        steps = (bool(named), bool(used), any(m.unit in shown for m in used), any(m.unit in answered for m in used))
        return Arm(name, steps, places(report, kinds=kinds))

    return tuple(arm(*each) for each in ARMS)


def _lines_for(report: Report, elements: tuple[str, ...]) -> frozenset[int]:
    """The numbers of the lines that the report quotes for elements that are present."""
    quoted = [e for s in report.signals if s.state == "present" and s.element in elements for e in s.evidence]
    return frozenset(n for n, unit in enumerate(report.brief.units) for e in quoted if e.start < unit.end and unit.start < e.end)


class Starfish(View):
    """Ten arms of four parts, filled as far as the plan goes."""

    __slots__ = ()
    title: ClassVar[str] = "How far the plan reaches in each direction"
    credit: ClassVar[str] = "After the Social Media Starfish of Robert Scoble"

    def headline(self) -> str:
        """The one thing that the picture shows, as a sentence."""
        found = arms(self.report)
        used, whole = sum(arm.steps[1] for arm in found), sum(all(arm.steps) for arm in found)
        if not used:
            return f"This plan uses none of the {len(ARMS)} arms."
        tips = {0: "none of them to its tip", 1: "one of them to its tip"}.get(whole, f"{whole} of them to the tip")
        return f"This plan uses {used} of the {len(ARMS)} arms, {tips}.{NOT_ALL * (used < len(ARMS))}"

    def rows(self) -> tuple[Row, ...]:
        """The whole picture as a table."""
        found = [Row(arm.name, arm.words, arm.places, arm.reach) for arm in arms(self.report)]
        return (*found, *(Row(ELSEWHERE, listed(names), names) for names in [self._elsewhere()] if names))

    def drawable(self) -> bool:
        """Whether the report holds what the picture is made of."""
        return bool(self.report.is_plan)

    def draw(self) -> Drawing:
        """The picture without its headline."""
        found = arms(self.report)
        shapes = [shape for i, arm in enumerate(found) for shape in self._arm(i * _STEP, arm)]
        shapes += [text(MIDDLE[0], MIDDLE[1] + 6, str(sum(arm.steps[1] for arm in found)), size=17, bold=True, anchor="middle")]
        used = [(self.name(arm.name), arm.places) for arm in found if arm.places]
        elsewhere = [(self.name(ELSEWHERE), self._elsewhere())] if self._elsewhere() else []
        key = self._key(HEIGHT)
        below = entries(HEIGHT + key.height, [*used, *elsewhere])
        return Drawing(below.height, (*shapes, *key.shapes, *below.shapes))

    def _arm(self, turn: float, arm: Arm) -> Iterator[str]:
        """Four parts from the middle outwards, each narrower than the one before."""
        for i, taken in enumerate(arm.steps):
            yield path(_part(i, turn), _look(taken, social="email" not in dict(ARMS)[arm.name]))
        yield from name_around(self.name(arm.name), turn)

    def _key(self, top: float) -> Drawing:
        """What the four parts mean."""
        rows = wrap(f"Each arm from the middle outwards: {listed(STEPS)}.", WIDTH - 8)
        return Drawing(LINE * len(rows) + 8, tuple(lines(4, top + SIZE, rows, hue="muted")))

    def in_terminal(self) -> RenderableType:
        """A list with four signs for each arm."""
        table = grid(3)
        for arm in arms(self.report):
            bar = "".join("■" if taken else "·" for taken in arm.steps)
            table.add_row(Text(self.name(arm.name), style="bold" if arm.places else "dim"), bar, listed(arm.places, ""))
        if self._elsewhere():
            table.add_row(ELSEWHERE, "", listed(self._elsewhere()))
        return Group(table, Text(f"\n■ from left to right: {', '.join(STEPS)}", style="dim"))

    def _elsewhere(self) -> tuple[str, ...]:
        on_arms = {name for arm in arms(self.report) for name in arm.places}
        return tuple(name for name in places(self.report) if name not in on_arms)


def _part(place: int, turn: float) -> str:
    """The outline of one of the four parts of an arm."""
    (near, narrow), (far, wide) = _OUTLINE[place], _OUTLINE[place + 1]
    corners = ((near + 1.5, -narrow), (far - 1.5, -wide), (far - 1.5, wide), (near + 1.5, narrow))
    points = [polar(*MIDDLE, hypot(r, aside), turn + degrees(atan2(aside, r))) for r, aside in corners]
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points) + "Z"


def _look(taken: bool, *, social: bool) -> str:
    hue: Hue = "channel" if social else "not-social"
    if taken:
        return f'{paint(hue, hue)} stroke-width="1.5" stroke-linejoin="round"'
    return f'{paint("paper", "muted")} stroke-width="1.2" stroke-linejoin="round" stroke-dasharray="3 3"'
