"""One file to a Document, whatever its kind."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from briefprism.documents.containers import SUFFIXES, kind_of
from briefprism.documents.limits import LimitError, too_large
from briefprism.documents.plain import decode
from briefprism.models.document import Document, DocumentKind, Limits
from briefprism.models.errors import BriefprismError, InputError

__all__ = ["SUFFIXES", "check_size", "kind_of", "read_document", "read_kind"]

NAMES: Final[dict[DocumentKind, str]] = {
    "text": "text", "docx": "Word file", "pptx": "PowerPoint file", "pdf": "PDF", "html": "web page", "odt": "OpenDocument text",
    "eml": "mail",
}  # fmt: skip
_MACROS: Final = b"vbaProject.bin"  # the name of the part that holds them
_XML_NO_MEMORY: Final = 2  # what the library of XML says instead of a MemoryError
_AGAIN: Final = "open it in its program, save it again, and try again"


def read_document(name: str, raw: bytes, limits: Limits, encoding: str | None = None) -> Document:
    """The text of a file with its places, read in this process.

    Args:
        name: shown in reports and errors; its suffix counts where the content does not say what it is.
        raw: the bytes of the file.
        limits: what it may cost.
        encoding: of a text or a web page, when it does not say so.

    Raises:
        InputError: when it cannot be read; the message names it, the fault and the next step.
    """
    check_size(name, raw, limits.max_bytes)
    return read_kind(kind_of(name, raw, limits), name, raw, limits, encoding)


def read_kind(kind: DocumentKind, name: str, raw: bytes, limits: Limits, encoding: str | None = None) -> Document:
    """As ``read_document``, for a file whose kind and size are known.

    Raises:
        InputError: when it cannot be read.
    """
    try:
        document = _read(kind, name, raw, limits, encoding)
    except BriefprismError:
        raise
    except LimitError as limit:
        raise limit.of(name) from None
    except MemoryError:
        raise too_large(limits.max_memory).of(name) from None
    except RecursionError:
        raise InputError(name, f"the parts of this {NAMES[kind]} are too deep inside one another", _AGAIN) from None
    except Exception as error:
        if getattr(error, "code", None) == _XML_NO_MEMORY and type(error).__name__ == "XMLSyntaxError":
            raise too_large(limits.max_memory).of(name) from None
        raise InputError(name, f"this {NAMES[kind]} is damaged or of an unusual make, and cannot be read", _AGAIN) from error
    if not any(c.isalnum() for c in document.text):
        raise InputError(name, f"this {NAMES[kind]} holds no words", "name the file that holds the plan")
    if kind in ("docx", "pptx") and _MACROS in raw:
        document = replace(document, note="its macros were not run, and are no part of what was read")
    return replace(document, original=original(kind, raw))


def original(kind: DocumentKind, raw: bytes) -> bytes | None:
    """The file itself, for kinds that a report can be written into."""
    return raw if kind == "docx" else None


def check_size(name: str, raw: bytes, most: int) -> None:
    """Refuse a file of more than ``most`` bytes.

    Raises:
        InputError: when it is.
    """
    if len(raw) > most:
        step = "pass a larger --max-bytes, or only the part that is the plan"
        raise InputError(name, f"it is longer than {most} bytes", step)


def _read(kind: DocumentKind, name: str, raw: bytes, limits: Limits, encoding: str | None) -> Document:
    """Hand the bytes to the reader of a kind; its library is imported now and not before."""
    match kind:
        case "docx":
            from briefprism.documents.docx import read_docx

            return read_docx(name, raw, limits)
        case "pptx":
            from briefprism.documents.pptx import read_pptx

            return read_pptx(name, raw, limits)
        case "pdf":
            from briefprism.documents.pdf import read_pdf

            return read_pdf(name, raw, limits)
        case "odt":
            from briefprism.documents.odt import read_odt

            return read_odt(name, raw, limits)
        case "html":
            from briefprism.documents.html import read_html

            return read_html(name, raw, limits, encoding)
        case "eml":
            from briefprism.documents.eml import read_eml

            return read_eml(name, raw, limits)
        case "text":
            return Document(name, decode(name, raw, encoding))
