"""Asking a server of the OpenAI kind: bounded in time, retried as the server says, and no fault goes further than here."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError

from briefprism.classifier.llm.cache import AnswerCache
from briefprism.classifier.llm.questions import Question
from briefprism.models.settings import LlmSettings

if TYPE_CHECKING:
    from openai import AsyncOpenAI

_RETRIES: Final = 2
_LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_NO_ANSWER: Final = ""
"""Kept where the model's answer had not the form, so that a second run does not ask again."""
_PUBLIC: Final = "the public OpenAI server"


@dataclass(frozen=True, slots=True)
class Ask:
    """A question with the number of its vote."""

    question: Question
    vote: int


@dataclass(slots=True)
class Replies:
    """Answers in the order asked, None where there is none; ``fault`` names what kept the server from answering."""

    answers: list[BaseModel | None]
    nonsense: int = 0
    refused: list[int] = field(default_factory=list)  # numbers of those to which the model gave an answer without the form
    fault: str = ""
    stop: bool = field(default=False, repr=False)


class ChatClient:
    """Asks one model on one server; answers that were given before come from the cache."""

    def __init__(self, settings: LlmSettings, cache: AnswerCache | None) -> None:
        self._settings, self._cache = settings, cache
        self.server = server_name(settings)

    def known(self, ask: Ask) -> BaseModel | None:
        """The kept answer."""
        content = self._cache.get(self._key(ask)) if self._cache else None
        try:
            return None if content is None else ask.question.form.model_validate_json(content)
        except ValidationError:
            return None

    def is_open(self, ask: Ask) -> bool:
        """Whether there is neither a kept answer nor a note that the model has none."""
        return self.known(ask) is None and not (self._cache and self._cache.get(self._key(ask)) == _NO_ANSWER)

    def ask(self, asks: Sequence[Ask]) -> Replies:
        """Ask all, several at once, within the time that the settings allow. Raises nothing that a server may cause."""
        replies = Replies([self.known(ask) for ask in asks])
        todo = [i for i, ask in enumerate(asks) if self.is_open(ask)]
        replies.nonsense = sum(answer is None for answer in replies.answers) - len(todo)
        if todo:
            try:
                asyncio.get_running_loop()
            except RuntimeError:
                asyncio.run(self._ask(asks, todo, replies))
            else:  # called from within a notebook or a server: its loop cannot wait for itself
                with ThreadPoolExecutor(1) as pool:
                    pool.submit(asyncio.run, self._ask(asks, todo, replies)).result()
        if self._cache and any(replies.answers):  # a server that gives none at all may be mended: it is asked again
            for number in replies.refused:
                self._cache.put(self._key(asks[number]), _NO_ANSWER)
        return replies

    async def _ask(self, asks: Sequence[Ask], todo: Sequence[int], replies: Replies) -> None:
        gate = asyncio.Semaphore(self._settings.at_once)
        async with self._open() as client:

            async def one(number: int) -> None:
                async with gate:
                    if not replies.stop:
                        await self._call(client, asks[number], number, replies)

            tasks = [asyncio.create_task(one(number)) for number in todo]
            _, late = await asyncio.wait(tasks, timeout=self._settings.max_seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=bool(late))
            if late:
                replies.fault = replies.fault or f"it did not answer within {self._settings.max_seconds:g} seconds"

    def _open(self) -> AsyncOpenAI:
        from openai import AsyncOpenAI, DefaultAsyncHttpxClient  # half a second; needed when something is asked

        local = urlsplit(self._settings.base_url or "").hostname in _LOCAL
        return AsyncOpenAI(
            api_key=self._settings.api_key or "none",
            base_url=self._settings.base_url,
            timeout=self._settings.max_seconds,
            max_retries=_RETRIES,
            http_client=DefaultAsyncHttpxClient(trust_env=not local),  # a proxy does not reach this machine
        )

    async def _call(self, client: AsyncOpenAI, ask: Ask, number: int, replies: Replies) -> None:
        from openai import LengthFinishReasonError, OpenAIError

        question = ask.question
        try:
            reply = await client.chat.completions.parse(
                model=self._settings.model,
                messages=[{"role": "system", "content": question.system}, {"role": "user", "content": question.user}],
                response_format=question.form,
                temperature=0,
                seed=ask.vote,
                max_tokens=question.answer_tokens,
            )
            message = reply.choices[0].message
            replies.answers[number] = message.parsed
            if message.parsed is None:
                replies.nonsense += 1
            elif self._cache and message.content:
                self._cache.put(self._key(ask), message.content)
        except _nonsense() as error:
            replies.nonsense += 1
            if isinstance(error, (ValidationError, LengthFinishReasonError)):
                replies.refused.append(number)
        except OpenAIError as error:
            replies.fault, replies.stop = replies.fault or said_of(error), True

    def _key(self, ask: Ask) -> str:
        question = ask.question
        parts: list[Any] = [self._settings.model, self._settings.base_url, question.system, question.user]
        parts += [question.form.model_json_schema(), question.answer_tokens, ask.vote]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode("ascii")).hexdigest()


def _nonsense() -> tuple[type[Exception], ...]:
    """What is raised where the server did answer, but not in the form that was asked for."""
    from openai import APIResponseValidationError, ContentFilterFinishReasonError, LengthFinishReasonError

    # A server may leave out anything, and the library then meets None where it expects a part of the reply.
    broken = (ValueError, IndexError, AttributeError, TypeError)
    return (*broken, APIResponseValidationError, ContentFilterFinishReasonError, LengthFinishReasonError)


def said_of(error: Exception) -> str:
    """A fault in plain words. What the server itself wrote is not shown: it may hold anything, even a part of the key."""
    from openai import APIConnectionError, APIStatusError, APITimeoutError

    if isinstance(error, APITimeoutError):
        return "it did not answer in time"
    if isinstance(error, APIConnectionError):
        return "it cannot be reached, or it broke off"
    status = error.status_code if isinstance(error, APIStatusError) else 0
    known = {401: "it refuses the key", 403: "it refuses the key", 404: "it does not know this model or address", 429: "it is too busy"}
    return known.get(status, f"it answers with an error ({status})" if status else "its answer cannot be read")


def server_name(settings: LlmSettings) -> str:
    """Where texts go: host and port, without path, user or key."""
    if settings.base_url is None:
        return _PUBLIC
    parts = urlsplit(settings.base_url)
    return f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)
