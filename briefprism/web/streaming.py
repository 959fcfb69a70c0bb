"""A table that is labelled and sent at the same time: rows go out while others are still read, and nothing is kept."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import Final
from urllib.parse import quote

from starlette.responses import StreamingResponse
from starlette.types import Message, Send

from briefprism.models.errors import UsageError
from briefprism.models.table import Annotator
from briefprism.web.desk import Desk

_CHUNK: Final = 65_536
_PAUSE: Final = 0.02
_PATIENCE: Final = 60.0


class TableStream(StreamingResponse):
    """Sends an answer, and stops when whoever asked does not take it any more."""

    async def stream_response(self, send: Send) -> None:
        """Send the parts, each of which has to be taken within a minute."""

        async def patient(message: Message) -> None:
            await asyncio.wait_for(send(message), _PATIENCE)

        await super().stream_response(patient)


async def label_stream(desk: Desk, raw: bytes, suffix: str, column: str, annotator: Annotator) -> AsyncIterator[bytes]:
    """The parts of the labelled table, as CSV. The first one is waited for, so that a fault is told before any is sent.

    Raises:
        InputError: when the table cannot be read.
        UsageError: when the column is not there, or none looks as if it held names.
        TroubleError: when too many wait already.
    """
    parts = _parts(desk, raw, suffix, column, annotator)
    first = await anext(parts, b"")

    async def rest() -> AsyncIterator[bytes]:
        yield first
        async for part in parts:
            yield part

    return rest()


async def _parts(desk: Desk, raw: bytes, suffix: str, column: str, annotator: Annotator) -> AsyncIterator[bytes]:
    """Runs the table through a named pipe: what is written there in one thread is read here."""
    folder = Path(tempfile.mkdtemp(prefix="briefprism-"))
    table, out = folder / f"table{suffix}", folder / "labelled.csv"
    table.write_bytes(raw)
    os.mkfifo(out)
    reader = os.open(out, os.O_RDONLY | os.O_NONBLOCK)
    work: Future[None] | None = None
    try:
        work = desk.table(_label, table, out, column, annotator)
        while True:
            done = work.done()
            part = _read(reader)
            if part:
                yield part
            elif done:
                break
            else:
                await asyncio.sleep(_PAUSE)
    finally:
        os.close(reader)
        desk.see_to(_release(folder, out, work))
    work.result()


async def _release(folder: Path, out: Path, work: Future[None] | None) -> None:
    """Let go of a job that nobody waits for any more: it may still be about to open the pipe, or to write into it."""
    if work is not None:
        work.cancel()
        while not work.done():
            os.close(os.open(out, os.O_RDONLY | os.O_NONBLOCK))
            await asyncio.sleep(_PAUSE)
    shutil.rmtree(folder)


def _read(reader: int) -> bytes:
    """What stands in the pipe, or nothing yet."""
    try:
        return os.read(reader, _CHUNK)
    except BlockingIOError:
        return b""


def _label(table: Path, out: Path, column: str, annotator: Annotator) -> None:
    from briefprism.hall.tables.tables import TableJob, run_table

    run_table(TableJob((str(table),), column or found_column(table), str(out)), annotator)


def found_column(table: Path) -> str:
    """The column that holds names.

    Raises:
        UsageError: when none looks like it; the message names them all.
    """
    from briefprism.hall.tables.tables import TableJob, likely_column

    likely, columns = likely_column(TableJob((str(table),), "", ""))
    if not likely:
        raise UsageError("column", "we cannot tell which column holds the names", f"write one of these: {', '.join(columns)[:500]}")
    return likely


def attachment(name: str) -> Mapping[str, str]:
    """The header that makes a browser save an answer under a name; letters beyond ASCII travel as RFC 6266 says."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_. ") else "_" for c in name)
    return {"content-disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"}
