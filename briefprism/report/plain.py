"""Plain text for the answers to questions: wrapped lines, indented points."""

from __future__ import annotations

from textwrap import wrap

WIDTH = 92


def point(text: str, depth: int = 0, sign: str = "- ") -> list[str]:
    """A point of a list; wrapped lines stay under its first word."""
    lead = "  " * depth
    clean = "".join(c if c.isprintable() else " " for c in text)
    return wrap(clean, WIDTH, initial_indent=lead + sign, subsequent_indent=lead + " " * len(sign), break_on_hyphens=False) or [
        lead + sign.rstrip()
    ]


def paragraph(text: str) -> list[str]:
    """A paragraph, and the empty line after it."""
    return [*point(text, sign=""), ""]


def page(lines: list[str]) -> str:
    """Lines as one text."""
    return "\n".join(lines).rstrip() + "\n"
