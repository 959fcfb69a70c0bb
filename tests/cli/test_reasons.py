"""`briefprism why`, `why-not`, `what-if`, `complete` and `diff` from outside."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

Call = Callable[..., tuple[int, bytes, bytes]]

PLACES = """# Marketing plan for the pottery

We will post photos of new bowls on Instagram every week. We will not be on TikTok.
Last year we ran Facebook ads, and they brought nothing.
We drop a line to our customers when the kiln is opened.
"""


@pytest.fixture
def briefs(tmp_path: Path, texts: Mapping[str, str]) -> Path:
    for name in ("weak", "middling", "complete"):
        (tmp_path / f"{name}.md").write_text(texts[name], encoding="utf-8")
    (tmp_path / "places.md").write_text(PLACES, encoding="utf-8")
    (tmp_path / "press.txt").write_text(texts["press"], encoding="utf-8")
    return tmp_path


def shown(call: Call, *arguments: str | Path, code: int = 0) -> str:
    got, out, errors = call(*arguments)
    assert (got, errors) == (code, b"")
    return out.decode("utf-8")


def loaded(call: Call, *arguments: str | Path, code: int = 0) -> dict:
    return json.loads(shown(call, *arguments, "--format", "json", code=code))


def test_why_shows_the_proof_down_to_the_words_and_shared_parts_once(call: Call, briefs: Path) -> None:
    text = shown(call, "why", briefs / "weak.md", "built-for-networks")
    assert "The brief says “Facebook” (line 5)." in text
    assert "They do not count because they name nothing to listen to." in text
    assert text.count("(networks-only)") == 1
    tree = loaded(call, "why", briefs / "weak.md", "built-for-networks")
    assert tree["fired"]
    assert tree["proof"]["because"][0]["rule"] == "networks-only"


def test_why_of_what_did_not_fire_says_where_to_go(call: Call, briefs: Path) -> None:
    assert "why-not" in shown(call, "why", briefs / "weak.md", "not-measured")
    assert loaded(call, "why", briefs / "weak.md", "not-measured") == {
        "rule": "not-measured", "title": "Nothing tells you whether it works", "fired": False, "proof": None,
    }  # fmt: skip


def test_why_not_a_rule_shows_what_is_there_instead(call: Call, briefs: Path) -> None:
    text = shown(call, "why-not", briefs / "weak.md", "not-measured")
    assert "measuring is missing: no" in text
    assert "The brief says “Count the likes and new followers at the end of May” (line 9)." in text


def test_why_not_an_element_shows_the_three_closest_lines(call: Call, briefs: Path) -> None:
    found = loaded(call, "why-not", briefs / "weak.md", "audience")
    source = (briefs / "weak.md").read_text(encoding="utf-8")
    assert found["state"] == "missing"
    assert len(found["closest"]) == 3
    assert all(source[e["start"] : e["end"]] == e["quote"] for e in found["closest"])
    assert [e["confidence"] for e in found["closest"]] == sorted((e["confidence"] for e in found["closest"]), reverse=True)
    assert "They do not count because they name no group of people." in shown(call, "why-not", briefs / "weak.md", "audience")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Facebook", "it was used before, and is not part of this plan"),
        ("TikTok", "the plan says that it is not used"),
        ("Instagram", "so it counts"),
        ("line", "the word was not taken for a place"),
        ("YouTube", "The brief does not name it."),
        ("kiln", "no list of ours holds it"),
    ],
)
def test_why_not_a_place(call: Call, briefs: Path, name: str, said: str) -> None:
    assert said in " ".join(shown(call, "why-not", briefs / "places.md", name).split())


def test_what_if_compares_and_changes_nothing(call: Call, briefs: Path) -> None:
    before = (briefs / "weak.md").read_bytes()
    found = loaded(call, "what-if", briefs / "weak.md", "--add", "element:owned_hub", "--add", "We answer all comments within a day.",
                   "--drop", "Boost the best posts")  # fmt: skip
    assert {"no-content-home", "no-conversation"} <= {f["id"] for f in found["gone"]}
    assert [c for c in found["gained"] if c["id"] == "owned_hub"] == [
        {"kind": "element", "id": "owned_hub", "evidence": [], "assumed": True}
    ]
    assert [c["evidence"][0]["quote"] for c in found["gained"] if c["id"] == "interaction"] == ["We answer all comments within a day."]
    assert (briefs / "weak.md").read_bytes() == before
    assert "place of your own (assumed)" in shown(call, "what-if", briefs / "weak.md", "--add", "element:owned_hub")


def test_what_if_answers_the_question_of_a_rule(call: Call, briefs: Path) -> None:
    found = loaded(call, "what-if", briefs / "weak.md", "--answer", "nobody-named=yes")
    assert [f["id"] for f in found["gone"]] == ["nobody-named"]
    assert [f["id"] for f in found["came"]] == ["same-for-everyone", "barrier-unknown"]
    same = loaded(call, "what-if", briefs / "weak.md", "--answer", "nobody-named=no")
    assert (same["gone"], same["came"]) == ([], [])


def test_complete_keeps_the_contract(call: Call, briefs: Path) -> None:
    found = loaded(call, "complete", briefs / "weak.md")
    assert (found["complete_already"], found["exact"]) == (False, True)
    assert all(found["verified"])
    for additions in found["sets"]:
        assert all(set(a) == {"element", "example", "effect"} and a["example"] for a in additions)
    assert loaded(call, "complete", briefs / "complete.md")["sets"] == []
    assert "This plan is complete already." in shown(call, "complete", briefs / "complete.md")


def test_diff_ends_with_1_when_something_was_lost(call: Call, briefs: Path) -> None:
    found = loaded(call, "diff", briefs / "weak.md", briefs / "middling.md", code=1)
    assert {"measurement", "not-measured"} <= {lost["id"] for lost in found["lost"]}
    assert {"kind", "id", "evidence"} <= set(found["lost"][0])
    longer = briefs / "longer.md"
    longer.write_text((briefs / "weak.md").read_text(encoding="utf-8") + "\nWe answer all comments within a day.\n", encoding="utf-8")
    better = loaded(call, "diff", briefs / "weak.md", longer)
    assert better["lost"] == []
    assert {"interaction", "no-conversation"} <= {g["id"] for g in better["gained"]}
    assert "Findings that come" in shown(call, "diff", longer, briefs / "weak.md", code=1)
    assert "Nothing changes." in shown(call, "diff", longer, longer)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["why", "weak.md", "no-contnet"], "rules: no rule 'no-contnet'; did you mean 'no-content'?"),
        (["why", "nowhere.md", "no-content"], "nowhere.md: no such file"),
        (["why-not", "weak.md", ""], "why-not: it holds no word; name a rule"),
        (["why-not", "weak.md", "owned_hubb"], "did you mean 'owned_hub'?"),
        (["what-if", "weak.md"], "what-if: nothing is supposed; pass --add"),
        (["what-if", "weak.md", "--add", "element:audiense"], "--add: unknown element 'audiense'; did you mean 'element:audience'?"),
        (["what-if", "weak.md", "--drop", "Boost the best post with money"], "did you mean “Boost the best posts (£150 a month)”?"),
        (["what-if", "weak.md", "--answer", "nobody-named"], "--answer: 'nobody-named' is no answer; write RULE=yes"),
        (["what-if", "weak.md", "--answer", "closed-platform=yes"], "--answer: the rule 'closed-platform' looks for nothing"),
        (["complete", "weak.md", "--to", "no-error"], "rules: no rule 'no-error'"),
        (["why-not", "press.txt", "audience"], "it does not read like a plan in English, so nothing was looked for in it"),
        (["complete", "press.txt"], "it does not read like a plan in English"),
    ],
)
def test_bad_usage_is_one_line(call: Call, briefs: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str) -> None:
    monkeypatch.chdir(briefs)
    code, out, errors = call(*arguments)
    assert (code, out) == (2, b"")
    assert said in errors.decode("utf-8")
    assert errors.count(b"\n") == 1
