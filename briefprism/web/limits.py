"""How much one server takes on. Every limit is named in the error of whoever meets it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one worker process.

    ``body_bytes`` of a request, ``brief_characters`` of a text, ``names`` of a pasted list; ``seconds`` that one answer may
    take; ``queue`` of requests that wait or run; ``per_minute`` requests of one client that need work, with a ``burst``.
    """

    body_bytes: int = 20_000_000
    brief_characters: int = 400_000
    names: int = 2_000
    seconds: float = 60.0
    queue: int = 16
    per_minute: int = 240
    burst: int = 60
