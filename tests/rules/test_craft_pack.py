"""The pack craft: a second part of the report that never makes a plan incomplete."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from briefprism.hall.brief.completing import complete
from briefprism.hall.brief.pipeline import Checker, glossary
from briefprism.hall.brief.reasoning import why_not
from briefprism.models.rule import CRAFT_ELEMENTS
from briefprism.models.settings import Settings
from briefprism.report.terminal import render
from briefprism.rules.compiler import compile_pack
from briefprism.rules.loader import BUILT_IN, load_packs

PACK = load_packs(BUILT_IN)
CRAFT = [rule for rule in PACK.rules if rule.pack == "craft"]
TEXT = "We post photos of our quilts on Instagram and Facebook twice a week, so that more people join our club."


def test_its_rules_warn_or_advise_and_name_the_work_that_they_rest_on() -> None:
    assert len(CRAFT) >= 35
    assert {rule.severity for rule in CRAFT} == {"warning", "advice"}
    assert all(rule.source and not rule.source.startswith("article: ") for rule in CRAFT)
    assert PACK.further() == set(CRAFT_ELEMENTS)
    assert not load_packs(("core",)).further()


def test_core_alone_closes_the_world_for_its_own_elements_only() -> None:
    closed = {c.id for layer in compile_pack(load_packs(("core",))).layers for c in layer if c.id.startswith("closed-world")}
    assert not closed & {f"closed-world#{e}" for e in CRAFT_ELEMENTS}


def test_both_packs_find_the_same_errors_as_core_alone() -> None:
    both, core = Checker().check(TEXT), Checker(Settings(packs=("core",))).check(TEXT)
    assert (both.complete, both.summary, both.strengths) == (core.complete, core.summary, core.strengths)
    assert [f.rule for f in both.findings if f.pack == "core"] == [f.rule for f in core.findings]
    assert both.fingerprint != core.fingerprint
    assert {f["pack"] for f in both.to_dict()["findings"]} == {"core", "craft"}


def test_the_terminal_shows_five_apart_and_counts_the_rest() -> None:
    report = Checker().check(TEXT)
    shown = render(report, glossary()).split("What experts would add")
    assert len(shown) == 2
    found = [f for f in report.findings if f.by_experts]
    part = shown[1].split("\n\n")[0]
    assert [f.rule for f in found if f.rule in part] == [f.rule for f in found[:5]]
    assert f"and {len(found) - 5} more" in part
    assert not [f.rule for f in found if f.rule in shown[0]]
    assert "What experts would add" not in render(Checker(Settings(packs=("core",))).check(TEXT), glossary())


def test_complete_looks_at_what_makes_a_plan_complete_unless_a_rule_is_named() -> None:
    checker = Checker()
    reading = checker.read(TEXT)
    for goal in ("no-errors", "no-warnings"):
        assert not {m.element for s in complete(checker, reading, goal).sets for m in s} & set(CRAFT_ELEMENTS)
    one = complete(checker, reading, "no-crisis-path")
    assert [[m.element for m in s] for s in one.sets] == [["crisis_path"]]
    assert one.verified == (True,)


def test_why_not_of_what_nobody_looked_for() -> None:
    core = Checker(Settings(packs=("core",)))
    with pytest.raises(Exception, match="add --pack craft"):
        why_not(core, core.read(TEXT), "approver")


def test_a_user_may_make_an_error_of_a_rule(tmp_path: Path) -> None:
    (tmp_path / "harder.yaml").write_text("override: no-crisis-path\nseverity: error\n", encoding="utf-8")
    report = Checker(Settings(packs=(*BUILT_IN, str(tmp_path)))).check(TEXT)
    assert "no-crisis-path" in json.dumps(report.to_dict()["verdict"]["because"])
    assert "no-crisis-path" in render(report, glossary()).split("Worth a look")[0]
