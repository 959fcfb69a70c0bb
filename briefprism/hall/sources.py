"""Reading what is asked for, and writing whole files or nothing."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from errno import ENAMETOOLONG
from pathlib import Path, PurePath
from typing import Final

from briefprism.documents.plain import decode
from briefprism.documents.reading import SUFFIXES, check_size, read_document
from briefprism.models.document import Document, Limits
from briefprism.batch.whole import put_in_place
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
            yield replace(read_document("standard input", raw, _limits(settings), encoding), source="-")
        else:
            for file in briefs_in(path):
                yield read_file(file, settings, encoding)


def read_file(path: Path, settings: Settings, encoding: str | None = None) -> Document:
    """A file of any kind that is read.

    Raises:
        InputError: when it cannot be read.
    """
    return read_document(str(path), read_raw(path, settings), _limits(settings), encoding)


def read_bytes(name: str, raw: bytes, settings: Settings) -> Document:
    """A file of any kind that is read, as it was sent: its suffix says which.

    Raises:
        InputError: when it cannot be read.
    """
    return read_document(name, raw, _limits(settings))


def _limits(settings: Settings) -> Limits:
    return Limits(max_bytes=settings.max_bytes)


def _standard_input(settings: Settings) -> bytes:
    if sys.stdin is None:
        raise InputError("standard input", "it is closed", "name a file, or pipe the text of a brief in")
    if sys.stdin.isatty():
        print("Paste the brief, then press Ctrl-D (Ctrl-Z and Enter on Windows).", file=sys.stderr)
    return sys.stdin.buffer.read(settings.max_bytes + 1)


def briefs_in(path: Path) -> list[Path]:
    """A file alone, or the briefs of a folder.

    Raises:
        InputError: when there are none.
    """
    try:
        if not path.is_dir():
            return [path]
        found = sorted(p for p in path.iterdir() if _is_brief(p.name) and p.is_file())
    except OSError as error:
        raise _unreadable(path, error) from error
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
    check_size(str(path), raw, _limits(settings))
    return decode(str(path), raw)


def read_raw(path: Path, settings: Settings) -> bytes:
    """The bytes of a file, and one more than the settings allow at most.

    Raises:
        InputError: when it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(settings.max_bytes + 1)
    except FileNotFoundError:
        raise InputError(str(path), "no such file", "check the name, or pass '-' to read standard input") from None
    except OSError as error:
        raise _unreadable(path, error) from error


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
        if path.exists() and not path.is_file() and not path.is_dir():
            path.write_bytes(content)
            return
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise InputError(
            str(path), f"it cannot be written ({error.strerror})", "name a folder that exists and that you may write to"
        ) from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(0o666 & ~_umask())
        put_in_place(Path(name), path)
    except OSError as error:
        with suppress(OSError):
            Path(name).unlink()
        raise InputError(str(path), f"it cannot be written ({error.strerror})", "free some space, or name another file") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
