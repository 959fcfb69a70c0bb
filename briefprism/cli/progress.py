"""How far a long run is: rows or briefs, how many a second, time left. Only where a person watches."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from briefprism.models.table import Progress


@contextmanager
def shown(what: str = "rows") -> Iterator[Progress]:
    """A progress line on standard error while the block runs, counting rows or something else; nothing where that is no terminal."""
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
            bar.update(task, description=progress_words(rows, share, time.monotonic() - start, what), total=1, completed=share or 0)

        yield update


def progress_words(rows: int, share: float | None, seconds: float, what: str = "rows") -> str:
    """For example "1,200,000 rows, 400,000 a second, 0:07 left"."""
    rate = f"{rows:,} {what}, {rows / max(seconds, 1e-3):,.0f} a second"
    if not share:
        return rate
    left = round(seconds / share - seconds)
    return f"{rate}, {left // 60}:{left % 60:02d} left"
