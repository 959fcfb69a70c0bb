"""From the options of a command to the look of a page: the logo is read and checked, the colour made readable."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from xml.parsers import expat

from briefprism.models.errors import InputError, UsageError
from briefprism.models.look import Look
from briefprism.report.html.accent import mended

MOST_BYTES: Final = 500_000
_SIGNS: Final = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
_LONGEST_BRAND: Final = 80


def make_look(brand: str = "", logo: Path | None = None, accent: str = "") -> tuple[Look, str]:
    """The look, and one sentence when the accent had to be changed (else nothing).

    Raises:
        UsageError: when the colour is none, or the name is too long.
        InputError: when the logo cannot be read, is too large, or is no PNG, JPEG or SVG.
    """
    name = " ".join(brand.split())
    if len(name) > _LONGEST_BRAND:
        raise UsageError("--brand", f"the name has more than {_LONGEST_BRAND} characters", "pass the short name of the firm")
    colour = mended(accent) if accent else None
    image, kind = _read(logo) if logo else (None, "")
    return Look(name, image, kind, accent), f"--accent: {colour.note}" if colour and colour.note else ""


def _read(path: Path) -> tuple[bytes, str]:
    """A picture and its media type."""
    try:
        with path.open("rb") as file:
            image = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise InputError(str(path), f"it cannot be read ({error.strerror})", "name a PNG, JPEG or SVG file with --logo") from error
    if len(image) > MOST_BYTES:
        raise InputError(str(path), f"it is larger than {MOST_BYTES // 1000} kB", "save the logo smaller; 400 pixels in width are plenty")
    return image, _media_type(path, image)


def _media_type(path: Path, image: bytes) -> str:
    """What kind of picture it is, by its content; the name of a file proves nothing."""
    for sign, kind in _SIGNS.items():
        if image.startswith(sign):
            return kind
    if _is_svg(image):
        return "image/svg+xml"
    raise InputError(str(path), "it is no PNG, JPEG or SVG picture", "save the logo in one of these forms")


def _is_svg(image: bytes) -> bool:
    """Whether it is one SVG element without a document type, in which entities could be defined.

    Scripts in it do not run, because a page shows it as an image.
    """
    names: list[str] = []
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda name, _: names.append(name)

    def refuse(*_: object) -> None:
        raise ValueError("document type")

    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(image, True)
    except (expat.ExpatError, ValueError, LookupError):
        return False
    return names[0] == "http://www.w3.org/2000/svg svg"
