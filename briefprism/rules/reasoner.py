"""From a closed world to findings: run the engine, prove, fill the texts, and rank by root cause."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from briefprism.models.finding import Finding, Proof
from briefprism.models.logic import Derivation, Fact, Program
from briefprism.models.rule import AREAS, Pack, Rule
from briefprism.models.term import Term
from briefprism.rules.compiler import alternatives, compile_pack, matches, walk
from briefprism.rules.engine import Engine
from briefprism.rules.proofs import Prover
from briefprism.rules.world import World

_OF_LINES = frozenset({"says", "known"})
_RANK = {"error": 0, "warning": 1, "advice": 2, "consequence": 3}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules conclude: the findings, roots first, and the proofs of elements that rules derived."""

    findings: tuple[Finding, ...]
    derived: Mapping[str, Proof]
    missing: frozenset[str]


def reason(pack: Pack, world: World, engine: Engine, terms: Mapping[str, Term]) -> Verdict:
    """Run the rules of a pack on a world.

    Raises:
        EngineError: when the engine fails.
    """
    program = compile_pack(pack)
    derivation = engine.run(program, relevant(program, world.facts))
    prover = Prover(pack, world, derivation, terms)
    fired = [rule for rule in pack.rules if rule.is_finding and Fact("gap", (rule.id,)) in derivation.facts]
    causes = {rule.id: _causes(rule, derivation) for rule in fired}
    findings = [_finding(rule, causes, prover, derivation) for rule in fired]
    derived = {
        fact.args[0]: prover.prove(fact) for fact in sorted(derivation.facts) if fact.predicate == "present" and fact not in world.evidence
    }
    missing = frozenset(fact.args[0] for fact in derivation.facts if fact.predicate == "missing")
    return Verdict(tuple(sorted(findings, key=lambda f: _order(f, pack))), derived, missing)


def relevant(program: Program, facts: Sequence[Fact]) -> list[Fact]:
    """The facts that some clause can rest on: of all that is known of lines, most packs ask for little."""
    asked = {(literal.atom.predicate, literal.atom.terms[0]) for layer in program.layers for clause in layer for literal in clause.body}
    return [f for f in facts if f.predicate not in _OF_LINES or (f.predicate, f.args[0]) in asked]


def _causes(rule: Rule, derivation: Derivation) -> frozenset[str]:
    """Rules that made this one fire, or that its author says stand behind it."""
    direct = {
        fact.args[0]
        for step in derivation.steps_for(Fact("gap", (rule.id,)))
        for support in step.because
        for fact in support.facts
        if fact.predicate == "gap"
    }
    return frozenset(direct | {c for c in rule.caused_by if Fact("gap", (c,)) in derivation.facts})


def _finding(rule: Rule, causes: Mapping[str, frozenset[str]], prover: Prover, derivation: Derivation) -> Finding:
    proof = prover.prove(Fact("gap", (rule.id,)))
    names = _slot_names(rule, derivation)
    return Finding(
        rule=rule.id,
        severity=rule.severity,  # type: ignore[arg-type]  # a finding is never a derivation
        title=rule.title,
        why=_fill(rule.why, names),
        fix=_fill(rule.fix, names),
        ask=_fill(rule.ask, names),
        source=rule.source,
        root=not causes[rule.id],
        follows=tuple(sorted(_followers(rule.id, causes))),
        evidence=prover.evidence(proof),
        proof=proof,
        pack=rule.pack,
    )


def _fill(text: str, names: Mapping[str, str]) -> str:
    return re.sub(r"\{(\w+)\.names\}", lambda slot: names.get(slot[1], ""), text)


def _followers(rule_id: str, causes: Mapping[str, frozenset[str]]) -> set[str]:
    found: set[str] = set()
    pending = [rule_id]
    while pending:
        cause = pending.pop()
        new = {r for r, behind in causes.items() if cause in behind} - found - {rule_id}
        found |= new
        pending += new
    return found


def _slot_names(rule: Rule, derivation: Derivation) -> dict[str, str]:
    """The platforms that each ``as`` of a rule stands for, over all ways in which the rule fired."""
    found: dict[str, list[str]] = {}
    for condition in walk(rule.when):
        if "as" not in condition.options:
            continue
        places = found.setdefault(str(condition.options["as"]), [])
        wanted = {literal.atom for body in alternatives(condition) for literal in body}
        for fact in sorted(f for f in derivation.facts if any(matches(atom, f) for atom in wanted)):
            if fact.args[0] not in places:
                places.append(fact.args[0])
    return {name: join(places) for name, places in found.items()}


def join(words: Sequence[str]) -> str:
    """Words as in "A", "A and B" or "A, B and C"."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def _order(finding: Finding, pack: Pack) -> tuple[int, int, int, int, str]:
    """Roots before what follows from them, errors first, then those with most behind them, then the path of a plan."""
    area = AREAS.index(pack.rule(finding.rule).concludes[1])
    return (not finding.root, _RANK[finding.severity], -len(finding.follows), area, finding.rule)
