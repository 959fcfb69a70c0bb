"""Pictures as PNG, by resvg: for programs that show no SVG."""

from __future__ import annotations

import re
from typing import Final

from briefprism.models.errors import UsageError

_STYLE: Final = re.compile(r"<style>.*?</style>")
_WIDEST: Final = 10_000


def png(svg: str, width: int = 832) -> bytes:
    """A picture of ``svg()`` in its light colours, ``width`` pixels wide (1 to 10,000). No network, no other file but the system's fonts.

    Raises:
        UsageError: where the library is not installed, or for another width.
    """
    if not 1 <= width <= _WIDEST:
        raise UsageError("width of a picture", f"{width} pixels", f"choose 1 to {_WIDEST}")
    try:
        from resvg_py import svg_to_bytes
    except ImportError:
        raise UsageError("--format png", "resvg-py is not installed", "run `pip install 'briefprism[png]'`, or take --format svg") from None
    return bytes(svg_to_bytes(svg_string=_STYLE.sub("", svg), width=width))
