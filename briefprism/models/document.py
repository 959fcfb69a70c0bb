"""A file as read: its text with the structure written as Markdown, and where a person finds each part of it again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from briefprism.models.brief import Place

DocumentKind = Literal["text", "docx", "pptx", "pdf", "html", "odt", "eml"]


@dataclass(frozen=True, slots=True)
class Document:
    """``text`` is what is judged; ``places`` are sorted stretches of it, empty for a plain text, whose lines are its places.

    ``note`` is a sentence on what was left out of it and that its author should know of; mostly empty. ``original`` is the
    file itself, where a report can be written into it.
    """

    source: str
    text: str
    places: tuple[Place, ...] = ()
    kind: DocumentKind = "text"
    note: str = ""
    original: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost.

    ``max_bytes`` of the file, ``max_text`` characters that are read from it; ``max_unpacked`` bytes, ``max_ratio`` (unpacked to
    packed) and ``max_parts`` of what is packed in it or sent with it; ``max_sheet`` bytes that an Excel table unpacks to;
    ``max_depth`` of elements inside one another, ``max_cells`` of all its tables. ``max_seconds`` of wall clock and
    ``max_memory`` bytes bound the process that reads it. With ``inside``, documents are read in this process, without these two
    bounds: for tests.
    """

    max_bytes: int = 50_000_000
    max_text: int = 5_000_000
    max_unpacked: int = 200_000_000
    max_ratio: int = 200
    max_parts: int = 10_000
    max_pages: int = 2_000
    max_slides: int = 1_000
    max_depth: int = 150
    max_cells: int = 200_000
    max_sheet: int = 4_000_000_000
    max_seconds: float = 60.0
    max_memory: int = 1_500_000_000
    inside: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One paragraph of a report as it is set in a document; ``strong`` are words before ``text`` that stand out."""

    kind: Literal["title", "heading", "finding", "text", "point", "small"]
    text: str
    strong: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """What is remarked beside ``text[start:end]`` of a document."""

    start: int
    end: int
    parts: tuple[Part, ...]
