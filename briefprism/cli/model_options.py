"""The options that ask a language model for help, and what is said on the way; `check`, `classify` and `review` share them."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from briefprism.models.doubt import Outline
    from briefprism.models.settings import LlmSettings

Llm = Annotated[bool | None, typer.Option("--llm/--no-llm", help="Ask a language model about what is unclear; this sends text to it.")]
LlmModel = Annotated[str | None, typer.Option("--llm-model", help="Which model; none: BRIEFPRISM_LLM_MODEL or briefprism.toml.")]
LlmVotes = Annotated[int | None, typer.Option("--llm-votes", help="Ask so many times; answers that differ do not count.", min=1, max=9)]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the options, the environment and the settings file come to."""

    packs: tuple[str, ...]
    llm: LlmSettings | None


def choose(pack: list[str] | None, llm: bool | None, model: str | None, votes: int | None) -> Chosen:
    """Join them; the command line goes first.

    Raises:
        UsageError: when a language model is wanted and cannot be asked, or the settings file is broken.
    """
    from briefprism.settings_file import llm_settings, load_settings_file

    file = load_settings_file()
    return Chosen(tuple(pack or file.packs), llm_settings(file, llm, model, votes))


def say_before(source: str, outline: Outline) -> None:
    """Say which text leaves the machine, before it does."""
    from briefprism.report.helping import leaving

    sys.stderr.write(leaving(source, outline))
    sys.stderr.flush()


def say_progress(done: int, all_calls: int) -> None:
    """How far a table is."""
    print(f"{done} of {all_calls} calls done", file=sys.stderr, flush=True)


def folder_of(pack: list[str] | None, known: tuple[str, ...]) -> Path:
    """Where decisions go: the named folder, the first folder among the settings' packs, or ``own-labels`` here."""
    named = [Path(p) for p in (pack or known) if p != "core" and (pack or Path(p).is_dir())]
    return named[0] if named else Path("own-labels")
