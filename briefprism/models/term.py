"""Words that a newcomer may not know, and how elements are spoken of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """A glossary entry.

    For an element, ``looked_for`` completes "We looked for …", ``lacks`` completes "These words …", and ``done`` is the
    sentence that praises a plan which has it.
    """

    id: str
    term: str
    short: str
    long: str
    also: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    see: tuple[str, ...] = ()
    looked_for: str = ""
    lacks: str = ""
    done: str = ""
