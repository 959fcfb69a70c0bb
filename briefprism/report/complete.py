"""What completes a plan: the smallest sets, in the order of work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from briefprism.models.brief import Brief
from briefprism.models.reasoning import Addition, Completion
from briefprism.models.term import Term
from briefprism.report.plain import page, paragraph, point
from briefprism.report.quotes import Quoter

_GOALS = {"no-errors": "the plan is complete", "no-warnings": "the plan is complete and nothing is left to look at"}


def render_completion(found: Completion, brief: Brief, terms: Mapping[str, Term]) -> str:
    """The sets as text."""
    goal = _GOALS.get(found.goal, f"the finding {found.goal} goes")
    if found.already:
        already = {
            "no-errors": "This plan is complete already.",
            "no-warnings": "This plan is complete already, and there are no warnings.",
        }
        return page(paragraph(already.get(found.goal, f"The finding {found.goal} does not stand against this plan.")))
    if found.stuck:
        return page(paragraph(f"We found nothing to add that helps against {', '.join(found.stuck)}; see what the finding itself advises."))
    if not found.sets:
        return page(paragraph("The search was too long and we stopped it. Mend the findings of `briefprism check` first."))
    steps = "one step" if len(found.sets[0]) == 1 else f"{len(found.sets[0])} steps"
    lines = paragraph(f"With {steps} {goal}. Fewer are not enough. The step with most effect comes first.")
    for place, (additions, verified) in enumerate(zip(found.sets, found.verified, strict=True)):
        if place:
            lines += _other(place + 1, additions, found, terms)
            continue
        for step, addition in enumerate(additions, 1):
            lines += _step(step, addition, Quoter(brief), terms)
        sure = "We checked the brief with these sentences added: it works."
        unsure = "We checked the brief with these sentences added, and it is not enough yet: say it in words of your own, and check again."
        lines += ["", *paragraph(sure if verified else unsure)]
    if not found.exact:
        lines += paragraph("The search was long and we stopped it; there may be other sets of this size.")
    return page(lines)


def _step(number: int, addition: Addition, quoter: Quoter, terms: Mapping[str, Term]) -> list[str]:
    sign = f"{number}. "
    if addition.drop:
        lines = point(f"Take out or replace what is said of {addition.name}:", 0, sign)
        lines += [line for words in addition.drop for line in point(quoter.quote(words), 1)]
    else:
        term, here = terms[addition.element], f"; here, a {addition.place}" if addition.place else ""
        lines = point(f"Add {term.looked_for}{here} ({addition.element}).", 0, sign)
        example = f"For example: “{addition.example}”" if addition.example else "We have no example that we would understand here."
        lines += point(example, 1, " ")
    return lines + (point(f"Then these go: {', '.join(addition.effect)}.", 1, " ") if addition.effect else [])


def _other(number: int, additions: tuple[Addition, ...], found: Completion, terms: Mapping[str, Term]) -> list[str]:
    """A further set, by what is different in it."""
    first = {a.name for a in found.sets[0]}
    instead = [terms[a.element].term if a.element else a.name for a in additions if a.name not in first]
    gone = [terms[a.element].term if a.element else a.name for a in found.sets[0] if a.name not in {b.name for b in additions}]
    return point(f"Way {number}: the same with {' and '.join(instead)} in place of {' and '.join(gone)}.", 0, "")


def completion_json(found: Completion) -> dict[str, Any]:
    """The JSON of the contract, and whether each set was verified."""
    return {
        "goal": found.goal,
        "complete_already": found.already,
        "sets": [] if found.already else [[_json(a) for a in additions] for additions in found.sets],
        "verified": [] if found.already else list(found.verified),
        "exact": found.exact,
        "stuck": list(found.stuck),
    }


def _json(addition: Addition) -> dict[str, Any]:
    out: dict[str, Any] = {"element": addition.element or None, "example": addition.example or None, "effect": list(addition.effect)}
    return {**out, "drop": [e.to_dict() for e in addition.drop], "name": addition.name} if addition.drop else out
