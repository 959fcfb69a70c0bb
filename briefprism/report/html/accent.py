"""A colour of an agency, made light or dark enough to be read."""

from __future__ import annotations

import re
from colorsys import hls_to_rgb, rgb_to_hls
from dataclasses import dataclass
from typing import Final

from briefprism.models.errors import UsageError

ENOUGH: Final = 4.5
"""The contrast that text needs (WCAG 2.2, 1.4.3)."""

GROUNDS: Final = {"light": ("#fffefb", "#f7f4ee", "#ffffff"), "dark": ("#15181b", "#1e2327")}
"""What the accent stands on, by theme: ``--bp-paper`` and ``--bp-surface`` of tokens.css."""

_COLOUR = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
_Channels = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Accent:
    """A colour for either theme, as ``#rrggbb``, and one sentence where it had to be changed."""

    light: str
    dark: str
    note: str = ""


def mended(accent: str) -> Accent:
    """The accent with a contrast of at least 4.5 to 1 in both themes; its lightness is moved until it has that.

    Raises:
        UsageError: when it is no colour.
    """
    colour = checked(accent)
    light, dark = _moved(colour, GROUNDS["light"], -1), _moved(colour, GROUNDS["dark"], 1)
    weak = [(theme, new) for theme, new in (("light", light), ("dark", dark)) if new != colour]
    note = " and ".join(f"{new} on {theme} ground" for theme, new in weak)
    return Accent(light, dark, f"{colour} would be hard to read everywhere, so it is shown as {note}" if note else "")


def checked(accent: str) -> str:
    """The colour as ``#rrggbb`` in small letters.

    Raises:
        UsageError: when it is no colour.
    """
    if not _COLOUR.fullmatch(accent):
        raise UsageError("--accent", f"{accent[:40]!r} is no colour", "write it as six digits, for example '#0d5563'")
    digits = accent[1:].lower()
    return "#" + (digits if len(digits) == 6 else "".join(2 * d for d in digits))


def contrast(one: str, other: str) -> float:
    """The contrast of two colours ``#rrggbb``, from 1 to 21 (WCAG 2.2, contrast ratio)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _channels(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _channels(colour: str) -> _Channels:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


def _moved(colour: str, grounds: tuple[str, ...], way: int) -> str:
    """The colour, darker (-1) or lighter (1) by hundredths, until it stands out from all grounds."""
    hue, lightness, saturation = rgb_to_hls(*_channels(colour))
    while min(contrast(colour, ground) for ground in grounds) < ENOUGH:
        lightness = min(1.0, max(0.0, lightness + way * 0.01))
        colour = "#" + "".join(f"{round(c * 255):02x}" for c in hls_to_rgb(hue, lightness, saturation))
    return colour
