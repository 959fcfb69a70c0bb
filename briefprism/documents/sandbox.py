"""Documents of strangers are read in processes of their own, with bounds on time and memory, and nothing that they could open.

What breaks a reader there ends that process, and is told in one line like any other fault of a file.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from threading import BoundedSemaphore, Lock, Timer
from typing import Any, Final

from briefprism.documents.limits import too_long
from briefprism.documents.reading import NAMES, check_size, kind_of, original, read_kind
from briefprism.documents.worker import READY
from briefprism.models.brief import Place
from briefprism.models.document import Document, DocumentKind, Limits
from briefprism.models.errors import InputError

_FILES: Final = 200  # read by one process, so that what a library leaks does not grow
_AT_ONCE: Final = 4  # processes at work, so that their memory together is bounded, too
_KEPT: Final = 2  # processes of a kind that wait for the next file
_START_SECONDS: Final = 60.0
_START: Final = "import sys; sys.path[:] = sys.argv[3:]; from briefprism.documents.worker import main; main()"
_ENVIRONMENT: Final = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")  # what Python itself may need; no keys, no proxies


class Sandbox:
    """Reads documents of all kinds; several threads may use it at once. Its processes end with this one, or with ``close``."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._idle: dict[DocumentKind, list[_Worker]] = {}
        self._lock, self._room = Lock(), BoundedSemaphore(_AT_ONCE)

    def read(self, name: str, raw: bytes, encoding: str | None = None) -> Document:
        """As `read_document`, with all limits. A text is read in this process.

        Raises:
            InputError: when it cannot be read, or costs more than it may.
        """
        check_size(name, raw, self.limits.max_bytes)
        kind = kind_of(name, raw, self.limits)
        if kind == "text" or self.limits.inside:
            return read_kind(kind, name, raw, self.limits, encoding)
        with self._room:
            worker = self._take(kind, name)
            try:
                answer = worker.ask(name, raw, encoding)
            except BaseException:
                worker.end()
                raise
            self._give_back(worker)
        return replace(_document(name, kind, answer), original=original(kind, raw))

    def close(self) -> None:
        """End the processes that wait."""
        with self._lock:
            idle, self._idle = self._idle, {}
        for workers in idle.values():
            for worker in workers:
                worker.end()

    def _take(self, kind: DocumentKind, name: str) -> _Worker:
        with self._lock:
            idle = self._idle.get(kind)
            if idle:
                return idle.pop()
        try:
            return _Worker(kind, self.limits)
        except OSError as error:
            fault = f"the process that reads documents cannot be started ({error.strerror})"
            raise InputError(name, fault, "free some memory, and try again") from error

    def _give_back(self, worker: _Worker) -> None:
        with self._lock:
            idle = self._idle.setdefault(worker.kind, [])
            if worker.left > 0 and len(idle) < _KEPT:
                idle.append(worker)
                return
        worker.end()


class _Worker:
    """One process, which reads one file after another."""

    def __init__(self, kind: DocumentKind, limits: Limits) -> None:
        self.kind, self.limits, self.left = kind, limits, _FILES
        self._late = False
        command = [sys.executable, "-I", "-S", *(["-B"] if sys.dont_write_bytecode else []), "-c", _START, kind]
        environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        self.process = subprocess.Popen(  # noqa: S603 - this very program
            [*command, json.dumps(asdict(limits)), *_import_path()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )

    def ask(self, name: str, raw: bytes, encoding: str | None) -> Any:
        """The answer to one file.

        Raises:
            InputError: when there was none.
        """
        if self.left == _FILES and self._exchange([], _START_SECONDS) != READY:
            step = f"raise max_memory ({self.limits.max_memory:,} bytes now), or install briefprism anew"
            raise InputError(name, "the process that reads documents does not start", step)
        self.left -= 1
        request = {"name": name, "size": len(raw), "encoding": encoding}
        line = self._exchange([json.dumps(request).encode() + b"\n", raw], self.limits.max_seconds)
        if not line.endswith(b"\n"):
            raise self._broken(name)
        return json.loads(line)

    def _exchange(self, content: Sequence[bytes], seconds: float) -> bytes:
        """Send, and wait for a line; what comes before an end of the process otherwise."""
        assert self.process.stdin
        assert self.process.stdout
        timer = Timer(seconds, self._end_late)
        timer.daemon = True
        timer.start()
        try:
            for piece in content:
                self.process.stdin.write(piece)
            self.process.stdin.flush()
            return self.process.stdout.readline(self.limits.max_memory)
        except OSError:  # it ended before it had read all
            return b""
        finally:
            timer.cancel()

    def _end_late(self) -> None:
        self._late = True
        self.process.kill()

    def _broken(self, name: str) -> InputError:
        """What is said when the process ended, by what it ended from."""
        self.process.kill()
        code = self.process.wait()
        if self._late or code == -getattr(signal, "SIGXCPU", 0):
            return too_long(self.limits.max_seconds).of(name)
        fault = f"this {NAMES[self.kind]} makes its reader break off, or needs more than {self.limits.max_memory:,} bytes of memory"
        return InputError(name, fault, "open it in its program and save it again, or raise max_memory under [limits] in briefprism.toml")

    def end(self) -> None:
        """End the process; it keeps nothing that would be lost."""
        self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            with suppress(OSError):
                if pipe:
                    pipe.close()
        self.process.wait()


def _import_path() -> list[str]:
    """Where this process imports from, without the folder that it happens to run in."""
    path = [p for p in sys.path if Path(p).is_absolute()]
    home = str(Path(__file__).resolve().parents[2])
    return path if home in path else [*path, home]


def _document(name: str, kind: DocumentKind, answer: Any) -> Document:
    """The answer as a record. It comes from a process that a file may have got hold of, so nothing in it is taken on trust."""
    try:
        if "fault" in answer:
            raise InputError(name, _line(answer["fault"]), _line(answer["step"]))
        text, places = answer["text"], tuple(Place(*place) for place in answer["places"])
        note = _line(answer["note"])
        right = isinstance(text, str) and all(
            isinstance(p.start, int) and isinstance(p.end, int) and isinstance(p.label, str) and 0 <= p.start <= p.end <= len(text)
            for p in places
        )
    except (KeyError, TypeError):
        right = False
    if not right:
        raise InputError(name, f"what was read of this {NAMES[kind]} makes no sense", "open it in its program, and save it again")
    return Document(name, text, places, kind, note)


def _line(value: object) -> str:
    return " ".join(str(value)[:400].split())
