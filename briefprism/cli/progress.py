"""How far a long run is: rows or briefs, how many a second, time left. Only where a person watches."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from briefprism.models.table import Progress


def progress_words(rows: int, share: float | None, seconds: float) -> str:
    """For example "1,200,000 rows, 400,000 a second, 0:07 left"."""
    rate = f"{rows:,} rows, {rows / max(seconds, 1e-3):,.0f} a second"
    return f"{rate}, {_left(share, seconds)}" if share else rate


def brief_words(briefs: int, share: float | None, seconds: float) -> str:
    """For example "120 of 1,000 briefs, 0:07 left"."""
    return f"{briefs:,} of {round(briefs / share):,} briefs, {_left(share, seconds)}" if share else f"{briefs:,} briefs"


def _left(share: float, seconds: float) -> str:
    left = round(seconds / share - seconds)
    return f"{left // 60}:{left % 60:02d} left"


@contextmanager
def shown(words: Callable[[int, float | None, float], str] = progress_words) -> Iterator[Progress]:
    """A progress line on standard error while the block runs; nothing where that is no terminal.

    ``words`` says how far it is, from what is done, its share of the whole, and the seconds since the start.
    """
    if not sys.stderr.isatty():
        yield lambda _rows, _share: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (BarColumn(), TextColumn("{task.description}"))
    start = time.monotonic()
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("starting", total=None)

        def update(rows: int, share: float | None) -> None:
            bar.update(task, description=words(rows, share, time.monotonic() - start), total=1, completed=share or 0)

        yield update
