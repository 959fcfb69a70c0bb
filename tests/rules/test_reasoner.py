"""From given facts to findings: what each rule needs, roots and what follows, ranks, names, proofs, and both engines alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefprism.data.catalogue import load_catalogue
from briefprism.data.terms import load_terms
from briefprism.models.finding import Finding, Proof
from briefprism.models.labels import State
from briefprism.models.platform import Classification, Mention
from briefprism.models.rule import RULE_ELEMENTS
from briefprism.models.signal import Evidence, Search, Signal
from briefprism.rules.chainer import PythonEngine
from briefprism.rules.durable import DurableEngine
from briefprism.rules.engine import Engine
from briefprism.rules.loader import load_packs
from briefprism.rules.reasoner import Verdict, reason
from briefprism.rules.world import World, close

PACK = load_packs(("core",))
PLATFORMS = {p.name: p for p in load_catalogue().platforms}
PLACES = ("Facebook", "Instagram", "YouTube", "LinkedIn", "Blog", "Forum", "Podcast", "Reddit", "Vimeo", "Newsletter", "Billboard",
          "Google+", "Hootsuite")  # fmt: skip
RANK = {"error": 0, "warning": 1, "advice": 2, "consequence": 3}


@dataclass(frozen=True)
class Plan:
    """What a plan says: all elements are present but those ``missing`` and ``unclear``."""

    missing: frozenset[str] = frozenset({"term_confusion"})
    unclear: frozenset[str] = frozenset()
    places: tuple[str, ...] = ("Facebook", "Forum")
    renamed: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    held: tuple[str, ...] = ("is_plan",)

    def without(self, *elements: str) -> Plan:
        return replace(self, missing=self.missing | set(elements))

    def having(self, *elements: str) -> Plan:
        return replace(self, missing=self.missing - set(elements))

    def unsure(self, *elements: str) -> Plan:
        return replace(self, missing=self.missing - set(elements), unclear=self.unclear | set(elements))

    def on(self, *places: str) -> Plan:
        return replace(self, places=places)

    def world(self) -> World:
        used = [(_mention(name, n, renamed=name in self.renamed), _words(f"use {name}", 1000 + n)) for n, name in enumerate(self.places)]
        listed = [(name, _words(f"list {name}", 2000 + n)) for n, name in enumerate(self.listed)]
        return close(map(self._signal, RULE_ELEMENTS), used, listed, self.held)

    def _signal(self, element: str) -> Signal:
        at = 10 * RULE_ELEMENTS.index(element)
        state: State = "missing" if element in self.missing else "unclear" if element in self.unclear else "present"
        if state == "missing":
            return Signal(element, state, 0.9, "person", (), Search(load_terms()[element].looked_for, (_words("near", at),), 0.5))
        return Signal(element, state, 0.9, "person", (_words(element, at),))


def _words(quote: str, start: int) -> Evidence:
    return Evidence(quote, start, start + len(quote), 0.9)


def _mention(name: str, number: int, *, renamed: bool) -> Mention:
    p = PLATFORMS[name]
    found = Classification(name, p.name, p.label, p.kind, False, False, 0.99, "catalogue", "", p.closed, p.name if renamed else None)
    return Mention(1000 + number, 1001 + number, 0, found, "used", 0.9)


def judge(plan: Plan, engine: Engine | None = None) -> Verdict:
    return reason(PACK, plan.world(), engine or PythonEngine(), load_terms())


def fired(plan: Plan, engine: Engine | None = None) -> set[str]:
    return {finding.rule for finding in judge(plan, engine).findings}


def finding(plan: Plan, rule: str) -> Finding:
    return next(f for f in judge(plan).findings if f.rule == rule)


WHOLE = Plan()
NETWORKS = WHOLE.without("beyond_networks").on("Facebook")
READ, WATCH, LISTEN = "format_read", "format_watch", "format_listen"

CASES: dict[str, tuple[Plan, tuple[Plan, ...]]] = {
    "networks-only": (NETWORKS, (NETWORKS.on(), NETWORKS.having("beyond_networks"), NETWORKS.unsure("beyond_networks"),
                                 NETWORKS.on("Facebook", "Forum"))),
    "no-social-place": (WHOLE.on(), (WHOLE.on("Forum"), WHOLE.on("Facebook"), replace(WHOLE.on(), held=()))),
    "social-media-means-networks": (WHOLE.having("term_confusion"), (WHOLE, WHOLE.unsure("term_confusion"))),
    "broadcast-called-social": (replace(WHOLE, listed=("Billboard",)), (WHOLE,)),
    "no-content": (WHOLE.without("content_creation"), (WHOLE, WHOLE.unsure("content_creation"))),
    "nothing-to-share": (WHOLE.without("content_creation"), (WHOLE, WHOLE.without("content_creation", "sharing").on("Forum", "Blog"))),
    "no-content-home": (WHOLE.without("owned_hub"), (WHOLE, WHOLE.unsure("owned_hub"))),
    "not-found-by-search": (WHOLE.without("search_findability"), (WHOLE, WHOLE.unsure("search_findability"))),
    "content-not-shared": (
        WHOLE.without("sharing").on("Forum", "Blog"),
        (WHOLE, WHOLE.without("sharing", "content_creation").on("Forum", "Blog")),
    ),
    "networks-lead-nowhere": (WHOLE.without("link_back"), (WHOLE, WHOLE.without("link_back", "sharing").on("Forum"))),
    "one-way-to-take-it-in": (WHOLE.without(READ, LISTEN), (WHOLE, WHOLE.without(READ), WHOLE.without(LISTEN),
                                                            WHOLE.without(READ, WATCH, LISTEN))),
    "no-format": (WHOLE.without(READ, WATCH, LISTEN), (WHOLE.without(READ, WATCH), WHOLE.without(READ, LISTEN),
                                                       WHOLE.without(WATCH, LISTEN), WHOLE.without(READ, WATCH).unsure(LISTEN))),
    "nothing-to-hear": (WHOLE.without(LISTEN), (WHOLE, WHOLE.without(LISTEN, READ), WHOLE.without(LISTEN, WATCH))),
    "nothing-to-watch": (WHOLE.without(WATCH), (WHOLE, WHOLE.without(WATCH, READ), WHOLE.without(WATCH, LISTEN))),
    "nothing-to-read": (WHOLE.without(READ), (WHOLE, WHOLE.without(READ, WATCH), WHOLE.without(READ, LISTEN))),
    "nobody-named": (WHOLE.without("audience"), (WHOLE, WHOLE.unsure("audience"))),
    "same-for-everyone": (WHOLE.without("format_by_audience"), (WHOLE, WHOLE.without("format_by_audience", "audience"))),
    "no-conversation": (WHOLE.without("interaction"), (WHOLE, WHOLE.without("interaction").on("Billboard"))),
    "talks-at-people": (WHOLE.without("interaction"), (WHOLE, WHOLE.without("interaction", "sharing").on("Forum"),
                                                       WHOLE.without("interaction").on("Billboard"))),
    "not-measured": (WHOLE.without("measurement"), (WHOLE, WHOLE.unsure("measurement"))),
    "measured-with-nothing": (WHOLE.without("measuring_tool"), (WHOLE, WHOLE.without("measuring_tool", "measurement"))),
    "no-rhythm": (WHOLE.without("cadence", "consistency"), (WHOLE.without("cadence"), WHOLE.without("consistency"))),
    "stops-after-launch": (WHOLE.without("cadence", "consistency"), (WHOLE.without("cadence"), WHOLE.without("consistency"),
                                                                     WHOLE.without("cadence", "consistency", "timeline"))),
    "islands": (WHOLE.without("integration"), (WHOLE, WHOLE.without("integration").on("Forum"),
                                               WHOLE.without("integration").on("Forum", "Billboard", "Newsletter"))),
    "rented-land": (NETWORKS.without("owned_hub"), (NETWORKS, WHOLE.without("owned_hub"))),
    "no-visits": (WHOLE.without("owned_hub"), (WHOLE, WHOLE.without("link_back", "sharing").on("Forum"))),
    "built-for-networks": (NETWORKS.without("link_back"), (NETWORKS, WHOLE.without("link_back", "owned_hub", READ, WATCH, LISTEN))),
    "not-reachable-by-all": (WHOLE.without("accessibility"), (WHOLE, WHOLE.unsure("accessibility"))),
    "closed-platform": (WHOLE.on("Forum", "Google+"), (WHOLE.on("Forum"),)),
    "renamed-platform": (replace(WHOLE, renamed=("Facebook",)), (WHOLE,)),
}  # fmt: skip
"""For each rule, facts that satisfy it, and the same with one condition taken away."""


def engines() -> list[Engine]:
    return [PythonEngine(), DurableEngine()]


def test_every_rule_has_its_case() -> None:
    assert set(CASES) == {rule.id for rule in PACK.rules if rule.is_finding}


@pytest.mark.parametrize("rule", CASES)
def test_a_rule_fires_on_its_facts(rule: str) -> None:
    for engine in engines():
        assert rule in fired(CASES[rule][0], engine)


@pytest.mark.parametrize(("rule", "number"), [(rule, n) for rule, (_, plans) in CASES.items() for n in range(len(plans))])
def test_a_rule_is_silent_when_one_condition_is_taken_away(rule: str, number: int) -> None:
    for engine in engines():
        assert rule not in fired(CASES[rule][1][number], engine)


def test_a_whole_plan_has_no_finding() -> None:
    assert judge(WHOLE).findings == ()


@pytest.mark.parametrize("gone", [(READ, LISTEN), (READ, WATCH), (WATCH, LISTEN)])
def test_each_single_form_is_one_way(gone: tuple[str, ...]) -> None:
    assert {"one-way-to-take-it-in"} == fired(WHOLE.without(*gone))


@pytest.mark.parametrize("also", ["owned_hub", "link_back", "forms", "single form"])
def test_built_for_networks_needs_one_of_its_grounds(also: str) -> None:
    gone = {"forms": (READ, WATCH, LISTEN), "single form": (READ, LISTEN)}.get(also, (also,))
    assert "built-for-networks" in fired(NETWORKS.without(*gone))


def test_what_is_unclear_is_neither_present_nor_missing() -> None:
    verdict = judge(WHOLE.unsure("audience", "format_by_audience"))
    assert verdict.findings == ()
    assert not verdict.missing & {"audience", "format_by_audience"}


# Elements that rules derive from what is named.


@pytest.mark.parametrize(
    ("place", "derived"),
    [
        ("Forum", {"beyond_networks"}),
        ("Blog", {"beyond_networks", READ}),
        ("Podcast", {"beyond_networks", LISTEN}),
        ("YouTube", {WATCH, "sharing"}),
        ("Vimeo", {"beyond_networks", WATCH}),
        ("Billboard", {"traditional_media"}),
        ("Facebook", {"sharing"}),
        ("Newsletter", set()),
    ],
)
def test_places_make_elements_present(place: str, derived: set[str]) -> None:
    nothing = Plan(missing=frozenset(RULE_ELEMENTS), places=(place,))
    verdict = judge(nothing)
    assert set(verdict.derived) == derived
    assert verdict.missing == set(RULE_ELEMENTS) - derived
    for proof in verdict.derived.values():
        assert proof.kind == "derived"
        assert [e.quote for e in proof.words()] == [f"use {place}"]


SCOPE = replace(NETWORKS.without("owned_hub"), held=("is_plan", "scope_is_social_media", "networks_prevail"))


def test_the_scope_is_confused_when_only_networks_are_used() -> None:
    assert set(judge(SCOPE).derived) == {"term_confusion"}
    assert "social-media-means-networks" in fired(SCOPE)
    (proof,) = finding(SCOPE, "social-media-means-networks").proof.because
    assert proof.fact == "It says social media and means social networks only."
    assert proof.rule == "term_confusion-scope"


@pytest.mark.parametrize(
    "plan",
    [
        replace(SCOPE, held=("is_plan", "networks_prevail")), replace(SCOPE, held=("is_plan", "scope_is_social_media")),
        SCOPE.on(), SCOPE.on("Facebook", "Billboard"),
    ],
)  # fmt: skip
def test_the_scope_is_not_confused_when_one_condition_is_taken_away(plan: Plan) -> None:
    assert "term_confusion" not in judge(plan).derived


# Roots, what follows, and the order.


def test_roots_hold_what_follows_from_them_down_to_the_last() -> None:
    found = {f.rule: f for f in judge(NETWORKS.without("owned_hub")).findings}
    assert {name for name, f in found.items() if f.root} == {"networks-only", "no-content-home"}
    assert found["networks-only"].follows == ("built-for-networks", "rented-land")
    assert found["no-content-home"].follows == ("built-for-networks", "no-visits", "rented-land")
    assert found["no-visits"].follows == found["rented-land"].follows == ("built-for-networks",)
    assert found["built-for-networks"].follows == ()


CAUSED = [(rule.id, cause) for rule in PACK.rules for cause in rule.caused_by]


@pytest.mark.parametrize(("rule", "cause"), CAUSED)
def test_a_gap_that_its_author_puts_under_another_is_no_root_when_both_are_there(rule: str, cause: str) -> None:
    alone = CASES[rule][0]
    assert finding(alone, rule).root
    both = replace(alone, missing=alone.missing | CASES[cause][0].missing, places=CASES[cause][0].places)
    if {rule, cause} <= fired(both):
        assert not finding(both, rule).root
        assert rule in finding(both, cause).follows
    else:
        pytest.fail(f"{rule} and {cause} do not fire together on {both}")


def test_errors_with_most_behind_them_come_first() -> None:
    plan = NETWORKS.without("owned_hub", "audience", "format_by_audience", "integration", "accessibility").on("Facebook", "Instagram")
    assert [f.rule for f in judge(plan).findings] == [
        "no-content-home",  # three follow
        "networks-only",  # two follow
        "nobody-named",
        "islands",  # a warning
        "not-reachable-by-all",  # advice
        "rented-land",  # what follows comes last
        "no-visits",
        "built-for-networks",
    ]


def test_equal_ranks_keep_the_order_of_a_plan() -> None:
    plan = WHOLE.without("measurement", "audience", "cadence", "consistency", "sharing").having("content_creation").on("Forum", "Blog")
    roots = [f.rule for f in judge(replace(plan, missing=plan.missing | {"timeline"})).findings if f.root]
    assert roots == ["content-not-shared", "nobody-named", "not-measured", "no-rhythm"]


# Names in the texts.


@pytest.mark.parametrize(
    ("places", "names"),
    [(("Facebook",), "Facebook"), (("LinkedIn", "Facebook"), "Facebook and LinkedIn"),
     (("YouTube", "Facebook", "LinkedIn"), "Facebook, LinkedIn and YouTube"), (("Facebook", "Facebook"), "Facebook")],
)  # fmt: skip
def test_slots_name_the_places(places: tuple[str, ...], names: str) -> None:
    assert f": {names}." in finding(NETWORKS.on(*places), "networks-only").why


def test_slots_name_no_place_that_the_condition_does_not_mean() -> None:
    why = finding(WHOLE.without("interaction").on("Facebook", "Billboard", "Forum", "Hootsuite"), "no-conversation").why
    assert "Facebook and Forum" in why
    assert "Billboard" not in why
    assert "Hootsuite" not in why


def test_slots_stand_in_fix_and_ask_too() -> None:
    found = finding(WHOLE.on("Google+", "Forum"), "closed-platform")
    assert "Google+" in found.why
    assert "Google+" in found.fix
    assert "Google+" in found.ask


# Proofs.


def test_a_proof_goes_down_to_the_words_and_the_search() -> None:
    found = finding(NETWORKS.without("owned_hub"), "rented-land")
    assert (found.proof.kind, found.proof.rule) == ("derived", "rented-land")
    only, home = found.proof.because
    assert (only.kind, only.rule, home.kind, home.rule) == ("derived", "networks-only", "derived", "no-content-home")
    uses, beyond = only.because
    assert uses.fact == "The plan uses Facebook, which is a social network."
    assert (uses.kind, [e.quote for e in uses.evidence]) == ("observed", ["use Facebook"])
    assert beyond.kind == "absent"
    assert beyond.search is not None
    assert beyond.search.looked_for == load_terms()["beyond_networks"].looked_for
    (hub,) = home.because
    assert hub.search is not None
    assert hub.search.closest[0].quote == "near"
    assert found.evidence == (_words("use Facebook", 1000),)


def test_a_count_that_allows_none_is_said_in_words() -> None:
    facts = [p.fact for p in finding(WHOLE.on("Billboard"), "no-social-place").proof.because]
    assert facts == ["The text is a plan.", "The plan uses no social network and no social channel."]
    confusion = judge(SCOPE).derived["term_confusion"]
    assert "The plan uses no place of the kind press." in [p.fact for p in confusion.because]


def test_evidence_comes_in_reading_order_and_once() -> None:
    found = finding(WHOLE.without("integration").on("Reddit", "Facebook", "Forum"), "islands")
    assert [e.quote for e in found.evidence] == ["use Reddit", "use Facebook", "use Forum"]


def test_facts_that_nothing_rests_on_have_no_evidence() -> None:
    assert finding(WHOLE.without("audience"), "nobody-named").evidence == ()


# Any closed world: both engines, any order of facts, and what holds of every verdict.


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    states = draw(st.lists(st.sampled_from(("present", "missing", "missing", "unclear")), min_size=25, max_size=25))
    pairs = list(zip(RULE_ELEMENTS, states, strict=True))
    return Plan(
        missing=frozenset(e for e, state in pairs if state == "missing"),
        unclear=frozenset(e for e, state in pairs if state == "unclear"),
        places=tuple(draw(st.lists(st.sampled_from(PLACES), max_size=5, unique=True))),
        renamed=tuple(draw(st.lists(st.sampled_from(("Facebook", "Forum")), max_size=1))),
        listed=tuple(draw(st.lists(st.sampled_from(("Billboard", "Newsletter")), max_size=2, unique=True))),
        held=("is_plan", *draw(st.sampled_from(((), ("scope_is_social_media",))))),
    )


def told(verdict: Verdict) -> object:
    """All that a verdict says, as plain data."""
    derived = {name: proof.to_dict() for name, proof in verdict.derived.items()}
    return [f.to_dict() for f in verdict.findings], derived, sorted(verdict.missing)


@settings(max_examples=150, derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(plans(), st.randoms(use_true_random=False))
def test_both_engines_and_any_order_of_facts_tell_the_same(plan: Plan, chance: object) -> None:
    world = plan.world()
    facts = list(world.facts)
    chance.shuffle(facts)  # type: ignore[attr-defined]
    expected = told(reason(PACK, world, PythonEngine(), load_terms()))
    for engine in engines():
        assert told(reason(PACK, replace(world, facts=tuple(facts)), engine, load_terms())) == expected
        assert told(reason(PACK, replace(world, facts=world.facts[::-1]), engine, load_terms())) == expected


def leaves(proof: Proof) -> Iterator[Proof]:
    if not proof.because:
        yield proof
    for part in proof.because:
        yield from leaves(part)


@settings(max_examples=150, derandomize=True, deadline=None, database=None)
@given(plans())
def test_what_holds_of_every_verdict(plan: Plan) -> None:
    verdict = judge(plan)
    found = {f.rule: f for f in verdict.findings}
    assert len(found) == len(verdict.findings)
    ranks = [(not f.root, RANK[f.severity], -len(f.follows)) for f in verdict.findings]
    assert ranks == sorted(ranks)
    led_to = {rule for f in verdict.findings if f.root for rule in f.follows}
    for f in verdict.findings:
        assert f.rule not in f.follows
        assert set(f.follows) <= set(found)
        assert f.root == (f.rule not in led_to)
        assert not re.search(r"[{}]|\band \.|: \.", f"{f.title} {f.why} {f.fix} {f.ask}")
        assert set(f.evidence) == set(f.proof.words())
        for leaf in leaves(f.proof):
            assert leaf.kind in ("observed", "absent")
            if leaf.kind == "observed" and leaf.fact != "The text is a plan.":
                assert leaf.evidence or "calls what it covers" in leaf.fact, leaf.fact
            if leaf.kind == "absent" and leaf.search is None:
                assert "uses no" in leaf.fact or "uses nothing" in leaf.fact
    assert verdict.missing <= plan.missing
    assert verdict.missing == plan.missing - set(verdict.derived)
