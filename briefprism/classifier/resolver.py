"""From a name as people type it to a platform: alias, host, pattern, fuzzy, unknown; each step gives its reason."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from briefprism.classifier.wording import PAID_WORDS, QUALIFIERS, phrase
from briefprism.data.catalogue import Catalogue
from briefprism.data.folding import fold, fold_words
from briefprism.models.labels import PATHS, Label
from briefprism.models.platform import By, Classification, Platform

if TYPE_CHECKING:
    from tldextract import TLDExtract

    from briefprism.classifier.described import DescriptionLabeller

# Shares of right answers of each step on lists that the catalogue was not written from; see docs/quality.md.
CONFIDENCE: Final[dict[By, float]] = {"catalogue": 0.99, "host": 0.99, "pattern": 0.93, "fuzzy": 0.9}

_URL = re.compile(r"(?:[a-z][a-z0-9+.-]*://|//|www\.)\S+|[\w-]+(?:\.[\w-]+)+(?:[:/?#]\S*)?", re.IGNORECASE)
_SUBREDDIT = re.compile(r"/?[ru]/[A-Za-z0-9_]{2,}/?")
_HANDLE = re.compile(r"@[\w.]+")
_SPLIT = re.compile(r"\s*(?:/|\||,|;|&|\+|\band\b|\bor\b|\bund\b|\bet\b|\by\b|\be\b)\s*", re.IGNORECASE)
_PARENTHESIS = re.compile(r"[(\[](?:\s*(?:formerly|ex|previously|prev\.?|aka|now|was))?([^()\[\]]*)[)\]]", re.IGNORECASE)
_SERVICE_HOST = re.compile(
    r"(?:^|\.)(?:mail|maps|sites|groups|plus|blogs?|bookmarks|messages|pulse|answers|kin|cafe|docs|drive|ai|url)(?:$|\.)"
)
_MAX_NAME = 2_000
_SHOWN = 80
_SHORTEST_FUZZY = 5
_FAMOUS = 8  # other names, hosts and parts in the catalogue


class Resolver:
    """Resolves names against a catalogue. Holds only look-up tables; one resolver serves any number of threads."""

    def __init__(self, catalogue: Catalogue, describer: Callable[[], DescriptionLabeller] | None = None) -> None:
        self._describer = describer  # loaded when the first description comes
        self._names = catalogue.names
        self._hosts = catalogue.hosts
        self._buckets: dict[tuple[str, int], list[str]] = defaultdict(list)
        for name, (platform, _) in catalogue.names.items():
            if len(name) >= _SHORTEST_FUZZY and name not in platform.words and _is_famous(platform):
                self._buckets[name[0], len(name)].append(name)

    def resolve_many(self, names: Iterable[str]) -> list[Classification]:
        """Resolve each name; equal names are resolved once."""
        memo: dict[str, Classification] = {}
        return [memo[n] if n in memo else memo.setdefault(n, self.resolve(n)) for n in names]

    def resolve(self, text: str, description: str = "") -> Classification:
        """Resolve one name, URL or phrase. What cannot be told is ``unknown``, never a guess.

        ``description``: a few words on what it is, used only where no list knows the name.
        """
        name = text[:_MAX_NAME].strip()
        return (
            self._by_alias(text, name)
            or self._by_host(text, name)
            or self._by_pattern(text, name)
            or self._by_similarity(text, name)
            or self._by_description(text, name, description)
            or self._unknown(text, name)
        )

    def by_host(self, url: str) -> Platform | None:
        """The platform whose host an URL or domain points to, or None."""
        host = _host(url)
        parts = host.split(".")
        for i in range(len(parts) - 1):
            if platform := self._hosts.get(".".join(parts[i:])):
                # A search engine's mail, maps or answers are not the search engine.
                inside = platform.kind != "search" or not _SERVICE_HOST.search(".".join(parts[:i]))
                return platform if inside else None
        return self._regional(host)

    def _by_alias(self, text: str, name: str) -> Classification | None:
        found = self._names.get(fold(name))
        return self.answer(text, *found, "catalogue", paid=_is_paid(name)) if found else None

    def _by_host(self, text: str, name: str) -> Classification | None:
        if not _URL.fullmatch(name):
            return None
        platform = self.by_host(name)
        return self.answer(text, platform, _host(name), "host") if platform else None

    def _regional(self, host: str) -> Platform | None:
        """``pinterest.co.uk`` for Pinterest: the same name under another country's or general ending."""
        name, suffix = _registrable(host)
        found = self._names.get(fold(name)) if name else None
        if found is None or len(name) < _SHORTEST_FUZZY or not re.fullmatch(r"([a-z]{2,3}\.)?[a-z]{2}|com|net|org", suffix):
            return None
        platform, _ = found
        if platform.kind == "search" and _SERVICE_HOST.search(host):
            return None
        own = {_registrable(h)[0] for h in platform.hosts}
        return platform if name in own else None

    def _by_pattern(self, text: str, name: str) -> Classification | None:
        if _SUBREDDIT.fullmatch(name) and (reddit := self._names.get("reddit")):
            return self.answer(text, *reddit, "pattern")
        if _HANDLE.fullmatch(name):
            return None
        paid = _is_paid(name)
        for candidate in (name, _PARENTHESIS.sub(" ", name), *_PARENTHESIS.findall(name)):
            if found := self._without_qualifiers(candidate):
                return self.answer(text, *found, "pattern", paid=paid)
        return self._several(text, name, paid) or self._by_head(text, name, paid)

    def _without_qualifiers(self, name: str) -> tuple[Platform, str] | None:
        """Take words like "our", "page", "ads" away from both ends until a known name is left."""
        words = [w for w in fold_words(name).split() if not w.startswith("@") and any(c.isalnum() for c in w)]
        while words:
            if found := self._names.get("".join(words)):
                return found
            if words[-1] in QUALIFIERS:
                words.pop()
            elif words[0] in QUALIFIERS:
                words.pop(0)
            else:
                return None
        return None

    def _several(self, text: str, name: str, paid: bool) -> Classification | None:
        """A string such as "FB / Insta": several known places in one string get the narrowest label that fits them all."""
        parts = [p for p in _SPLIT.split(name) if p]
        if len(parts) < 2 or len(parts) > 12:
            return None
        found = [self._without_qualifiers(p) for p in parts]
        platforms = list(dict.fromkeys(f[0] for f in found if f))
        if not platforms or None in found:
            return None
        if len(platforms) == 1:
            return self.answer(text, platforms[0], platforms[0].name, "pattern", paid=paid)
        shared = [w for w in ("network", "channel", "media") if all(w in PATHS[p.label] for p in platforms)]
        label: Label = "not_social" if all(p.label == "not_social" for p in platforms) else shared[0] if shared else "unknown"  # type: ignore[assignment]
        names = ", ".join(p.name for p in platforms)
        kinds = {p.kind for p in platforms}
        sure = 0.0 if label == "unknown" else CONFIDENCE["pattern"]
        reason = f"It names several places: {names}. {phrase(label)}"
        return Classification(text, names, label, kinds.pop() if len(kinds) == 1 else None, paid, False, sure, "pattern", reason)

    def _by_head(self, text: str, name: str, paid: bool) -> Classification | None:
        """As in "a gardening forum": the last word says what it is. Only rows without a host are such common words."""
        words = fold_words(name).split()
        while words and words[-1] in QUALIFIERS:
            words.pop()
        for size in (3, 2, 1):
            found = self._names.get("".join(words[-size:])) if len(words) > size else None
            if found and not found[0].hosts and found[0].label != "media":
                return self.answer(text, *found, "pattern", paid=paid)
        return None

    def _by_similarity(self, text: str, name: str) -> Classification | None:
        from rapidfuzz.distance import OSA  # compiled; needed for misspellings only

        key = fold(name)
        if len(key) < _SHORTEST_FUZZY or name.startswith("@") or _URL.fullmatch(name):
            return None
        allowed = 1 if len(key) < 11 else 2
        best: list[tuple[int, str]] = []
        for length in range(len(key) - allowed, len(key) + allowed + 1):
            for candidate in self._buckets.get((key[0], length), ()):
                distance = OSA.distance(key, candidate, score_cutoff=allowed)
                if distance <= allowed:
                    best.append((distance, candidate))
        if not best:
            return None
        nearest = [c for d, c in sorted(best) if d == min(best)[0]]
        platforms = {self._names[c][0] for c in nearest}
        if len(platforms) > 1:
            return None
        return self.answer(text, *self._names[nearest[0]], "fuzzy")

    def _by_description(self, text: str, name: str, description: str) -> Classification | None:
        words = " ".join(description.split())[:_MAX_NAME]
        if self._describer is None or not any(c.isalpha() for c in words):
            return None
        found = self._describer().label(name, words)
        if found is None:
            return None
        shown = words if len(words) <= _SHOWN else words[:_SHOWN].rsplit(" ", 1)[0] + "…"
        reason = f'We judge by its description: "{shown}". {phrase(found.label)}'
        return Classification(text, None, found.label, found.kind, _is_paid(name), False, found.confidence, "model", reason)

    def answer(self, text: str, platform: Platform, matched: str, by: By, paid: bool = False) -> Classification:
        """What is said of ``text`` once it is known to mean ``platform``."""
        old = next((year for name, year in platform.old_names if fold(name) == fold(matched)), None)
        return Classification(
            text=text,
            platform=platform.name,
            label=platform.label,
            kind=platform.kind,
            paid=paid,
            contested=bool(platform.contested),
            confidence=CONFIDENCE[by],
            by=by,
            reason=_reason(platform, matched, by, old),
            closed=platform.closed,
            renamed_to=platform.name if old else None,
        )

    def _unknown(self, text: str, name: str) -> Classification:
        if not name:
            reason = "It is empty."
        elif _HANDLE.fullmatch(name):
            reason = "An account name alone does not say on which platform it is."
        else:
            reason = "We do not know this name, and we do not guess."
        return Classification(text, None, "unknown", None, False, False, 0.0, "catalogue", reason)


def _is_paid(name: str) -> bool:
    return bool(PAID_WORDS & set(fold_words(name).split()))


def _is_famous(platform: Platform) -> bool:
    """Whether people misspell it: what is almost the name of an obscure place is more often another obscure place."""
    return bool(platform.hosts) and len(platform.aliases) + len(platform.hosts) + len(platform.parts) >= _FAMOUS


def _reason(platform: Platform, matched: str, by: By, old: int | None) -> str:
    known = fold(matched) == fold(platform.name)
    opening = {
        "catalogue": f"{platform.name} is in our catalogue." if known else f'"{matched}" stands for {platform.name}.',
        "host": f"The address {matched} belongs to {platform.name}.",
        "pattern": f"It names {platform.name}.",
        "fuzzy": f'It is spelled almost like "{matched}", so we read it as {platform.name}.',
    }[by]
    if platform.own and by == "catalogue":
        opening = f"{platform.name} stands in your own pack."
    parts = [opening, phrase(platform.label)]
    if old:
        parts.append(f"The old name ended in {old}.")
    if platform.closed:
        parts.append(f"It closed in {platform.closed}.")
    if platform.contested:
        parts.append(platform.contested)
    return " ".join(parts)


def _host(url: str) -> str:
    rest = re.sub(r"^(?:[a-z][a-z0-9+.-]*:)?//", "", url.strip().lower())
    return re.split(r"[/?#:]", rest.rpartition("@")[2] if "@" in rest.split("/", 1)[0] else rest, maxsplit=1)[0].strip(".")


def _registrable(host: str) -> tuple[str, str]:
    """("pinterest", "co.uk") of ``www.pinterest.co.uk``, by the public suffix list that tldextract ships."""
    found = _suffix_list()(host)
    return found.domain, found.suffix


@lru_cache(maxsize=1)
def _suffix_list() -> TLDExtract:
    from tldextract import TLDExtract  # costs a tenth of a second, and most names are no hosts

    return TLDExtract(suffix_list_urls=(), cache_dir=None)  # its bundled list only, no network
