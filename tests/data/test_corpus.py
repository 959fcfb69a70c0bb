"""The notation of the training briefs, its errors, and the shipped training texts."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import lru_cache
from importlib.resources import files
from itertools import combinations
from pathlib import Path

import pytest

from briefprism.data.corpus import TrainingBrief, read_voice
from briefprism.data.lines import StatusLine, TrainingLine, read_descriptions, read_lines, read_statuses
from briefprism.models.errors import DataError

TRAINING = Path(str(files("briefprism.data") / "training"))
VOICES = sorted((TRAINING / "briefs").glob("*.txt"))
LINES = sorted((TRAINING / "lines").glob("*.jsonl"))


def one(tmp_path: Path, body: str, tail: str = "present: - | unclear: -") -> TrainingBrief:
    path = tmp_path / "voice_z.txt"
    path.write_text(f"@@ z01 | plan | note | café\n{body}\n@@ {tail}\n", encoding="utf-8")
    (brief,) = read_voice(path)
    return brief


def marked(brief: TrainingBrief) -> list[tuple[str, set[str], set[str], set[str]]]:
    return [(brief.text[s.start : s.end], set(s.yes), set(s.no), set(s.maybe)) for s in brief.spans]


SPANS: dict[str, tuple[str, str, list[tuple[str, set[str], set[str], set[str]]]]] = {
    "whole-line": ("post daily ⟦cadence⟧", "post daily", [("post daily", {"cadence"}, set(), set())]),
    "two-labels": ("post daily ⟦cadence, sharing⟧", "post daily", [("post daily", {"cadence", "sharing"}, set(), set())]),
    "back-to-the-mark": (
        "post daily ⟦cadence⟧, Ann writes ⟦owner⟧",
        "post daily, Ann writes",
        [("post daily", {"cadence"}, set(), set()), (", Ann writes", {"owner"}, set(), set())],
    ),
    "back-to-the-sentence": ("We bake. Post daily. ⟦cadence⟧", "We bake. Post daily.", [("Post daily.", {"cadence"}, set(), set())]),
    "back-to-the-line": ("bake\npost ⟦sharing⟧", "bake\npost", [("post", {"sharing"}, set(), set())]),
    "back-to-the-cell": ("| Ann | daily ⟦cadence⟧ |", "| Ann | daily |", [(" daily", {"cadence"}, set(), set())]),
    "no": ("no count ⟦no: measurement⟧", "no count", [("no count", set(), {"measurement"}, set())]),
    "maybe": ("perhaps ⟦maybe: goal⟧", "perhaps", [("perhaps", set(), set(), {"goal"})]),
    "parts": ("a b ⟦sharing; no: budget; maybe: goal⟧", "a b", [("a b", {"sharing"}, {"budget"}, {"goal"})]),
    "nothing": ("only words", "only words", []),
}


@pytest.mark.parametrize(("body", "text", "spans"), SPANS.values(), ids=SPANS.keys())
def test_spans(tmp_path: Path, body: str, text: str, spans: list[tuple[str, set[str], set[str], set[str]]]) -> None:
    brief = one(tmp_path, body)
    assert brief.text == text
    assert marked(brief) == spans


def test_statuses_stand_behind_their_name(tmp_path: Path) -> None:
    brief = one(tmp_path, "TikTok⟦~excluded⟧ no, blog ⟦~past⟧ was ⟦sharing⟧")
    assert brief.text == "TikTok no, blog was"
    assert [(brief.text[:at], status) for at, status in brief.statuses] == [("TikTok", "excluded"), ("TikTok no, blog", "past")]
    assert marked(brief) == [("TikTok no, blog was", {"sharing"}, set(), set())]


def test_head_and_tail(tmp_path: Path) -> None:
    brief = one(tmp_path, "x", "present: goal, owner | unclear: budget")
    assert (brief.id, brief.voice, brief.is_plan, brief.form, brief.sector) == ("z01", "z", True, "note", "café")
    assert (brief.present, brief.unclear) == (frozenset({"goal", "owner"}), frozenset({"budget"}))


HEAD, TAIL = "@@ z01 | plan | note | café", "@@ present: - | unclear: -"
BROKEN = {
    "text-outside": (f"\nhello\n{HEAD}\n{TAIL}", 2, "text outside a document"),
    "head-too-short": (f"@@ z01 | plan\n{TAIL}", 1, "not a head line"),
    "head-neither-plan-nor-not": (f"@@ z01 | maybe | note | café\n{TAIL}", 1, "not a head line"),
    "tail-without-unclear": (f"{HEAD}\nx\n@@ present: -", 3, "not a closing line"),
    "tail-swapped": (f"{HEAD}\nx\n@@ unclear: - | present: -", 3, "not a closing line"),
    "no-end": (f"{HEAD}\nx\n{TAIL}\n\n{HEAD}\nx", 5, "document without an end"),
    "element": (f"{HEAD}\nx\n\ny ⟦bugdet⟧\n{TAIL}", 4, "unknown element 'bugdet'"),
    "element-in-the-tail": (f"{HEAD}\nx\n@@ present: bugdet | unclear: -", 3, "unknown element 'bugdet'"),
    "status": (f"{HEAD}\nTikTok⟦~gone⟧\n{TAIL}", 2, "unknown status '~gone'"),
    "polarity": (f"{HEAD}\nx\ny ⟦not: goal⟧\n{TAIL}", 3, "unknown polarity 'not'"),
}


@pytest.mark.parametrize(("raw", "line", "fault"), BROKEN.values(), ids=BROKEN.keys())
def test_broken_notation_is_refused_with_its_line(tmp_path: Path, raw: str, line: int, fault: str) -> None:
    path = tmp_path / "voice_z.txt"
    path.write_text(raw + "\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_voice(path)
    assert caught.value.place == f"voice_z.txt:{line}"
    assert caught.value.fault.startswith(fault)
    assert caught.value.step


@lru_cache(maxsize=1)
def shipped() -> tuple[TrainingBrief, ...]:
    return tuple(brief for path in VOICES for brief in read_voice(path))


def test_all_voices_load_under_ids_of_their_own() -> None:
    assert len(VOICES) >= 5
    assert {b.voice for b in shipped()} == {path.stem.rpartition("_")[2] for path in VOICES}
    assert [i for i, times in Counter(b.id for b in shipped()).items() if times > 1] == []


@pytest.mark.parametrize("path", VOICES, ids=lambda p: p.stem)
def test_a_voice_keeps_to_the_guide(path: Path) -> None:
    briefs = read_voice(path)
    assert any(b.is_plan for b in briefs)
    assert any(not b.is_plan for b in briefs)
    for brief in briefs:
        assert brief.id.startswith(brief.voice), brief.id
        assert brief.text.strip(), brief.id
        assert "⟦" not in brief.text, brief.id
        assert "⟧" not in brief.text, brief.id
        assert not brief.present & brief.unclear, brief.id
        assert all(0 <= s.start < s.end <= len(brief.text) and s.yes | s.no | s.maybe for s in brief.spans), brief.id
        assert all(brief.text[:at].strip() for at, _ in brief.statuses), brief.id
        if not brief.is_plan:
            assert not (brief.present | brief.unclear | {e for s in brief.spans for e in s.yes}), brief.id


def sequences(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[i : i + 8]) for i in range(len(words) - 7)}


def test_no_two_training_documents_are_nearly_the_same() -> None:
    found = {brief.id: sequences(brief.text) for brief in shipped()}
    holders: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for name, grams in found.items():
        for gram in grams:
            holders[gram].append(name)
    shared = Counter(pair for names in holders.values() for pair in combinations(names, 2))
    assert [(a, b) for (a, b), n in shared.items() if 2 * n > min(len(found[a]), len(found[b]))] == []


@pytest.mark.parametrize("path", LINES, ids=lambda p: p.stem)
def test_the_shipped_lines_load(path: Path) -> None:
    if path.stem.startswith("describe"):
        assert all(row.name.strip() and row.description.strip() for row in read_descriptions(path))
        return
    rows: tuple[TrainingLine | StatusLine, ...] = read_statuses(path) if path.stem.startswith("status") else read_lines(path)
    assert rows
    assert all(row.text.strip() for row in rows)


GOOD = '{"heading": "", "kind": "bullet", "text": "post on fb", "labels": ["sharing"], "polarity": "yes"}'
STATUS = '{"heading": "", "kind": "bullet", "text": "post on fb", "mention": "fb", "status": "used"}'


def test_single_lines(tmp_path: Path) -> None:
    path = tmp_path / "hand_z.jsonl"
    path.write_text(GOOD + "\n", encoding="utf-8")
    assert read_lines(path) == (TrainingLine("z", "", "bullet", "post on fb", frozenset({"sharing"}), "yes"),)
    path.write_text(STATUS + "\n", encoding="utf-8")
    assert read_statuses(path) == (StatusLine("", "bullet", "post on fb", "fb", "used"),)


BROKEN_LINES = {
    "no-json": (GOOD[:-1], "no JSON"),
    "blank": ("", "no JSON"),
    "no-object": ('["heading"]', "no object"),
    "field": (GOOD.replace('"polarity"', '"polar"'), "field 'polarity' is missing"),
    "element": (GOOD.replace("sharing", "shraing"), "unknown element 'shraing'"),
    "polarity": (GOOD.replace("yes", "perhaps"), "unknown polarity 'perhaps'"),
}


@pytest.mark.parametrize(("line", "fault"), BROKEN_LINES.values(), ids=BROKEN_LINES.keys())
def test_a_broken_line_is_refused_with_its_number(tmp_path: Path, line: str, fault: str) -> None:
    path = tmp_path / "hand_z.jsonl"
    path.write_text(f"{GOOD}\n{line}\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_lines(path)
    assert caught.value.place == "hand_z.jsonl:2"
    assert caught.value.fault.startswith(fault)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (STATUS.replace('"used"', '"unused"'), "unknown status 'unused'"),
        (STATUS.replace('"mention": "fb"', '"mention": "IG"'), "'IG' does not stand in the text"),
        (STATUS.replace('"mention"', '"name"'), "field 'mention' is missing"),
    ],
    ids=["status", "mention", "field"],
)
def test_a_broken_status_line_is_refused_with_its_number(tmp_path: Path, line: str, fault: str) -> None:
    path = tmp_path / "status.jsonl"
    path.write_text(f"{STATUS}\n{line}\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_statuses(path)
    assert (caught.value.place, caught.value.fault) == ("status.jsonl:2", fault)
