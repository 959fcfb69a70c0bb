"""What a web page and an OpenDocument text have in common: blocks one after another, to be written with their places."""

from __future__ import annotations

from collections.abc import Sequence

from briefprism.documents.outline import Outline
from briefprism.documents.tables import has_header
from briefprism.documents.writer import Words, Writer, words
from briefprism.models.document import Limits


class Flow:
    """A writer that numbers paragraphs and tables by itself."""

    def __init__(self, limits: Limits) -> None:
        self.limits, self.writer, self.outline = limits, Writer(limits), Outline()

    def heading(self, level: int, text: str) -> None:
        """A heading."""
        if text.strip():
            self.writer.heading(level, words(text), self.outline.heading(text))

    def text(self, text: str, *, depth: int = 0, number: int | None = None, quote: bool = False, place: str = "") -> None:
        """A paragraph, a list item (``depth`` from 1) or a quote."""
        if not text.strip():
            return
        place = place or self.outline.paragraph()
        if depth:
            self.writer.item(depth, words(text), place, number)
        elif quote:
            self.writer.quote(words(text), place)
        else:
            self.writer.paragraph(words(text), place)

    def table(self, rows: Sequence[Sequence[str]], *, header: bool) -> None:
        """A table."""
        cells: list[list[Words]] = [[words(cell) for cell in row] for row in rows]
        if any(cell.strip() for row in rows for cell in row):
            self.writer.table(cells, self.outline.table(), header=has_header(cells, marked=header))
