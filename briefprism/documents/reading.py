"""One file to a Document, whatever its kind."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from briefprism.documents.containers import SUFFIXES, kind_of
from briefprism.documents.plain import decode
from briefprism.models.document import Document, DocumentKind, Limits
from briefprism.models.errors import BriefprismError, InputError

__all__ = ["SUFFIXES", "check_size", "read_document"]

_NAMES: Final[dict[DocumentKind, str]] = {
    "text": "text", "docx": "Word file", "pptx": "PowerPoint file", "pdf": "PDF", "html": "web page", "odt": "OpenDocument text",
    "eml": "mail",
}  # fmt: skip


def read_document(name: str, raw: bytes, limits: Limits, encoding: str | None = None) -> Document:
    """The text of a file with its places.

    Args:
        name: shown in reports and errors; its suffix counts where the content does not say what it is.
        raw: the bytes of the file.
        limits: what it may cost.
        encoding: of a text or a web page, when it does not say so.

    Raises:
        InputError: when it cannot be read; the message names it, the fault and the next step.
    """
    check_size(name, raw, limits)
    kind = kind_of(name, raw, limits)
    try:
        document = _read(kind, name, raw, limits, encoding)
    except BriefprismError:
        raise
    except Exception as error:
        step = "open it in its program, save it again, and try again"
        raise InputError(name, f"this {_NAMES[kind]} is damaged or of an unusual make, and cannot be read", step) from error
    if not any(c.isalnum() for c in document.text):
        raise InputError(name, f"this {_NAMES[kind]} holds no words", "name the file that holds the plan")
    return replace(document, original=raw) if kind == "docx" else document


def check_size(name: str, raw: bytes, limits: Limits) -> None:
    """Refuse a file that is too long.

    Raises:
        InputError: when it is.
    """
    if len(raw) > limits.max_bytes:
        step = "pass a larger --max-bytes, or only the part that is the plan"
        raise InputError(name, f"it is longer than {limits.max_bytes} bytes", step)


def _read(kind: DocumentKind, name: str, raw: bytes, limits: Limits, encoding: str | None) -> Document:
    """Hand the bytes to the reader of a kind; its library is imported now and not before."""
    match kind:
        case "docx":
            from briefprism.documents.docx import read_docx

            return read_docx(name, raw)
        case "pptx":
            from briefprism.documents.pptx import read_pptx

            return read_pptx(name, raw)
        case "pdf":
            from briefprism.documents.pdf import read_pdf

            return read_pdf(name, raw, limits)
        case "odt":
            from briefprism.documents.odt import read_odt

            return read_odt(name, raw)
        case "html":
            from briefprism.documents.html import read_html

            return read_html(name, raw, encoding)
        case "eml":
            from briefprism.documents.eml import read_eml

            return read_eml(name, raw)
        case "text":
            return Document(name, decode(name, raw, encoding))
