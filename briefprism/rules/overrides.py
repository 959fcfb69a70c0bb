"""Changes to rules of other packs, and the texts that they share with rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from briefprism.models.rule import SEVERITIES, Rule
from briefprism.rules.compiler import walk
from briefprism.rules.yaml_lines import Located

_SLOT = re.compile(r"\{([^{}]*)\}")
_TEXTS = ("why", "fix", "ask")


@dataclass(frozen=True, slots=True)
class Override:
    """A change to a rule of another pack, as read."""

    rule: str
    top: Located


def parse_override(top: Located) -> Override:
    """Read a file that begins with ``override: RULE``.

    Raises:
        PackError: with file, line, fault and next step.
    """
    top.check_fields(("override", "severity", "title", *_TEXTS), required=("override",))
    if len(top.pairs()) == 1:
        top.fail("it changes nothing", "write 'severity:', 'title:', 'why:', 'fix:' or 'ask:'")
    return Override(top["override"].text(), top)


def apply_overrides(rules: Sequence[Rule], changes: Iterable[Override]) -> list[Rule]:
    """The rules with the changes made; a later change wins.

    Raises:
        PackError: for an unknown rule, or a severity or a slot that the rule cannot have.
    """
    found = {rule.id: rule for rule in rules}
    for change in changes:
        if change.rule not in found:
            near = get_close_matches(change.rule, list(found), 1)
            step = f"did you mean {near[0]!r}?" if near else "load the pack that holds it first"
            change.top["override"].fail(f"no rule {change.rule!r} to change", step)
        found[change.rule] = _changed(found[change.rule], change.top)
    return list(found.values())


def _changed(rule: Rule, top: Located) -> Rule:
    fields: dict[str, Any] = {}
    if "severity" in top:
        allowed = [s for s in SEVERITIES if s != "derivation"] if rule.is_finding else ["derivation"]
        fields["severity"] = top["severity"].one_of(allowed, "severity")
    if "title" in top:
        fields["title"] = top["title"].text()
    names = {str(c.options["as"]) for c in walk(rule.when) if "as" in c.options}
    fields |= {key: filled_text(top, key, names) for key in _TEXTS if key in top}
    return replace(rule, **fields)


def filled_text(top: Located, key: str, names: set[str]) -> str:
    """A text on one line, its slots checked against the names that the conditions give; empty when there is none."""
    if key not in top:
        return ""
    text = " ".join(top[key].text().split())
    for slot in _SLOT.findall(text):
        if slot not in {f"{n}.names" for n in names}:
            known = ", ".join(f"{{{n}.names}}" for n in sorted(names)) or "none: no condition has 'as'"
            top[key].fail(f"unknown slot {{{slot}}}", f"slots here: {known}")
    return text
