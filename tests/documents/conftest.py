"""One brief in the files of many programs, made by the libraries of those programs' formats."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pptx
import pytest
from markdown_it import MarkdownIt
from pptx.util import Cm

from briefprism.documents.reading import read_document
from briefprism.models.document import Document, Limits

SAMPLES = Path(__file__).parent / "samples"
_PARSER = MarkdownIt("commonmark").enable("table")
Blocks = list[tuple[str, Any]]


def _blocks(text: str) -> Blocks:
    """("h1", [runs]), ("p", [runs]), ("li", [runs]), ("table", rows); a run is (text, bold)."""
    found: Blocks = []
    kind, bold = "p", False
    for token in _PARSER.parse(text):
        match token.type:
            case "heading_open":
                kind = token.tag
            case "list_item_open":
                kind = "li"
            case "table_open":
                found.append(("table", []))
                kind = "cell"
            case "tr_open":
                found[-1][1].append([])
            case "heading_close" | "list_item_close" | "table_close":
                kind = "p"
            case "inline":
                runs = []
                for child in token.children or ():
                    bold = child.type == "strong_open" or (bold and child.type != "strong_close")
                    if words := " " if child.type == "softbreak" else child.content:
                        runs.append((words, bold))
                if kind == "cell":
                    found[-1][1][-1].append("".join(words for words, _ in runs))
                else:
                    found.append((kind, runs))
    return found


def to_docx(text: str) -> bytes:
    file = docx.Document()
    for kind, content in _blocks(text):
        if kind == "table":
            table = file.add_table(len(content), len(content[0]))
            for row, cells in zip(table.rows, content, strict=True):
                for cell, words in zip(row.cells, cells, strict=True):
                    cell.text = words
            continue
        style = f"Heading {kind[1]}" if kind[0] == "h" else "List Bullet" if kind == "li" else None
        paragraph = file.add_paragraph(style=style)
        for words, bold in content:
            paragraph.add_run(words).bold = bold or None
    return _saved(file)


def to_pptx(text: str) -> bytes:
    """A slide for each heading."""
    file = pptx.Presentation()
    frame = slide = None
    for kind, content in _blocks(text):
        if kind[0] == "h":
            slide = file.slides.add_slide(file.slide_layouts[1])
            slide.shapes.title.text = "".join(words for words, _ in content)
            frame = slide.placeholders[1].text_frame
        elif kind == "table":
            table = slide.shapes.add_table(len(content), len(content[0]), Cm(2), Cm(12), Cm(20), Cm(4)).table
            for at, cells in enumerate(content):
                for to, words in enumerate(cells):
                    table.cell(at, to).text = words
        else:
            paragraph = frame.paragraphs[0] if not frame.text else frame.add_paragraph()
            for words, bold in content:
                run = paragraph.add_run()
                run.text, run.font.bold = words, bold
    return _saved(file)


def to_html(text: str) -> bytes:
    return f"<!doctype html><html><head><meta charset=utf-8><title>t</title></head><body>{_PARSER.render(text)}</body></html>".encode()


def to_eml(text: str) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "ann@example.org", "bob@example.org", "Our plan"
    mail.set_content(text)
    mail.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="last year.pdf")
    return mail.as_bytes()


def _saved(file: Any) -> bytes:
    out = BytesIO()
    file.save(out)
    return out.getvalue()


@pytest.fixture(scope="session")
def made() -> Mapping[str, Callable[[str], bytes]]:
    """Suffix to what makes a file of a text in Markdown."""
    return {".docx": to_docx, ".pptx": to_pptx, ".html": to_html, ".eml": to_eml}


@pytest.fixture(scope="session")
def saved() -> Callable[[Any], bytes]:
    """The bytes of an opened docx or pptx file."""
    return _saved


@pytest.fixture(scope="session")
def samples() -> Path:
    """Files that LibreOffice wrote from the Word files made of the examples."""
    return SAMPLES


@pytest.fixture(scope="session")
def reading() -> Callable[..., Document]:
    """Reads the bytes of a file."""

    def read(name: str, raw: bytes, limits: Limits | None = None, encoding: str | None = None) -> Document:
        document = read_document(name, raw, limits or Limits(), encoding)
        assert all(0 <= p.start < p.end <= len(document.text) for p in document.places)
        assert all(a.end <= b.start for a, b in zip(document.places, document.places[1:], strict=False))
        return document

    return read
