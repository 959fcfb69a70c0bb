"""How a report is dressed: the options of the commands that write pages and pictures."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Final

import typer

from briefprism.models.errors import InputError, UsageError
from briefprism.models.look import Look

Brand = Annotated[str, typer.Option("--brand", help="The name that stands on a page, such as that of an agency.")]
Logo = Annotated[Path | None, typer.Option("--logo", help="A picture to stand beside it (.png, .jpg, .svg, .gif, .webp).")]
Accent = Annotated[str, typer.Option("--accent", help="The colour of a page, such as '#0d5563'; it is mended where it is hard to read.")]
Picture = Annotated[str, typer.Option("--picture", help="Which picture svg and png show: nesting, prism, starfish or path.")]

_TYPES: Final = {
    ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".svg": "image/svg+xml", ".gif": "image/gif", ".webp": "image/webp",
}  # fmt: skip
_MOST_BYTES: Final = 2_000_000
_COLOUR: Final = re.compile("#[0-9a-f]{6}|#[0-9a-f]{3}", re.IGNORECASE)


def look_of(brand: str, logo: Path | None, accent: str) -> Look:
    """The look that the options ask for.

    Raises:
        UsageError: for a colour or a kind of picture that is none.
        InputError: when the logo cannot be read, or is very large.
    """
    if accent and not _COLOUR.fullmatch(accent):
        raise UsageError("--accent", f"{accent!r} is no colour", "write it like '#0d5563'")
    if len(accent) == 4:
        accent = "#" + "".join(2 * digit for digit in accent[1:])
    if logo is None:
        return Look(brand, accent=accent.lower())
    if (kind := _TYPES.get(logo.suffix.lower())) is None:
        raise UsageError("--logo", f"{logo.name!r} is no picture that a page can show", f"use one of {', '.join(_TYPES)}")
    try:
        with logo.open("rb") as file:
            raw = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise InputError(str(logo), f"it cannot be read ({error.strerror})", "check its name, and that you may read it") from error
    if len(raw) > _MOST_BYTES:
        raise InputError(str(logo), f"it is larger than {_MOST_BYTES} bytes", "make the picture smaller")
    return Look(brand, raw, kind, accent.lower())
