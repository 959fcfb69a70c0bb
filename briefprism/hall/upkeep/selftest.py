"""Testing rule packs: each rule on given facts, and each example the whole way from its text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from briefprism.hall.brief.pipeline import Checker
from briefprism.models.logic import Fact, Literal, Var
from briefprism.models.own import OwnSentence
from briefprism.models.rule import Pack, Rule
from briefprism.models.settings import Settings
from briefprism.models.signal import Evidence, Signal
from briefprism.rules.compiler import compile_pack, rule_id_of
from briefprism.rules.engine import Engine


@dataclass(frozen=True, slots=True)
class TestResult:
    """One test of a rule; ``fault`` is empty when it passed, and else says which floor failed: rule or labels."""

    rule: str
    place: str
    fault: str


def run_tests(name: str, engine: str | None = None) -> list[TestResult]:
    """Run all tests of a pack.

    Raises:
        PackError: when the pack cannot be loaded.
    """
    checker, own = _opened(name, engine)
    results: list[TestResult] = list(_on_labels(name, checker))
    for rule in own:
        results += _on_facts(rule, checker.pack, checker.engine)
        results += _from_texts(rule, checker)
    return results


def _on_labels(name: str, checker: Checker) -> Iterator[TestResult]:
    """Every decision that a pack holds is what a name or a sentence gets when it is met again."""
    for platform in checker.pack.platforms:
        told = checker.labellers.resolver.resolve(platform.name)
        fault = "" if told.label == platform.label else f"labels: {platform.name!r} gets {told.label}, not {platform.label}"
        yield TestResult(platform.name, name, fault)
    for sentence in checker.pack.sentences:
        for element, state in _decided(sentence):
            wanted = "present" if element in sentence.says else "missing"
            first = " ".join(sentence.text.split())[:70]
            fault = "" if state == wanted else f"labels: {element} is not decided by {first!r}; copy the sentence from the brief"
            yield TestResult(element, name, fault)


def _decided(sentence: OwnSentence) -> Iterator[tuple[str, str]]:
    """(element, state) of what was decided on a sentence, when it is read again in doubt."""
    from briefprism.classifier.reader import read
    from briefprism.classifier.settle import by_person

    brief = read(sentence.text)
    words = tuple(Evidence(brief.quote(unit), unit.start, unit.end) for unit in brief.units)
    elements = sorted(sentence.says | sentence.says_not)
    doubts = [Signal(element, "unclear", 0.5, "model", words) for element in elements]
    for signal in by_person(brief, doubts, [sentence], dict.fromkeys(elements, "")):
        yield signal.element, signal.state


def unreached(name: str, engine: str | None = None) -> list[str]:
    """Rules of a pack, and ways in which they can fire, that no example of the pack reaches; one line each.

    Raises:
        PackError: when the pack cannot be loaded.
    """
    checker, own = _opened(name, engine)
    program, fired = compile_pack(checker.pack), set[str]()
    for text in dict.fromkeys(text for rule in own for text in rule.fails):
        facts = checker.read(text).world.facts
        fired |= {step.clause for step in checker.engine.run(program, facts).steps}
    notes = []
    for rule in own:
        ways = [c.id for layer in program.layers for c in layer if rule_id_of(c.id) == rule.id]
        missed = [way for way in ways if way not in fired]
        if missed:
            which = "it" if len(missed) == len(ways) else f"{len(missed)} of the {len(ways)} ways in which it can fire"
            notes.append(f"{rule.place}: {rule.id}: no example reaches {which}")
    return notes


def _opened(name: str, engine: str | None) -> tuple[Checker, list[Rule]]:
    """A checker with a pack beside core, and the rules that the pack brings."""
    checker = Checker(Settings(packs=(name,) if name == "core" else ("core", name), engine=engine))
    return checker, [rule for rule in checker.pack.rules if name == "core" or not rule.place.startswith("core/")]


def _on_facts(rule: Rule, pack: Pack, engine: Engine) -> Iterator[TestResult]:
    """Every way in which the rule can hold makes it fire, and it does not fire on nothing."""
    program = compile_pack(pack)
    head = Fact("gap", (rule.id,)) if rule.is_finding else Fact("present", (rule.concludes[1],))
    clauses = [c for layer in program.layers for c in layer if rule_id_of(c.id) == rule.id]
    for clause in clauses:
        facts = [fact for literal in clause.body for fact in _satisfy(literal)]
        fired = head in engine.run(program, facts).facts
        yield TestResult(rule.id, rule.place, "" if fired else f"rule: does not fire on {', '.join(map(str, facts))}")
    idle = head not in engine.run(program, []).facts
    yield TestResult(rule.id, rule.place, "" if idle else "rule: fires on a plan that says nothing at all")


def _satisfy(literal: Literal) -> list[Fact]:
    """The fewest facts that make a condition hold."""
    atom = literal.atom
    if atom.predicate == "missing":
        return [Fact("searched", tuple(str(t) for t in atom.terms))]
    count = literal.at_least if literal.counted else 1
    return [Fact(atom.predicate, tuple(_sample(t, n) for t in atom.terms)) for n in range(count)]


def _sample(term: str | Var, number: int) -> str:
    return term if isinstance(term, str) else f"{term.name}{number}"


def _from_texts(rule: Rule, checker: Checker) -> Iterator[TestResult]:
    for wanted, texts in ((True, rule.fails), (False, rule.passes)):
        for text in texts:
            yield TestResult(rule.id, rule.place, _text_fault(rule, text, wanted, checker))


def _text_fault(rule: Rule, text: str, wanted: bool, checker: Checker) -> str:
    report = checker.check(text, rule.id)
    first = " ".join(text.split())[:70]
    if not report.is_plan:
        return f"labels: not taken for a plan: {first!r}"
    if rule.is_finding:
        fired = rule.id in {f.rule for f in report.findings}
    else:
        # A sentence may carry the element by itself as well; only the rule's own conclusion must not be there.
        ways = ("rules", "model", "catalogue", "pattern") if wanted else ("rules",)
        fired = any(s.element == rule.concludes[1] and s.state == "present" and s.by in ways for s in report.signals)
    if fired == wanted:
        return ""
    states = ", ".join(f"{s.element} {s.state} {s.confidence:.2f}" for s in report.signals if any(s.element == c.name for c in rule.when))
    return f"labels: {'does not fire' if wanted else 'fires'} on {first!r} ({states or 'by what is named'})"
