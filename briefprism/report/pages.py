"""Pages of rules and terms, in plain text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from textwrap import fill

from briefprism.models.rule import Condition, Pack, Rule
from briefprism.models.term import Term

_WIDTH = 88
_SEVERITY = {
    "error": "error: without it the plan is incomplete",
    "warning": "warning: worth a look, does not make the plan incomplete",
    "advice": "advice: a hint",
    "consequence": "consequence: it follows from other gaps and is shown under them",
    "derivation": "derivation: it concludes something from what the plan names, and is no finding",
}


def rule_lines(pack: Pack) -> str:
    """One line for each rule: id, severity, title."""
    width = max(len(rule.id) for rule in pack.rules)
    return "".join(f"{rule.id:{width}}  {rule.severity:11}  {rule.title}\n" for rule in pack.rules)


def rule_page(rule: Rule) -> str:
    """A rule with everything that its file says."""
    parts = [rule.title, "", fill(f"{rule.id} ({_SEVERITY[rule.severity]})", _WIDTH), ""]
    parts += _paragraph("Why", _plain(rule.why))
    parts += _paragraph("What to do", _plain(rule.fix))
    parts += _paragraph("Question", _plain(rule.ask))
    parts += ["It fires when all of this holds:", *(f"  - {line}" for c in rule.when for line in condition_lines(c)), ""]
    parts += _examples("A plan with this gap", rule.fails) + _examples("A plan without it", rule.passes)
    parts += _paragraph("Source", rule.source)
    return "\n".join(parts).rstrip() + "\n"


def condition_lines(condition: Condition) -> list[str]:
    """A condition in plain words; parts of any and all are indented."""
    match condition.kind:
        case "missing":
            return [f"{condition.name} is missing"]
        case "present":
            return [f"{condition.name} is present"]
        case "unclear":
            return [f"{condition.name} is unclear"]
        case "line" | "section":
            said: Mapping[str, Iterable[str]] = condition.options  # type: ignore[assignment]  # the loader made tuples of names
            says, known = (" or ".join(said.get(key, ())) for key in ("says", "known"))
            return [f"one {condition.kind} may say {says}" + (f", and {known} is known of it" if known else "")]
        case "gap":
            return [f"the rule {condition.name} fired"]
        case "fact":
            return [f"it holds that {condition.name.replace('_', ' ')}"]
        case "listed_as_social":
            return ["a one-way place stands in the plan's list of social media"]
        case "uses":
            return [_uses(condition)]
        case kind:
            head = "one of these holds:" if kind == "any" else "all of these hold:"
            return [head, *(f"  - {line}" for part in condition.parts for line in condition_lines(part))]


def _uses(condition: Condition) -> str:
    options = condition.options
    what = [f"{key} {' or '.join(str(v) for v in options[key])}" for key in ("label", "kind", "social", "state") if key in options]  # type: ignore[attr-defined]
    which = f" with {', '.join(what)}" if what else ""
    least, most = options.get("at_least"), options.get("at_most")
    if most == 0:
        return f"the plan uses no platform{which}"
    least = 1 if least is None and most is None else least
    bounds = [f"at least {least}"] * bool(least) + [f"at most {most}"] * (most is not None)
    return f"the plan uses {' and '.join(bounds)} platform{'' if bounds[-1].endswith(' 1') else 's'}{which}"


def term_page(term: Term) -> str:
    """A term in plain words."""
    parts = [f"{term.term}: {term.short}", "", fill(term.long, _WIDTH), ""]
    if term.also:
        parts += [f"Also called: {', '.join(term.also)}", ""]
    if term.examples:
        parts += ["Examples:", *(f"  - {example}" for example in term.examples), ""]
    if term.see:
        parts += [f"See: {', '.join(term.see)}", ""]
    return "\n".join(parts).rstrip() + "\n"


def _paragraph(title: str, text: str) -> list[str]:
    return [fill(f"{title}: {text}", _WIDTH), ""] if text else []


def _examples(title: str, texts: tuple[str, ...]) -> list[str]:
    lines = [f"{title}:"]
    for text in texts:
        first, *rest = text.strip().splitlines()
        lines += [f"  - {first}", *(f"    {line}" for line in rest)]
    return [*lines, ""]


def _plain(text: str) -> str:
    """Slots stand for the names that a report fills in."""
    return re.sub(r"\{\w+\.names\}", "(their names)", text)
