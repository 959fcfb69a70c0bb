"""Where a person finds a paragraph or a table again in a document without pages: its number, and the heading above it."""

from __future__ import annotations

from briefprism.documents.writer import Label

_LONGEST = 40


class Outline:
    """Counts paragraphs and tables, and remembers the heading that they stand under."""

    def __init__(self) -> None:
        self._paragraphs = self._tables = 0
        self._under = ""

    def heading(self, text: str) -> str:
        """The place of a heading; what follows stands under it."""
        words = " ".join(text.split())
        if self._paragraphs:  # the title at the top stands over everything, and tells nobody where to look
            self._under = words if len(words) <= _LONGEST else words[:_LONGEST].rsplit(" ", 1)[0] + " …"
        self._paragraphs += 1
        return f"paragraph {self._paragraphs}"

    def paragraph(self) -> str:
        """The place of the next paragraph."""
        self._paragraphs += 1
        return f"paragraph {self._paragraphs}" + (f", under “{self._under}”" if self._under else "")

    def table(self) -> Label:
        """The places of the cells of the next table."""
        self._tables += 1
        number = self._tables
        return lambda row, cell: f"table {number}, row {row}, cell {cell}"
