"""What `check` and `diff` share to show pictures."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
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


def drawn(reports: Sequence[Report], picture: PictureName | None, form: str, output: Path | None, before: Report | None = None) -> bytes:
    """The picture (nesting, where none is named) of one brief as an ``svg`` or ``png`` file.

    Raises:
        UsageError: for several briefs, for PNG on a terminal, and where the library for PNG is missing.
    """
    from briefprism.report.pictures import svg
    from briefprism.report.pictures.raster import png

    if len(reports) != 1:
        raise UsageError(f"--format {form}", f"one picture shows one brief, and there are {len(reports)}", "name one file")
    if form == "png" and output is None and sys.stdout.isatty():
        raise UsageError("--format png", "a terminal cannot show it", "write it to a file: add > picture.png")
    shown = svg(picture or PictureName.NESTING, reports[0], before)
    return png(shown) if form == "png" else shown.encode("utf-8")


def in_text(report: Report, picture: PictureName | None, width: int | None, colours: bool) -> list[str]:
    """The picture for the end of a text report; nothing where none is wanted."""
    from briefprism.report.pictures import text

    return [text(picture, report, width or 88, colours=colours)] if picture else []
