"""The one loader of ``matchers.yaml``: token patterns for what is known, not learned."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from briefprism.models.errors import DataError

Pattern = list[dict[str, Any]]
"""One pattern of spaCy's Matcher: a dictionary for each token."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@lru_cache(maxsize=1)
def load_matchers() -> Mapping[str, tuple[Pattern, ...]]:
    """The patterns of each trait, word lists filled in.

    Raises:
        DataError: when a trait has no pattern, or a pattern names a word list that is not there.
    """
    raw = yaml.load((files("briefprism.data") / "matchers.yaml").read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a safe loader
    lists: Mapping[str, list[str]] = raw["lists"]
    found = {}
    for trait, entry in raw["traits"].items():
        if not entry.get("patterns") or not entry.get("about"):
            raise DataError("matchers.yaml", f"trait {trait!r} has no patterns or no 'about'", "write them")
        found[trait] = tuple([_token(trait, token, lists) for token in pattern] for pattern in entry["patterns"])
    return found


def _token(trait: str, token: Mapping[str, Any], lists: Mapping[str, list[str]]) -> dict[str, Any]:
    """A token's pattern with LIST replaced by the words of that list."""
    plain = {key: value for key, value in token.items() if key != "LIST"}
    if "LIST" not in token:
        return plain
    if token["LIST"] not in lists:
        raise DataError("matchers.yaml", f"trait {trait!r} names an unknown list {token['LIST']!r}", "add it to 'lists'")
    return {"LOWER": {"IN": lists[token["LIST"]]}, **plain}
