"""What is known of tables whatever program they come from: whether they have a title row, and whether they only arrange text."""

from __future__ import annotations

from collections.abc import Sequence

from briefprism.documents.writer import Words

_FEW_WORDS = 5


def has_header(rows: Sequence[Sequence[Words]], *, marked: bool) -> bool:
    """Whether the first row names the columns: it says so, or it is short in a table of more than two columns.

    Two columns without a mark are read as a form ("goal: 60 bookings"), which loses nothing if they were a table.
    """
    if marked or not rows:
        return marked
    titles = ["".join(piece.text for piece in cell).strip() for cell in rows[0]]
    short = all(len(title.split()) <= _FEW_WORDS and title[-1:] not in ".!?:;" for title in titles if title)
    return len(titles) > 2 and len(rows) > 1 and bool(titles[-1]) and short


def arranges(rows: Sequence[Sequence[object]]) -> bool:
    """Whether a table is a frame around text: one column, or one row."""
    return len(rows) == 1 or max(map(len, rows), default=0) <= 1
