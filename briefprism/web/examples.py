"""Three briefs to try: one that lacks most, one in the middle, and one that is complete."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from starlette.exceptions import HTTPException

from briefprism.data.examples import load_example


@dataclass(frozen=True, slots=True)
class Example:
    """How an example is offered."""

    title: str
    about: str


EXAMPLES: Final[Mapping[str, Example]] = {
    "weak": Example("A garden centre", "a first idea, five lines long"),
    "middling": Example("A library in winter", "a good plan with gaps"),
    "complete": Example("A sailing school", "nothing is missing"),
}


def example_text(name: str) -> str:
    """The text of an example."""
    if name not in EXAMPLES:
        raise HTTPException(404)
    return load_example(name)
