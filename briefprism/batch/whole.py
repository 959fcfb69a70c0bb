"""Files that are written whole or not at all, also when the machine goes down."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from errno import EDQUOT, ENOSPC
from pathlib import Path
from stat import S_ISREG

from briefprism.models.errors import InputError, UsageError


def put_in_place(path: Path, target: Path) -> None:
    """Make ``path`` the file ``target``, in one step: its bytes are on the disk before its name is, and then the name is, too."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
    path.replace(target)
    with suppress(OSError):  # some systems know no such thing of a folder
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """A file beside the target, which takes its place when all went well, and else is gone.

    Raises:
        InputError: when it cannot be written.
    """
    path = target.with_name(f".{target.name}.bp-part")
    try:
        path.open("wb").close()
        yield path
        put_in_place(path, target)
    except OSError as error:
        raise unwritable(target, error) from error
    finally:
        with suppress(OSError):
            path.unlink()


def unwritable(path: Path, error: OSError) -> InputError:
    """What is said of a place that cannot be written to."""
    full = error.errno in (ENOSPC, EDQUOT)
    step = "free some space, or name another file" if full else "name a folder that exists and that you may write to"
    return InputError(str(path), f"it cannot be written ({error.strerror})", step)


def refuse_overwriting(targets: Iterable[Path | None], sources: Iterable[Path], what: str) -> None:
    """See to it that nothing that is read would be written over, whatever the names by which it is called.

    Raises:
        UsageError: when a target is one of the sources; ``what`` says what those are.
    """
    read = {_identity(path) for path in sources} - {None}
    for target in targets:
        if target is not None and _identity(target) in read:
            raise UsageError(str(target), f"{what}, and would be lost", "name another file to write")


def _identity(path: Path) -> tuple[int, int] | None:
    """What tells a file from all others; None for what is no file or not there."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return (found.st_dev, found.st_ino) if S_ISREG(found.st_mode) else None
