"""The options that ask a language model for help, and what is said on the way; `check`, `classify` and `review` share them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefprism.models.doubt import Outline
    from briefprism.models.platform import Classification
    from briefprism.models.settings import LlmSettings

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


def ask_about(names: Mapping[str, str], llm: LlmSettings, source: str) -> dict[str, Classification]:
    """A language model's labels of names that are not known, each with its description or nothing; and what is said of them."""
    from briefprism.hall.brief.ask_model import labels_of
    from briefprism.report.helping import table_note

    labels, help_ = labels_of(names, llm, lambda outline: say_before(source, outline), say_progress)
    sys.stderr.write(table_note(help_))
    return labels
