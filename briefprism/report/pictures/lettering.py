"""Words that fit: cleaned, measured without knowing the font, broken into lines. Lengths are user units of a picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from unicodedata import bidirectional, combining, east_asian_width

WIDTH: Final = 400.0
"""The width of every picture."""
SIZE: Final = 14.5
"""The smallest text: 11.1 pixels where a picture is shown 320 pixels wide."""
LINE: Final = 18.5
"""From one baseline to the next."""

_NARROW = frozenset(" !',.:;|/\\()[]`Iijltfr·")
_MIDDLE = frozenset('ckszxvyJ-"“”*')
_WIDE = frozenset("mwMWGOQ@%&—…+")
_SAFETY = 1.06  # fonts differ; text that is measured too wide stands apart, text that is measured too narrow overlaps


def clean(text: str) -> str:
    """Words on one line, without characters that XML forbids or that turn the direction of text around."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def measure(text: str, size: float = SIZE, *, bold: bool = False) -> float:
    """How wide text is, at least: from a small table, since nobody knows the font."""
    return sum(map(_breadth, text)) * size * _SAFETY * (1.12 if bold else 1.0)


def _breadth(char: str) -> float:
    """The width of one character, in ems."""
    if char in _NARROW:
        return 0.31
    if char in _MIDDLE:
        return 0.5
    if char in _WIDE:
        return 0.86
    if combining(char) or char in "\u2068\u2069":
        return 0.0
    if east_asian_width(char) in "WF":
        return 1.0
    return 0.7 if char.isupper() or not char.isascii() else 0.56


def fit(text: str, width: float, size: float = SIZE, *, bold: bool = False) -> str:
    """The text, or its beginning and "…" where it is wider."""
    if measure(text, size, bold=bold) <= width:
        return text
    left = width - measure("…", size, bold=bold)
    end = 0
    while end < len(text) and measure(text[end], size, bold=bold) <= left:
        left -= measure(text[end], size, bold=bold)
        end += 1
    return text[:end].rstrip(" ,") + "…"


def wrap(text: str, width: float, size: float = SIZE, *, bold: bool = False, most: int = 99) -> list[str]:
    """Lines no wider than ``width``, broken at plain spaces only; the last of ``most`` lines ends with "…" where more follows."""
    lines: list[str] = []
    words = text.split(" ")
    while words:
        count = 1
        while count < len(words) and measure(" ".join(words[: count + 1]), size, bold=bold) <= width:
            count += 1
        if len(lines) == most - 1:
            return [*lines, fit(" ".join(words[: count + 1]) if count < len(words) else " ".join(words), width, size, bold=bold)]
        lines.append(fit(" ".join(words[:count]), width, size, bold=bold))
        words = words[count:]
    return lines


def pack(names: Sequence[str], widths: Sequence[float]) -> list[str]:
    """Names set into lines of these widths, top down; names that find no room become "and 7 more"."""
    short = [isolate(fit(name, min(max(widths) - 12, WIDTH / 2))) for name in names]
    for shown in range(len(short), -1, -1):
        rest = len(short) - shown
        more = [f"and {rest} more" if shown else f"{rest} in all"] if rest else []
        lines = _fill([*short[:shown], *more], widths)
        if lines is not None:
            return lines
    return []


def _fill(words: Sequence[str], widths: Sequence[float]) -> list[str] | None:
    """Words with commas between them, none broken, the first shortened to its line; None where they do not fit."""
    lines = [""]
    for number, word in enumerate(words, 1):
        piece = word + ("," if number < len(words) else "")
        longer = f"{lines[-1]} {piece}".strip()
        while measure(longer) > (room := widths[len(lines) - 1]):
            if number == 1:
                longer = fit(word, room - measure(","), SIZE) + piece[len(word) :]
                break
            if len(lines) == len(widths):
                return None
            lines.append("")
            longer = piece
        lines[-1] = longer
    return lines


def isolate(name: str) -> str:
    """A name that is written from right to left, kept from turning its neighbours around."""
    return f"\u2068{name}\u2069" if any(bidirectional(c) in ("R", "AL") for c in name) else name
