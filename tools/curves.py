"""A curve as SVG by hand: size against seconds, both axes logarithmic, with n log n beside it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

WIDTH, HEIGHT = 640, 360
LEFT, RIGHT, TOP, BOTTOM = 70, 24, 20, 52
INK, LINE = "#7a7a7a", "#00897b"  # both can be read on white and on dark grey

Points = Sequence[tuple[float, float]]


def n_log_n(points: Points) -> list[tuple[float, float]]:
    """What time would be if it grew as n log n through the first point of ten and more.

    Not through that of one: small inputs take the time of the start, and log 1 is nought, so that the bound would be too kind.
    """
    size, seconds = next((point for point in points if point[0] >= 10), points[-1])
    unit = seconds / (size * math.log(size + 1))
    return [(n, unit * n * math.log(n + 1)) for n, _ in points]


def curve(title: str, unit: str, points: Points) -> str:
    """An SVG picture of (size, seconds), with its own title and description for those who cannot see it.

    Raises:
        ValueError: for fewer than two points, or one that is not above nought.
    """
    if len(points) < 2 or any(value <= 0 for point in points for value in point):
        raise ValueError(f"{title}: a curve needs two points or more, all above nought")
    bound = n_log_n(points)
    xs, ys = _decades([x for x, _ in points]), _decades([y for line in (points, bound) for _, y in line])

    def place(point: tuple[float, float]) -> str:
        return f"{_along(point[0], xs, LEFT, WIDTH - RIGHT):.1f},{_along(point[1], ys, HEIGHT - BOTTOM, TOP):.1f}"

    told = f"{escape(title)}: {points[0][1]:.3g} s at {points[0][0]:,g} {unit}, {points[-1][1]:.3g} s at {points[-1][0]:,g}."
    marks = "".join(f'<circle cx="{place(p).split(",")[0]}" cy="{place(p).split(",")[1]}" r="3.5" fill="{LINE}"/>' for p in points)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="t d" '
            'font-family="system-ui, sans-serif" font-size="12">',
            f'<title id="t">{escape(title)}</title><desc id="d">{told}</desc>',
            *_grid(xs, ys, unit),
            f'<polyline points="{" ".join(map(place, bound))}" fill="none" stroke="{INK}" stroke-width="1.5" stroke-dasharray="5 5"/>',
            f'<polyline points="{" ".join(map(place, points))}" fill="none" stroke="{LINE}" stroke-width="2.5"/>',
            marks,
            f'<text x="{LEFT + 12}" y="{TOP + 16}" fill="{LINE}">— measured</text>',
            f'<text x="{LEFT + 12}" y="{TOP + 34}" fill="{INK}">- - n log n, from ten on</text>',
            "</svg>\n",
        ]
    )


def _decades(values: Sequence[float]) -> tuple[int, int]:
    """The powers of ten around the values, at least one apart."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)


def _along(value: float, decades: tuple[int, int], start: float, end: float) -> float:
    low, high = decades
    return start + (end - start) * (math.log10(value) - low) / (high - low)


def _grid(xs: tuple[int, int], ys: tuple[int, int], unit: str) -> list[str]:
    """Lines and numbers at each power of ten."""
    lines = []
    for power in range(xs[0], xs[1] + 1):
        x = _along(10.0**power, xs, LEFT, WIDTH - RIGHT)
        lines.append(f'<path d="M{x:.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="{INK}" stroke-opacity=".25"/>')
        lines.append(f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle" fill="{INK}">{10.0**power:,g}</text>')
    for power in range(ys[0], ys[1] + 1):
        y = _along(10.0**power, ys, HEIGHT - BOTTOM, TOP)
        lines.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="{INK}" stroke-opacity=".25"/>')
        lines.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end" fill="{INK}">{_seconds(power)}</text>')
    lines.append(f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 12}" text-anchor="end" fill="{INK}">{escape(unit)}</text>')
    return lines


def _seconds(power: int) -> str:
    return f"{10.0**power:,g} s" if power >= 0 else f"{10.0 ** (power + 3):,g} ms" if power >= -3 else f"{10.0 ** (power + 6):,g} µs"
