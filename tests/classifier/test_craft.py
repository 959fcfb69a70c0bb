"""The further elements: what is asked for is looked for, with words to show, and only what can be judged is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefprism.classifier.examples import ExampleReader
from briefprism.data.lines import read_lines, read_marks
from briefprism.data.weights import load_arrays, manifest, weights_folder
from briefprism.hall.brief.labellers import labellers
from briefprism.hall.brief.pipeline import Checker
from briefprism.models.errors import DataError
from briefprism.models.labels import FURTHER_ELEMENTS, LEFT_OUT
from briefprism.models.rule import CRAFT_ELEMENTS, RULE_ELEMENTS
from briefprism.models.settings import Settings

FOLDER = Path(str(weights_folder())).parent / "training"
PLAN = "Goal: more visitors in the museum.\n\n- photos on Instagram twice a week\n- answers to questions on Reddit\n"


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker()


def test_what_is_missing_comes_with_its_search_and_what_is_there_with_its_words(checker: Checker) -> None:
    text = PLAN + "- Ms Ito approves every post before it is published\n"
    signals = {s.element: s for s in checker.check(text).signals}
    approver, crisis = signals["approver"], signals["crisis_path"]
    assert (approver.state, approver.evidence[0].quote) == ("present", "Ms Ito approves every post before it is published")
    assert crisis.state == "missing"
    assert crisis.search is not None
    assert crisis.search.looked_for == "what happens when something goes wrong"
    assert all(e.confidence < crisis.search.needed and text[e.start : e.end] == e.quote for e in crisis.search.closest)
    assert {s.state for s in signals.values() if s.element in CRAFT_ELEMENTS} <= {"present", "missing"}


def test_a_heading_alone_says_nothing(checker: Checker) -> None:
    states = {s.element: s.state for s in checker.check(PLAN + "\n## Approval\n\n## Crisis plan\n").signals}
    assert (states["crisis_path"], states["approver"]) == ("missing", "missing")


def test_the_pack_core_looks_for_nothing_further() -> None:
    report = Checker(Settings(packs=("core",))).check(PLAN)
    assert [s.element for s in report.signals] == list(RULE_ELEMENTS)
    assert {f.pack for f in report.findings} == {"core"}


def test_only_what_can_be_judged_is_asked_for() -> None:
    figures = manifest()["files"]["craft.npz"]["figures"]
    assert {e for e in FURTHER_ELEMENTS if figures[f"{e}: briefs that say it"] < 3} <= LEFT_OUT
    assert all(figures[f"{e}: missing, and right"] >= 0.8 for e in CRAFT_ELEMENTS)
    assert [str(c) for c in load_arrays("craft")["craft_classes"]] == list(CRAFT_ELEMENTS)


def test_the_training_texts_load_and_every_mark_is_verbatim() -> None:
    lines = [row for path in sorted((FOLDER / "craft").glob("craft_*.jsonl")) for row in read_lines(path, FURTHER_ELEMENTS)]
    assert all(row.text.strip() for row in lines)
    assert all(sum(e in row.labels for row in lines) >= 50 for e in FURTHER_ELEMENTS)
    reader = ExampleReader(FOLDER, labellers().finder, labellers().traits)
    marked = list(reader.marked(list(reader.briefs())))
    assert len(marked) >= 90
    for marks, brief in marked:
        assert all(quote in brief.brief.text for quote, _ in marks.marks), marks.id
        assert {e for _, elements in marks.marks for e in elements} == {e for line in brief.lines for e in line.labels}, marks.id


def test_an_unknown_element_in_a_mark(tmp_path: Path) -> None:
    path = tmp_path / "craftdoc_z.jsonl"
    path.write_text('{"id": "a", "marks": [{"quote": "x", "labels": ["mood"]}], "unclear": []}\n', encoding="utf-8")
    with pytest.raises(DataError, match=r"craftdoc_z\.jsonl:1: unknown element 'mood'"):
        read_marks(path)
