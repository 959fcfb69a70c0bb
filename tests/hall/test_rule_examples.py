"""The tests that the rules carry themselves: on facts, and the whole way from the texts of their examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from briefprism.hall.upkeep import selftest
from briefprism.rules.loader import BUILT_IN, load_packs

PACK = load_packs(BUILT_IN)
RULES = [rule.id for rule in PACK.rules]


@pytest.fixture(scope="module")
def results() -> Mapping[str, Sequence[selftest.TestResult]]:
    found: dict[str, list[selftest.TestResult]] = {}
    for result in (result for name in BUILT_IN for result in selftest.run_tests(name)):
        found.setdefault(result.rule, []).append(result)
    return found


@pytest.mark.parametrize("rule", RULES)
def test_the_examples_of_a_rule(rule: str, results: Mapping[str, Sequence[selftest.TestResult]]) -> None:
    examples = PACK.rule(rule)
    assert len(results[rule]) >= 2 + len(examples.fails) + len(examples.passes)
    assert "\n".join(r.fault for r in results[rule] if r.fault) == ""
