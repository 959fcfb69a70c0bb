"""What a run depends on besides the text. Settings are made in one place, the hall, and passed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """``engine`` None: durable-rules where it can be imported, else the plain chainer. ``max_bytes`` bounds a brief."""

    packs: tuple[str, ...] = ("core",)
    engine: str | None = None
    max_bytes: int = 5_000_000
