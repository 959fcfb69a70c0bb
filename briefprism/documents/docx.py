"""Word files (.docx)."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

from briefprism.documents.docx_styles import Styles
from briefprism.documents.docx_words import Inline, W, blocks, inline, is_on
from briefprism.documents.outline import Outline
from briefprism.documents.tables import arranges, has_header
from briefprism.documents.writer import Words, Writer, joined, words
from briefprism.documents.xml import check_depth, parse_xml, whole
from briefprism.models.document import Document, Limits

_HEADER_KINDS: Final = ("header", "first_page_header", "even_page_header", "footer", "first_page_footer", "even_page_footer")
_MAIN: Final = (
    "application/vnd.ms-word.document.macroEnabled.main+xml", "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
)  # fmt: skip
_WIDEST: Final = 60  # columns that a cell is believed to cover
_NOTES: Final = {"footnote": "footnotes", "endnote": "endnotes"}


def read_docx(source: str, raw: bytes, limits: Limits) -> Document:
    """The document; comments in it and deleted words are not part of the plan."""
    return scan(open_word(raw), limits).document(source, "docx")


def open_word(raw: bytes) -> Any:
    """The file as the library sees it; also a template, and one with macros, which are no more than bytes here."""
    import docx  # noqa: F401 - tells the parts of a file their classes
    from docx.opc.constants import CONTENT_TYPE
    from docx.opc.part import PartFactory
    from docx.package import Package
    from docx.parts.document import DocumentPart

    for main in _MAIN:
        PartFactory.part_type_for[main] = DocumentPart
    part = Package.open(BytesIO(raw)).main_document_part
    if part.content_type not in (*_MAIN, CONTENT_TYPE.WML_DOCUMENT_MAIN):
        raise ValueError(part.content_type)
    return part.document


def scan(file: Any, limits: Limits) -> Writer:
    """All that is written in an opened file, with the elements that hold it.

    Raises:
        LimitError: when that is more than the limits allow.
    """
    check_depth(file.element, limits)
    reader = _Reader(file, limits)
    for body in file.element.iterchildren(W + "body"):
        reader.body(body)
    reader.notes()
    reader.margins()
    return reader.writer


class _Reader:
    def __init__(self, file: Any, limits: Limits) -> None:
        from docx.opc.constants import RELATIONSHIP_TYPE

        self.file, self.writer, self.outline = file, Writer(limits), Outline()
        parts = {rel.reltype.rpartition("/")[2]: rel.target_part for rel in file.part.rels.values() if not rel.is_external}
        self._parts, numbering = parts, parts.get(RELATIONSHIP_TYPE.NUMBERING.rpartition("/")[2])
        styles = parts.get("styles")
        self._styles = Styles(styles.element if styles else None, numbering.element if numbering else None)
        self._notes: list[tuple[str, str]] = []
        self._boxes = 0

    def body(self, parent: Any, place: str = "") -> None:
        """Paragraphs and tables in order; ``place`` where they are not numbered of their own."""
        for block in blocks(parent, "p", "tbl"):
            if block.tag == W + "p":
                self._paragraph(block, place)
            else:
                self._table(block, place)

    def _paragraph(self, paragraph: Any, place: str) -> None:
        found, role = inline(paragraph), self._styles.role(paragraph)
        if found.text.strip() and not role.contents:
            if role.heading:
                self.writer.heading(role.heading, found.pieces, place or self.outline.heading(found.text))
            elif role.depth:
                self.writer.item(role.depth, found.pieces, place or self.outline.paragraph(), role.number)
            elif role.quote:
                self.writer.quote(found.pieces, place or self.outline.paragraph())
            else:
                self.writer.paragraph(found.pieces, place or self.outline.paragraph())
        self._follow(found)

    def _follow(self, found: Inline) -> None:
        """Text boxes come after the paragraph that they hang on; notes are kept for the end."""
        self._notes += found.notes
        for box in found.boxes:
            self._boxes += 1
            self.body(box, f"text box {self._boxes}")

    def _table(self, table: Any, place: str) -> None:
        rows = [row for row in blocks(table, "tr") if row.find(f"{W}trPr/{W}del") is None]
        cells = [list(_cells(row)) for row in rows]
        label = self.outline.table() if not place else lambda _row, _cell: place
        if arranges(cells):
            for number, row in enumerate(cells, 1):
                for at, cell in enumerate(row, 1):
                    if cell is not None:
                        self.body(cell, label(number, at))
            return
        texts = [[self._cell(cell) for cell in row] for row in cells]
        marked = bool(rows) and (is_on(rows[0].find(W + "trPr"), "tblHeader") or _all_bold(cells))
        self.writer.table(texts, label, header=has_header(texts, marked=marked))

    def _cell(self, cell: Any) -> Words:
        """All that stands in a cell; a table in it is read cell by cell."""
        if cell is None:
            return ()
        return joined(self._lines(cell))

    def _lines(self, parent: Any) -> Iterator[Words]:
        for block in blocks(parent, "p", "tbl"):
            if block.tag == W + "p":
                found = inline(block)
                self._notes += found.notes
                yield found.pieces
                for box in found.boxes:
                    yield from self._lines(box)
            else:
                for row in blocks(block, "tr"):
                    for cell in blocks(row, "tc"):
                        yield from self._lines(cell)

    def notes(self) -> None:
        """Footnotes and endnotes, under a heading of their own."""
        titled = False
        for number, (kind, name) in enumerate(self._notes, 1):
            part = self._parts.get(_NOTES[kind])
            root = parse_xml(part.blob) if part is not None else ()
            for note in root:
                if note.tag == W + kind and note.get(W + "id") == name:
                    if not titled:
                        self.writer.heading(1, words("Notes"), "notes")
                    titled = True
                    self.body(note, f"note {number}")

    def margins(self) -> None:
        """Headers and footers, each text once; page numbers are no text."""
        seen: set[str] = set()
        for section in self.file.sections:
            for kind in _HEADER_KINDS:
                margin = getattr(section, kind)
                if margin.is_linked_to_previous:
                    continue
                line = joined(inline(p).pieces for p in blocks(margin._element, "p"))
                text = " ".join("".join(piece.text for piece in line).split())
                if any(c.isalpha() for c in text) and text not in seen:
                    if not seen:
                        self.writer.heading(1, words("Header and footer"), "header and footer")
                    seen.add(text)
                    self.writer.paragraph(line, kind.rpartition("_")[2])


def _cells(row: Any) -> Iterator[Any]:
    """The cells of a row by column: None for what a cell beside or above fills."""
    for cell in blocks(row, "tc"):
        properties = cell.find(W + "tcPr")
        merged = None if properties is None else properties.find(W + "vMerge")
        yield None if merged is not None and merged.get(W + "val") != "restart" else cell
        span = None if properties is None else properties.find(W + "gridSpan")
        for _ in range(whole(None if span is None else span.get(W + "val"), _WIDEST, 1) - 1):
            yield None


def _all_bold(rows: list[list[Any]]) -> bool:
    """Whether the first row is bold, and the first cell below it is not."""

    def bold(cell: Any) -> bool:
        runs = [] if cell is None else [r for r in cell.iter(W + "r") if "".join(t.text or "" for t in r.iter(W + "t")).strip()]
        return bool(runs) and all(is_on(r.find(W + "rPr"), "b") for r in runs)

    return all(bold(cell) for cell in rows[0] if cell is not None) and len(rows) > 1 and not bold(rows[1][0])
