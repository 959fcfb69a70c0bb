"""How a report is dressed: the options of the commands that write pages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Brand = Annotated[str, typer.Option("--brand", help="The name that stands on a page, such as that of an agency.")]
Logo = Annotated[Path | None, typer.Option("--logo", help="A picture that stands beside it (.png, .jpg or .svg).")]
Accent = Annotated[str, typer.Option("--accent", help="The colour of a page, such as '#0d5563'; it is mended where it is hard to read.")]
