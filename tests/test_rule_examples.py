"""The tests that the rules carry themselves: on facts, and the whole way from the texts of their examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from briefprism.rules.loader import load_packs
from briefprism.selftest import TestResult, run_tests

RULES = [rule.id for rule in load_packs(("core",)).rules]


@pytest.fixture(scope="module")
def results() -> Mapping[str, Sequence[TestResult]]:
    found: dict[str, list[TestResult]] = {}
    for result in run_tests("core"):
        found.setdefault(result.rule, []).append(result)
    return found


@pytest.mark.parametrize("rule", RULES)
def test_the_examples_of_a_rule(rule: str, results: Mapping[str, Sequence[TestResult]]) -> None:
    examples = load_packs(("core",)).rule(rule)
    assert len(results[rule]) >= 2 + len(examples.fails) + len(examples.passes)
    assert "\n".join(r.fault for r in results[rule] if r.fault) == ""
