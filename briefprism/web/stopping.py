"""A job that can be stopped: a thread cannot be killed, but it can be made to raise at its next step."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

_T = TypeVar("_T")


class StoppedError(BaseException):
    """Raised inside a job that is stopped. (No Exception, so that nothing on the way takes it for a fault of an input.)"""


class Job(Generic[_T]):
    """Work for a thread, which another thread may stop.

    It ends at the next step of Python: what a library written in C does in one call is done first. The labellers work in
    calls of sixteen sentences at most, so that this is a matter of a fraction of a second.
    """

    def __init__(self, work: Callable[[], _T]) -> None:
        self._work = work
        self._lock, self._thread, self._stopped = threading.Lock(), 0, False

    def __call__(self) -> _T:
        """Do the work in this thread.

        Raises:
            StoppedError: when it was stopped.
        """
        with self._lock:
            if self._stopped:
                raise StoppedError
            self._thread = threading.get_ident()
        try:
            return self._work()
        finally:
            self._leave()

    def _leave(self) -> None:
        """From here on nobody stops this thread; what was asked for too late is taken back, so that it cannot hit the next job."""
        with self._lock:
            thread, self._thread = self._thread, 0
            _raise_in(thread, None)

    def stop(self) -> None:
        """Have the work end; nothing happens where it is done, or was stopped before."""
        with self._lock:
            if self._thread and not self._stopped:
                _raise_in(self._thread, StoppedError)
            self._stopped = True


def _raise_in(thread: int, error: type[BaseException] | None) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(error) if error else None)
