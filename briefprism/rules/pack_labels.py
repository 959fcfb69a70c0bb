"""A file of labels in a pack, read and written: platforms, and sentences that a person decided on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import get_args

import yaml

from briefprism.models.labels import KINDS, SOCIAL_KINDS, Label
from briefprism.models.own import OwnSentence
from briefprism.models.platform import Platform
from briefprism.models.rule import RULE_ELEMENTS
from briefprism.rules.yaml_lines import Located

KEYS = ("platforms", "sentences")
_LABELS: tuple[Label, ...] = tuple(label for label in get_args(Label) if label != "unknown")
_HOST = r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+"


def parse_labels(top: Located) -> tuple[list[Platform], list[OwnSentence]]:
    """Read a file with ``platforms:``, ``sentences:`` or both.

    Raises:
        PackError: with file, line, fault and next step.
    """
    top.check_fields(KEYS)
    platforms = [_platform(item) for item in top["platforms"].items()] if "platforms" in top else []
    return platforms, [_sentence(item) for item in top["sentences"].items()] if "sentences" in top else []


def _platform(item: Located) -> Platform:
    item.check_fields(("name", "label", "kind", "aliases", "hosts", "about"), required=("name", "label"))
    name = item["name"].text()
    label = next(known for known in _LABELS if known == item["label"].one_of(_LABELS, "label"))
    kind = item["kind"].one_of(KINDS, "kind") if "kind" in item else "other"
    if kind != "other" and ((kind in SOCIAL_KINDS) != (label != "not_social") or (label == "media") != (kind in ("tool", "umbrella"))):
        item["kind"].fail(f"kind {kind!r} does not go with label {label!r}", "see `briefprism explain` of both words")
    aliases = _texts(item, "aliases")
    for called in (name, *aliases):
        if not any(c.isalnum() for c in called):
            item["name"].fail(f"name {called!r} has no letters", "write the name as briefs write it")
    hosts = tuple(host.lower() for host in _texts(item, "hosts"))
    for host in hosts:
        if not re.fullmatch(_HOST, host):
            item["hosts"].fail(f"{host!r} is no host", "write it like example.com")
    return Platform(name, label, kind, aliases, hosts, about=item["about"].text() if "about" in item else "", own=True)


def _sentence(item: Located) -> OwnSentence:
    item.check_fields(("text", "heading", "says", "says_not"), required=("text",))
    says, says_not = (
        frozenset(v.one_of(RULE_ELEMENTS, "element") for v in item[key].items(or_single=True)) if key in item else frozenset[str]()
        for key in ("says", "says_not")
    )
    if both := sorted(says & says_not):
        item["says"].fail(f"{both[0]!r} is both said and not said", "keep it in one of 'says' and 'says_not'")
    return OwnSentence(item["text"].text(), item["heading"].text() if "heading" in item else "", says, says_not)


def _texts(item: Located, key: str) -> tuple[str, ...]:
    return tuple(value.text() for value in item[key].items(or_single=True)) if key in item else ()


def dump_labels(platforms: Iterable[Platform], sentences: Iterable[OwnSentence]) -> bytes:
    """The content of such a file."""
    places = [
        _filled(name=p.name, label=p.label, kind=_kind(p), aliases=list(p.aliases), hosts=list(p.hosts), about=p.about) for p in platforms
    ]
    lines = [_filled(text=s.text, heading=s.heading, says=sorted(s.says), says_not=sorted(s.says_not)) for s in sentences]
    text = yaml.safe_dump(_filled(platforms=places, sentences=lines), allow_unicode=True, sort_keys=False, width=110)
    return text.encode("utf-8")


def _kind(platform: Platform) -> str:
    return "" if platform.kind == "other" else platform.kind


def _filled(**fields: object) -> dict[str, object]:
    return {key: value for key, value in fields.items() if value}
