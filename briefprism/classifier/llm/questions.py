"""From doubts to questions: the text as data between marks that it cannot forge, the instruction after it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from pydantic import BaseModel

from briefprism.classifier.llm.schema import names_form, sentence_form
from briefprism.data.prompts import load_prompt
from briefprism.models.doubt import LineDoubt, NameDoubt
from briefprism.models.term import Term

NAMES_A_CALL: Final = 8
_NAME_TOKENS, _SENTENCE_TOKENS = 120, 300  # the longest answer: for each name, and for a sentence
_Item = TypeVar("_Item")
_BYTES_A_TOKEN: Final = 3  # English has about four, so that this estimates from above


@dataclass(frozen=True, slots=True)
class Question:
    """One call: messages, the form of the answer, how long it may be, and the doubts that it is about."""

    system: str
    user: str
    form: type[BaseModel]
    answer_tokens: int
    doubts: tuple[NameDoubt | LineDoubt, ...]

    @property
    def tokens(self) -> int:
        """What question and answer may cost, estimated from above."""
        return len((self.system + self.user).encode("utf-8", "replace")) // _BYTES_A_TOKEN + self.answer_tokens


def name_questions(doubts: Iterable[NameDoubt]) -> Iterator[Question]:
    """Several names a call."""
    prompt = load_prompt("names")
    for group in grouped(tuple(doubts), NAMES_A_CALL):
        data = "\n".join(_numbered(number, doubt) for number, doubt in enumerate(group, 1))
        user = prompt.user.substitute(data=_fenced(data))
        yield Question(prompt.system, user, names_form(len(group)), _NAME_TOKENS * len(group), group)


def _numbered(number: int, doubt: NameDoubt) -> str:
    context = f"\n   it stands in: {doubt.context}" if doubt.context else ""
    return f"name_{number}: {doubt.name}{context}"


def line_questions(doubts: Iterable[LineDoubt], terms: Mapping[str, Term]) -> Iterator[Question]:
    """One sentence a call."""
    prompt = load_prompt("sentences")
    for doubt in doubts:
        headings = f"headings: {doubt.heading}\n" if doubt.heading else ""
        data = _fenced(f"{headings}sentence: {doubt.text}")
        user = prompt.user.substitute(data=data, elements=_described(doubt.elements, terms))
        yield Question(prompt.system, user, sentence_form(doubt.elements), _SENTENCE_TOKENS, (doubt,))


def _described(elements: Sequence[str], terms: Mapping[str, Term]) -> str:
    return "\n".join(f"- {element}: {terms[element].looked_for}. {terms[element].short}" for element in elements)


def _fenced(data: str) -> str:
    """Data between marks that hold its own hash: no text can hold the mark that would end it."""
    mark = hashlib.sha256(data.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"<data-{mark}>\n{data}\n</data-{mark}>"


def grouped(items: Sequence[_Item], size: int) -> list[tuple[_Item, ...]]:
    """Items in groups of ``size``; the last may be smaller."""
    return [tuple(items[start : start + size]) for start in range(0, len(items), size)]
