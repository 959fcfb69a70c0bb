"""What is known of a unit, not learned: what its mentions are, and money, dates, roles and the like by matchers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from briefprism.classifier.known import KnownReader
from briefprism.classifier.lines import words_of
from briefprism.classifier.mentions import FoundName
from briefprism.data.catalogue import Catalogue
from briefprism.models.brief import Brief
from briefprism.models.platform import Platform

_GROUPS = {
    "blog": ("blog",), "video": ("video", "live-video"), "audio": ("audio", "podcast"), "pictures": ("pictures",),
    "email": ("email",), "website": ("website",), "search": ("search",), "search-ads": ("search-ads",),
    "traditional": ("broadcast", "print", "outdoor", "press"), "events": ("events",),
}  # fmt: skip


class TraitReader:
    """Reads traits off found names and words; knows which platforms of the catalogue measure."""

    def __init__(self, catalogue: Catalogue, known: KnownReader) -> None:
        self._known = known
        self._platforms = {platform.name: platform for platform in catalogue.platforms}

    def platform(self, name: FoundName) -> Platform | None:
        """The catalogue's row of a found name."""
        return self._platforms.get(name.classification.platform or "")

    def by_unit(self, brief: Brief, names: Sequence[FoundName]) -> list[frozenset[str]]:
        """The traits of each unit of a brief."""
        grouped: list[list[FoundName]] = [[] for _ in brief.units]
        for name in names:
            grouped[name.unit].append(name)
        texts = [_without_names(words_of(brief, unit), group) for unit, group in zip(brief.units, grouped, strict=True)]
        known = self._known.read(texts)
        return [self._traits(group) | traits for group, traits in zip(grouped, known, strict=True)]

    def _traits(self, names: Iterable[FoundName]) -> frozenset[str]:
        traits: set[str] = set()
        places: set[str] = set()
        for name in names:
            found = name.classification
            traits |= {trait for trait, kinds in _GROUPS.items() if found.kind in kinds}
            traits |= {found.kind or ""} & {"tool", "umbrella"} | {found.label} & {"network", "channel"}
            platform = self.platform(name)
            if platform is not None and platform.measures:
                traits.add("measures")
            if found.paid:
                traits.add("paid")
            if found.label in ("network", "channel"):
                places.add(found.platform or "")
        return frozenset(traits | ({"several"} if len(places) > 1 else set()))


def _without_names(text: str, names: Iterable[FoundName]) -> str:
    """The words with a stand-in for each platform, so that "Facebook posts daily" is not taken for somebody called so."""
    for written in {name.classification.text for name in names}:
        text = text.replace(written, "it")
    return text
