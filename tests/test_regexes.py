"""No regular expression of the package backtracks without end."""

from __future__ import annotations

import importlib.util
import re
from types import ModuleType

import pytest

from tests.conftest import REPO


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("check_regexes", REPO / "tools" / "check_regexes.py")
    if spec is None or spec.loader is None or not (REPO / "tools").is_dir():
        pytest.skip("the tools are not here")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_none_is_too_slow(tool: ModuleType) -> None:
    found = {(pattern, flags): place for place, pattern, flags in tool.patterns()}
    assert len(found) > 80
    assert {place: slow for (pattern, flags), place in found.items() if (slow := tool.too_slow(pattern, flags))} == {}


@pytest.mark.parametrize("pattern", [r"(a+)+b", r"\(\s*(?:x)?\s*([^()]*)\)", r"(?:\w+\s?)*:"])
def test_a_slow_one_is_seen(tool: ModuleType, pattern: str) -> None:
    assert tool.too_slow(pattern, re.compile(pattern).flags)
