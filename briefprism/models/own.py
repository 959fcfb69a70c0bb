"""What a user decided: platforms and sentences of their own pack."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from briefprism.models.platform import Platform

LABELS_FILE: Final = "labels.yaml"
"""The file of a pack's folder that holds ``platforms:`` and ``sentences:``; all others hold a rule each."""


@dataclass(frozen=True, slots=True)
class OwnSentence:
    """A sentence with the elements that it says, and those that it does not say."""

    text: str
    heading: str
    says: frozenset[str]
    says_not: frozenset[str]


@dataclass(frozen=True, slots=True)
class OwnLabels:
    """The labels of all own packs of a run; ``digest`` is the hash of their files, empty when there are none."""

    platforms: tuple[Platform, ...] = ()
    sentences: tuple[OwnSentence, ...] = ()
    digest: str = ""
