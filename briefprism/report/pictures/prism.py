"""Prism: one petal a kind of place, filled where the plan uses one (after the Conversation Prism of Brian Solis)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Final

from rich.console import RenderableType
from rich.text import Text

from briefprism.models.labels import SOCIAL_KINDS
from briefprism.report.pictures.draw import Drawing, number, paint, path, polar, text
from briefprism.report.pictures.lettering import SIZE
from briefprism.report.pictures.view import NOT_ALL, Row, View, grid, listed, places
from briefprism.report.pictures.wheel import HEIGHT, MIDDLE, REACH, entries, name_around

PETALS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("Networks", ("social-network", "professional-network", "niche-network")),
    ("Short posts", ("microblog",)),
    ("Pictures", ("pictures",)),
    ("Video", ("video", "live-video")),
    ("Audio", ("podcast", "audio")),
    ("Blogs", ("blog",)),
    ("Forums and answers", ("forum", "question-answer")),
    ("Wikis and links", ("wiki", "documents", "bookmarks-curation")),
    ("Chats", ("messaging", "community-chat")),
    ("Reviews", ("reviews",)),
    ("Events and maps", ("events", "location")),
    ("Shops and funding", ("social-commerce", "crowdfunding")),
)
"""The kinds of social places, gathered to as many petals as can be named legibly."""
NO_PETAL: Final = frozenset(SOCIAL_KINDS) - {kind for _, kinds in PETALS for kind in kinds}
"""Tools and umbrella words are no places."""
ELSEWHERE: Final = "On no petal"
EMPTY: Final = "empty"
_CORE: Final = 38.0
_SHOULDER: Final = 91.0  # where the round end of a petal begins
_STEP: Final = 360 / len(PETALS)


class Prism(View):
    """Twelve petals around the number of those that are filled."""

    __slots__ = ()
    title: ClassVar[str] = "The kinds of place that the plan uses"
    credit: ClassVar[str] = "After the Conversation Prism of Brian Solis"

    def headline(self) -> str:
        """The one thing that the picture shows, as a sentence."""
        filled = [name for name, names in self._petals() if names]
        if not filled:
            return f"This plan uses none of the {len(PETALS)} kinds of social place."
        return f"This plan uses {len(filled)} of the {len(PETALS)} kinds of social place.{NOT_ALL * (len(filled) < len(PETALS))}"

    def rows(self) -> tuple[Row, ...]:
        """The whole picture as a table."""
        petals = [Row(name, listed(names, EMPTY), names) for name, names in self._petals()]
        return (*petals, *(Row(ELSEWHERE, listed(names), names) for names in [self._elsewhere()] if names))

    def draw(self) -> Drawing:
        """The picture without its headline."""
        petals = self._petals()
        shapes = [shape for i, (name, names) in enumerate(petals) for shape in self._petal(i * _STEP, name, len(names))]
        filled = sum(bool(names) for _, names in petals)
        shapes += [text(MIDDLE[0], MIDDLE[1], str(filled), size=24, bold=True, anchor="middle")]
        shapes += [text(MIDDLE[0], MIDDLE[1] + 21, f"of {len(PETALS)}", anchor="middle")]
        parts = [(self.name(name), names) for name, names in petals if names]
        empty = [name for name, names in petals if not names]
        rest = [(self.name(ELSEWHERE), self._elsewhere()), ("Empty", tuple(empty))]
        below = entries(HEIGHT, [*parts, *(each for each in rest if each[1])])
        return Drawing(below.height, (*shapes, *below.shapes))

    def _petal(self, degrees: float, name: str, count: int) -> Iterator[str]:
        """A rounded leaf, filled and with its number of places, or only its edge."""
        corners = [polar(*MIDDLE, r, degrees + turn) for r, turn in ((_CORE, -9), (_SHOULDER, -12.8), (_SHOULDER, 12.8), (_CORE, 9))]
        a, b, c, d = (f"{number(x)} {number(y)}" for x, y in corners)
        cap = number(REACH - _SHOULDER)
        shape = f"M{a}L{b}A{cap} {cap} 0 0 1 {c}L{d}Z"
        if count:
            yield path(shape, f'{paint("channel", "channel")} stroke-width="1.5" stroke-linejoin="round"')
            x, y = polar(*MIDDLE, _SHOULDER - 3, degrees)
            yield text(x, y + SIZE * 0.36, str(count), bold=True, anchor="middle", hue="paper")
        else:
            yield path(shape, f'{paint("paper", "muted")} stroke-width="1.5" stroke-linejoin="round" stroke-dasharray="4 4"')
        yield from name_around(self.name(name), degrees)

    def in_terminal(self) -> RenderableType:
        """A list with a bar for each place."""
        table = grid(3)
        for name, names in self._petals():
            table.add_row(Text(self.name(name), style="bold" if names else "dim"), "■" * min(len(names), 8) or "·", listed(names, ""))
        for names in filter(None, [self._elsewhere()]):
            table.add_row(ELSEWHERE, "", listed(names))
        return table

    def _petals(self) -> list[tuple[str, tuple[str, ...]]]:
        return [(name, self._of(kinds)) for name, kinds in PETALS]

    def _of(self, kinds: tuple[str, ...]) -> tuple[str, ...]:
        return places(self.report, kinds=kinds)

    def _elsewhere(self) -> tuple[str, ...]:
        on_petals = {name for _, names in self._petals() for name in names}
        return tuple(name for name in places(self.report) if name not in on_petals)
