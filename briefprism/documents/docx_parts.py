"""The look of what is written into a Word file: set by hand, so that the styles of an author's file stay as they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from briefprism.models.document import Part


@dataclass(frozen=True, slots=True)
class _Look:
    """Sizes and spaces in points; ``colour`` as RRGGBB; ``level`` in the outline of the document, 0 for none."""

    size: float
    before: float = 0
    after: float = 4
    bold: bool = False
    colour: str = ""
    indent: float = 0
    level: int = 0
    keep: bool = False


_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONGEST_TITLE: Final = 255  # of a file of Word
_INK, _QUIET = "1F3A4D", "5A6570"
_LOOKS: Final = {
    "title": _Look(20, after=6, bold=True, colour=_INK, level=1, keep=True),
    "heading": _Look(13, before=14, after=4, bold=True, colour=_INK, level=2, keep=True),
    "finding": _Look(11, before=8, after=2, bold=True, level=3, keep=True),
    "text": _Look(10.5),
    "point": _Look(10.5, after=3, indent=14),
    "small": _Look(8.5, before=14, colour=_QUIET),
}


def composed(parts: Sequence[Part], title: str) -> bytes:
    """A new document."""
    import docx
    from docx.shared import Cm, Pt

    file = docx.Document()
    section = file.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.2)
    normal: Any = file.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(10.5)
    about = file.core_properties
    about.title, about.author, about.comments = _held(title)[:_LONGEST_TITLE], "briefprism", ""
    set_parts(file, parts, new_page=False)
    out = BytesIO()
    file.save(out)
    return out.getvalue()


def set_parts(file: Any, parts: Sequence[Part], *, new_page: bool) -> None:
    """Set paragraphs at the end of a document, on a page of their own where that is wanted."""
    for number, part in enumerate(parts):
        paragraph = file.add_paragraph()
        _set(paragraph, part, _LOOKS[part.kind], outline=not new_page)  # the author's own table of contents stays as it is
        if number == 0 and new_page:
            paragraph.paragraph_format.page_break_before = True


def _set(paragraph: Any, part: Part, look: _Look, *, outline: bool) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    form = paragraph.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(look.before), Pt(look.after), 1.1
    form.left_indent, form.first_line_indent = Pt(look.indent), Pt(-look.indent if part.kind == "point" else 0)
    form.keep_with_next, form.alignment = look.keep, WD_ALIGN_PARAGRAPH.LEFT
    if part.kind == "point":
        form.tab_stops.add_tab_stop(Pt(look.indent))
        paragraph.add_run("•\t").font.size = Pt(look.size)
    if look.level and outline:
        level = OxmlElement("w:outlineLvl")
        level.set(qn("w:val"), str(look.level - 1))
        paragraph._p.get_or_add_pPr().append(level)
    for text, bold in ((part.strong + (" " if part.text else ""), True), (part.text, look.bold)):
        if text.strip():
            run = paragraph.add_run(_held(text))
            run.font.size, run.bold = Pt(look.size), bold
            if look.colour:
                run.font.color.rgb = RGBColor.from_string(look.colour)


def _held(text: str) -> str:
    """A text as XML can hold it: names of files may hold anything."""
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)
