"""Reading what is asked for, and writing whole files or nothing."""

from __future__ import annotations

import atexit
import os
import stat
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from errno import ENAMETOOLONG
from functools import lru_cache
from pathlib import Path, PurePath
from typing import Final

from briefprism.batch.whole import put_in_place, unwritable
from briefprism.documents.plain import decode
from briefprism.documents.reading import SUFFIXES, check_size
from briefprism.documents.sandbox import Sandbox
from briefprism.models.document import Document, Limits
from briefprism.models.errors import InputError
from briefprism.models.settings import Settings

__all__ = ["SUFFIXES", "gather", "read_bytes", "read_file", "read_raw", "read_text", "write_whole"]
_LOCK: Final = "~$"  # Word and PowerPoint keep such a file beside one that is open


def gather(paths: Iterable[Path], settings: Settings, encoding: str | None = None) -> Iterator[Document]:
    """Each brief: files in the order given, folders by name, ``-`` for standard input.

    Raises:
        InputError: when one cannot be read; the message names it, the fault and the next step.
    """
    for path in paths:
        if str(path) == "-":
            raw = _standard_input(settings)
            yield replace(read_bytes("standard input", raw, settings, encoding), source="-")
        else:
            for file in briefs_in(path):
                document = read_file(file, settings, encoding)
                if document.note:
                    print(f"{file}: {document.note}", file=sys.stderr)
                yield document


def read_file(path: Path, settings: Settings, encoding: str | None = None) -> Document:
    """A file of any kind that is read.

    Raises:
        InputError: when it cannot be read.
    """
    return read_bytes(str(path), read_raw(path, settings), settings, encoding)


def read_bytes(name: str, raw: bytes, settings: Settings, encoding: str | None = None) -> Document:
    """The bytes of a file of any kind that is read; documents in a process of their own. ``name`` says what a text is.

    Raises:
        InputError: when it cannot be read.
    """
    document = _sandbox(settings.limits, os.getpid()).read(name, raw, encoding)
    if document.kind == "text":
        check_size(name, raw, settings.max_bytes)
    return document


@lru_cache(maxsize=1)
def _sandbox(limits: Limits, process: int) -> Sandbox:  # noqa: ARG001 - a copy of this process must not talk to what the first started
    """What documents are read in; it is kept, since its processes serve many files."""
    found = Sandbox(limits)
    atexit.register(found.close)
    return found


def _most(settings: Settings) -> int:
    """Bytes that are read of a file before its kind is known."""
    return max(settings.max_bytes, settings.limits.max_bytes) + 1


def _standard_input(settings: Settings) -> bytes:
    if sys.stdin is None:
        raise InputError("standard input", "it is closed", "name a file, or pipe the text of a brief in")
    if sys.stdin.isatty():
        print("Paste the brief, then press Ctrl-D (Ctrl-Z and Enter on Windows).", file=sys.stderr)
    return sys.stdin.buffer.read(_most(settings))


def briefs_in(path: Path) -> list[Path]:
    """A file alone, or the briefs of a folder: its own files, and none that a link in it leads to elsewhere.

    Raises:
        InputError: when there are none.
    """
    try:
        if not path.is_dir():
            return [path]
        named = sorted(p for p in path.iterdir() if _is_brief(p.name) and p.is_file())
        home = path.resolve()
        found = [p for p in named if not p.is_symlink() or p.resolve().is_relative_to(home)]
    except OSError as error:
        raise _unreadable(path, error) from error
    for link in sorted(set(named) - set(found)):
        print(f"{link}: skipped, since it is a link that leads out of the folder; name it to have it read", file=sys.stderr)
    if not found:
        raise InputError(str(path), "no briefs in this folder", "put a brief in it, such as a .docx, .pdf, .md or .txt file")
    return found


def _is_brief(name: str) -> bool:
    return PurePath(name).suffix.lower() in SUFFIXES and not name.startswith(_LOCK)


def read_text(path: Path, settings: Settings) -> str:
    """The text of a file that is read as it stands, whatever its name.

    Raises:
        InputError: when it cannot be read.
    """
    raw = read_raw(path, settings)
    check_size(str(path), raw, settings.max_bytes)
    return decode(str(path), raw)


def read_raw(path: Path, settings: Settings) -> bytes:
    """The bytes of a file or a pipe, and one more than the settings allow at most.

    Raises:
        InputError: when it cannot be read, or is a device, which may never end.
    """
    try:
        with open(path, "rb", opener=_without_waiting) as file:
            mode = os.fstat(file.fileno()).st_mode
            if stat.S_ISFIFO(mode):
                return _from_pipe(path, file.fileno(), settings)
            if not stat.S_ISREG(mode):
                raise InputError(str(path), "it is a device and no file", "name a file, or pass '-' to read standard input")
            return file.read(_most(settings))
    except FileNotFoundError:
        raise InputError(str(path), "no such file", "check the name, or pass '-' to read standard input") from None
    except OSError as error:
        raise _unreadable(path, error) from error


def _without_waiting(path: str, flags: int) -> int:
    """Open a file; one that is a pipe is not waited for, and a terminal is not taken over."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0))


def _from_pipe(path: Path, handle: int, settings: Settings) -> bytes:
    """What comes out of a pipe, such as the shell makes of ``<(…)``, while somebody writes to it."""
    from select import select

    seconds, raw = settings.limits.max_seconds, bytearray()
    while len(raw) < _most(settings):
        if not select([handle], [], [], seconds)[0]:
            raise InputError(
                str(path), f"nothing came out of this pipe for {seconds:g} seconds", "name a file, or let something write to it"
            )
        piece = os.read(handle, min(1 << 16, _most(settings) - len(raw)))
        if not piece:
            break
        raw += piece
    return bytes(raw)


def _unreadable(path: Path, error: OSError) -> InputError:
    if error.errno == ENAMETOOLONG:
        step = "name a file; to check a text itself, pipe it in and pass '-'"
        return InputError(f"{str(path)[:60]} …", "this is too long for the name of a file", step)
    return InputError(str(path), f"it cannot be read ({error.strerror})", "check that you may read it")


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: beside it first, then in its place. A device or a pipe is written to.

    Raises:
        InputError: when it cannot be written; what stood there before still does.
    """
    try:
        if path.is_dir():
            raise InputError(str(path), "it is a folder", "name a file to write")
        if path.exists() and not path.is_file():
            path.write_bytes(content)
            return
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", dir=path.parent)
    except OSError as error:
        raise unwritable(path, error) from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(0o666 & ~_umask())
        put_in_place(Path(name), path)
    except OSError as error:
        with suppress(OSError):
            Path(name).unlink()
        raise unwritable(path, error) from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
