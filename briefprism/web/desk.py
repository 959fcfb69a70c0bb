"""Where the work of a server is done: one checker, one worker thread, and a queue that has an end."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from starlette.requests import Request

from briefprism.models.document import Document
from briefprism.models.errors import InputError
from briefprism.models.own import LABELS_FILE
from briefprism.models.settings import Settings
from briefprism.web.limits import Limits
from briefprism.web.problems import Trouble, TroubleError
from briefprism.web.stopping import Job

if TYPE_CHECKING:
    from briefprism.hall.brief.pipeline import Checker
    from briefprism.hall.brief.reading import Reading

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Desk:
    """Does the work of one process, one job after another: the labellers are one set, and made for one user at a time.

    More at once is had by more processes. Tables that are sent while they are labelled have a thread of their own.
    ``own`` is the folder that decisions about names go to, or None.
    """

    def __init__(self, settings: Settings, limits: Limits, own: Path | None = None) -> None:
        self.settings, self.limits, self.own = settings, limits, own
        self.ready = False
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="briefprism")
        self._tables = ThreadPoolExecutor(max_workers=1, thread_name_prefix="briefprism-tables")
        self._open, self._lock = 0, threading.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._made: tuple[int, Checker] | None = None

    async def run(self, job: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """The result of a job, which is stopped when it takes too long.

        Raises:
            TroubleError: when too many wait already, or it takes too long.
        """
        return await self._result(partial(job, *args, **kwargs), None)

    async def run_for(self, request: Request, job: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """As `run`, for a job that changes nothing: it is stopped, too, when whoever asked has gone, so that others wait less.

        (The page itself goes back on what it asked, whenever somebody writes on while an answer is being made.)
        """
        return await self._result(partial(job, *args, **kwargs), request)

    async def _result(self, job: Callable[[], _T], request: Request | None) -> _T:
        stoppable = Job(job)
        future = self._submitted(self._pool, stoppable)
        wrapped = asyncio.wrap_future(future)
        wrapped.add_done_callback(lambda ended: ended.cancelled() or ended.exception())  # a job nobody waits for does not complain
        leaving = [asyncio.ensure_future(_left(request))] if request else []
        first: list[asyncio.Future[Any]] = [wrapped, *leaving]
        try:
            await asyncio.wait(first, timeout=self.limits.seconds, return_when=asyncio.FIRST_COMPLETED)
            if wrapped.done():
                return wrapped.result()
        finally:  # also when the server ends, and nobody waits any more
            for one in leaving:
                one.cancel()
            if not future.cancel():
                stoppable.stop()
        if any(one.done() for one in leaving):
            raise TroubleError(Trouble(408, "whoever asked did not wait for the answer", "ask again"))
        most = round(self.limits.seconds)
        raise TroubleError(Trouble(503, f"this took longer than {most} seconds, and we stopped it", "send a shorter text", wait=5))

    def table(self, job: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        """A job on a table, begun when the one before it is done; it may take as long as somebody takes what it writes.

        Raises:
            TroubleError: when too many wait already.
        """
        return self._submitted(self._tables, job, *args, **kwargs)

    def see_to(self, work: Coroutine[None, None, None]) -> None:
        """Have something done after an answer, whether or not it was taken."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _submitted(self, pool: ThreadPoolExecutor, job: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        with self._lock:
            if self._open >= self.limits.queue:
                raise TroubleError(Trouble(503, "many people are asking at this moment", "try again in a few seconds", wait=5))
            self._open += 1
        future = pool.submit(job, *args, **kwargs)
        future.add_done_callback(self._closed)
        return future

    def _closed(self, _: Future[_T]) -> None:
        with self._lock:  # it is told in the thread of the job
            self._open -= 1

    def checker(self) -> Checker:
        """The checker, made anew when decisions about names have been added since. Only for jobs."""
        from briefprism.hall.brief.pipeline import Checker
        from briefprism.hall.person.review import fresh_packs

        stamp = _stamp(self.own)
        if self._made is None or self._made[0] != stamp:
            fresh_packs()
            self._made = (stamp, Checker(replace(self.settings, packs=self.packs())))
        return self._made[1]

    def packs(self) -> tuple[str, ...]:
        """The packs of the settings, and the folder of decisions once it holds any."""
        from briefprism.hall.person.review import packs_of

        return packs_of(self.settings.packs, self.own) if self.own else self.settings.packs

    def read(self, document: Document, answers: Mapping[str, str | bool]) -> tuple[Checker, Reading]:
        """A brief read and labelled, with what its author told. Only for jobs.

        Raises:
            InputError: when it is empty or too long.
        """
        from briefprism.hall.brief.pipeline import glossary
        from briefprism.hall.person.answers import answered

        self.refuse_misfit(document.text)
        checker = self.checker()
        return checker, answered(checker.read_document(document), answers, glossary())

    def refuse_misfit(self, text: str) -> None:
        """Refuse a text that is empty or too long.

        Raises:
            InputError: naming the limit.
        """
        most = self.limits.brief_characters
        if not any(c.isalnum() for c in text):
            raise InputError("text", "there are no words in it yet", "paste the text of your plan")
        if len(text) > most:
            fault = f"it is longer than the {most:,} characters that this page takes"
            raise InputError("text", fault, "send only the part that is the plan")

    def warm_up(self) -> None:
        """Load everything, so that the first check is as quick as the next."""
        text = "We will post on Facebook every day. Our own blog says how to prune roses."
        checker, reading = self.read(Document("-", text), {})
        checker.report(reading)
        self.ready = True

    def begin(self) -> None:
        """Start to load, without waiting for it."""
        self._pool.submit(self.warm_up)

    @property
    def told(self) -> str:
        """The address of the language model that words of a brief are sent to, or empty where none is."""
        llm = self.settings.llm
        return (llm.base_url or "the public server of the API") if llm else ""

    def close(self) -> None:
        """Finish the job at hand, and drop those that wait."""
        for pool in (self._pool, self._tables):
            pool.shutdown(wait=True, cancel_futures=True)


def _stamp(own: Path | None) -> int:
    path = own / LABELS_FILE if own else None
    return path.stat().st_mtime_ns if path and path.is_file() else 0


async def _left(request: Request) -> None:
    """Wait until the connection of a request is closed; its body was read before."""
    while (await request.receive())["type"] != "http.disconnect":
        continue


def desk_of(request: Request) -> Desk:
    """The desk of the server that a request came to."""
    desk: Desk = request.app.state.desk
    return desk
