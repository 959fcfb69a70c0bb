"""A file as read: its text with the structure written as Markdown, and where a person finds each part of it again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from briefprism.models.brief import Place

DocumentKind = Literal["text", "docx", "pptx", "pdf", "html", "odt", "eml"]


@dataclass(frozen=True, slots=True)
class Document:
    """``text`` is what is judged; ``places`` are sorted stretches of it, empty for a plain text, whose lines are its places.

    ``original`` is the file itself, where a report can be written into it.
    """

    source: str
    text: str
    places: tuple[Place, ...] = ()
    kind: DocumentKind = "text"
    original: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost: ``max_bytes`` of the file, ``max_unpacked`` bytes and ``max_ratio`` of what is packed in it."""

    max_bytes: int = 5_000_000
    max_unpacked: int = 100_000_000
    max_ratio: int = 200
    max_parts: int = 10_000
    max_pages: int = 2_000


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
