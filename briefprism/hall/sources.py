"""Reading what is asked for, and writing whole files or nothing."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from errno import ENAMETOOLONG
from pathlib import Path
from typing import Final

from briefprism.batch.whole import put_in_place
from briefprism.models.errors import InputError
from briefprism.models.settings import Settings

SUFFIXES: Final = (".md", ".txt")
_BOMS: Final = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def gather(paths: Iterable[Path], settings: Settings, encoding: str | None = None) -> Iterator[tuple[str, str]]:
    """(name, text) of each brief: files in the order given, folders by name, ``-`` for standard input.

    Raises:
        InputError: when one cannot be read; the message names it, the fault and the next step.
    """
    for path in paths:
        if str(path) == "-":
            yield "-", decode("standard input", _standard_input(settings), settings, encoding)
        else:
            for file in _files(path):
                yield str(file), read_text(file, settings, encoding)


def _standard_input(settings: Settings) -> bytes:
    if sys.stdin is None:
        raise InputError("standard input", "it is closed", "name a file, or pipe the text of a brief in")
    if sys.stdin.isatty():
        print("Paste the brief, then press Ctrl-D (Ctrl-Z and Enter on Windows).", file=sys.stderr)
    return sys.stdin.buffer.read(settings.max_bytes + 1)


def _files(path: Path) -> list[Path]:
    """A file alone, or the briefs of a folder."""
    try:
        if not path.is_dir():
            return [path]
        found = sorted(p for p in path.iterdir() if p.suffix.lower() in SUFFIXES and p.is_file())
    except OSError as error:
        raise _unreadable(path, error) from error
    if not found:
        raise InputError(str(path), "no briefs in this folder", f"put {' or '.join(SUFFIXES)} files in it")
    return found


def read_text(path: Path, settings: Settings, encoding: str | None = None) -> str:
    """The text of a file, line ends and byte order mark as they are.

    Raises:
        InputError: when it cannot be read.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(settings.max_bytes + 1)
    except FileNotFoundError:
        raise InputError(str(path), "no such file", "check the name, or pass '-' to read standard input") from None
    except OSError as error:
        raise _unreadable(path, error) from error
    return decode(str(path), raw, settings, encoding)


def _unreadable(path: Path, error: OSError) -> InputError:
    if error.errno == ENAMETOOLONG:
        step = "name a file; to check a text itself, pipe it in and pass '-'"
        return InputError(f"{str(path)[:60]} …", "this is too long for the name of a file", step)
    return InputError(str(path), f"it cannot be read ({error.strerror})", "check that you may read it")


def decode(place: str, raw: bytes, settings: Settings, encoding: str | None = None) -> str:
    """Bytes to text.

    Raises:
        InputError: too long, empty, binary, or in another encoding.
    """
    if len(raw) > settings.max_bytes:
        raise InputError(
            place, f"it is longer than {settings.max_bytes} bytes", "pass a larger --max-bytes, or only the part that is the plan"
        )
    tried = encoding or _BOMS.get(raw[:2], "utf-8")
    if tried == "utf-8" and b"\x00" in raw and not _mostly_text(raw):
        raise InputError(place, "it is no text (it holds binary data)", "save it as plain text (.txt or .md) and try again")
    try:
        text = raw.decode(tried)
        text.encode("utf-8")  # an encoding that makes half characters is not the right one
    except LookupError:
        raise InputError(place, f"unknown encoding {tried!r}", "name one such as utf-8, cp1252 or utf-16") from None
    except UnicodeError as error:
        at = f"byte {error.start}; " if isinstance(error, UnicodeDecodeError) else ""
        raise InputError(
            place, f"it is not {tried} ({at}tried {tried})", "pass its --encoding, for example cp1252, or save it as UTF-8"
        ) from None
    if not any(c.isalnum() for c in text):
        raise InputError(place, "it holds no words", "pass the text of a brief")
    return text


def _mostly_text(raw: bytes) -> bool:
    """A stray NUL in a text is odd, a hundredth of NULs is a binary file."""
    return raw.count(b"\x00") * 100 < len(raw)


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
