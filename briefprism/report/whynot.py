"""Why a rule did not fire, an element is not there, or a name is not what somebody expected, in plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from briefprism.models.brief import Brief
from briefprism.models.reasoning import ElementTrial, PlaceTrial, RuleTrial, Trial, WhyNot
from briefprism.models.term import Term
from briefprism.report.pages import condition_lines
from briefprism.report.plain import page, paragraph, point
from briefprism.report.quotes import Quoter, first_few, shorten
from briefprism.report.why import ProofTree

_STATUS = {
    "used": "the plan uses it",
    "excluded": "the plan says that it is not used",
    "past": "it was used before, and is not part of this plan",
    "considered": "it is only considered, and nothing is decided",
    "other": "it is mentioned in passing, such as an example, a link or somebody else's place",
}


def render_why_not(found: WhyNot, brief: Brief, terms: Mapping[str, Term]) -> str:
    """The answer as text."""
    writer = _Writer(brief, terms)
    match found:
        case RuleTrial():
            return page(writer.rule(found))
        case ElementTrial():
            return page(writer.element(found))
        case PlaceTrial():
            return page(writer.place(found))


class _Writer:
    def __init__(self, brief: Brief, terms: Mapping[str, Term]) -> None:
        self._terms, self._tree, self._quoter, self._brief = terms, ProofTree(brief, terms), Quoter(brief), brief

    def rule(self, found: RuleTrial) -> list[str]:
        rule = found.rule
        lines = paragraph(f"{rule.title} ({rule.id})")
        if found.fired:
            return lines + paragraph(f"The rule did fire on this brief. `briefprism why {self._brief.source} {rule.id}` shows its proof.")
        lines += ["The rule did not fire. It asks for all of this:"]
        for trial in found.trials:
            lines += self._trial(trial, 0)
        if found.apart:
            lines += ["", *paragraph("Each of these holds somewhere in the brief, but never all of them together.")]
        return lines

    def _trial(self, trial: Trial, depth: int) -> list[str]:
        head = {"any": "one of these", "all": "all of these"}.get(trial.condition.kind)
        words = self._condition(trial) if head is None else head
        lines = point(f"{words}: {'yes' if trial.held else 'no'}", depth)
        for part in trial.parts:
            lines += self._trial(part, depth + 1)
        for proof in trial.proofs[:6]:
            lines += self._tree.lines(proof, depth + 1)
        if not trial.held and not trial.parts and not trial.proofs:
            lines += point("The brief says nothing of the kind.", depth + 1)
        return lines

    def _condition(self, trial: Trial) -> str:
        condition = trial.condition
        if condition.name in self._terms and condition.kind in ("missing", "present"):
            return f"{self._terms[condition.name].term} is {condition.kind}"
        return condition_lines(condition)[0]

    def element(self, found: ElementTrial) -> list[str]:
        signal = found.signal
        term = self._terms[signal.element]
        lines = paragraph(f"{term.term} ({signal.element}): {term.short}")
        said = f" by {signal.by}" if signal.by in ("rules", "person") else ""
        lines += point(f"In this brief it is {signal.state}{said}.", 0, "")
        if signal.told:
            lines += point(f"A person answered: {signal.told}", 0, "")
        for words in first_few(signal.evidence):
            lines += point(f"The brief says {self._quoter.quote(words)}.")
        if signal.state == "unclear":
            lines += point("A careful reader could take it either way. Say it in one plain sentence, or answer with `check --ask`.", 0, "")
        if signal.search:
            lines += self._tree.search(signal.search, 0)
        for trial in found.rules if signal.state != "present" else ():
            lines += ["", *point(f"A rule could have told it from other things: {trial.rule.title} ({trial.rule.id}). It asks for:", 0, "")]
            for one in trial.trials:
                lines += self._trial(one, 1)
        return lines

    def place(self, found: PlaceTrial) -> list[str]:
        label = found.label
        lines = paragraph(f"{shorten(found.name)}: {label.reason}")
        if not found.mentions and not found.untaken:
            return lines + paragraph("The brief does not name it.")
        for mention in found.mentions:
            words = f"{self._quoter.place(mention.start)}: “{self._context(mention.start, mention.end)}”"
            sure = round(mention.status_confidence * 100)
            counts = "it counts" if mention.status == "used" else "it does not count"
            lines += point(f"{words}: {_STATUS[mention.status]} ({sure} of 100 sure), so {counts}.")
        for spot in found.untaken:
            words = f"{self._quoter.place(spot.start)}: “{self._context(spot.start, spot.end)}”"
            lines += point(f"{words}: the word was not taken for a place, because {_untaken(found)}.")
        return lines

    def _context(self, start: int, end: int) -> str:
        text = self._brief.text
        left = max(text.rfind("\n", 0, start) + 1, start - 50)
        right = text.find("\n", end)
        return shorten(text[left : min(len(text) if right < 0 else right, end + 50)])


def _untaken(found: PlaceTrial) -> str:
    if found.label.label == "unknown":
        return "no list of ours holds it"
    return "it is also an ordinary word or stands inside an address or another name, and nothing around it says that the place is meant"


def why_not_json(found: WhyNot) -> dict[str, Any]:
    """The answer as JSON."""
    match found:
        case RuleTrial():
            return _rule_json(found)
        case ElementTrial():
            return {"element": found.signal.element, **found.signal.to_dict(), "rules": [_rule_json(rule) for rule in found.rules]} | (
                {"closest": [e.to_dict() for e in found.signal.search.closest]} if found.signal.search else {}
            )
        case PlaceTrial():
            mentions = [m.to_dict() for m in found.mentions]
            return {
                "name": found.name,
                "label": found.label.to_dict(),
                "mentions": mentions,
                "not_taken": [e.to_dict() for e in found.untaken],
            }


def _rule_json(found: RuleTrial) -> dict[str, Any]:
    return {"rule": found.rule.id, "fired": found.fired, "apart": found.apart, "conditions": _trials_json(found.trials)}


def _trials_json(trials: Sequence[Trial]) -> list[dict[str, Any]]:
    return [
        {
            "condition": " ".join(line.strip() for line in condition_lines(t.condition)),
            "held": t.held,
            "because": [p.to_dict() for p in t.proofs],
            "parts": _trials_json(t.parts),
        }
        for t in trials
    ]
