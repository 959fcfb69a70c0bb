"""The tests that the rules carry themselves: on facts, and the whole way from the texts of their examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from briefprism import selftest
from briefprism.rules.loader import load_packs

RULES = [rule.id for rule in load_packs(("core",)).rules]


@pytest.fixture(scope="module")
def results() -> Mapping[str, Sequence[selftest.TestResult]]:
    found: dict[str, list[selftest.TestResult]] = {}
    for result in selftest.run_tests("core"):
        found.setdefault(result.rule, []).append(result)
    return found


@pytest.mark.parametrize("rule", RULES)
def test_the_examples_of_a_rule(rule: str, results: Mapping[str, Sequence[selftest.TestResult]]) -> None:
    examples = load_packs(("core",)).rule(rule)
    assert len(results[rule]) >= 2 + len(examples.fails) + len(examples.passes)
    assert "\n".join(r.fault for r in results[rule] if r.fault) == ""
