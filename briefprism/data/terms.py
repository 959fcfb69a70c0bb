"""The one loader of the glossary: ``terms.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from briefprism.data.folding import fold
from briefprism.models.errors import DataError
from briefprism.models.rule import ALL_ELEMENTS
from briefprism.models.term import Term

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@lru_cache(maxsize=1)
def load_terms() -> Mapping[str, Term]:
    """All entries by id (the id of an element, label, kind or status; else the folded term).

    Raises:
        DataError: when an entry lacks a field, or an element has no entry.
    """
    raw = (files("briefprism.data") / "terms.yaml").read_text(encoding="utf-8")
    terms = {}
    for row in yaml.load(raw, Loader=_Loader):  # noqa: S506 - a safe loader in C, or the safe one in Python
        term = _term(row)
        if term.id in terms:
            raise DataError("terms.yaml", f"{term.id!r} stands twice", "keep one entry")
        terms[term.id] = term
    for element in ALL_ELEMENTS:
        if element not in terms or not (terms[element].looked_for and terms[element].lacks and terms[element].done):
            raise DataError("terms.yaml", f"element {element!r} is not described", "write looked_for, lacks and done")
    return terms


def find_term(words: str) -> Term | None:
    """The entry that a person means, by any of its names."""
    wanted = fold(words)
    by_name = {fold(name): term for term in load_terms().values() for name in (term.id, *term.also)}
    by_name |= {fold(term.term): term for term in load_terms().values()}  # what people say goes before an id
    return by_name.get(wanted)


def _term(row: Mapping[str, Any]) -> Term:
    missing = [key for key in ("term", "short", "long") if not row.get(key)]
    if missing:
        raise DataError("terms.yaml", f"entry {row.get('term')!r} has no {missing[0]!r}", "write it")
    text = {key: str(row.get(key, "")).strip() for key in ("term", "short", "long", "looked_for", "lacks", "done")}
    many = {key: tuple(str(x) for x in row.get(key, ())) for key in ("also", "examples", "see")}
    return Term(
        id=str(row.get("id") or fold(row["term"])),
        term=text["term"],
        short=text["short"],
        long=text["long"],
        also=many["also"],
        examples=many["examples"],
        see=many["see"],
        looked_for=text["looked_for"],
        lacks=text["lacks"],
        done=text["done"],
    )
