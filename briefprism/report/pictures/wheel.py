"""What prism and starfish share: parts around a middle, each with its name outside, and a list below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from briefprism.report.pictures.draw import Anchor, Drawing, lines, polar, text
from briefprism.report.pictures.lettering import LINE, SIZE, WIDTH, measure, pack, wrap

MIDDLE: Final = (WIDTH / 2, 150.0)
REACH: Final = 112.0
"""From the middle to the end of each part."""
HEIGHT: Final = 318.0
_GAP: Final = 12.0


def name_around(name: str, degrees: float) -> list[str]:
    """The name of a part, set outside of it in one line or two."""
    x, y = polar(*MIDDLE, REACH + _GAP, degrees)
    side = round(polar(0, 0, 1, degrees)[0], 3)
    anchor: Anchor = "middle" if abs(side) < 0.2 else "start" if side > 0 else "end"
    room = 2 * 70.0 if anchor == "middle" else min(x, WIDTH - x) - 2
    rows = wrap(name, room, bold=True, most=2)
    up = polar(0, 0, 1, degrees)[1]  # -1: above the middle
    first = y + SIZE * 0.35 - LINE * (len(rows) - 1) * (1 - up) / 2 + up * 2
    return lines(x, first, rows, bold=True, anchor=anchor)


def entries(top: float, parts: Sequence[tuple[str, Sequence[str]]], most: int = 3) -> Drawing:
    """Names in bold, each with its words set behind it."""
    shapes: list[str] = []
    at = top + SIZE
    for name, words in parts:
        rows = pack(words, [WIDTH - 8 - measure(f"{name}: ", bold=True), *[WIDTH - 24] * (most - 1)])
        shapes += [text(4, at, rows[0], lead=f"{name}:"), *lines(20, at + LINE, rows[1:])]
        at += LINE * len(rows) + 4
    return Drawing(at - SIZE + 6, tuple(shapes))
