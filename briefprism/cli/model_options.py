"""The options that ask a language model for help, and what is said on the way; `check`, `classify` and `review` share them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from briefprism.models.doubt import Outline

Llm = Annotated[bool | None, typer.Option("--llm/--no-llm", help="Ask a language model about what is unclear; this sends text to it.")]
LlmModel = Annotated[str | None, typer.Option("--llm-model", help="Which model; none: BRIEFPRISM_LLM_MODEL or briefprism.toml.")]
LlmVotes = Annotated[int | None, typer.Option("--llm-votes", help="Ask so many times; answers that differ do not count.", min=1, max=9)]


def say_before(source: str, outline: Outline) -> None:
    """Say which text leaves the machine, before it does."""
    from briefprism.report.helping import leaving

    sys.stderr.write(leaving(source, outline))
    sys.stderr.flush()


def say_progress(done: int, all_calls: int) -> None:
    """How far a table is."""
    print(f"{done} of {all_calls} calls done", file=sys.stderr, flush=True)
