"""Whose paper a report is on: the name, the mark and the colour of an agency."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """How a page is dressed. ``accent`` is ``#rrggbb``; ``logo_type`` the media type of ``logo``. Empty: briefprism's own."""

    brand: str = ""
    logo: bytes | None = None
    logo_type: str = ""
    accent: str = ""
