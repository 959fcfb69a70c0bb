"""Rules over single lines and sections: both things must stand in the same place."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefprism.data.terms import load_terms
from briefprism.models.errors import PackError
from briefprism.models.logic import Fact
from briefprism.models.reasoning import RuleTrial
from briefprism.models.rule import Pack
from briefprism.models.signal import Evidence, LineSign, Search, Signal
from briefprism.rules.chainer import PythonEngine
from briefprism.rules.durable import DurableEngine
from briefprism.rules.loader import load_packs
from briefprism.rules.reasoner import Verdict, reason
from briefprism.rules.whynot import Tryer
from briefprism.rules.world import close

RULE = """
id: integration-told
title: Told
severity: derivation
when:
  - unclear: integration
  - {SCOPE}: {{says: integration, known: [reuse, several]}}
then: {{present: integration}}
why: A line says so.
examples: {{fails: ["a"], passes: ["b"]}}
"""


def pack(folder: Path, scope: str) -> Pack:
    (folder / "rule.yaml").write_text(RULE.format(SCOPE=scope), "utf-8")
    return load_packs((str(folder),))


def sign(number: int, section: int, says: str, known: str) -> LineSign:
    return LineSign(Evidence(f"line {number}", 10 * number, 10 * number + 6), section, frozenset(says.split()), frozenset(known.split()))


def judge(pack: Pack, *signs: LineSign, state: str = "unclear") -> Verdict:
    signal = Signal("integration", state, 0.5, "model", (), Search("x", (), 0.5))  # type: ignore[arg-type]
    world = close([signal], [], [], ["is_plan"], signs)
    plain = reason(pack, world, PythonEngine(), load_terms())
    assert reason(pack, world, DurableEngine(), load_terms()) == plain
    return plain


def test_a_line_must_say_and_hold_both(tmp_path: Path) -> None:
    rules = pack(tmp_path, "line")
    found = judge(rules, sign(0, 1, "integration", "reuse date"), sign(1, 1, "goal", "several"))
    assert [e.quote for e in found.derived["integration"].words()] == ["line 0", "line 0"]
    assert not judge(rules, sign(0, 1, "integration", "date"), sign(1, 1, "goal", "reuse")).derived
    assert not judge(rules, sign(0, 1, "integration", "reuse"), state="missing").derived


def test_a_section_may_hold_them_in_two_lines(tmp_path: Path) -> None:
    rules = pack(tmp_path, "section")
    assert judge(rules, sign(0, 1, "integration", ""), sign(1, 1, "goal", "several")).derived
    assert not judge(rules, sign(0, 1, "integration", ""), sign(1, 2, "goal", "several")).derived


def test_the_proof_says_what_the_line_holds_in_plain_words(tmp_path: Path) -> None:
    proof = judge(pack(tmp_path, "line"), sign(0, 1, "integration", "reuse")).derived["integration"]
    told = [part.fact for part in proof.because]
    assert told[1].startswith("A line of the plan may say ")
    assert told[2] == "The same line holds words for using one piece in two places."


def test_an_unknown_trait_names_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "rule.yaml").write_text(RULE.format(SCOPE="line").replace("reuse", "reuze"), "utf-8")
    with pytest.raises(PackError, match=r"unknown known 'reuze'.*did you mean 'reuse'"):
        load_packs((str(tmp_path),))


def test_what_kept_a_rule_on_lines_from_firing_is_shown(tmp_path: Path) -> None:
    (rule,) = (rules := pack(tmp_path, "line")).rules
    signal = Signal("integration", "unclear", 0.5, "model", (), Search("x", (), 0.5))

    def tried(*signs: LineSign) -> RuleTrial:
        return Tryer(rules, close([signal], [], [], ["is_plan"], signs), load_terms()).rule(rule)

    apart = tried(sign(1, 1, "integration", ""), sign(2, 1, "", "reuse"))
    assert (apart.fired, [t.held for t in apart.trials]) == (False, [True, False])
    assert [e.quote for p in apart.trials[1].proofs for e in p.evidence] == ["line 1"]
    together = tried(sign(1, 1, "integration", ""), sign(2, 1, "integration", "reuse"))
    assert (together.fired, together.trials[1].held) == (True, True)
    assert {e.quote for p in together.trials[1].proofs for e in p.evidence} == {"line 2"}


def test_a_person_who_says_no_takes_the_signs_away_as_well(tmp_path: Path) -> None:
    rules, signal = pack(tmp_path, "line"), Signal("integration", "unclear", 0.5, "model", (), Search("x", (), 0.5))
    world = close([signal], [], [], ["is_plan"], [sign(1, 1, "integration goal", "reuse")])
    denied = world.dropping([Fact("unclear", ("integration",))], "A person answered no.")
    assert {f.args[0] for f in denied.facts if f.predicate == "says"} == {"goal"}
    assert reason(rules, world, PythonEngine(), load_terms()).derived
    assert not reason(rules, denied, PythonEngine(), load_terms()).derived
