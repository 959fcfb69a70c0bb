"""The smallest sets of additions, against trying every set there is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain, combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from briefprism.models.logic import Fact
from briefprism.models.rule import Condition, Pack, Rule
from briefprism.rules.chainer import PythonEngine
from briefprism.rules.compiler import compile_pack
from briefprism.rules.complete import MOST_SETS, smallest_sets
from briefprism.rules.loader import load_packs

ELEMENTS = ("goal", "audience", "owned_hub", "sharing", "format_read", "beyond_networks")
FORUM = Fact("uses", ("Forum", "channel", "forum", "yes", "open"))
FACEBOOK = Fact("uses", ("Facebook", "network", "social-network", "yes", "open"))
GOOGLE_PLUS = Fact("uses", ("Google+", "network", "social-network", "yes", "closed"))
ADDITIONS = {e: (Fact("present", (e,)), *((FORUM,) if e == "beyond_networks" else ())) for e in ELEMENTS}

leaf = st.one_of(
    st.builds(Condition, st.sampled_from(["missing", "missing", "present"]), st.sampled_from(ELEMENTS)),
    st.just(Condition("uses", options={"social": ("yes",), "at_most": 0})),
    st.just(Condition("uses", options={"label": ("channel",), "at_least": 1})),
)
condition = st.one_of(leaf, st.builds(lambda parts: Condition("any", parts=tuple(parts)), st.lists(leaf, min_size=2, max_size=3)))
derivation = st.builds(
    lambda when, element: (when, ("present", element)), st.lists(leaf.filter(lambda c: c.kind != "missing" and "at_most" not in c.options),
                                                                 min_size=1, max_size=2), st.sampled_from(["format_read", "sharing"])
)  # fmt: skip
finding = st.builds(lambda when: (when, ("gap", "reach")), st.lists(condition, min_size=1, max_size=3))


def pack_of(parts: Sequence[tuple[Sequence[Condition], tuple[str, str]]]) -> Pack:
    rules = [
        Rule(f"r{n}", f"Rule {n}", "error" if c[0] == "gap" else "derivation", tuple(when), c, "", "", "", "", (), ())
        for n, (when, c) in enumerate(parts)
    ]
    return Pack("random", tuple(rules))


def by_trying_all(pack: Pack, facts: Sequence[Fact], goal: set[str]) -> set[frozenset[str]]:
    names = sorted(ADDITIONS)
    for size in range(len(names) + 1):
        found = {frozenset(some) for some in combinations(names, size) if _reaches(pack, facts, goal, some)}
        if found:
            return found
    return set()


def _reaches(pack: Pack, facts: Sequence[Fact], goal: set[str], names: Sequence[str]) -> bool:
    more = [fact for name in names for fact in ADDITIONS[name]]
    unclear = {Fact("unclear", f.args) for f in more}
    derived = PythonEngine().run(compile_pack(pack), {*facts, *more} - unclear).facts
    return not any(Fact("gap", (rule,)) in derived for rule in goal)


@settings(max_examples=150, deadline=None)
@given(st.lists(finding, min_size=1, max_size=5), st.lists(derivation, max_size=2), st.sets(st.sampled_from(ELEMENTS)), st.booleans())
def test_the_search_finds_exactly_the_smallest_sets(findings: list, derivations: list, present: set[str], on_facebook: bool) -> None:
    pack = pack_of([*findings, *derivations])
    facts = [Fact("searched", (e,)) for e in ELEMENTS] + [Fact("present", (e,)) for e in sorted(present)] + [FACEBOOK] * on_facebook
    goal = {rule.id for rule in pack.rules if rule.is_finding}
    expected = by_trying_all(pack, facts, goal)
    found = smallest_sets(compile_pack(pack), facts, goal, ADDITIONS)
    sets = {frozenset(m.name for m in moves) for moves in found.sets}
    assert found.exact
    if not expected:  # then something may be found to take out, which this trial of additions does not try
        assert all(any(m.kind == "drop" for m in moves) for moves in found.sets)
        return
    assert sets <= expected
    assert len(sets) == min(len(expected), MOST_SETS)


def test_rules_that_go_round_in_a_circle_are_no_proof() -> None:
    """`sharing` follows from itself, and from what was given: only the latter can be looked behind."""
    circle = [([Condition("present", "sharing")], ("present", "sharing")), ([Condition("present", "format_read")], ("present", "sharing"))]
    used = Condition("uses", options={"label": ("network",), "at_least": 1})
    pack = pack_of([([Condition("present", "sharing"), used], ("gap", "reach")), *circle])
    facts = [*(Fact("searched", (e,)) for e in ELEMENTS), Fact("present", ("format_read",)), FACEBOOK]
    found = smallest_sets(compile_pack(pack), facts, {"r0"}, ADDITIONS)
    assert {(m.kind, m.name) for moves in found.sets for m in moves} == {("drop", "Facebook"), ("drop", "format_read")}
    assert [len(moves) for moves in found.sets] == [1, 1]


def test_what_no_addition_mends_is_taken_out() -> None:
    pack = load_packs(("core",))
    held = ("goal", "audience", "content_creation", "owned_hub", "sharing", "link_back", "interaction", "measurement", "cadence",
            "format_read", "format_watch", "format_listen")  # fmt: skip
    facts = [Fact("holds", ("is_plan",)), GOOGLE_PLUS, FORUM, *(Fact(p, (e,)) for e in held for p in ("searched", "present"))]
    found = smallest_sets(compile_pack(pack), facts, [r.id for r in pack.rules if r.severity == "error"], {})
    assert [[(m.kind, m.name) for m in moves] for moves in found.sets] == [[("drop", "Google+")]]
    assert found.effects == ((("closed-platform",),),)


def test_the_order_of_work_is_by_effect() -> None:
    pack = pack_of([([Condition("missing", "goal")], ("gap", "reach")), *([([Condition("missing", "sharing")], ("gap", "reach"))] * 2)])
    facts = [Fact("searched", (e,)) for e in ELEMENTS]
    found = smallest_sets(compile_pack(pack), facts, ["r0", "r1", "r2"], ADDITIONS)
    assert [[m.name for m in moves] for moves in found.sets] == [["sharing", "goal"]]
    assert found.effects == ((("r1", "r2"), ("r0",)),)


def test_a_finding_that_nothing_silences_is_named() -> None:
    pack = pack_of([([Condition("fact", "is_plan")], ("gap", "reach"))])
    found = smallest_sets(compile_pack(pack), [Fact("holds", ("is_plan",))], ["r0"], ADDITIONS)
    assert (found.sets, found.stuck) == ((), ("r0",))


def test_no_more_than_ten_sets() -> None:
    choice = tuple(Condition("missing", e) for e in ELEMENTS[:4])
    pack = pack_of([([c, d], ("gap", "reach")) for c, d in combinations(choice, 2)])
    wide: Mapping[str, Sequence[Fact]] = {f"{e}{n}": (Fact("present", (e,)),) for e in ELEMENTS for n in range(3)}
    found = smallest_sets(compile_pack(pack), [Fact("searched", (e,)) for e in ELEMENTS], [r.id for r in pack.rules], wide)
    assert len(found.sets) == MOST_SETS
    assert {len(moves) for moves in found.sets} == {3}
    assert len(set(chain.from_iterable([frozenset(moves)] for moves in found.sets))) == MOST_SETS
