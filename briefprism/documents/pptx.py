"""Slides (.pptx)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any, Final

from briefprism.documents.limits import LimitError
from briefprism.documents.tables import has_header
from briefprism.documents.writer import Piece, Writer, joined, words
from briefprism.documents.xml import check_depth, name_of
from briefprism.models.document import Document, Limits

_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P: Final = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_BAND: Final = 300_000  # EMU, about 8 mm: shapes whose tops are as near stand side by side
_NOT_THE_PLAN: Final = ("sldNum", "dt", "ftr", "hdr")


def read_pptx(source: str, raw: bytes, limits: Limits) -> Document:
    """The slides in order: the title as a heading, then what stands on the slide from top to bottom, then the notes."""
    import pptx  # noqa: F401 - tells the parts of a file their classes
    from pptx.package import Package

    writer = Writer(limits)
    slides = Package.open(BytesIO(raw)).main_document_part.presentation.slides  # also of a show, and of a file with macros
    if len(slides) > limits.max_slides:
        raise LimitError(f"it has more than {limits.max_slides:,} slides", "max_slides", limits.max_slides)
    for number, slide in enumerate(slides, 1):
        check_depth(slide._element, limits)
        hidden = " (hidden)" if slide._element.get("show") in ("0", "false") else ""
        _Slide(writer, slide, f"slide {number}{hidden}").write()
    return writer.document(source, "pptx")


class _Slide:
    def __init__(self, writer: Writer, slide: Any, place: str) -> None:
        self.writer, self.slide, self.place = writer, slide, place
        self._tables = 0

    def write(self) -> None:
        title = self.slide.shapes.title
        named = title is not None and title.has_text_frame and title.text_frame.text.strip()
        self.writer.heading(1, list(_lines(title.text_frame)) if named else words(self.place.capitalize()), self.place)
        for shape in _in_order(self.slide.shapes):
            if title is None or shape.shape_id != title.shape_id:
                self._shape(shape)
        self._notes()

    def _shape(self, shape: Any) -> None:
        if shape.is_placeholder and _placeholder(shape) in _NOT_THE_PLAN:
            return
        if getattr(shape, "has_table", False) and shape.has_table:
            self._table(shape.table)
        elif shape.has_text_frame:
            self._text(shape)

    def _text(self, shape: Any) -> None:
        for paragraph in shape.text_frame.paragraphs:
            text = list(_words(paragraph))
            sign = _bullet(paragraph, shape)
            if sign:
                self.writer.item(paragraph.level + 1, text, self.place)
            else:
                self.writer.paragraph(text, self.place)

    def _table(self, table: Any) -> None:
        self._tables += 1
        number = self._tables
        rows = [[() if cell.is_spanned else list(_lines(cell.text_frame)) for cell in row.cells] for row in table.rows]
        header = has_header(rows, marked=bool(table.first_row))
        self.writer.table(rows, lambda row, cell: f"{self.place}, table {number}, row {row}, cell {cell}", header=header)

    def _notes(self) -> None:
        frame = self.slide.notes_slide.notes_text_frame if self.slide.has_notes_slide else None
        if frame is not None and frame.text.strip():
            place = f"{self.place}, notes"
            self.writer.heading(2, words("Notes"), place)
            for paragraph in frame.paragraphs:
                self.writer.paragraph(list(_words(paragraph)), place)


def _in_order(shapes: Iterable[Any]) -> Iterator[Any]:
    """Top to bottom, and left to right where shapes stand side by side; groups are opened."""
    placed = sorted(shapes, key=lambda s: s.top if s.top is not None else 0)
    bands: list[tuple[int, list[Any]]] = []
    for shape in placed:
        top = shape.top if shape.top is not None else 0
        if not bands or top - bands[-1][0] > _BAND:
            bands.append((top, []))
        bands[-1][1].append(shape)
    for _, band in bands:
        for shape in sorted(band, key=lambda s: s.left if s.left is not None else 0):
            if hasattr(shape, "shapes"):
                yield from _in_order(shape.shapes)
            else:
                yield shape


def _lines(frame: Any) -> Iterator[Piece]:
    yield from joined(list(_words(paragraph)) for paragraph in frame.paragraphs)


def _words(paragraph: Any) -> Iterator[Piece]:
    for child in paragraph._p:
        name = name_of(child)
        if name == "br":
            yield Piece("\n")
        elif name == "r" or (name == "fld" and not (child.get("type") or "").startswith(("slidenum", "datetime"))):
            yield Piece((child.findtext(_A + "t") or "").replace("\n", " "))


def _bullet(paragraph: Any, shape: Any) -> bool:
    """Whether a paragraph has a bullet or a number: said by itself, its shape, the layout or the master."""
    level = f"{_A}lvl{paragraph.level + 1}pPr"
    for properties in (paragraph._p.find(_A + "pPr"), *_styles(shape, level)):
        for child in properties if properties is not None else ():
            if name_of(child) in ("buChar", "buAutoNum", "buBlip"):
                return True
            if name_of(child) == "buNone":
                return False
    return False


def _styles(shape: Any, level: str) -> Iterator[Any]:
    """The properties of a level, from the shape to the master."""
    yield shape.text_frame._txBody.find(f"{_A}lstStyle/{level}")
    if not shape.is_placeholder:
        return
    layout = shape.part.slide_layout
    kind, number = _placeholder(shape), shape.placeholder_format.idx
    for other in layout.placeholders:
        if other.placeholder_format.idx == number and other.has_text_frame:
            yield other.text_frame._txBody.find(f"{_A}lstStyle/{level}")
    if kind in ("body", "obj", "subTitle"):
        yield layout.slide_master._element.find(f"{_P}txStyles/{_P}bodyStyle/{level}")


def _placeholder(shape: Any) -> str:
    """The kind of a placeholder as written in the file; without one it is a body."""
    found = shape._element.find(f".//{_P}nvPr/{_P}ph")
    return "obj" if found is None else found.get("type") or "obj"
