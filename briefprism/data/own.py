"""The one loader and writer of a user's own labels: ``labels.yaml`` in a pack's folder."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, cast

import yaml

from briefprism.data.folding import fold
from briefprism.models.errors import DataError
from briefprism.models.labels import KINDS, PATHS, Label
from briefprism.models.own import LABELS_FILE, OwnLabels, OwnSentence
from briefprism.models.platform import Platform
from briefprism.models.rule import RULE_ELEMENTS

_LINE = "line of this entry"
_PLATFORM = ("name", "label", "kind", "aliases", "hosts")
_SENTENCE = ("text", "heading", "says", "says_not")
_LABELS = tuple(label for label in PATHS if label != "unknown")


class _Loader(yaml.SafeLoader):
    """Safe, and each mapping knows its line."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """The mapping, with its line counted from 1."""
        return {**super().construct_mapping(node, deep), _LINE: node.start_mark.line + 1}


def load_own(folders: Iterable[Path]) -> OwnLabels:
    """The labels of all folders that hold a ``labels.yaml``; of two decisions on one thing, the later folder's counts.

    Raises:
        DataError: with file, line, fault and next step.
    """
    platforms: dict[str, Platform] = {}
    sentences: dict[str, OwnSentence] = {}
    digest = hashlib.sha256()
    for path in (folder / LABELS_FILE for folder in folders):
        if path.is_file():
            found = _read(path)
            digest.update(found.digest.encode())
            platforms |= {fold(p.name): p for p in found.platforms}
            sentences |= {same_words(s.text): s for s in found.sentences}
    if not platforms and not sentences:
        return OwnLabels()
    return OwnLabels(tuple(platforms.values()), tuple(sentences.values()), digest.hexdigest())


def same_words(text: str) -> str:
    """A key that is equal for texts which differ in white space and case only."""
    return " ".join(text.split()).casefold()


def dump_own(labels: OwnLabels) -> bytes:
    """The content of a ``labels.yaml``."""
    platforms = [
        {
            "name": p.name,
            "label": p.label,
            **_filled(kind="" if p.kind == "other" else p.kind, aliases=list(p.aliases), hosts=list(p.hosts)),
        }
        for p in labels.platforms
    ]
    sentences = [{"text": s.text, **_filled(heading=s.heading, says=sorted(s.says), says_not=sorted(s.says_not))} for s in labels.sentences]
    text = yaml.safe_dump({"platforms": platforms, "sentences": sentences}, allow_unicode=True, sort_keys=False, width=110)
    return text.encode("utf-8")


def _filled(**fields: object) -> dict[str, object]:
    return {key: value for key, value in fields.items() if value}


def _read(path: Path) -> OwnLabels:
    try:
        raw = path.read_bytes()
        top = yaml.load(raw, Loader=_Loader)  # noqa: S506 - a safe loader
    except OSError as error:
        raise DataError(str(path), f"it cannot be read ({error.strerror})", "check that you may read it") from error
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        raise DataError(f"{path}{line}", "no valid YAML", "put texts with a colon in quotes") from error
    if top is None:
        return OwnLabels()
    _check_fields(str(path), top, ("platforms", "sentences"), ())
    platforms = tuple(_platform(place, row) for place, row in _entries(path, top, "platforms"))
    sentences = tuple(_sentence(place, row) for place, row in _entries(path, top, "sentences"))
    return OwnLabels(platforms, sentences, hashlib.sha256(raw).hexdigest())


def _entries(path: Path, top: Mapping[str, Any], key: str) -> list[tuple[str, Mapping[str, Any]]]:
    rows = top.get(key) or []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise DataError(str(path), f"{key!r} is no list of entries", "start each entry with '-'")
    return [(f"{path}:{row[_LINE]}", row) for row in rows]


def _platform(place: str, row: Mapping[str, Any]) -> Platform:
    _check_fields(place, row, _PLATFORM, ("name", "label"))
    label = _one_of(place, str(row["label"]), _LABELS, "label")
    kind = _one_of(place, str(row.get("kind") or "other"), KINDS, "kind")
    name = str(row["name"]).strip()
    if not fold(name):
        raise DataError(place, f"name {name!r} has no letters", "write the name as briefs write it")
    hosts = tuple(host.lower() for host in _texts(place, row, "hosts"))
    return Platform(name, cast("Label", label), kind, _texts(place, row, "aliases"), hosts, own=True)


def _sentence(place: str, row: Mapping[str, Any]) -> OwnSentence:
    _check_fields(place, row, _SENTENCE, ("text",))
    says, says_not = (
        frozenset(_one_of(place, e, RULE_ELEMENTS, "element") for e in _texts(place, row, key)) for key in ("says", "says_not")
    )
    if both := sorted(says & says_not):
        raise DataError(place, f"{both[0]!r} is both said and not said", "keep it in one of 'says' and 'says_not'")
    return OwnSentence(str(row["text"]), str(row.get("heading") or ""), says, says_not)


def _texts(place: str, row: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = row.get(key) or []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise DataError(place, f"{key!r} is no list of texts", f"write {key}: [one, another]")
    return tuple(value)


def _check_fields(place: str, row: object, known: Sequence[str], required: Sequence[str]) -> None:
    if not isinstance(row, dict):
        raise DataError(place, "it is no mapping", f"write {' and '.join(f'{k}:' for k in known)}")
    if strange := [str(key) for key in row if key not in (*known, _LINE)]:
        near = get_close_matches(strange[0], known, 1, 0.5)
        raise DataError(place, f"unknown field {strange[0]!r}", f"did you mean {near[0]!r}?" if near else f"use {', '.join(known)}")
    if missing := [key for key in required if not row.get(key)]:
        raise DataError(place, f"field {missing[0]!r} is missing", f"add '{missing[0]}:'")


def _one_of(place: str, value: str, known: Sequence[str], what: str) -> str:
    if value in known:
        return value
    near = get_close_matches(value, known, 1, 0.5)
    raise DataError(place, f"unknown {what} {value!r}", f"did you mean {near[0]!r}?" if near else f"use one of {', '.join(known)}")
