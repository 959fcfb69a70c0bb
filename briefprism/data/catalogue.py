"""The one loader of the platform catalogue: rows of ``catalogue/*.csv`` checked and turned into records."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import Final, cast

from briefprism.data.folding import fold
from briefprism.models.cells import unescape_formula
from briefprism.models.errors import DataError
from briefprism.models.labels import KINDS, PATHS, SOCIAL_KINDS, Label
from briefprism.models.platform import Platform

COLUMNS: Final = (
    "name", "label", "kind", "aliases", "hosts", "parts", "old_names", "closed", "contested", "about",
)  # fmt: skip
_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)+")
_OLD_NAME = re.compile(r"(.+)=((?:19|20)\d\d)")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All platforms, and two look-ups: folded name to (platform, the name as written), host to platform."""

    platforms: tuple[Platform, ...]
    names: dict[str, tuple[Platform, str]]
    hosts: dict[str, Platform]


@lru_cache(maxsize=1)
def load_catalogue() -> Catalogue:
    """Read the shipped catalogue.

    Raises:
        DataError: with file, line and fault, when a row breaks the schema or a name or host stands twice.
    """
    folder = files("briefprism.data") / "catalogue"
    tables = sorted((t for t in folder.iterdir() if t.name.endswith(".csv")), key=lambda t: t.name)
    platforms: list[Platform] = []
    names: dict[str, tuple[Platform, str]] = {}
    hosts: dict[str, Platform] = {}
    for table in tables:
        for place, row in read_rows(table.name, table.read_text(encoding="utf-8")):
            platform = parse_row(place, row)
            platforms.append(platform)
            _enter(place, platform, names, hosts)
    return Catalogue(tuple(platforms), names, hosts)


def read_rows(name: str, text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield (``file:line``, row) of a catalogue table."""
    reader = csv.reader(text.splitlines())
    if tuple(next(reader, ())) != COLUMNS:
        raise DataError(f"{name}:1", "wrong header", f"write {','.join(COLUMNS)}")
    for cells in reader:
        place = f"{name}:{reader.line_num}"
        if len(cells) != len(COLUMNS):
            raise DataError(place, f"{len(cells)} cells, not {len(COLUMNS)}", "quote cells that contain a comma")
        yield place, dict(zip(COLUMNS, cells, strict=True))


def parse_row(place: str, row: dict[str, str]) -> Platform:
    """Check one row and make it a record."""
    label, kind = row["label"], row["kind"]
    if label not in PATHS or label == "unknown":
        raise DataError(place, f"unknown label {label!r}", "use network, channel, media or not_social")
    if kind not in KINDS:
        raise DataError(place, f"unknown kind {kind!r}", f"use one of {', '.join(KINDS)}")
    if (kind in SOCIAL_KINDS) != (label != "not_social") or (label == "media") != (kind in ("tool", "umbrella")):
        raise DataError(place, f"kind {kind!r} does not go with label {label!r}", "see the rulings of the ontology")
    closed = row["closed"]
    if closed and not re.fullmatch(r"(19|20)\d\d", closed):
        raise DataError(place, f"{closed!r} is no year", "write the year in which it closed, or nothing")
    aliases = _cell(row["aliases"])
    return Platform(
        name=unescape_formula(row["name"]),  # as `classify --unknown` writes it
        label=cast("Label", label),
        kind=kind,
        aliases=tuple(a.removesuffix("?") for a in aliases),
        hosts=_cell(row["hosts"]),
        parts=_cell(row["parts"]),
        old_names=tuple(_old_name(place, old) for old in _cell(row["old_names"])),
        words=frozenset(fold(a.removesuffix("?")) for a in aliases if a.endswith("?")),
        closed=int(closed) if closed else None,
        contested=row["contested"],
        about=row["about"],
    )


def _cell(joined: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in joined.split("|") if part.strip())


def _old_name(place: str, old: str) -> tuple[str, int]:
    match = _OLD_NAME.fullmatch(old)
    if match is None:
        raise DataError(place, f"old name {old!r} has no year", "write it as Name=2023")
    return match[1], int(match[2])


def _enter(place: str, platform: Platform, names: dict[str, tuple[Platform, str]], hosts: dict[str, Platform]) -> None:
    old = [name for name, _ in platform.old_names]
    for name in (platform.name, *platform.aliases, *platform.parts, *old):
        key = fold(name)
        if not key:
            raise DataError(place, f"name {name!r} has no letters", "remove it")
        holder, _ = names.setdefault(key, (platform, name))
        if holder is not platform:
            raise DataError(place, f"{name!r} stands already at {holder.name!r}", "keep it in one place")
    for host in platform.hosts:
        if not _HOST.fullmatch(host):
            raise DataError(place, f"{host!r} is no host", "write it like example.com")
        if hosts.setdefault(host, platform) is not platform:
            raise DataError(place, f"host {host!r} stands already at {hosts[host].name!r}", "keep it in one place")


def extended(catalogue: Catalogue, more: Iterable[Platform]) -> Catalogue:
    """The catalogue with the platforms of packs, whose word goes first, the later before the earlier.

    A platform that is known, under a label and kind that do not differ, gains names and hosts; with another label or kind
    it is what the pack says it is.
    """
    if not (more := tuple(more)):
        return catalogue
    platforms, names, hosts = list(catalogue.platforms), dict(catalogue.names), dict(catalogue.hosts)
    for new in more:
        old = names[fold(new.name)][0] if fold(new.name) in names else None
        same = old is not None and (old.label, new.kind) in ((new.label, old.kind), (new.label, "other"))
        if old is None or not (same or fold(old.name) == fold(new.name)):
            entered = new
            platforms.append(entered)
        else:
            entered = replace(old, aliases=(*old.aliases, *new.aliases), hosts=(*old.hosts, *new.hosts))
            entered = entered if same else replace(entered, label=new.label, kind=new.kind, own=True)
            platforms[platforms.index(old)] = entered
            names |= {key: (entered, name) for key, (platform, name) in names.items() if platform is old}
            hosts |= {key: entered for key, platform in hosts.items() if platform is old}
        names |= {fold(name): (entered, name) for name in (new.name, *new.aliases)}
        hosts |= dict.fromkeys(new.hosts, entered)
    return Catalogue(tuple(platforms), names, hosts)
