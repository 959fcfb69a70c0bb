"""The language model as a labeller: asks about doubts within its limits, verifies, lets votes agree, or abstains."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, cast

from pydantic import BaseModel

from briefprism.classifier.llm.cache import AnswerCache
from briefprism.classifier.llm.client import Ask, ChatClient, server_name
from briefprism.classifier.llm.questions import Question, grouped, line_questions, name_questions
from briefprism.classifier.llm.schema import OUTSIDE
from briefprism.classifier.llm.verify import about_described, about_name, about_sentence
from briefprism.data.prompts import prompts_digest
from briefprism.models.doubt import Help, LineAnswer, LineDoubt, NameAnswer, NameDoubt, Outline
from briefprism.models.labels import Label
from briefprism.models.settings import LlmSettings
from briefprism.models.term import Term


class LlmLabeller:
    """A `Helper` that asks a language model."""

    def __init__(self, settings: LlmSettings, terms: Mapping[str, Term]) -> None:
        self._settings, self._terms = settings, terms
        self.model, self.server = settings.model, server_name(settings)

    def ask(self, names: Sequence[NameDoubt], lines: Sequence[LineDoubt], before: Callable[[Outline], None]) -> Help:
        """Ask about the doubts of one brief.

        Either the server answers all, or nothing of it counts: how far it came before it failed is chance.
        """
        questions = [*name_questions(names), *line_questions(lines, self._terms)]
        chosen = self._affordable(questions)
        left = len(questions) - len(chosen)
        asked = tuple(doubt for question in chosen for doubt in question.doubts)
        if not chosen:
            return Help(left=left)
        asks = [Ask(question, vote) for question in chosen for vote in range(self._settings.votes)]
        with self._client() as client:
            before(self._outline(client, asks, left))
            replies = client.ask(asks)
        if replies.fault:
            return Help(asked=asked, left=left, fault=replies.fault)
        if replies.nonsense == len(asks):
            return Help(asked=asked, left=left, dropped=replies.nonsense, fault="its answers cannot be read")
        return replace(self._help(chosen, replies.answers, replies.nonsense), asked=asked, left=left)

    def ask_table(self, names: Sequence[NameDoubt], before: Callable[[Outline], None], progress: Callable[[int, int], None]) -> Help:
        """Ask about the distinct names of a table in rounds; what was answered before is free, and what came counts.

        ``progress`` is told after each round how many of the open calls are done. A fault of the server ends it.
        """
        questions = list(name_questions(names))
        with self._client() as client:
            asks = [Ask(question, vote) for question in questions for vote in range(self._settings.votes)]
            answers = [client.known(ask) for ask in asks]
            new = [i for i, ask in enumerate(asks) if client.is_open(ask)]
            now = new[: self._settings.batch_calls]
            before(self._outline(client, [asks[i] for i in now], len(new) - len(now)))
            done, nonsense, fault = 0, 0, ""
            for group in grouped(now, self._settings.max_calls):
                replies = client.ask([asks[i] for i in group])
                for i, answer in zip(group, replies.answers, strict=True):
                    answers[i] = answer
                nonsense += replies.nonsense
                if fault := replies.fault:
                    break
                done += len(group)
                progress(done, len(now))
        found = self._help(questions, answers, nonsense)
        return replace(found, left=len(new) - done, fault=fault)

    @contextmanager
    def _client(self) -> Iterator[ChatClient]:
        if self._settings.cache is None:
            yield ChatClient(self._settings, None)
        else:
            with AnswerCache(self._settings.cache) as cache:
                yield ChatClient(self._settings, cache)

    def _affordable(self, questions: Sequence[Question]) -> list[Question]:
        """The first questions that the limits of a brief allow, whether they were answered before or not.

        So a second run asks the same, and gives the same report.
        """
        chosen: list[Question] = []
        tokens = 0
        for question in questions:
            tokens += question.tokens * self._settings.votes
            if tokens > self._settings.max_tokens or (len(chosen) + 1) * self._settings.votes > self._settings.max_calls:
                break
            chosen.append(question)
        return chosen

    def _outline(self, client: ChatClient, asks: Sequence[Ask], left: int) -> Outline:
        new = [ask.question for ask in asks if client.is_open(ask)]
        texts = dict.fromkeys(text for question in new for doubt in question.doubts for text in _sent(doubt))
        tokens = sum(question.tokens for question in new)
        price = None if self._settings.price is None else tokens * self._settings.price / 1e6
        return Outline(self.model, self.server, tuple(texts), len(new), tokens, left, price)

    def _help(self, questions: Sequence[Question], answers: Sequence[BaseModel | None], dropped: int) -> Help:
        """Verify the answers; ``dropped`` are those that had not the form."""
        names: list[NameAnswer] = []
        lines: list[LineAnswer] = []
        for question, votes in zip(questions, grouped(answers, self._settings.votes), strict=True):
            if None in votes:
                continue
            forms = [vote.model_dump() for vote in votes if vote is not None]
            for number, doubt in enumerate(question.doubts, 1):
                if isinstance(doubt, LineDoubt):
                    answer = _line_answer(doubt, forms)
                    lines += [answer] if answer else []
                    dropped += answer is None
                else:
                    found, refused = _name_answer(doubt, [form[f"name_{number}"] for form in forms])
                    names += [found] if found else []
                    dropped += refused
        return Help(tuple(names), tuple(lines), dropped=dropped, stamp=self._stamp(names, lines))

    def _stamp(self, names: Sequence[NameAnswer], lines: Sequence[LineAnswer]) -> str:
        if not names and not lines:
            return ""
        accepted = [[a.doubt.name, a.label, a.quote] for a in names], [[a.doubt.start, a.says, a.quote] for a in lines]
        parts = json.dumps([self.model, self._settings.votes, prompts_digest(), *accepted])
        return hashlib.sha256(parts.encode("ascii")).hexdigest()


def _sent(doubt: NameDoubt | LineDoubt) -> Iterator[str]:
    if isinstance(doubt, NameDoubt):
        yield f"{doubt.name}: {doubt.context}" if doubt.context else doubt.name
    else:
        yield f"{doubt.heading}: {doubt.text}" if doubt.heading else doubt.text


def _name_answer(doubt: NameDoubt, votes: Sequence[Mapping[str, Any]]) -> tuple[NameAnswer | None, bool]:
    """The answer that all votes give; and whether one was refused. Votes that differ, and "unknown", are no answer."""
    label, quote = votes[0]["label"], str(votes[0]["quote"]).strip()
    about = about_name if doubt.unit >= 0 else about_described
    if any(vote["label"] == OUTSIDE or not about(str(vote["quote"]), doubt.name, doubt.context) for vote in votes):
        return None, True
    if label == "unknown" or any(vote["label"] != label for vote in votes):
        return None, False
    return NameAnswer(doubt, cast("Label", label), quote), False


def _line_answer(doubt: LineDoubt, votes: Sequence[Mapping[str, Any]]) -> LineAnswer | None:
    """What all votes agree on; None when a quote is not of the sentence."""
    if not all(about_sentence(str(vote["quote"]), doubt.text) for vote in votes):
        return None
    agreed = tuple((e, bool(votes[0][e])) for e in doubt.elements if len({vote[e] for vote in votes}) == 1)
    return LineAnswer(doubt, agreed, str(votes[0]["quote"]).strip())
