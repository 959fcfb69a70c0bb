"""Proofs: for a derived fact, the firing of least height, as a tree of plain statements."""

from __future__ import annotations

from collections.abc import Mapping

from briefprism.models.finding import Proof
from briefprism.models.labels import LABEL_WORDS
from briefprism.models.logic import Atom, Derivation, Fact, Step
from briefprism.models.rule import TRAIT_WORDS, Pack
from briefprism.models.signal import Evidence
from briefprism.models.term import Term
from briefprism.rules.compiler import CLOSING, USES_ARGS, compile_pack, rule_id_of
from briefprism.rules.heights import Heights
from briefprism.rules.world import World


class Prover:
    """Builds the proofs of one derivation. The same derivation gives the same proofs, whichever engine made it."""

    def __init__(self, pack: Pack, world: World, derivation: Derivation, terms: Mapping[str, Term]) -> None:
        self._titles = {rule.id: rule.title for rule in pack.rules}
        self._world, self._terms = world, terms
        self._heights = Heights(derivation, world.evidence)
        self._clauses = {clause.id: clause for layer in compile_pack(pack).layers for clause in layer}

    def prove(self, fact: Fact) -> Proof:
        """The proof of a fact of the derivation."""
        step = self.step(fact)
        if step is None:
            evidence = self._world.evidence.get(fact, ())
            return Proof(self.say(fact), "observed", evidence=evidence, told=self._world.told.get(fact, ""))
        if step.clause.startswith(CLOSING):
            return Proof(self.say(fact), "absent", search=self._world.searches.get(fact.args[0]), told=self._world.told.get(fact, ""))
        rule = rule_id_of(step.clause)
        because = tuple(
            proof for support in step.because for proof in ([self.prove(f) for f in support.facts] or [self._none(step, support.literal)])
        )
        return Proof(self.say(fact), "derived", rule, because)

    def step(self, fact: Fact) -> Step | None:
        """The firing that a proof shows; None for a fact that was given."""
        return self._heights.lowest(fact)

    def evidence(self, proof: Proof) -> tuple[Evidence, ...]:
        """All words that a proof rests on, in reading order, each once."""
        found = {(e.start, e.end): e for e in proof.words()}
        return tuple(found[key] for key in sorted(found))

    def say(self, fact: Fact) -> str:
        """A fact as a plain sentence."""
        match fact.predicate, fact.args:
            case "present", (element, *_):
                return self._term(element).done
            case "unclear", (element, *_):
                return f"It is not clear whether the plan says {self._term(element).looked_for}."
            case "missing", (element, *_):
                return f"We looked for {self._term(element).looked_for}, and found nothing that says it."
            case "uses", (platform, label, *_):
                return f"The plan uses {platform}, which is {LABEL_WORDS[label]}."
            case "listed_as_social", (platform,):
                return f"The plan lists {platform} as social media."
            case "holds", ("is_plan",):
                return "The text is a plan."
            case "holds", ("scope_is_social_media",):
                return 'The plan calls what it covers "social media".'
            case "says", (element, kind, _):
                return f"A {kind} of the plan may say {self._term(element).looked_for}."
            case "known", (trait, kind, _):
                return f"The same {kind} holds {TRAIT_WORDS[trait]}."
            case "holds", ("networks_prevail",):
                return "The places that it uses are social networks, or nearly all are."
            case "gap", (rule,):
                return f"{self._titles[rule]}."
        return str(fact)

    def _none(self, step: Step, literal: int) -> Proof:
        """A count that allows none, in words."""
        found = self._clauses[step.clause].body[literal].atom
        return Proof(self.say_none(found), "absent")

    def say_none(self, found: Atom) -> str:
        """The absence of platforms in words."""
        terms = dict(zip(USES_ARGS, found.terms, strict=False))
        label, kind = terms.get("label"), terms.get("kind")
        if isinstance(label, str):
            return f"The plan uses nothing that is {LABEL_WORDS[label]}."
        if isinstance(kind, str):
            return f"The plan uses no place of the kind {self._terms[kind].term}."
        return "The plan uses no social network and no social channel."

    def _term(self, element: str) -> Term:
        return self._terms[element]
