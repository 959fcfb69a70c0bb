"""What is fuzzed of documents: each target takes any bytes, and raises only where something is broken.

A fault that is told in a line is right, also where a library gives up. An exception that comes out of our own lines is a find,
and so is a promise that does not hold. What is packed is not fuzzed as bytes, of which hardly one change in a thousand would get
through the unpacking: the bytes are read as changes to the elements of a real file.
"""

from __future__ import annotations

import contextlib
import traceback
from collections.abc import Callable
from copy import deepcopy
from functools import lru_cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_STORED, ZipFile

import docx
import pptx
from lxml import etree

import briefprism
from briefprism.documents import reading
from briefprism.documents.containers import kind_of
from briefprism.documents.limits import LimitError
from briefprism.models.document import DocumentKind, Limits
from briefprism.models.errors import InputError

Target = Callable[[bytes], None]
_OURS: Final = str(Path(briefprism.__file__).resolve().parent)
_SAMPLES: Final = Path(__file__).resolve().parent.parent / "documents" / "samples"
_LIMITS: Final = Limits(max_bytes=1_000_000, max_text=200_000, max_unpacked=5_000_000, max_pages=50, max_cells=5_000)
_ODD: Final = ("", "0", "-1", "1", "9", "99999999999999999999", "²", "x", "true", "Heading1", "numId", "1e9", "\u0660", "rId1", "rId99")
"""Values that attributes are given; '²' is a digit to one function of Python and no number to another."""


def _read(kind: DocumentKind, name: str, raw: bytes) -> None:
    try:
        document = reading._read(kind, name, raw, _LIMITS, None)
    except (InputError, LimitError, RecursionError, MemoryError):
        return
    except Exception as error:
        if traceback.extract_tb(error.__traceback__)[-1].filename.startswith(_OURS):
            raise
        return
    assert all(0 <= p.start < p.end <= len(document.text) for p in document.places)
    assert all(a.end <= b.start for a, b in pairwise(document.places))
    document.text.encode("utf-8")


def container(raw: bytes) -> None:
    """Bytes to the kind of a file; the first half of the values of the first byte put the mark of a packed file before them."""
    with contextlib.suppress(InputError):
        kind_of("fuzz.docx", b"PK\x03\x04" + raw[1:] if raw[:1] < b"\x80" else raw[1:], _LIMITS)


def html(raw: bytes) -> None:
    """Bytes to a web page."""
    _read("html", "fuzz.html", raw)


def eml(raw: bytes) -> None:
    """Bytes to a mail."""
    _read("eml", "fuzz.eml", raw)


def pdf(raw: bytes) -> None:
    """Bytes to a PDF."""
    _read("pdf", "fuzz.pdf", raw)


def word(raw: bytes) -> None:
    """Changes to a Word file."""
    _read("docx", "fuzz.docx", _changed(_word(), raw))


def slides(raw: bytes) -> None:
    """Changes to slides."""
    _read("pptx", "fuzz.pptx", _changed(_slides(), raw))


def odt(raw: bytes) -> None:
    """Changes to an OpenDocument text."""
    _read("odt", "fuzz.odt", _changed(_odt(), raw))


def _changed(parts: dict[str, bytes], raw: bytes) -> bytes:
    """A packed file whose elements are changed as the bytes say, four for each change."""
    trees: dict[str, Any] = {}
    names = sorted(name for name in parts if name.endswith(_PLACES))
    for at in range(0, min(len(raw), 400) - 3, 4):
        where, what, how, value = raw[at : at + 4]
        name = names[where % len(names)]
        if name not in trees:
            trees[name] = etree.fromstring(parts[name])
        _change(list(trees[name].iter()), what, how, value)
    out = BytesIO()
    with ZipFile(out, "w", ZIP_STORED) as packed:
        for name, part in parts.items():
            packed.writestr(name, etree.tostring(trees[name]) if name in trees else part)
    return out.getvalue()


_PLACES: Final = (
    "document.xml", "styles.xml", "numbering.xml", "footnotes.xml", "header1.xml", "slide1.xml", "slideLayout2.xml", "notesSlide1.xml",
    "content.xml",
)  # fmt: skip


def _change(elements: list[Any], what: int, how: int, value: int) -> None:
    one, other = elements[what * len(elements) // 256], elements[(what * 7 + value) % len(elements)]
    parent = one.getparent()
    match how % 7:
        case 0 if parent is not None:
            parent.remove(one)
        case 1 if parent is not None:
            one.addnext(deepcopy(one))
        case 2 if one not in other.iterancestors() and len(elements) < 5_000:
            other.append(deepcopy(one))
        case 3 if one.attrib:
            one.set(sorted(one.attrib)[value % len(one.attrib)], _ODD[value % len(_ODD)])
        case 4 if one.attrib:
            del one.attrib[sorted(one.attrib)[value % len(one.attrib)]]
        case 5:
            one.tag = other.tag if isinstance(one.tag, str) and isinstance(other.tag, str) else one.tag
        case 6:
            one.text = ("", "\u202e", "\ufffe"[:0] + "|\n\t", "- # > 1.", "w" * 3_000, "\U0001f600")[value % 6]


@lru_cache(maxsize=1)
def _word() -> dict[str, bytes]:
    file = docx.Document()
    file.add_heading("A plan", 0)
    file.add_heading("Where", 1)
    for style in ("List Bullet", "List Number 2", "Quote", "Normal"):
        file.add_paragraph("We blog. ", style=style).add_run("Weekly").bold = True
    table = file.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "What"
    table.cell(1, 2).text = "Who"
    file.sections[0].header.paragraphs[0].text = "Draft"
    return _parts(file)


@lru_cache(maxsize=1)
def _slides() -> dict[str, bytes]:
    file = pptx.Presentation()
    slide = file.slides.add_slide(file.slide_layouts[1])
    slide.shapes.title.text, slide.placeholders[1].text_frame.text = "A plan", "We blog."
    slide.shapes.add_table(2, 3, 1, 1, 10, 10).table.cell(0, 0).text = "What"
    slide.shapes.add_group_shape([slide.shapes.add_textbox(1, 1, 10, 10)])
    slide.notes_slide.notes_text_frame.text = "Weekly."
    return _parts(file)


@lru_cache(maxsize=1)
def _odt() -> dict[str, bytes]:
    with ZipFile(_SAMPLES / "weak.odt") as packed:
        return {name: packed.read(name) for name in ("mimetype", "content.xml", "styles.xml")}


def _parts(file: Any) -> dict[str, bytes]:
    out = BytesIO()
    file.save(out)
    with ZipFile(out) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


TARGETS: dict[str, Target] = {target.__name__: target for target in (container, html, eml, pdf, word, slides, odt)}
