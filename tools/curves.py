"""Curves as SVG by hand: size against seconds, both axes logarithmic, with n log n beside them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from html import escape

WIDTH, HEIGHT = 640, 380
LEFT, RIGHT, TOP, BOTTOM = 64, 40, 40, 56
INK = "#7a7a7a"
LINES = ("#00897b", "#c75b12")  # all three can be read on white and on dark grey

Point = tuple[float, float]
Points = Sequence[Point]


def n_log_n(points: Points) -> list[Point]:
    """What time would be if it grew as n log n through the second point, or the first of ten and more if that comes later.

    Not through the first, nor that of one: small inputs take the time of what is done once, so that the bound would be too kind.
    """
    size, seconds = _held(points)
    unit = seconds / (size * math.log(size + 1))
    return [(n, unit * n * math.log(n + 1)) for n, _ in points]


def curve(title: str, unit: str, lines: Mapping[str, Points]) -> str:
    """An SVG picture of up to two lines of (size, seconds) by their names; n log n goes through a point of the first.

    It has a title and a description of its own for those who cannot see it.

    Raises:
        ValueError: for fewer than two points in a line, or one that is not above nought.
    """
    if any(len(points) < 2 or any(value <= 0 for point in points for value in point) for points in lines.values()):
        raise ValueError(f"{title}: a curve needs two points or more, all above nought")
    first = next(iter(lines.values()))
    bound = n_log_n(first)
    every = [point for points in (*lines.values(), bound) for point in points]
    xs, ys = _decades([x for x, _ in every]), _decades([y for _, y in every])

    def place(point: Point) -> Point:
        return _along(point[0], xs, LEFT, WIDTH - RIGHT), _along(point[1], ys, HEIGHT - BOTTOM, TOP)

    told = "; ".join(f"{name}: {p[0][1]:.3g} s at {p[0][0]:,g} {unit}, {p[-1][1]:.3g} s at {p[-1][0]:,g}" for name, p in lines.items())
    legend = {**dict(zip(lines, LINES, strict=False)), f"n log n from {_held(first)[0]:,g} on": INK}
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="t d" '
            'font-family="system-ui, sans-serif" font-size="12">',
            f'<title id="t">{escape(title)}</title><desc id="d">{escape(told)}.</desc>',
            *_grid(xs, ys, unit),
            _path(map(place, bound), INK, 'stroke-width="1.5" stroke-dasharray="5 5"'),
            *(_line(points, at, place) for at, points in enumerate(lines.values())),
            *_legend(legend),
            "</svg>\n",
        ]
    )


def _held(points: Points) -> Point:
    """The point that n log n goes through."""
    return next((point for point in points[1:] if point[0] >= 10), points[-1])


def _line(points: Points, at: int, place: Callable[[Point], Point]) -> str:
    marks = "".join(_mark(*place(point), at) for point in points)
    return _path(map(place, points), LINES[at], 'stroke-width="2.5" stroke-linejoin="round"') + "\n" + marks


def _path(points: Sequence[Point] | map[Point], colour: str, how: str) -> str:
    return f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}" fill="none" stroke="{colour}" {how}/>'


def _mark(x: float, y: float, at: int) -> str:
    """A disc for the first line, a square for the second, to be told apart without colours."""
    if at == 0:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{LINES[0]}"/>'
    return f'<rect x="{x - 3.5:.1f}" y="{y - 3.5:.1f}" width="7" height="7" fill="{LINES[at]}"/>'


def _legend(colours: Mapping[str, str]) -> list[str]:
    """In one row above the picture, where no line crosses it."""
    said, x = [], LEFT + 90
    for at, (name, colour) in enumerate(colours.items()):
        dashed = ' stroke-dasharray="5 5" stroke-width="1.5"' if colour == INK else ' stroke-width="2.5"'
        said.append(f'<path d="M{x} 16h26" stroke="{colour}"{dashed}/>')
        if colour != INK:
            said.append(_mark(x + 13, 16, at))
        said.append(f'<text x="{x + 34}" y="20" fill="{colour}">{escape(name)}</text>')
        x += 34 + 7 * len(name) + 18  # letters of 12 are about 7 wide
    return said


def _decades(values: Sequence[float]) -> tuple[int, int]:
    """The powers of ten around the values, at least one apart."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)


def _along(value: float, decades: tuple[int, int], start: float, end: float) -> float:
    low, high = decades
    return start + (end - start) * (math.log10(value) - low) / (high - low)


def _grid(xs: tuple[int, int], ys: tuple[int, int], unit: str) -> list[str]:
    """Lines and numbers at each power of ten, and what they are numbers of."""
    lines = [f'<text x="12" y="20" fill="{INK}">time of processors</text>']
    for power in range(xs[0], xs[1] + 1):
        x = _along(10.0**power, xs, LEFT, WIDTH - RIGHT)
        lines.append(f'<path d="M{x:.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="{INK}" stroke-opacity=".25"/>')
        lines.append(f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle" fill="{INK}">{10**power:,}</text>')
    for power in range(ys[0], ys[1] + 1):
        y = _along(10.0**power, ys, HEIGHT - BOTTOM, TOP)
        lines.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="{INK}" stroke-opacity=".25"/>')
        lines.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end" fill="{INK}">{_seconds(power)}</text>')
    middle = (LEFT + WIDTH - RIGHT) / 2
    lines.append(f'<text x="{middle:g}" y="{HEIGHT - 12}" text-anchor="middle" fill="{INK}">{escape(unit)}</text>')
    return lines


def _seconds(power: int) -> str:
    return f"{10.0**power:,g} s" if power >= 0 else f"{10.0 ** (power + 3):,g} ms" if power >= -3 else f"{10.0 ** (power + 6):,g} µs"
