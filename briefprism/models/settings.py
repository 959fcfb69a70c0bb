"""What a run depends on besides the text. Settings are made in one place, the hall, and passed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """``engine`` None: durable-rules where it can be imported, else the plain chainer. ``max_bytes`` bounds a brief.

    ``ignore`` are (rule, reason, place where it is written); ``known`` the keys of findings that a baseline holds;
    ``labellers`` are the names of installed plugins whose labels are taken.
    """

    packs: tuple[str, ...] = ("core",)
    engine: str | None = None
    max_bytes: int = 5_000_000
    ignore: tuple[tuple[str, str, str], ...] = ()
    known: frozenset[str] = frozenset()
    labellers: tuple[str, ...] = ()
