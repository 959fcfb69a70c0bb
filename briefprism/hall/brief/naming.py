"""Names for the reports of many briefs, however the briefs are named: safe in any folder and address, and each given once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import PurePath
from typing import Final

_LONGEST: Final = 80
_OTHER: Final = re.compile(r"[^\w.]+")
_TAKEN: Final = re.compile(r"(?:con|prn|aux|nul|index|(?:com|lpt)\d)(?:\..*)?", re.IGNORECASE)


def short_names(sources: Sequence[str]) -> list[str]:
    """The sources without the folders that all of them share."""
    parts = [PurePath(source).parts or (source,) for source in sources]
    shared = 0
    while all(len(p) > shared + 1 for p in parts) and len({p[shared] for p in parts}) == 1:
        shared += 1
    return ["/".join(p[shared:]) for p in parts]


def file_names(sources: Sequence[str]) -> list[str]:
    """A name without suffix for the report of each source, in their order."""
    names: list[str] = []
    seen: set[str] = set()
    for short in short_names(sources):
        name, number = _plain(short), 1
        while (unique := name if number == 1 else f"{name}-{number}").casefold() in seen:
            number += 1
        seen.add(unique.casefold())
        names.append(unique)
    return names


def _plain(short: str) -> str:
    stem = short.removesuffix(PurePath(short).suffix) if short != "-" else "standard input"
    name = _OTHER.sub("-", unicodedata.normalize("NFC", stem))[:_LONGEST].strip("-.") or "brief"
    return f"brief-{name}" if _TAKEN.fullmatch(name) else name
