"""What a file is, told by its content: a name can be wrong."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import PurePath
from typing import Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from briefprism.documents.limits import LimitError
from briefprism.models.document import DocumentKind, Limits
from briefprism.models.errors import InputError

SUFFIXES: Final[dict[str, DocumentKind]] = {
    ".md": "text", ".txt": "text", ".docx": "docx", ".docm": "docx", ".pptx": "pptx", ".pptm": "pptx", ".ppsx": "pptx", ".pdf": "pdf",
    ".html": "html", ".htm": "html", ".odt": "odt", ".eml": "eml",
}  # fmt: skip
_SMALL: Final = 1_000_000  # a part of this size may be packed as tightly as it likes
_PASSWORD: Final = ("it is protected with a password", "open it in its program, save it without a password, and try again")
_OLD: Final = {  # streams of the container of old office files, and what to do
    "EncryptedPackage": _PASSWORD,
    "WordDocument": ("it is a Word file of the old kind (.doc)", "open it in Word or LibreOffice and save it as .docx"),
    "PowerPoint Document": ("it is a PowerPoint file of the old kind (.ppt)", "open it in PowerPoint or LibreOffice and save it as .pptx"),
    "Workbook": ("it is an Excel file", "copy the plan into a document, or save it as .xlsx and name its column with --column"),
    "__properties_version1.0": ("it is an Outlook message (.msg)", "save it in Outlook as text, or with another mail program as .eml"),
}
_PACKED: Final = {  # parts of a packed file, and what to do
    "xl/workbook.xml": ("it is an Excel workbook", "to check the briefs in its rows, name their column with --column"),
    "Index/Document.iwa": ("it is a file of Apple's Pages, Keynote or Numbers", "export it as Word (.docx) or PDF, and name that file"),
    "Index.zip": ("it is a file of Apple's Pages, Keynote or Numbers", "export it as Word (.docx) or PDF, and name that file"),
}
_ENTRY: Final = b"PK\x01\x02"  # begins each entry in the list of parts
_ANEW: Final = "save the plan anew as a .docx file"
_OPEN_DOCUMENT: Final = "application/vnd.oasis.opendocument."


def kind_of(name: str, raw: bytes, limits: Limits) -> DocumentKind:
    """The kind of a file.

    Raises:
        InputError: when it is of a kind that is not read, protected, or packed in a way that no honest file is.
    """
    if raw.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _packed_kind(name, raw, limits)
    if b"%PDF-" in raw[:1024]:
        return "pdf"
    if raw.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        fault, step = next((v for k, v in _OLD.items() if k.encode("utf-16-le") in raw), ("it is an old office file", "save it as .docx"))
        raise InputError(name, fault, step)
    if raw.startswith(b"{\\rtf"):
        raise InputError(name, "it is a rich text file (.rtf)", "open it in Word or LibreOffice and save it as .docx")
    said = SUFFIXES.get(PurePath(name).suffix.lower(), "text")
    if raw[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<!doctype html", b"<html")):
        return "html"
    if said in ("docx", "pptx", "pdf", "odt") and _is_binary(raw):
        raise InputError(name, f"it is damaged, or no {said} file at all", "open it in its program, save it again, and try again")
    return said if said in ("html", "eml") else "text"


def _is_binary(raw: bytes) -> bool:
    return b"\x00" in raw or sum(byte < 9 or 13 < byte < 32 for byte in raw[:4096]) > 8


def _packed_kind(name: str, raw: bytes, limits: Limits) -> DocumentKind:
    try:
        if raw.count(_ENTRY) > limits.max_parts:  # before its list is read, which takes memory
            raise _too_many(limits)
        with ZipFile(BytesIO(raw)) as packed:
            parts = {part.filename: part for part in packed.infolist()}
            _check_size(packed.infolist(), limits)
            locked = any(part.flag_bits & 1 for part in parts.values())
            said = "" if locked else _beginning(packed, "mimetype").decode("ascii", "replace").strip()
            manifest = _beginning(packed, "META-INF/manifest.xml") if said else b""
    except LimitError as limit:
        raise limit.of(name) from None
    except (BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError, zlib.error, struct.error) as error:
        raise InputError(name, "it is damaged and cannot be unpacked", "open it in its program, save it again, and try again") from error
    if locked or b"encryption-data" in manifest:
        raise InputError(name, *_PASSWORD)
    if said.startswith(_OPEN_DOCUMENT):
        if said.startswith(_OPEN_DOCUMENT + "text"):  # also templates and pages
            return "odt"
        raise InputError(name, "it is an OpenDocument file, but no text", "save it as .odt, .pptx or .pdf, and name that file")
    if "word/document.xml" in parts or "ppt/presentation.xml" in parts:
        return "docx" if "word/document.xml" in parts else "pptx"
    fault, step = next((v for k, v in _PACKED.items() if k in parts), ("it is a packed archive", "unpack it, and name the files in it"))
    raise InputError(name, fault, step)


def _beginning(packed: ZipFile, part: str) -> bytes:
    """The first megabyte of a part; nothing where there is none."""
    if part not in packed.namelist():
        return b""
    with packed.open(part) as file:
        return file.read(_SMALL)


def _check_size(parts: list[ZipInfo], limits: Limits) -> None:
    """Refuse what unpacks to far more than a document does. The sizes that a file tells are those that are read at most.

    Parts that lie over one another count as often as they are listed.
    """
    if any(p.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for p in parts):
        raise BadZipFile("office programs pack in these two ways only, and the others unpack without bounds")
    if len(parts) > limits.max_parts:
        raise _too_many(limits)
    if sum(p.file_size for p in parts) > limits.max_unpacked:
        raise LimitError(f"it unpacks to more than {limits.max_unpacked:,} bytes", "max_unpacked", limits.max_unpacked, _ANEW)
    if any(p.file_size > _SMALL and p.file_size > p.compress_size * limits.max_ratio for p in parts):
        fault = f"it unpacks to more than {limits.max_ratio} times its size, far more than a document does"
        raise LimitError(fault, "max_ratio", limits.max_ratio, _ANEW)


def _too_many(limits: Limits) -> LimitError:
    return LimitError(f"it is packed from more than {limits.max_parts:,} parts", "max_parts", limits.max_parts, _ANEW)
