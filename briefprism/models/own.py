"""What a person decided on sentences; their platforms are `Platform` records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

LABELS_FILE: Final = "labels.yaml"
"""The file of a pack's folder to which decisions are written."""


@dataclass(frozen=True, slots=True)
class OwnSentence:
    """A sentence with the elements that it says, and those that it does not say."""

    text: str
    heading: str
    says: frozenset[str]
    says_not: frozenset[str]
