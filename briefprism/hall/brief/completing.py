"""The smallest set of additions that completes a plan, each with a sentence that was checked in the brief itself."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from briefprism.data.additions import load_additions
from briefprism.data.terms import load_terms
from briefprism.hall.brief.pipeline import Checker
from briefprism.hall.brief.reading import Reading
from briefprism.hall.brief.reasoning import rule_named, with_sentences, without
from briefprism.hall.person.answers import Answers, answered
from briefprism.models.errors import UsageError
from briefprism.models.labels import EXPERTS
from briefprism.models.logic import Fact
from briefprism.models.platform import Mention
from briefprism.models.reasoning import Addition, Completion, Move
from briefprism.models.report import Report
from briefprism.models.rule import RULE_ELEMENTS
from briefprism.models.signal import Evidence
from briefprism.rules.compiler import compile_pack
from briefprism.rules.complete import smallest_sets
from briefprism.rules.reasoner import relevant
from briefprism.rules.world import uses

GOALS: Mapping[str, frozenset[str]] = {"no-errors": frozenset({"error"}), "no-warnings": frozenset({"error", "warning"})}


_MOST_READS = 40  # ways of putting sentences together that are read before we say that they do not do


def complete(checker: Checker, reading: Reading, to: str = "no-errors", answers: Answers | None = None) -> Completion:
    """All smallest sets of additions after which the goal is reached.

    Args:
        checker: with the rules.
        reading: the brief, read.
        to: ``no-errors``, ``no-warnings`` or the id of a rule that shall no longer fire.
        answers: what a person told of the brief; the reading holds them already.

    Raises:
        UsageError: when the text is no plan, or the goal is unknown.
    """
    if not reading.is_plan:
        raise UsageError(reading.brief.source, "it does not read like a plan in English, so nothing can complete it", "name a plan")
    started = time.perf_counter()
    goal = _goal(checker, reading, to)
    program = compile_pack(checker.pack)
    found = smallest_sets(program, relevant(program, reading.world.facts), goal, _addable(checker))
    searched = time.perf_counter()
    finder = _Finder(checker, reading, goal, answers or {})
    sets, verified = [], []
    for moves, effects in zip(found.sets, found.effects, strict=True):
        additions, reached = finder.additions(moves, effects)
        sets.append(additions)
        verified.append(reached)
    seconds = {"search": searched - started, "examples": time.perf_counter() - searched}
    return Completion(to, found.sets == ((),), tuple(sets), tuple(verified), found.exact, found.stuck, seconds)


def _goal(checker: Checker, reading: Reading, to: str) -> frozenset[str]:
    """The rules that shall be silent; what is ignored, or only added by experts, may go on."""
    if to not in GOALS:
        return frozenset({rule_named(checker, to).id})
    wanted = {r.id for r in checker.pack.rules if r.severity in GOALS[to] and (r.pack != EXPERTS or r.severity == "error")}
    return frozenset(wanted - checker.ignored_in(reading.brief).keys())


def _addable(checker: Checker) -> Mapping[str, Sequence[Fact]]:
    """What can be added: an element, and the platform that its sentences bring along."""
    found: dict[str, Sequence[Fact]] = {}
    asked = {*RULE_ELEMENTS, *checker.pack.further()}
    for element, examples in ((e, x) for e, x in load_additions().items() if e in asked):
        facts = [Fact("present", (element,))]
        if examples.place:
            label = checker.labellers.resolver.resolve(examples.place)
            facts.append(uses(Mention(0, 0, 0, label, "used", 1.0)))
        found[element] = tuple(facts)
    return found


class _Finder:
    """Finds sentences that the labellers accept in one brief; what was tried once is remembered."""

    def __init__(self, checker: Checker, reading: Reading, goal: frozenset[str], answers: Answers) -> None:
        self._checker, self._reading, self._goal, self._answers = checker, reading, goal, answers
        self._accepted: dict[str, str] = {}
        self._reports: dict[str, Report] = {}

    def additions(self, moves: Sequence[Move], effects: Sequence[tuple[str, ...]]) -> tuple[tuple[Addition, ...], bool]:
        """The moves in words, and whether the brief with all of them reaches the goal."""
        drops = {m: self._words(m) for m in moves if m.kind == "drop"}
        text = without(self._reading.brief, [e.quote for words in drops.values() for e in words])
        chosen, reached = self._chosen(text, [m.name for m in moves if m not in drops])
        additions = tuple(
            Addition("", "", effect, drops[m], m.name)
            if m in drops
            else Addition(m.name, chosen[m.name], effect, name=m.name, place=load_additions()[m.name].place)
            for m, effect in zip(moves, effects, strict=True)
        )
        return additions, reached

    def _chosen(self, text: str, elements: Sequence[str]) -> tuple[dict[str, str], bool]:
        """A sentence for each element; where those chosen one by one do not do together, one of them is exchanged."""
        self._try_together([e for e in elements if e not in self._accepted])
        chosen = {element: self._example(element) for element in elements}
        if self._reaches(text, chosen):
            return chosen, True
        for element in elements:
            for other in load_additions()[element].sentences:
                if (
                    len(self._reports) < _MOST_READS
                    and other != chosen[element]
                    and self._reaches(text, swapped := {**chosen, element: other})
                ):
                    return swapped, True
        return chosen, False

    def _reaches(self, text: str, chosen: Mapping[str, str]) -> bool:
        """Whether the text with the sentences reaches the goal, each of them understood."""
        whole = with_sentences(text, [s for s in chosen.values() if s])
        report = self._report(whole)
        silent = bool(report.is_plan) and not self._goal & {f.rule for f in report.findings}
        return silent and all(self._carries(whole, element, sentence) for element, sentence in chosen.items())

    def _try_together(self, elements: Sequence[str]) -> None:
        """Try the first sentence of each element at once; those that carry their element there are accepted."""
        firsts = {element: load_additions()[element].sentences[0] for element in elements}
        text = with_sentences(self._reading.brief.text, list(firsts.values()))
        self._accepted |= {e: sentence for e, sentence in firsts.items() if self._carries(text, e, sentence)}

    def _example(self, element: str) -> str:
        """The first sentence with which the labellers find the element; empty when there is none."""
        if element not in self._accepted:
            tries = load_additions()[element].sentences
            brief = self._reading.brief.text
            self._accepted[element] = next((s for s in tries if self._carries(with_sentences(brief, [s]), element, s)), "")
        return self._accepted[element]

    def _carries(self, text: str, element: str, sentence: str) -> bool:
        """Whether words of the sentence prove the element in the text, and its platform is used there."""
        if not sentence:
            return False
        start = text.rindex(sentence)
        span = range(start, start + len(sentence))
        report, place = self._report(text), load_additions()[element].place
        signal = next((s for s in report.signals if s.element == element), None)
        brought = not place or any(m.status == "used" and m.start in span for m in report.mentions)
        return brought and signal is not None and signal.state == "present" and any(e.start in span for e in signal.evidence)

    def _report(self, text: str) -> Report:
        if text not in self._reports:
            brief = self._reading.brief
            reading = self._reading if text == brief.text else self._checker.read(text, brief.source)
            self._reports[text] = self._checker.report(answered(reading, self._answers, load_terms()))
        return self._reports[text]

    def _words(self, move: Move) -> tuple[Evidence, ...]:
        """The lines that stand for what is to be dropped."""
        brief = self._reading.brief
        evidence = [e for fact in move.facts for e in self._reading.world.evidence.get(fact, ())]
        units = [u for u in brief.units if any(u.start <= e.start < u.end for e in evidence)]
        return tuple(Evidence(brief.quote(u), u.start, u.end) for u in units)
