"""Pages of rules and words."""

from __future__ import annotations

import pytest

from briefprism.data.terms import load_terms
from briefprism.models.rule import Condition
from briefprism.report.pages import condition_lines, rule_lines, rule_page, term_page
from briefprism.rules.loader import load_packs

PACK = load_packs(("core",))


@pytest.mark.parametrize("rule", PACK.rules, ids=lambda rule: rule.id)
def test_a_rule_page_holds_what_the_file_holds(rule: object) -> None:
    found = next(r for r in PACK.rules if r is rule)
    page = rule_page(found)
    flat = " ".join(page.split())
    assert flat.startswith(f"{found.title} {found.id} ({found.severity}: ")
    assert found.source in flat
    assert found.fix.partition("{")[0] in flat
    assert found.ask.partition("{")[0] in flat
    for text in (*found.fails, *found.passes):
        assert " ".join(text.split()) in flat
    assert "{" not in page
    assert page.endswith("\n")
    assert not page.endswith("\n\n")
    prose = page.partition("It fires when")[0]
    assert max(map(len, prose.splitlines())) <= 88


def test_a_slot_is_shown_as_a_name() -> None:
    assert "Every social place that the plan uses is a social network: (their names)." in " ".join(
        rule_page(PACK.rule("networks-only")).split()
    )


def test_the_list_has_one_line_a_rule() -> None:
    lines = rule_lines(PACK).splitlines()
    assert len(lines) == len(PACK.rules)
    for line, rule in zip(lines, PACK.rules, strict=True):
        assert line.split()[:2] == [rule.id, rule.severity]
        assert line.endswith(f"  {rule.title}")
    assert len({line.index(rule.severity, len(rule.id)) for line, rule in zip(lines, PACK.rules, strict=True)}) == 1


CONDITIONS = [
    (Condition("missing", "budget"), ["budget is missing"]),
    (Condition("present", "budget"), ["budget is present"]),
    (Condition("gap", "no-content"), ["the rule no-content fired"]),
    (Condition("fact", "is_plan"), ["it holds that is plan"]),
    (Condition("listed_as_social"), ["a one-way place stands in the plan's list of social media"]),
    (Condition("uses", options={"label": ("network",), "as": "n"}), ["the plan uses at least 1 platform with label network"]),
    (Condition("uses", options={"social": ("yes",), "at_least": 2}), ["the plan uses at least 2 platforms with social yes"]),
    (Condition("uses", options={"kind": ("blog", "wiki"), "at_most": 0}), ["the plan uses no platform with kind blog or wiki"]),
    (Condition("uses", options={"label": ("network",), "at_most": 2}), ["the plan uses at most 2 platforms with label network"]),
    (Condition("uses", options={"at_least": 1, "at_most": 3}), ["the plan uses at least 1 and at most 3 platforms"]),
    (Condition("uses", options={"as": "p"}), ["the plan uses at least 1 platform"]),
    (Condition("uses", options={"at_most": 0}), ["the plan uses no platform"]),
    (Condition("any", parts=(Condition("missing", "goal"), Condition("all", parts=(Condition("present", "owner"),)))),
     ["one of these holds:", "  - goal is missing", "  - all of these hold:", "  -   - owner is present"]),
]  # fmt: skip


@pytest.mark.parametrize(("condition", "lines"), CONDITIONS, ids=lambda value: getattr(value, "kind", ""))
def test_conditions_in_words(condition: Condition, lines: list[str]) -> None:
    assert condition_lines(condition) == lines


@pytest.mark.parametrize("name", load_terms())
def test_a_term_page_holds_the_entry(name: str) -> None:
    term = load_terms()[name]
    flat = " ".join(term_page(term).split())
    assert term_page(term).startswith(f"{term.term}: {term.short}\n")
    assert " ".join(term.long.split()) in flat
    for text in (*term.also, *term.examples, *term.see):
        assert " ".join(text.split()) in flat
