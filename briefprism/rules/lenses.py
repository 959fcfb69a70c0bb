"""Lenses: known frameworks as data, and a plan seen through one of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from importlib.resources import files

from briefprism.models.errors import UsageError
from briefprism.models.lens import Lens, LensPart, LensView, PartState, PartView
from briefprism.models.rule import RULE_ELEMENTS
from briefprism.models.signal import Signal
from briefprism.rules.yaml_lines import Located, load_yaml


def lens_names() -> tuple[str, ...]:
    """The ids of all lenses."""
    folder = files("briefprism.rules") / "lenses"
    return tuple(sorted(f.name.removesuffix(".yaml") for f in folder.iterdir() if f.name.endswith(".yaml")))


def load_lens(name: str) -> Lens:
    """A lens by its id.

    Raises:
        UsageError: for an unknown one; it names the nearest.
        PackError: when its file is broken.
    """
    if name not in (names := lens_names()):
        near = get_close_matches(name.lower(), names, 1)
        raise UsageError("--lens", f"unknown lens {name!r}", f"did you mean {near[0]!r}?" if near else f"use one of {', '.join(names)}")
    place = f"lenses/{name}.yaml"
    top = load_yaml(place, (files("briefprism.rules") / "lenses" / f"{name}.yaml").read_bytes())
    top.check_fields(("title", "about", "source", "parts"), required=("title", "about", "source", "parts"))
    about = " ".join(top["about"].text().split())
    return Lens(name, top["title"].text(), about, top["source"].text(), tuple(_part(p) for p in top["parts"].items()))


def _part(item: Located) -> LensPart:
    item.check_fields(("part", "question", "all_of", "any_of", "not_looked_for"), required=("part", "question"))
    lists = {
        key: tuple(e.one_of(RULE_ELEMENTS, "element") for e in item[key].items()) if key in item else () for key in ("all_of", "any_of")
    }
    note = item["not_looked_for"].text() if "not_looked_for" in item else ""
    if not note and not any(lists.values()):
        item.fail("this part names no element", "write 'all_of', 'any_of' or 'not_looked_for'")
    return LensPart(item["part"].text(), item["question"].text(), lists["all_of"], lists["any_of"], note)


def look(lens: Lens, signals: Iterable[Signal]) -> LensView:
    """A plan through a lens."""
    states: Mapping[str, str] = {s.element: s.state for s in signals}
    return LensView(lens, tuple(_view(part, states) for part in lens.parts))


def _view(part: LensPart, states: Mapping[str, str]) -> PartView:
    has = tuple(e for e in part.elements if states.get(e) == "present")
    unclear = any(states.get(e) == "unclear" for e in part.elements)
    wanted = [e for e in part.all_of if e not in has]
    one_of = part.any_of if part.any_of and not set(part.any_of) & set(has) else ()
    lacks = (*wanted, *one_of)
    return PartView(part, _state(part, has, lacks, unclear=unclear), has, lacks)


def _state(part: LensPart, has: tuple[str, ...], lacks: tuple[str, ...], *, unclear: bool) -> PartState:
    if not part.elements:
        return "not looked for"
    if not lacks:
        return "partly" if part.not_looked_for else "covered"
    if has:
        return "partly"
    return "unclear" if unclear else "missing"
