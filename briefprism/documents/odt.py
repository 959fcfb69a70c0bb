"""OpenDocument texts (.odt), as LibreOffice writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final
from zipfile import ZipFile

from briefprism.documents.flow import Flow
from briefprism.documents.tables import arranges
from briefprism.documents.xml import check_depth, name_of, parse_xml, texts, whole
from briefprism.models.document import Document, Limits

_NS: Final = "urn:oasis:names:tc:opendocument:xmlns:"
_TEXT: Final = f"{{{_NS}text:1.0}}"
_TABLE: Final = f"{{{_NS}table:1.0}}"
_OFFICE: Final = f"{{{_NS}office:1.0}}"
_STYLE: Final = f"{{{_NS}style:1.0}}"
_UNSEEN: Final = {"tracked-changes", "annotation", "annotation-end", "table-of-content", "forms", "sequence-decls", "note", "object"}
_MOST_COLUMNS: Final = 60
_MOST_SPACES: Final = 100
_DEEPEST_LIST: Final = 10
_LARGEST_HEADING: Final = 6
_HEADING = re.compile(r"Heading_20_(\d)")  # some programs give headings as paragraphs of such a style


def read_odt(source: str, raw: bytes, limits: Limits) -> Document:
    """The document; comments in it and deleted words are not part of the plan."""
    with ZipFile(BytesIO(raw)) as parts:
        content = parse_xml(parts.read("content.xml"))
        styles = parse_xml(parts.read("styles.xml")) if "styles.xml" in parts.namelist() else None
    roots = [root for root in (content, styles) if root is not None]
    for root in roots:
        check_depth(root, limits)
    reader = _Reader(roots, limits)
    for body in content.iter(_OFFICE + "text"):
        reader.body(body)
    reader.notes(content)
    if styles is not None:
        reader.margins(styles)
    return reader.flow.writer.document(source, "odt")


class _Reader:
    def __init__(self, roots: list[Any], limits: Limits) -> None:
        self.flow = Flow(limits)
        self._parents: dict[str, str] = {}
        self._ordered: set[tuple[str, int]] = set()
        self._boxes: list[Any] = []
        self._box = 0
        for root in roots:
            for style in root.iter(_STYLE + "style"):
                shown = style.get(_STYLE + "display-name") or ""
                self._parents[style.get(_STYLE + "name") or ""] = style.get(_STYLE + "parent-style-name") or shown
            for level in root.iter(_TEXT + "list-level-style-number"):
                if level.get(_STYLE + "num-format"):
                    self._ordered.add((level.getparent().get(_STYLE + "name") or "", whole(level.get(_TEXT + "level"), _DEEPEST_LIST, 1)))

    def body(self, parent: Any, place: str = "") -> None:
        """Blocks in order; ``place`` where they are not numbered of their own."""
        for child in parent:
            name = name_of(child)
            if name == "h":
                self.flow.heading(whole(child.get(_TEXT + "outline-level"), _LARGEST_HEADING, 1), _words(child))
            elif name == "p":
                self._paragraph(child, place)
            elif name == "list":
                self._list(child, 1, child.get(_TEXT + "style-name") or "", place)
            elif name == "table":
                self._table(child)
            elif name and name not in _UNSEEN:
                self.body(child, place)  # a section, an index, a frame

    def _paragraph(self, paragraph: Any, place: str) -> None:
        styles = set(self._styles(paragraph.get(_TEXT + "style-name") or ""))
        level = next((m[1] for style in styles if (m := _HEADING.fullmatch(style))), "1" if "Title" in styles else "")
        if level:
            self.flow.heading(int(level), _words(paragraph))
        else:
            self.flow.text(_words(paragraph), quote=bool(styles & {"Quotations", "Quote"}), place=place)
        for box in _boxes(paragraph):
            self._box += 1
            self.body(box, f"text box {self._box}")

    def _styles(self, name: str) -> Iterator[str]:
        """A style and those that it is based on."""
        for _ in range(20):
            if not name:
                return
            yield name
            name = self._parents.get(name, "")

    def _list(self, items: Any, depth: int, style: str, place: str) -> None:
        number = 0
        for item in items:
            if name_of(item) not in ("list-item", "list-header"):
                continue
            number += 1
            first = True
            for child in item:
                if name_of(child) == "list":
                    self._list(child, depth + 1, child.get(_TEXT + "style-name") or style, place)
                elif name_of(child) == "h":
                    self.flow.heading(whole(child.get(_TEXT + "outline-level"), _LARGEST_HEADING, 1), _words(child))
                elif name_of(child) == "p":
                    ordered = (style, depth) in self._ordered and first
                    self.flow.text(_words(child), depth=depth if first else 0, number=number if ordered else None, place=place)
                    first = False

    def _table(self, table: Any) -> None:
        rows = [row for row in table.iter(_TABLE + "table-row") if next(row.iterancestors(_TABLE + "table")) is table]
        cells = [[cell for cell in row if name_of(cell) in ("table-cell", "covered-table-cell")] for row in rows]
        if arranges(cells):
            for row in cells:
                for cell in row:
                    self.body(cell)
            return
        marked = bool(rows) and name_of(rows[0].getparent()) == "table-header-rows"
        self.flow.table([[text for cell in row for text in _cell(cell)] for row in cells], header=marked)

    def notes(self, content: Any) -> None:
        """Footnotes and endnotes, under a heading of their own."""
        bodies = list(content.iter(_TEXT + "note-body"))
        if bodies:
            self.flow.heading(1, "Notes")
        for number, note in enumerate(bodies, 1):
            self.body(note, f"note {number}")

    def margins(self, styles: Any) -> None:
        """Headers and footers, each text once; page numbers are no text."""
        seen: set[str] = set()
        for margin in styles.iter(*(f"{_STYLE}{name}{more}" for name in ("header", "footer") for more in ("", "-first", "-left"))):
            text = " ".join(" ".join(_words(p) for p in margin.iter(_TEXT + "p")).split())
            if any(c.isalpha() for c in text) and text not in seen:
                if not seen:
                    self.flow.heading(1, "Header and footer")
                seen.add(text)
                self.flow.text(text, place=name_of(margin).partition("-")[0])


def _words(paragraph: Any) -> str:
    """The text of a paragraph: white space counts as one space, unless it is written as an element."""

    def parts(parent: Any) -> Iterator[str]:
        for text, child in texts(parent):
            name = "" if child is None else name_of(child)
            if child is None:
                yield " ".join(f"x{text}x".split())[1:-1]
            elif name == "s":
                yield " " * whole(child.get(_TEXT + "c"), _MOST_SPACES, 1)
            elif name in ("tab", "line-break"):
                yield "\t" if name == "tab" else "\n"
            elif name and name not in _UNSEEN and name not in ("text-box", "page-number", "page-count"):
                yield from parts(child)

    return "".join(parts(paragraph))


def _boxes(paragraph: Any) -> list[Any]:
    """The text boxes that hang on a paragraph, without those inside them."""
    return [e for e in paragraph.iter() if name_of(e) == "text-box" and not any(name_of(a) == "text-box" for a in e.iterancestors())]


def _cell(cell: Any) -> Iterator[str]:
    """The text of a cell, once, and nothing for the columns that it also covers or repeats."""
    lines = [_words(e) for e in cell.iter(_TEXT + "p", _TEXT + "h") if not any(name_of(a) in _UNSEEN for a in e.iterancestors())]
    yield "" if name_of(cell) == "covered-table-cell" else "\n".join(lines)
    for _ in range(whole(cell.get(_TABLE + "number-columns-repeated"), _MOST_COLUMNS, 1) - 1):
        yield ""
