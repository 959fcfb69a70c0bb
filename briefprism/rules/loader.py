"""Reading rule packs: YAML files to checked records. Every fault names file, line, what is wrong and the nearest name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import NoReturn

from briefprism.models.errors import PackError
from briefprism.models.labels import KINDS, PATHS
from briefprism.models.own import OwnSentence
from briefprism.models.platform import Platform
from briefprism.models.rule import ALL_ELEMENTS, AREAS, RULE_ELEMENTS, SEVERITIES, TRAITS, Condition, Pack, Rule
from briefprism.rules.compiler import compile_pack, walk
from briefprism.rules.overrides import Override, apply_overrides, filled_text, parse_override
from briefprism.rules.pack_labels import KEYS, parse_labels
from briefprism.rules.yaml_lines import Located, load_yaml

BUILT_IN = ("core", "craft")
"""The packs that a check takes unless others are named: what makes a plan complete, and what experts add."""
FACTS = ("is_plan", "scope_is_social_media", "networks_prevail")
_FIELDS = ("id", "title", "severity", "when", "then", "why", "fix", "ask", "source", "examples", "caused_by")
_USES = ("label", "kind", "social", "state", "as", "at_least", "at_most")
_MAX_RULES = 200


@lru_cache(maxsize=8)
def load_packs(names: tuple[str, ...]) -> Pack:
    """Load packs by built-in name or folder, as one pack. Packs without a rule, of labels or changes alone, go with core.

    Raises:
        PackError: with file, line, fault and next step.
    """
    rules: list[Rule] = []
    changes: list[Override] = []
    platforms: list[Platform] = []
    sentences: list[OwnSentence] = []
    raws: dict[str, bytes] = {}
    digest = hashlib.sha256()
    for name in names:
        with as_file(files("briefprism.rules") / "packs" / name) if name in BUILT_IN else _folder(name) as folder:
            paths = sorted(Path(folder).rglob("*.yaml"))
            if not paths:
                raise PackError(name, "no rule files in this folder", "put one .yaml file for each rule in it")
            for path in paths:
                raw = path.read_bytes()
                digest.update(raw)
                shown = _shown(path, name)
                raws[shown] = raw
                top = load_yaml(shown, raw)
                if "override" in top:
                    changes.append(parse_override(top))
                elif any(key in top for key in KEYS):
                    more, decided = parse_labels(top)
                    platforms += more
                    sentences += decided
                else:
                    rules.append(replace(parse_rule(shown, top), pack=name))
    if not rules and "core" not in names:
        return load_packs(("core", *names))
    _check_together(rules, raws)
    rules = apply_overrides(rules, changes)
    rules.sort(key=lambda r: (AREAS.index(r.concludes[1]) if r.is_finding else -1, r.id))
    pack = Pack("+".join(names), tuple(rules), digest.hexdigest(), tuple(platforms), tuple(sentences))
    compile_pack(pack)  # refuses circles here, and not only when the first plan comes
    return pack


class _folder:  # noqa: N801 - used like the function as_file
    def __init__(self, name: str) -> None:
        self.path = Path(name)

    def __enter__(self) -> Path:
        if not self.path.is_dir():
            near = get_close_matches(str(self.path), BUILT_IN, 1)
            step = f"did you mean {near[0]!r}?" if near else f"name a folder, or one of {', '.join(BUILT_IN)}"
            raise PackError(str(self.path), "no such pack or folder", step)
        return self.path

    def __exit__(self, *_: object) -> None:
        return None


def _shown(path: Path, name: str) -> str:
    return f"{name}/{path.name}" if name in BUILT_IN else str(path)


def parse_rule(place: str, top: Located) -> Rule:
    """Read one rule.

    Raises:
        PackError: when it breaks the form; the place holds the line.
    """
    top.check_fields(_FIELDS, required=("id", "title", "severity", "when", "then", "why", "examples"))
    severity = top["severity"].one_of(SEVERITIES, "severity")
    concludes = _conclusion(top["then"], severity)
    when = tuple(_condition(item) for item in top["when"].items())
    names = {str(c.options["as"]) for c in walk(when) if "as" in c.options}
    texts = {key: filled_text(top, key, names) for key in ("why", "fix", "ask")}
    if concludes[0] == "gap":
        for key in ("fix", "ask", "source"):
            if key not in top:
                top.fail(f"field {key!r} is missing", "a finding says why, what to do, what to ask, and its source")
    examples = top["examples"]
    examples.check_fields(("fails", "passes"), required=("fails", "passes"))
    return Rule(
        id=top["id"].matching(r"[a-z][a-z0-9_]*(-[a-z0-9_]+)*", "an id like no-content-home"),
        title=top["title"].text(),
        severity=severity,  # type: ignore[arg-type]  # one_of has checked it
        when=when,
        concludes=concludes,
        source=_source(top),
        fails=tuple(e.text() for e in examples["fails"].items()),
        passes=tuple(e.text() for e in examples["passes"].items()),
        caused_by=tuple(c.text() for c in top["caused_by"].items()) if "caused_by" in top else (),
        place=place,
        **texts,
    )


def _conclusion(then: Located, severity: str) -> tuple[str, str]:
    then.check_fields(("gap", "present"))
    then.only_pair("two conclusions in one rule")
    if severity == "derivation":
        return "present", then["present"].one_of(ALL_ELEMENTS, "element")
    return "gap", then["gap"].one_of(AREAS, "area")


def _condition(item: Located) -> Condition:
    item.check_fields(("missing", "unclear", "present", "uses", "line", "section", "gap", "fact", "listed_as_social", "any", "all"))
    kind, value = item.only_pair("two conditions in one item")
    match kind:
        case "missing" | "unclear" | "present":
            return Condition(kind, value.one_of(ALL_ELEMENTS, "element"))
        case "gap":
            return Condition(kind, value.text())
        case "fact":
            return Condition(kind, value.one_of(FACTS, "fact"))
        case "any" | "all":
            return Condition(kind, parts=tuple(_condition(part) for part in value.items()))
        case "line" | "section":
            return Condition(kind, options=_signs(value))
        case "listed_as_social":
            value.check_fields(("as",))
            return Condition(kind, options={k: v.text() for k, v in value.pairs()})
        case _:
            return Condition("uses", options=_uses(value))


def _uses(value: Located) -> Mapping[str, object]:
    value.check_fields(_USES)
    options: dict[str, object] = {}
    allowed = {"label": tuple(PATHS), "kind": KINDS, "social": ("yes", "no"), "state": ("open", "closed", "renamed")}
    for key, item in value.pairs():
        if key in allowed:
            options[key] = tuple(v.one_of(allowed[key], key) for v in item.items(or_single=True))
        elif key == "as":
            options[key] = item.matching(r"[a-z]+", "a name of small letters")
        else:
            options[key] = item.whole_number()
    if int(str(options.get("at_most", 9999))) < int(str(options.get("at_least", 0))):
        value.fail("'at_most' is less than 'at_least'", "write the smaller number in 'at_least'")
    if "at_most" in options and "as" in options:
        value.fail("'as' names nothing where 'at_most' allows none", "take 'as' or 'at_most' away")
    return options


def _signs(value: Located) -> Mapping[str, object]:
    value.check_fields(("says", "known"), required=("says",))
    allowed = {"says": RULE_ELEMENTS, "known": TRAITS}
    return {key: tuple(v.one_of(allowed[key], key) for v in item.items(or_single=True)) for key, item in value.pairs()}


def _source(top: Located) -> str:
    if "source" not in top:
        return ""
    top["source"].check_fields(("article", "own", "work"))
    kind, value = top["source"].only_pair("two sources in one rule")
    return f"article: {value.text()}" if kind == "article" else value.text()


def _check_together(rules: list[Rule], raws: Mapping[str, bytes]) -> None:
    if len(rules) > _MAX_RULES:
        raise PackError("packs", f"{len(rules)} rules, more than {_MAX_RULES}", "load fewer packs")
    places: dict[str, str] = {}
    for rule in rules:
        if rule.id in places:
            raise PackError(_line(rule, rule.id, raws), f"rule {rule.id!r} stands already in {places[rule.id]}", "rename one of them")
        places[rule.id] = rule.place
    for rule in rules:
        for name in [*rule.caused_by, *(c.name for c in walk(rule.when) if c.kind == "gap")]:
            if name not in places:
                _unknown_rule(_line(rule, name, raws), name, places)


def _line(rule: Rule, name: str, raws: Mapping[str, bytes]) -> str:
    """File and line where a rule names ``name``."""
    return load_yaml(rule.place, raws[rule.place]).line_of(name)


def _unknown_rule(place: str, name: str, known: Iterable[str]) -> NoReturn:
    near = get_close_matches(name, list(known), 1)
    raise PackError(place, f"unknown rule {name!r}", f"did you mean {near[0]!r}?" if near else "see `briefprism rules list`")
