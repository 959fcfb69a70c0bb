"""Ignoring with a reason, baselines, the settings file, and answers: `briefprism check` from outside."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

Call = Callable[..., tuple[int, bytes, bytes]]
REASON = "<!-- briefprism: ignore not-measured because the council counts\nvisitors -->"


@pytest.fixture
def brief(tmp_path: Path, texts: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "brief.md"
    path.write_text(texts["middling"], encoding="utf-8")
    return path


def report(call: Call, *arguments: str | Path, code: int, stdin: bytes = b"") -> dict:
    got, out, errors = call("check", "--format", "json", *arguments, stdin=stdin)
    assert got == code, errors.decode("utf-8")
    return json.loads(out)


def rules(found: dict) -> set[str]:
    return {f["rule"] for f in found["findings"]}


def test_a_comment_ignores_with_a_reason_and_is_listed_at_the_end(call: Call, brief: Path) -> None:
    assert "not-measured" in rules(report(call, brief, code=1))
    brief.write_text(brief.read_text(encoding="utf-8") + REASON, encoding="utf-8")
    found = report(call, brief, code=0)
    assert found["ignored"] == [{"rule": "not-measured", "title": "Nothing tells you whether it works",
                                 "reason": "the council counts visitors", "place": "line 21"}]  # fmt: skip
    assert (found["verdict"]["complete"], "set aside: 1" in found["verdict"]["summary"]) == (True, True)
    shown = call("check", brief)[1].decode("utf-8")
    assert "Set aside: 1 finding\n" in shown
    assert "(not-measured): the council counts visitors (line 21)" in " ".join(shown.split())


@pytest.mark.parametrize(
    ("comment", "said"),
    [
        (
            "<!-- briefprism: ignore not-mesured because so -->",
            "brief.md:21: no rule 'not-mesured' to ignore; did you mean 'not-measured'?",
        ),
        ("<!-- briefprism: ignore not-measured -->", "brief.md:21: this comment ignores without naming a rule and a reason; write <!--"),
    ],
)
def test_a_comment_that_cannot_be_meant_is_one_line(call: Call, brief: Path, comment: str, said: str) -> None:
    brief.write_text(brief.read_text(encoding="utf-8") + comment, encoding="utf-8")
    code, out, errors = call("check", "brief.md")
    assert (code, out, errors.count(b"\n")) == (2, b"", 1)
    assert errors.decode("utf-8").startswith(said)


def test_the_nearest_settings_file_upwards_counts(call: Call, brief: Path) -> None:
    deep = brief.parent / "a" / "b"
    deep.mkdir(parents=True)
    (deep / "brief.md").write_bytes(brief.read_bytes())
    (brief.parent / "briefprism.toml").write_text('[check]\nfail_on = "never"\n', encoding="utf-8")
    assert "not-measured" in rules(report(call, deep / "brief.md", code=0))
    (brief.parent / "a" / "briefprism.toml").write_text('[ignore]\nnot-measured = "others count"\n', encoding="utf-8")
    found = report(call, deep / "brief.md", "--fail-on", "error", code=0)
    assert found["ignored"][0]["place"].endswith("a/briefprism.toml")
    assert report(call, brief, "--fail-on", "error", code=1).get("ignored") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[chek]\n", "briefprism.toml:1: unknown table 'chek'; did you mean 'check'?"),
        ('[check]\nfail-on = "error"\n', "briefprism.toml:2: unknown key 'fail-on' in [check]; did you mean 'fail_on'?"),
        ('[check]\nfail_on = "monday"\n', "briefprism.toml:2: 'monday' is nothing to fail on; use error, warning, advice, never"),
        ("[check]\npacks = 'core'\n", "briefprism.toml:2: 'packs' has not the right form; use packs = "),
        ('[ignore]\nnot-measured = ""\n', "briefprism.toml:2: 'not-measured' is ignored without a reason; "),
        ('[ignore]\nnot-mesured = "so"\n', "briefprism.toml: no rule 'not-mesured' to ignore; did you mean 'not-measured'?"),
        ("[check\n", "briefprism.toml:1: it is no valid TOML"),
    ],
)
def test_a_broken_settings_file_is_one_line(call: Call, brief: Path, text: str, said: str) -> None:
    (brief.parent / "briefprism.toml").write_text(text, encoding="utf-8")
    code, out, errors = call("check", "brief.md")
    assert (code, out, errors.count(b"\n")) == (2, b"", 1)
    assert said in errors.decode("utf-8")


def test_a_baseline_lets_only_what_is_new_count(call: Call, brief: Path) -> None:
    known = brief.parent / "known.json"
    first = report(call, "brief.md", "--write-baseline", known, code=1)
    again = report(call, "brief.md", "--baseline", known, code=0)
    assert again["findings"] == []
    assert {i["rule"] for i in again["ignored"]} == rules(first)
    brief.write_text(
        brief.read_text(encoding="utf-8").replace("| Local paper", "| Google+ | a link | Mondays | Mia |\n| Local paper"), encoding="utf-8"
    )
    assert rules(report(call, "brief.md", "--baseline", known, code=1)) == {"closed-platform"}
    known.write_text('{"schema": 1, "findings": [{"source": 3}]}', encoding="utf-8")
    code, _, errors = call("check", "brief.md", "--baseline", known)
    assert (code, errors.count(b"\n")) == (2, 1)


@pytest.mark.usefixtures("in_doubt")
def test_questions_are_asked_once_and_the_answers_show_in_the_proof(call: Call, brief: Path, texts: Mapping[str, str]) -> None:
    brief.write_text(texts["weak"], encoding="utf-8")
    first = report(call, "brief.md", code=1)
    unclear = [e for e, s in first["elements"].items() if s["state"] == "unclear"]
    assert len(unclear) >= 2
    code, out, errors = call(
        "check", "--ask", "brief.md", "--format", "json", stdin=b"no\nEvery film ends with the address of the forum.\n"
    )
    told = json.loads(out)
    assert (code, errors.count(b"Question ")) == (1, min(len(unclear), 3))
    assert told["elements"][unclear[0]]["state"] == "missing"
    assert (told["elements"][unclear[0]]["by"], told["elements"][unclear[0]]["told"]) == ("person", "no")
    second = told["elements"][unclear[1]]
    assert (second["state"], second["by"], second["told"]) == ("present", "person", "Every film ends with the address of the forum.")
    kept = (brief.parent / "brief.answers.yaml").read_text(encoding="utf-8")
    assert f"{unclear[0]}: no\n{unclear[1]}: Every film ends with the address of the forum.\n" in kept
    assert report(call, "brief.md", code=1) == told
    assert told["fingerprint"] != first["fingerprint"]
    page = call("why-not", "brief.md", unclear[1])[1].decode("utf-8")
    assert "A person answered: Every film ends with the address of the forum." in page
    (brief.parent / "brief.answers.yaml").write_text("audience: no\ngoal: no\n", encoding="utf-8")
    assert report(call, "brief.md", code=1)["elements"]["goal"]["by"] == "model"  # the text says it plainly
    assert b"For example: " in call("complete", "brief.md", "--to", "nobody-named")[1]  # and so may an addition
    assert "A person answered no." in call("why", "brief.md", "nobody-named")[1].decode("utf-8")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("audiense: yes\n", "brief.answers.yaml: unknown element 'audiense'; did you mean 'audience'?"),
        ("audience: 3\n", "brief.answers.yaml: the answer to 'audience' is no answer; write yes, no"),
        ("audience: [\n", "brief.answers.yaml: it is no valid YAML"),
        ("# " + "x" * 200_000 + "\naudience: yes\n", "brief.answers.yaml: it is longer than 200,000 bytes; keep one line"),
        ("- audience\n", "brief.answers.yaml: it holds no answers"),
    ],
)
def test_broken_answers_are_one_line(call: Call, brief: Path, text: str, said: str) -> None:
    (brief.parent / "brief.answers.yaml").write_text(text, encoding="utf-8")
    code, out, errors = call("check", "brief.md")
    assert (code, out, errors.count(b"\n")) == (2, b"", 1)
    assert said in errors.decode("utf-8")


def test_lenses_follow_the_report(call: Call, brief: Path) -> None:
    found = report(call, "brief.md", "--lens", "sostac", "--lens", "race", code=1)
    assert [view["lens"] for view in found["lenses"]] == ["sostac", "race"]
    states = {p["part"]: p["state"] for p in found["lenses"][0]["parts"]}
    assert (states["Situation"], states["Objectives"]) == ("not looked for", "covered")
    shown = call("check", "brief.md", "--lens", "sostac")[1].decode("utf-8")
    assert "+ Objectives: covered. Where do we want to be?" in shown
    assert call("check", "brief.md", "--lens", "sostak")[2] == b"--lens: unknown lens 'sostak'; did you mean 'sostac'?\n"


@pytest.mark.parametrize("raw", [b"", b"\x00", b"[" * 100_000, b'{"a":' * 100_000, b"null", b'{"schema": 1, "findings": 3}'])
def test_a_baseline_that_is_none_is_one_line(call: Call, brief: Path, raw: bytes) -> None:
    (brief.parent / "known.json").write_bytes(raw)
    code, out, errors = call("check", brief, "--baseline", "known.json")
    assert (code, out) == (2, b"")
    assert errors == b"known.json: it is no baseline of briefprism; write it anew with --write-baseline\n"


@pytest.mark.parametrize("raw", ["goal: !!timestamp foo", "goal: !!bool foo", "? [goal]\n: x", "[" * 5_000])
def test_answers_that_cannot_be_read_are_one_line(call: Call, brief: Path, raw: str) -> None:
    (brief.parent / "brief.answers.yaml").write_text(raw, encoding="utf-8")
    code, out, errors = call("check", brief.name)
    assert (code, out) == (2, b"")
    assert errors.startswith(b"brief.answers.yaml: it is no valid YAML; write lines like 'audience: yes'")
    assert errors.count(b"\n") == 1
