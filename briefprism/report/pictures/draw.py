"""Drawing by hand: the few shapes that the pictures are made of, as SVG. Lengths are user units of a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from math import cos, radians, sin
from typing import Final, Literal

from briefprism.report.pictures.lettering import LINE, SIZE

Hue = Literal["network", "channel", "media", "not-social", "unknown", "ink", "paper", "muted", "broken"]
Anchor = Literal["start", "middle", "end"]

COLOURS: Final[dict[Hue, tuple[str, str]]] = {
    "network": ("#1d4ed8", "#93c5fd"),
    "channel": ("#115e59", "#5eead4"),
    "media": ("#6d28d9", "#c4b5fd"),
    "not-social": ("#92400e", "#fcd34d"),
    "unknown": ("#57534e", "#d6d3d1"),
    "ink": ("#1c1917", "#f5f5f4"),
    "paper": ("#ffffff", "#1c1917"),
    "muted": ("#57534e", "#d6d3d1"),
    "broken": ("#b91c1c", "#fca5a5"),
}
"""Hue to its colour on light and on dark; a page that defines ``--bp-<hue>`` overrides both."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes from the top (0) down to ``height``, ``WIDTH`` wide."""

    height: float
    shapes: tuple[str, ...]


def paint(fill: Hue | None = None, stroke: Hue | None = None) -> str:
    """Attributes for the colours; a class for what reads CSS, a plain value for what does not."""
    classes = [f"bp-f-{fill}"] * bool(fill) + [f"bp-s-{stroke}"] * bool(stroke)
    values = f'fill="{COLOURS[fill][0] if fill else "none"}"' + (f' stroke="{COLOURS[stroke][0]}"' if stroke else "")
    return f'class="{" ".join(classes)}" {values}'


def stylesheet() -> str:
    """The rules for the classes of ``paint``. What knows no CSS variables skips them all and takes the plain values."""
    return f"@supports (fill:var(--bp-ink)){{{_rules(0)}@media (prefers-color-scheme:dark){{{_rules(1)}}}}}"


def _rules(look: int) -> str:
    pairs = (("f", "fill"), ("s", "stroke"))
    return "".join(f".bp-{short}-{t}{{{name}:var(--bp-{t},{c[look]})}}" for t, c in COLOURS.items() for short, name in pairs)


def number(value: float) -> str:
    """A length as the same few bytes everywhere."""
    return f"{round(value, 1) + 0.0:g}"


def text(
    x: float,
    y: float,
    words: str,
    *,
    lead: str = "",
    size: float = SIZE,
    bold: bool = False,
    anchor: Anchor = "start",
    hue: Hue = "ink",
) -> str:
    """One line of text with its baseline at ``y``; ``lead`` stands before it in bold."""
    weight = ' font-weight="700"' if bold else ""
    place = f'x="{number(x)}" y="{number(y)}" font-size="{number(size)}" text-anchor="{anchor}"'
    first = f'<tspan font-weight="700">{escape(lead)}</tspan> ' if lead else ""
    return f"<text {place}{weight} {paint(hue)}>{first}{escape(words)}</text>"


def lines(
    x: float, y: float, rows: Sequence[str], *, size: float = SIZE, bold: bool = False, anchor: Anchor = "start", hue: Hue = "ink"
) -> list[str]:
    """Lines of text, the first with its baseline at ``y``."""
    step = LINE * size / SIZE
    return [text(x, y + step * i, row, size=size, bold=bold, anchor=anchor, hue=hue) for i, row in enumerate(rows)]


def circle(x: float, y: float, radius: float, look: str) -> str:
    """A circle around a point."""
    return f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}" {look}/>'


def box(x: float, y: float, width: float, height: float, look: str, corner: float = 0) -> str:
    """A rectangle from its upper left corner."""
    round_ = f' rx="{number(corner)}"' if corner else ""
    return f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"{round_} {look}/>'


def path(steps: str, look: str) -> str:
    """A free line, in the steps of SVG."""
    return f'<path d="{steps}" {look}/>'


def line(points: Sequence[tuple[float, float]], look: str) -> str:
    """A line through points."""
    return path("M" + "L".join(f"{number(x)} {number(y)}" for x, y in points), look)


def polar(x: float, y: float, radius: float, degrees: float) -> tuple[float, float]:
    """The point at a distance and an angle (0 is up, clockwise) from another."""
    return x + radius * sin(radians(degrees)), y - radius * cos(radians(degrees))


def cross(x: float, y: float, look: str, reach: float = 7) -> str:
    """A cross, the sign of what is broken."""
    return path(
        f"M{number(x - reach)} {number(y - reach)}l{number(2 * reach)} {number(2 * reach)}m0 {number(-2 * reach)}"
        f"l{number(-2 * reach)} {number(2 * reach)}",
        look,
    )


def group(down: float, shapes: Sequence[str]) -> str:
    """Shapes moved down."""
    return f'<g transform="translate(0 {number(down)})">{"".join(shapes)}</g>'


def stack(drawings: Sequence[Drawing], gap: float = 0) -> Drawing:
    """Drawings below one another."""
    tops = [0.0]
    for above, _ in pairwise(drawings):
        tops.append(tops[-1] + above.height + gap)
    shapes = tuple(group(top, drawing.shapes) for top, drawing in zip(tops, drawings, strict=True))
    return Drawing(tops[-1] + drawings[-1].height, shapes)
