"""The targets of the fuzzer, briefly: what it once found, and a few thousand bytes of Hypothesis."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

HERE = Path(__file__).resolve().parent


def _targets() -> Any:
    spec = importlib.util.spec_from_file_location("fuzz_targets", HERE / "targets.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(HERE))  # as the fuzzer has it, which is a script
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(HERE))
    return module


TARGETS = _targets().TARGETS
SEEDS = sorted(path for path in (HERE / "corpus").rglob("*") if path.is_file())
QUICK = ("brief", "name", "pack", "answers", "settings", "baseline", "journal")
MARKS = "\n\r\t \ufeff\x00\ud800'\"=+-@#*_`|<>[](){}:;,.!/&\u200b\u202e\u0301ﷺ🎉"


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_was_found_once_is_mended(path: Path) -> None:
    TARGETS[path.parent.name](path.read_bytes())


def test_every_target_has_seeds() -> None:
    assert {path.parent.name for path in SEEDS} == set(TARGETS)


@pytest.mark.parametrize("name", QUICK)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.differing_executors])
@given(data=st.data())
def test_any_bytes(name: str, data: st.DataObject) -> None:
    seeds = [path.read_bytes() for path in SEEDS if path.parent.name == name]
    text = st.text(st.one_of(st.characters(), st.sampled_from(MARKS)), max_size=60).map(lambda t: t.encode("utf-8", "surrogatepass"))
    part = st.one_of(st.binary(max_size=30), text, st.sampled_from(seeds))
    raw = b"".join(data.draw(st.lists(part, max_size=4)))
    TARGETS[name](raw)
    cut = data.draw(st.integers(0, len(raw)))
    TARGETS[name](raw[:cut])


def test_a_fault_in_our_own_lines_is_a_find(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("briefprism.documents.html._HIGHEST", "no number")
    with pytest.raises(TypeError):
        TARGETS["html"](b"<ol start=3><li>We blog")
