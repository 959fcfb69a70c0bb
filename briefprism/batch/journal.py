"""What is done of a long run, beside the file that grows: after an interruption the run can go on where it stood.

Two files stand beside the target while it is made, ``.NAME.bp-part`` with the bytes and ``.NAME.bp-journal`` with a line
for each finished part. A line is written after the bytes that it speaks of, so what it says is there even after a kill;
where the machine itself went down, a checksum tells.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from briefprism.batch.whole import put_in_place, unwritable
from briefprism.models.errors import UsageError
from briefprism.models.table import Tally


@dataclass(slots=True)
class Journal:
    """The state of a run: ``parts`` are (what the end of the file has to know, where the part begins, its rows).

    In the lines the keys of the tally stand once, and are numbers from then on: a part has thousands of them.
    """

    target: Path
    key: str
    rows: int = 0
    tally: Tally = field(default_factory=Tally)
    parts: list[tuple[bytes, int, int]] = field(default_factory=list)
    size: int = 0
    _keys: dict[tuple[str, ...], int] = field(default_factory=dict)
    _data: BinaryIO | None = None
    _lines: TextIO | None = None

    @property
    def part_file(self) -> Path:
        """Where the bytes grow."""
        return self.target.with_name(f".{self.target.name}.bp-part")

    @property
    def journal_file(self) -> Path:
        """Where the lines grow."""
        return self.target.with_name(f".{self.target.name}.bp-journal")

    def start(self, resume: bool, opening: bytes) -> None:
        """Begin, or with ``resume`` go on where an interrupted run of the same ``key`` stood.

        Raises:
            UsageError: when what is there belongs to another input or other options.
            InputError: when nothing can be written there.
        """
        try:
            if not (resume and self._read_back()):
                self._data = self.part_file.open("wb")
                self._lines = self.journal_file.open("w", encoding="ascii")
                self._say({"key": self.key})
                self._data.write(opening)
                self.size = len(opening)
        except OSError as error:
            raise unwritable(self.target, error) from error

    def _read_back(self) -> bool:
        """Take up what whole lines tell, as far as the bytes that they speak of are there; false when that is nothing."""
        if not (self.part_file.exists() and self.journal_file.exists()):
            return False
        lines = self.journal_file.read_bytes().split(b"\n")[:-1]
        head = _parsed(lines[0]) if lines else None
        if head is None or "key" not in head:
            return False
        if head["key"] != self.key:
            fault = "the unfinished work beside it belongs to another input, other options or another version"
            raise UsageError(str(self.target), fault, "leave --resume out to start anew")
        self._data = self.part_file.open("r+b")
        for line in lines[1:]:
            if not self._take(_parsed(line) or {}):
                break
        if not self.parts:
            self._data.close()
            return False
        self._data.truncate(self.size)
        self._data.seek(self.size)
        self.journal_file.write_bytes(b"".join(line + b"\n" for line in lines[: len(self.parts) + 1]))
        self._lines = self.journal_file.open("a", encoding="ascii")
        return True

    def _take(self, line: Mapping[str, Any]) -> bool:
        """Take up one line; false when it is broken, or speaks of bytes that are not there."""
        assert self._data is not None
        try:
            start, end, rows, keys = line["start"], line["end"], line["rows"], [*self._keys, *map(tuple, line["keys"])]
            if (self.parts and start != self.size) or not 0 <= start <= end or rows < 0:
                return False
            self._data.seek(start)
            if zlib.crc32(self._data.read(end - start)) != line["crc32"] or self._data.tell() != end:
                return False
            told = Tally({keys[at]: number for at, number in line["tally"]})
            known = base64.b64decode(line["known"], validate=True)
        except (KeyError, ValueError, TypeError, IndexError, OverflowError):
            return False
        self._keys = {key: at for at, key in enumerate(keys)}
        self._count(rows, told, known, start)
        self.size = end
        return True

    def add(self, content: bytes, known: bytes, rows: int, tally: Tally) -> None:
        """Write a part, then say that it is there."""
        assert self._data is not None
        start = self.size
        self._data.write(content)
        self._data.flush()
        self.size += len(content)
        self._count(rows, tally, known, start)
        new = [key for key in tally if key not in self._keys]
        self._keys.update({key: len(self._keys) + i for i, key in enumerate(new)})
        told = [(self._keys[key], n) for key, n in tally.items()]
        place = {"rows": rows, "start": start, "end": self.size, "crc32": zlib.crc32(content), "known": base64.b64encode(known).decode()}
        self._say({**place, "keys": new, "tally": told})

    def _count(self, rows: int, tally: Tally, known: bytes, start: int) -> None:
        self.rows += rows
        self.tally.update(tally)
        self.parts.append((known, start, rows))

    def _say(self, line: dict[str, object]) -> None:
        assert self._lines is not None
        self._lines.write(json.dumps(line) + "\n")
        self._lines.flush()

    def finish(self, closing: bytes) -> None:
        """Put the whole file in its place."""
        assert self._data is not None
        assert self._lines is not None
        self._data.write(closing)
        self._data.flush()  # a full disk must be told here: closing keeps it quiet
        self.close()
        put_in_place(self.part_file, self.target)
        self.journal_file.unlink()

    def close(self) -> None:
        """Leave what is there, for a later run to go on with."""
        for file in (self._data, self._lines):
            if file is not None:
                with suppress(OSError):
                    file.close()

    def discard(self) -> None:
        """Remove what is there: it cannot be finished."""
        self.close()
        for path in (self.part_file, self.journal_file):
            with suppress(OSError):
                path.unlink()


class Pipe:
    """Standard output, or a device: what is written there is gone, so there is nothing to go on with.

    ``owned``: it was opened for this, and is closed at the end.
    """

    def __init__(self, out: BinaryIO, owned: bool = False) -> None:
        self._out, self._owned = out, owned
        self.rows, self.size = 0, 0
        self.tally: Tally = Tally()
        self.parts: list[tuple[bytes, int, int]] = []

    def start(self, resume: bool, opening: bytes) -> None:  # noqa: ARG002 - as with a file
        """Write what stands first."""
        self._write(opening)

    def add(self, content: bytes, known: bytes, rows: int, tally: Tally) -> None:
        """Write a part."""
        self.parts.append((known, self.size, rows))
        self._write(content)
        self.rows += rows
        self.tally.update(tally)

    def _write(self, content: bytes) -> None:
        self._out.write(content)
        self.size += len(content)

    def finish(self, closing: bytes) -> None:
        """Write what stands last."""
        self._write(closing)
        self._out.flush()
        self.close()

    def close(self) -> None:
        """Nothing is kept; what can no longer be written is lost."""
        if self._owned:
            with suppress(OSError):
                self._out.close()

    def discard(self) -> None:
        """Nothing is kept."""
        self.close()


def _parsed(line: bytes) -> dict[str, Any] | None:
    """A line of the journal; None when it is none, such as one that a machine that went down left half."""
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def key_of(parts: Sequence[str], files: Sequence[Path]) -> str:
    """What a run depends on: its options, and the files by name, size and time of change."""
    stats = [(str(path.resolve()), (told := path.stat()).st_size, told.st_mtime_ns) for path in files]
    return json.dumps([list(parts), stats])
