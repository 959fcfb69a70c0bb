"""What a brief says: for every element the sentences that carry it, or the search that found none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from briefprism.classifier.document import DocumentModel, element_features, plan_features
from briefprism.classifier.features import dense
from briefprism.classifier.linear import LineModel, sigmoid
from briefprism.classifier.lines import Line, evidence_of
from briefprism.models.brief import Brief
from briefprism.models.platform import Mention
from briefprism.models.rule import RULE_ELEMENTS
from briefprism.models.signal import LineSign, Search, Signal
from briefprism.models.term import Term

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from briefprism.classifier.craft import CraftLabeller
    from briefprism.classifier.vectors import Encoder

_MOST_QUOTES: Final = 5
_CLOSEST: Final = 3
_KNOWN_BY_NAME: Final = frozenset({"measuring_tool", "traditional_media"})
"""Elements that are there when a thing is named: the catalogue decides, and the model alone only makes them unclear."""
_MAY_SAY: Final = 0.2  # a line below says it surely not; by leaving one voice out, see docs/quality.md
_ACCESS = re.compile(
    r"\bcaption(?:s|ed|ing)?\b|\bsubtitl|\balt(?:ernative)?[ -]text\b|\bimage descriptions?\b|\btranscripts?\b|\bscreen[ -]?reader"
    r"|\baccessib(?:le|ility)\b|\bplain (?:language|english|words)\b|\beasy[ -]read\b|\bsign language\b|\bwcag\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Labels:
    """The chance that the text is a plan (0..1), one signal for each element, and the lines that may say something."""

    plan: float
    is_plan: bool
    signals: tuple[Signal, ...]
    signs: tuple[LineSign, ...]


class ElementLabeller:
    """Labels the lines of a brief, and decides over all of them."""

    def __init__(self, lines: LineModel, document: DocumentModel, encoder: Encoder, terms: Mapping[str, Term]) -> None:
        self._lines, self._document, self._encoder, self._terms = lines, document, encoder, terms

    def label(self, brief: Brief, lines: Sequence[Line], tools: Iterable[Mention], craft: CraftLabeller | None = None) -> Labels:
        """Label a brief.

        Args:
            brief: the brief.
            lines: one line for each of its units.
            tools: the mentions of tools that measure and that the plan uses.
            craft: labels further elements on the same features.
        """
        known = dense(lines, self._encoder)
        logits = self._lines.logits(lines, known)
        plan = self._document.plan(plan_features(known, logits, lines))
        chances = self._document.elements(element_features(logits, lines))
        scores = sigmoid(logits)
        learned = {
            element: self._learned(brief, lines, element, float(chances[column]), scores[:, column])
            for column, element in enumerate(self._lines.classes)
        }
        learned["accessibility"] = self._access(brief)
        tool = _named_tool(brief, tools)
        if tool is not None:
            learned["measuring_tool"] = tool
        signals = tuple(learned.get(element) or self._derivable(element) for element in RULE_ELEMENTS)
        if craft is not None:
            signals += craft.label(brief, lines, known)
        return Labels(plan, plan >= self._document.plan_from, signals, tuple(self._signs(brief, lines, scores)))

    def _signs(self, brief: Brief, lines: Sequence[Line], scores: NDArray[np.float32]) -> Iterator[LineSign]:
        """Every line that may say something, for the rules on relations."""
        classes = self._lines.classes
        for number, line in enumerate(lines):
            says = frozenset(classes[i] for i in (scores[number] >= _MAY_SAY).nonzero()[0]) if not line.silent else frozenset[str]()
            if says:
                words = evidence_of(brief, number, float(scores[number].max()))
                yield LineSign(words, brief.units[number].section, says, line.traits)

    def _learned(self, brief: Brief, lines: Sequence[Line], element: str, chance: float, scores: NDArray[np.float32]) -> Signal:
        order = [int(i) for i in (-scores).argsort(kind="stable") if not lines[int(i)].silent and lines[int(i)].text]
        quotes = [evidence_of(brief, i, float(scores[i])) for i in order]
        model = self._document
        if chance < model.missing_below:
            search = Search(self._terms[element].looked_for, tuple(quotes[:_CLOSEST]), model.present_from)
            return Signal(element, "missing", 1 - chance, "model", search=search)
        best = quotes[0].confidence if quotes else 0.0
        shown = tuple(q for q in quotes[:_MOST_QUOTES] if q.confidence >= min(best, 0.4))
        sure = chance >= model.present_from and element not in _KNOWN_BY_NAME
        return Signal(element, "present" if sure else "unclear", chance, "model", shown)

    def _access(self, brief: Brief) -> Signal:
        """Captions, text for pictures, plain language: few and fixed words, so they are looked up."""
        found = [evidence_of(brief, i, 0.9) for i, unit in enumerate(brief.units) if _ACCESS.search(brief.quote(unit))]
        if found:
            return Signal("accessibility", "present", 0.9, "pattern", tuple(found[:_MOST_QUOTES]))
        return self._derivable("accessibility")

    def _derivable(self, element: str) -> Signal:
        """An element that no sentence carries by itself: the rules may derive it from what is named."""
        return Signal(element, "missing", 0.9, "pattern", search=Search(self._terms[element].looked_for, (), 1.0))


def _named_tool(brief: Brief, tools: Iterable[Mention]) -> Signal | None:
    """A tool that measures is known by its name, not learned."""
    found = {m.unit: evidence_of(brief, m.unit, m.classification.confidence) for m in tools}
    if not found:
        return None
    return Signal("measuring_tool", "present", max(e.confidence for e in found.values()), "catalogue", tuple(found.values())[:_MOST_QUOTES])
