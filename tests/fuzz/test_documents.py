"""What fuzzing of documents found, and the inputs that it begins with, each once."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
_spec = spec_from_file_location("fuzz_documents", HERE / "documents.py")
assert _spec
assert _spec.loader
targets = sys.modules[_spec.name] = module_from_spec(_spec)
_spec.loader.exec_module(targets)
CASES = sorted(path for name in targets.TARGETS for path in (HERE / "corpus" / name).iterdir())


def test_each_target_has_inputs() -> None:
    assert {path.parent.name for path in CASES} == set(targets.TARGETS)


@pytest.mark.parametrize("path", CASES, ids=lambda p: f"{p.parent.name}-{p.name}")
def test_an_input_that_was_found(path: Path) -> None:
    targets.TARGETS[path.parent.name](path.read_bytes())


def test_a_fault_in_our_own_lines_is_a_find(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("briefprism.documents.html._HIGHEST", "no number")
    with pytest.raises(TypeError):
        targets.html(b"<ol start=3><li>We blog")
