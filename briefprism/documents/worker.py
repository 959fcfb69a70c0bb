"""The process that reads documents of one kind: it is started by ``sandbox.py``, and can open nothing once it is ready.

It is given the kind and the limits as JSON. Each request is a line of JSON, such as ``{"name": "plan.pdf", "size": 2000,
"encoding": null}``, and the bytes of the file; each answer a line of JSON. It ends with its standard input.
"""

from __future__ import annotations

import json
import signal
import sys
from contextlib import suppress
from typing import Any, BinaryIO, Final

from briefprism.documents.limits import too_large
from briefprism.documents.reading import read_kind
from briefprism.models.document import DocumentKind, Limits
from briefprism.models.errors import InputError

READY: Final = b"ready\n"
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000


def main() -> None:
    """Serve until there are no more requests."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the command decides what an interrupt means
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # what a library prints is no answer
    kind, limits = sys.argv[1], Limits(**json.loads(sys.argv[2]))
    _warm_up(kind)  # type: ignore[arg-type]
    _shut(limits)
    answers.write(READY)
    answers.flush()
    while line := requests.readline():
        answers.write(_answer(kind, limits, json.loads(line), requests))  # type: ignore[arg-type]
        answers.flush()


def _answer(kind: DocumentKind, limits: Limits, request: Any, requests: BinaryIO) -> bytes:
    name = request["name"]
    try:
        raw = requests.read(request["size"])
        _allow_seconds(limits.max_seconds)
        document = read_kind(kind, name, raw, limits, request["encoding"])
        answer: Any = {"text": document.text, "places": [(p.start, p.end, p.label) for p in document.places], "note": document.note}
        return json.dumps(answer).encode("ascii") + b"\n"
    except InputError as error:
        answer = {"fault": error.fault, "step": error.step}
    except MemoryError:
        fault = too_large(limits.max_memory).of(name)
        answer = {"fault": fault.fault, "step": fault.step}
    return json.dumps(answer).encode("ascii") + b"\n"


def _warm_up(kind: DocumentKind) -> None:
    """Read a first document, so that all that is opened when it is first needed is open."""
    from briefprism.documents import samples

    if kind in ("html", "eml"):
        _load_encodings()
    with suppress(InputError):
        read_kind(kind, "sample", samples.make(kind), Limits())


def _load_encodings() -> None:
    """Python loads an encoding when it is first named."""
    import encodings
    from importlib import import_module
    from pkgutil import iter_modules

    for module in iter_modules(encodings.__path__, "encodings."):
        with suppress(ImportError):  # some are there on Windows only
            import_module(module.name)


def _shut(limits: Limits) -> None:
    """Give up, for good, what a reader never needs: files, connections, further processes, and more memory than is allowed."""
    if sys.platform == "linux":
        _leave_the_network()
    try:
        import resource
    except ImportError:  # Windows has none of this; there the time alone is bounded
        return
    # No file descriptor beyond the three that are open: whatever a library or an attacker tries to open, it fails.
    bounds = {"AS": limits.max_memory, "NOFILE": 3, "FSIZE": 0, "CORE": 0, "NPROC": 0}
    for name, bound in bounds.items():
        with suppress(ValueError, OSError, AttributeError):  # a system that does not know one still has the others
            most = resource.getrlimit(number := getattr(resource, f"RLIMIT_{name}"))[1]
            bound = bound if most == resource.RLIM_INFINITY else min(bound, most)
            resource.setrlimit(number, (bound, bound))


def _leave_the_network() -> None:
    """Go into a network of its own, which has no way out; where the system does not allow it, the other bounds remain."""
    import ctypes

    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def _allow_seconds(seconds: float) -> None:
    """Bound the time of the processor for the next file: a second bound for when whoever started this is gone."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime + seconds) + 2, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main()
