"""Why a rule did not fire: what held, and what stood in the way, alike on both engines."""

from __future__ import annotations

import pytest

from briefprism.data.terms import load_terms
from briefprism.models.logic import Fact
from briefprism.models.reasoning import RuleTrial
from briefprism.models.signal import Evidence
from briefprism.rules.chainer import PythonEngine
from briefprism.rules.durable import DurableEngine
from briefprism.rules.loader import load_packs
from briefprism.rules.whynot import Tryer
from briefprism.rules.world import World

PACK = load_packs(("core",))
FACEBOOK = Fact("uses", ("Facebook", "network", "social-network", "yes", "open"))
BLOG = Fact("uses", ("Blog", "channel", "blog", "yes", "open"))


def world(*facts: Fact) -> World:
    held = {Fact("holds", ("is_plan",)): (), **{f: (Evidence(str(f), 0, 1),) for f in facts}}
    held |= {Fact("searched", (e,)): () for e in ("beyond_networks", "owned_hub", "interaction", "format_read", "format_watch")}
    return World(tuple(sorted(held)), held, {})


def tried(rule: str, *facts: Fact, engine: object = None) -> RuleTrial:
    return Tryer(PACK, world(*facts), load_terms(), engine).rule(PACK.rule(rule))  # type: ignore[arg-type]


def test_a_condition_that_failed_shows_what_is_there_instead() -> None:
    found = tried("networks-only", FACEBOOK, BLOG)
    assert not found.fired
    assert [t.held for t in found.trials] == [True, False]
    (denied,) = found.trials[1].proofs
    assert denied.rule == "beyond_networks-channel"
    assert denied.because[0].fact == "The plan uses Blog, which is a social channel."
    assert denied.because[0].evidence[0].quote == str(BLOG)


def test_another_rule_that_did_not_fire_is_opened() -> None:
    found = tried("rented-land", FACEBOOK, Fact("present", ("owned_hub",)))
    assert [(t.condition.name, t.held) for t in found.trials] == [("networks-only", True), ("no-content-home", False)]
    (below,) = [t for t in found.trials[1].parts if not t.held]
    assert below.proofs[0].evidence[0].quote == "present(owned_hub)"


def test_the_wanted_platform_is_answered_with_those_that_are_used() -> None:
    found = tried("beyond_networks-channel", FACEBOOK)
    assert [p.fact for p in found.trials[0].proofs] == ["The plan uses Facebook, which is a social network."]


def test_a_rule_that_fired_says_so() -> None:
    assert tried("networks-only", FACEBOOK).fired


@pytest.mark.parametrize("rule", [r.id for r in PACK.rules])
def test_both_engines_tell_the_same(rule: str) -> None:
    facts = (FACEBOOK, Fact("present", ("sharing",)), Fact("unclear", ("interaction",)))
    assert tried(rule, *facts, engine=PythonEngine()) == tried(rule, *facts, engine=DurableEngine())
