"""What a run depends on besides the text. Settings are made in one place, the hall, and passed."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from briefprism.models.document import Limits


@dataclass(frozen=True, slots=True)
class LlmSettings:
    """How a language model is asked for help. Limits hold for one brief, or for one round of a table.

    ``base_url`` None is the public server of the API; ``price`` is money for a million tokens, for estimates only;
    ``cache`` None keeps no answers. The key is shown by nothing.
    """

    model: str
    base_url: str | None = None
    api_key: str = field(default="", repr=False)
    votes: int = 1
    max_calls: int = 24
    max_tokens: int = 40_000
    max_seconds: float = 60.0
    batch_calls: int = 500
    at_once: int = 4
    price: float | None = None
    cache: Path | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """``engine`` None: durable-rules where it can be imported, else the plain chainer. ``max_bytes`` bounds a text.

    ``limits`` bound a document. ``packs`` are packs by name or folder. ``llm`` None: no language model is asked.
    ``ignore`` are (rule, reason, place where it is written); ``known`` the keys of findings that a baseline holds;
    ``labellers`` are the names of installed plugins whose labels are taken.
    """

    packs: tuple[str, ...] = ("core", "craft")
    engine: str | None = None
    max_bytes: int = 5_000_000
    limits: Limits = field(default_factory=Limits)
    llm: LlmSettings | None = None
    ignore: tuple[tuple[str, str, str], ...] = ()
    known: frozenset[str] = frozenset()
    labellers: tuple[str, ...] = ()
