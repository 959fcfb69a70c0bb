"""Why a rule did not fire: each of its conditions tried, with what it held on or what stands in its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from briefprism.models.finding import Proof
from briefprism.models.logic import Atom, Derivation, Fact, Literal
from briefprism.models.reasoning import RuleTrial, Trial
from briefprism.models.rule import Condition, Pack, Rule
from briefprism.models.term import Term
from briefprism.rules.chainer import PythonEngine
from briefprism.rules.compiler import alternatives, compile_pack, matches, walk
from briefprism.rules.engine import Engine
from briefprism.rules.proofs import Prover
from briefprism.rules.reasoner import relevant
from briefprism.rules.world import World

_NEAR = 3  # lines shown that say it, but of which the rest is not known


class Tryer:
    """Tries rules on one plan."""

    def __init__(self, pack: Pack, world: World, terms: Mapping[str, Term], engine: Engine | None = None) -> None:
        self._pack = pack
        program = compile_pack(pack)
        self._derivation: Derivation = (engine or PythonEngine()).run(program, relevant(program, world.facts))
        self._prover = Prover(pack, world, self._derivation, terms)

    def rule(self, rule: Rule) -> RuleTrial:
        """One rule with all its conditions."""
        fired = conclusion(rule) in self._derivation.facts and any(
            step.clause.partition("#")[0] == rule.id for step in self._derivation.steps_for(conclusion(rule))
        )
        trials = tuple(self._try(condition, {rule.id}) for condition in rule.when)
        return RuleTrial(rule, fired, trials, apart=not fired and all(trial.held for trial in trials))

    def deriving(self, element: str) -> tuple[RuleTrial, ...]:
        """The rules that could have derived an element."""
        return tuple(self.rule(rule) for rule in self._pack.rules if rule.concludes == ("present", element))

    def _try(self, condition: Condition, above: set[str]) -> Trial:
        if condition.kind in ("any", "all"):
            parts = tuple(self._try(part, above) for part in condition.parts)
            held = (any if condition.kind == "any" else all)(part.held for part in parts)
            return Trial(condition, held, parts=parts)
        bodies = alternatives(condition)
        if condition.kind in ("line", "section"):
            return self._try_place(condition, bodies)
        held_by = [body for body in bodies if all(self._holds(literal) for literal in body)]
        if held_by:
            return Trial(condition, True, self._held_on(held_by[0]))
        if condition.kind == "gap" and condition.name not in above:
            rule = next(rule for rule in self._pack.rules if rule.id == condition.name)
            return Trial(condition, False, parts=tuple(self._try(part, above | {rule.id}) for part in rule.when))
        return Trial(condition, False, self._instead(bodies))

    def _try_place(self, condition: Condition, bodies: Sequence[Sequence[Literal]]) -> Trial:
        """A line or section: all that is asked for must be known of the same one. Else what comes near is shown."""
        for body in bodies:
            found = [{fact.args[2]: fact for fact in self._found(literal.atom)} for literal in body]
            if shared := sorted(set.intersection(*(set(facts) for facts in found))):
                return Trial(condition, True, tuple(self._prover.prove(facts[shared[0]]) for facts in found))
        near = dict.fromkeys(fact for body in bodies for fact in self._found(body[0].atom))
        return Trial(condition, False, tuple(self._prover.prove(fact) for fact in list(near)[:_NEAR]))

    def _found(self, atom: Atom) -> list[Fact]:
        return sorted(fact for fact in self._derivation.facts if matches(atom, fact))

    def _holds(self, literal: Literal) -> bool:
        number = len(self._found(literal.atom))
        return literal.at_least <= number and (literal.at_most is None or number <= literal.at_most)

    def _held_on(self, body: Sequence[Literal]) -> tuple[Proof, ...]:
        proofs = []
        for literal in body:
            facts = self._found(literal.atom)
            proofs += [self._prover.prove(fact) for fact in facts] or [Proof(self._prover.say_none(literal.atom), "absent")]
        return tuple(proofs)

    def _instead(self, bodies: Sequence[Sequence[Literal]]) -> tuple[Proof, ...]:
        """What stands in the way of a condition: the facts that deny it, or that the wanted ones are not there."""
        failed = {literal for body in bodies for literal in body if not self._holds(literal)}
        facts: set[Fact] = set()
        for literal in failed:
            facts.update(self._found(literal.atom))
            facts.update(fact for fact in self._opposites(literal.atom) if fact in self._derivation.facts)
        return tuple(self._prover.prove(fact) for fact in sorted(facts))

    def _opposites(self, atom: Atom) -> list[Fact]:
        """The other states of an element; for platforms, all that the plan uses."""
        if atom.predicate in ("present", "missing", "unclear"):
            return [Fact(state, (str(atom.terms[0]),)) for state in ("present", "missing", "unclear") if state != atom.predicate]
        return [fact for fact in self._derivation.facts if fact.predicate == atom.predicate == "uses"]


def conclusion(rule: Rule) -> Fact:
    """What a rule concludes."""
    return Fact("gap", (rule.id,)) if rule.is_finding else Fact("present", (rule.concludes[1],))


def looked_for(rule: Rule) -> tuple[str, ...]:
    """The elements that a rule misses."""
    return tuple(dict.fromkeys(c.name for c in walk(rule.when) if c.kind == "missing"))
