"""What the built-in labellers abstained on, and what somebody else (a language model, a person) answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from briefprism.models.labels import Label

AnsweredBy = Literal["llm", "person"]


@dataclass(frozen=True, slots=True)
class NameDoubt:
    """A name that no labeller knows. ``context`` is the sentence or the description that it stands in, or empty.

    In a brief it stands at ``text[start:end]`` in unit number ``unit``; a name of a list has no place (-1).
    """

    name: str
    context: str = ""
    start: int = -1
    end: int = -1
    unit: int = -1


@dataclass(frozen=True, slots=True)
class LineDoubt:
    """A sentence ``text`` that begins at ``start`` of a brief, under ``heading``; ``elements`` it may carry."""

    unit: int
    start: int
    text: str
    heading: str
    elements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NameAnswer:
    """A label for a name, with the words of the text asked about that it rests on."""

    doubt: NameDoubt
    label: Label
    quote: str


@dataclass(frozen=True, slots=True)
class LineAnswer:
    """Which elements a sentence carries (True) and which not (False), with words of the sentence."""

    doubt: LineDoubt
    says: tuple[tuple[str, bool], ...]
    quote: str


@dataclass(frozen=True, slots=True)
class Outline:
    """What is about to be asked: the texts that leave the machine, where to, and at what cost.

    ``calls`` are those that no earlier answer saves; ``tokens`` is their estimate from above; ``left`` counts the
    questions that the limits leave out; ``price`` is what the calls cost at most, where the settings name a price.
    """

    model: str
    server: str
    texts: tuple[str, ...]
    calls: int
    tokens: int
    left: int
    price: float | None = None


@dataclass(frozen=True, slots=True)
class Help:
    """What came back. ``asked`` are the doubts that the limits allowed, ``left`` counts the questions beyond them.

    ``dropped`` answers were refused; ``fault`` says why the server gave nothing that can be used ("it …").

    ``stamp`` goes into the fingerprint of a report: model, prompts and accepted answers; empty when there are none.
    """

    names: tuple[NameAnswer, ...] = ()
    lines: tuple[LineAnswer, ...] = ()
    asked: tuple[NameDoubt | LineDoubt, ...] = ()
    left: int = 0
    dropped: int = 0
    fault: str = ""
    stamp: str = ""


class Helper(Protocol):
    """One more labeller: it may settle what the others left open, and abstain like them."""

    model: str
    server: str

    def ask(self, names: Sequence[NameDoubt], lines: Sequence[LineDoubt], before: Callable[[Outline], None]) -> Help:
        """Ask about doubts; ``before`` is told what leaves the machine before anything does."""
        ...
