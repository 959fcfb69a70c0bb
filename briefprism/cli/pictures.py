"""Pictures at the door: which one, and a comparison as a picture."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from briefprism.models.errors import UsageError

if TYPE_CHECKING:
    from briefprism.models.report import Report


class PictureName(StrEnum):
    """The pictures of a report."""

    NESTING = "nesting"
    PRISM = "prism"
    STARFISH = "starfish"
    PATH = "path"


Picture = Annotated[
    PictureName | None, typer.Option("--picture", help="Draw this picture: with text below the report, with svg or png alone.")
]


def drawn(report: Report, picture: PictureName | None, form: str, before: Report | None = None) -> bytes:
    """The picture (nesting, where none is named) of one brief as an ``svg`` or ``png`` file.

    Raises:
        UsageError: for PNG on a terminal, and where the library for PNG is missing.
    """
    from briefprism.report.pictures import svg
    from briefprism.report.pictures.raster import png

    if form == "png" and sys.stdout.isatty():
        raise UsageError("--format png", "a terminal cannot show it", "write it to a file: add > picture.png")
    shown = svg(picture or PictureName.NESTING, report, before)
    return png(shown) if form == "png" else shown.encode("utf-8")
