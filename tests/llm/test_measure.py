"""The perfect answerer, on a gold of our own: what is unclear is settled as the gold says, and only that."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from briefprism.hall.brief.pipeline import Checker
from briefprism.hall.upkeep.evaluation import judge
from briefprism.models.labels import ELEMENTS
from tests.conftest import REPO


def test_a_perfect_answerer_settles_what_is_unclear(tmp_path: Path, texts: Mapping[str, str]) -> None:
    path = REPO / "tools" / "measure_llm.py"
    if not path.exists():
        pytest.skip("the tools are not part of the package")
    spec = importlib.util.spec_from_file_location("measure_llm", path)
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    unclear = [s.element for s in Checker().check(texts["weak"]).signals if s.state == "unclear"]
    assert len(unclear) == 3
    cells = {e: {"present": False} for e in ELEMENTS} | {unclear[0]: {"present": True}, unclear[2]: {"present": "unclear"}}
    (tmp_path / "a.txt").write_text(texts["weak"], encoding="utf-8")
    (tmp_path / "gold.jsonl").write_text(json.dumps({"id": "a", "is_plan": True, "elements": cells}) + "\n", encoding="utf-8")
    alone = tool.figures(list(judge(tmp_path)))
    helped = tool.figures(list(judge(tmp_path, lambda gold: Checker(helper=tool.PerfectHelper(gold)))))
    assert (alone["unclear cells"], alone["settled by the model"]) == ("3", "0")
    assert (helped["unclear cells"], helped["settled by the model"]) == ("1", "2")
    assert helped["of these right (gold that is unclear not counted)"] == "2 of 2"
    assert float(helped["macro F1"]) > float(alone["macro F1"])
