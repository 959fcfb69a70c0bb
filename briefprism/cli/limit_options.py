"""The option that raises a limit on documents and Excel files; `check` and `classify` share it."""

from __future__ import annotations

from typing import Annotated

import typer

Limit = Annotated[list[str] | None, typer.Option("--limit", help="Raise a limit on documents, such as max_pages=3000; more than once.")]
