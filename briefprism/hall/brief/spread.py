"""Many briefs, in this process or in several; the order and the bytes are the same."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from briefprism.hall.brief.checking import Desk, Done, Job
from briefprism.models.errors import EngineError
from briefprism.models.portfolio import Unread

WORTH_IT: Final = 16
"""With fewer briefs, a second process costs more time to start than it saves."""
_CHUNK: Final = 4
_AHEAD: Final = 4  # chunks for each process that are on their way, so that memory is bounded


def cores() -> int:
    """The number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def spread(job: Job, paths: Sequence[Path], processes: int) -> Generator[Done | Unread, None, None]:
    """What became of each brief, in the order given, worked at by so many processes at once.

    Raises:
        BriefprismError: when the settings or an option are at fault, or a process was ended from outside.
    """
    with ProcessPoolExecutor(processes, get_context("spawn"), _deaf_to_interrupts) as pool:
        try:
            waiting: deque[Future[list[Done | Unread]]] = deque()
            for start in range(0, len(paths), _CHUNK):
                with _interrupts_stay_here():
                    waiting.append(pool.submit(_work, job, paths[start : start + _CHUNK]))
                if len(waiting) >= processes * _AHEAD:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        except BrokenProcessPool as error:
            step = "free some memory, or run it with --jobs 1"
            raise EngineError("check", "a process that worked at the briefs was ended from outside", step) from error
        finally:
            pool.shutdown(cancel_futures=True)


def _deaf_to_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def _interrupts_stay_here() -> Iterator[None]:
    """A process that starts meanwhile never hears of an interrupt: it ends with its chunk, when this one ends."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _work(job: Job, paths: Sequence[Path]) -> list[Done | Unread]:
    return [*map(_desk(job).do, paths)]


@lru_cache(maxsize=1)
def _desk(job: Job) -> Desk:
    """The desk of this process: all its chunks share what was loaded."""
    return Desk(job)
