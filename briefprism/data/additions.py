"""The one loader of the example sentences: ``additions.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from briefprism.models.errors import DataError
from briefprism.models.rule import ALL_ELEMENTS

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
NEVER_ADDED = frozenset({"term_confusion"})


@dataclass(frozen=True, slots=True)
class Examples:
    """Sentences that say an element, and the name of the platform that they bring along, if any."""

    sentences: tuple[str, ...]
    place: str = ""


@lru_cache(maxsize=1)
def load_additions() -> Mapping[str, Examples]:
    """The examples by element, in the order of the elements.

    Raises:
        DataError: when an element has none, or an entry is for no element.
    """
    raw = (files("briefprism.data") / "additions.yaml").read_text(encoding="utf-8")
    rows = yaml.load(raw, Loader=_Loader)  # noqa: S506 - a safe loader in C, or the safe one in Python
    found = {row["element"]: Examples(tuple(row["sentences"]), row.get("place", "")) for row in rows}
    wanted = [element for element in ALL_ELEMENTS if element not in NEVER_ADDED]
    if odd := sorted(found.keys() ^ set(wanted)) or [e for e, x in found.items() if not x.sentences]:
        raise DataError("additions.yaml", f"{odd[0]!r} has no sentences, or is no element", "write sentences for each element")
    return {element: found[element] for element in wanted}
