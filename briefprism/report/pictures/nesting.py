"""Nesting: networks inside channels inside media, and what lies outside (after an idea of Don Crowther)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt
from typing import ClassVar, Final

from rich.box import HEAVY, ROUNDED
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.text import Text

from briefprism.models.labels import Label
from briefprism.report.pictures.draw import Drawing, Hue, box, circle, lines, paint, text
from briefprism.report.pictures.lettering import LINE, SIZE, WIDTH, pack
from briefprism.report.pictures.view import Row, View, counted, listed, places


@dataclass(frozen=True, slots=True)
class _Ring:
    """A circle that touches the one around it near its foot.

    ``free`` is the height at its top that nothing covers, ``drop`` the way from its top to where its name has room.
    """

    label: Label
    part: str
    hue: Hue
    radius: float
    foot: float
    free: float
    drop: float

    @property
    def middle(self) -> float:
        return self.foot - self.radius

    @property
    def top(self) -> float:
        return self.foot - 2 * self.radius

    def room(self, baseline: float) -> float:
        """How wide a line of text may be there."""
        away = max(abs(baseline - SIZE - self.middle), abs(baseline + 4 - self.middle))
        return 2 * sqrt(max(0.0, self.radius**2 - away**2)) - 16


RINGS: Final = (
    _Ring("media", "Social media in general", "media", 194, 390, 98, 30),
    _Ring("channel", "Other social channels", "channel", 141, 382, 102, 32),
    _Ring("network", "Social networks", "network", 86, 372, 172, 40),
)
WORDS: Final = ("umbrella",)
"""Words for the whole, such as "social media", are no place, and fill no ring."""
OUTSIDE: Final[tuple[tuple[str, Label, tuple[str, ...], Hue], ...]] = (
    ("Outside social media", "not_social", (), "not-social"),
    ("Named, but no place of its own", "media", WORDS, "media"),
    ("We could not tell what these are", "unknown", (), "unknown"),
)
EMPTY: Final = "nothing in this plan"
HOLDS: Final = "these are part of it"
"""Said of the outermost ring, which channels that are not networks fill by lying in it; networks alone leave it empty."""
_INSET: Final = 14.0


class Nesting(View):
    """Three rings, each filled where the plan uses something of its kind."""

    __slots__ = ()
    title: ClassVar[str] = "Where the places of the plan lie"
    credit: ClassVar[str] = "After an idea of Don Crowther"

    def headline(self) -> str:
        """The one thing that the picture shows, as a sentence."""
        media, channels, networks = (len(self._in(ring)) for ring in RINGS)
        if networks and not channels:
            rest = "the ring of channels around them is empty" if media else "the two rings around them are empty"
            return f"Every social place in this plan is a social network; {rest}."
        if networks or channels:
            used = [counted(networks, "social network", "social networks")] * bool(networks)
            return f"This plan uses {' and '.join([*used, counted(channels, 'other social channel', 'other social channels')])}."
        return "This plan uses no place where people can take part."

    def rows(self) -> tuple[Row, ...]:
        """The whole picture as a table."""
        rings = (Row(ring.part, listed(self._in(ring), self._else(ring)), self._in(ring)) for ring in reversed(RINGS))
        return (*rings, *(Row(part, listed(names), names) for part, names, _ in self._outside()))

    def _in(self, ring: _Ring) -> tuple[str, ...]:
        return places(self.report, [ring.label], but=WORDS if ring.label == "media" else ())

    def _else(self, ring: _Ring) -> str:
        """What is said in a ring without names of its own."""
        return HOLDS if ring.label == "media" and self._in(RINGS[1]) else EMPTY

    def _outside(self) -> list[tuple[str, tuple[str, ...], Hue]]:
        found = [(part, places(self.report, [label], kinds), hue) for part, label, kinds, hue in OUTSIDE]
        return [each for each in found if each[1]]

    def draw(self) -> Drawing:
        """The picture without its headline."""
        shapes = [shape for ring in RINGS for shape in self._ring(ring)]
        below = RINGS[0].foot + 12
        for part, names, hue in self._outside():
            rows = pack(names, [WIDTH - 2 * _INSET - 8] * 4)
            height = 30 + LINE * len(rows)
            shapes += [box(4, below, WIDTH - 8, height, paint("paper", hue) + ' stroke-width="2"')]
            shapes += [text(_INSET + 4, below + 21, self.name(part), bold=True, hue=hue)]
            shapes += lines(_INSET + 4, below + 21 + LINE, rows)
            below += height + 10
        return Drawing(below, tuple(shapes))

    def _ring(self, ring: _Ring) -> Iterator[str]:
        names = self._in(ring)
        yield circle(WIDTH / 2, ring.middle, ring.radius, paint("paper"))
        if names:
            yield circle(WIDTH / 2, ring.middle, ring.radius, f'{paint(ring.hue, ring.hue)} fill-opacity="0.18" stroke-width="3"')
        elif self._else(ring) == HOLDS:
            yield circle(WIDTH / 2, ring.middle, ring.radius, f'{paint(ring.hue, ring.hue)} fill-opacity="0.07" stroke-width="1.5"')
        else:
            dashes = 'stroke-width="1.5" stroke-dasharray="5 5"'
            yield circle(WIDTH / 2, ring.middle, ring.radius, f"{paint(None, ring.hue)} {dashes}")
        start, rows = self._words(ring, names)
        yield text(WIDTH / 2, start, self._short(ring), bold=True, anchor="middle", hue=ring.hue)
        yield from lines(WIDTH / 2, start + LINE, rows, anchor="middle", hue="ink" if names else "muted")

    def _short(self, ring: _Ring) -> str:
        name = {"media": "Social media", "channel": "Social channels"}.get(ring.label, ring.part)
        return name + (" *" if ring.part in self.changed else "")

    def _words(self, ring: _Ring, names: tuple[str, ...]) -> tuple[float, list[str]]:
        """The baseline of the ring's name, and its lines: as few as hold all names, in the middle of the free height."""
        most = int((ring.free - ring.drop - 8) // LINE)
        for count in range(1, most + 1):
            start = ring.top + max(ring.drop, (ring.free - LINE * (count + 1)) / 2 + SIZE)
            rows = pack(names or [self._else(ring)], [ring.room(start + LINE * i) for i in range(1, count + 1)])
            if rows and not rows[-1].endswith((" more", " in all")):
                break
        return start, rows

    def in_terminal(self) -> RenderableType:
        """Boxes inside one another; heavy lines around what the plan uses."""
        inner: RenderableType | None = None
        for ring in reversed(RINGS):
            names = self._in(ring)
            words = Text(listed(names, self._else(ring)), style="" if names else "dim")
            title = Text(self._short(ring), style="bold")
            inner = Panel(
                Group(words, *([inner] if inner else [])),
                title=title,
                title_align="left",
                box=HEAVY if names or self._else(ring) == HOLDS else ROUNDED,
                border_style="none",
            )
        assert inner is not None
        return Group(inner, *(Text(f"{self.name(part)}: {listed(names)}") for part, names, _ in self._outside()))
