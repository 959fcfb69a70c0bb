"""`briefprism explain`: a rule's page, or a term in plain words."""

from __future__ import annotations

import sys
from typing import Annotated

import typer


def explain(term_or_rule: Annotated[str, typer.Argument(help="A rule id, or a word such as 'channel'.")]) -> None:
    """Explain a rule or a word in plain words."""
    from briefprism.hall.brief.pipeline import explain as look_up

    sys.stdout.write(look_up(term_or_rule))
