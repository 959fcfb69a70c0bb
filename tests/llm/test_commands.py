"""The commands with a language model: what they say, when; what they never do without `--llm`."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping
from io import StringIO
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.llm.conftest import Server, says, serve

Run = Callable[..., CompletedProcess[bytes]]
Call = Callable[..., tuple[int, bytes, bytes]]

KEY = "sk-not-to-be-seen"


@pytest.fixture
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, texts: Mapping[str, str]) -> Path:
    """A folder with a brief, where nothing of the tester's own settings is seen."""
    monkeypatch.chdir(tmp_path)
    for name in ("OPENAI_BASE_URL", "BRIEFPRISM_LLM_MODEL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "kept"))
    (tmp_path / "brief.md").write_text(texts["weak"], encoding="utf-8")
    return tmp_path


def test_check_says_what_leaves_and_where_to_and_who_said_what(
    call: Call, at_home: Path, agreeing: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", f"{agreeing.url}/v1")
    code, out, errors = call("check", "brief.md", "--llm", "--llm-model", "tiny")
    host = agreeing.url.removeprefix("http://")
    said, shown = errors.decode(), out.decode()
    assert code == 1
    assert said.startswith(f"brief.md: this text leaves your machine for tiny at {host} (4 calls, at most about ")
    assert ": Jess does the posting, starting on 3 March\n" in said
    assert "Help from a language model" in shown
    assert f"tiny at {host} was asked about 4 passages of the brief." in shown
    assert "present, says tiny" in shown
    assert "says tiny)" in shown
    assert KEY not in said + shown
    code, again, errors = call("check", "brief.md", "--llm", "--llm-model", "tiny")
    assert (code, again) == (1, out)
    assert errors.decode() == f"brief.md: tiny at {host} answered all of this before; nothing leaves this machine.\n"


def test_the_json_names_the_model_and_what_was_sent(call: Call, at_home: Path, agreeing: Server, texts: Mapping[str, str]) -> None:
    (at_home / "briefprism.toml").write_text(
        f'[llm]\non = true\nmodel = "from-file"\nbase_url = "{agreeing.url}/v1"\ncache = "own.sqlite"\n', encoding="utf-8"
    )
    report = json.loads(call("check", "brief.md", "--format", "json")[1])
    assert report["llm"]["model"] == "from-file"
    assert (report["llm"]["accepted"], report["llm"]["dropped"], report["llm"]["note"]) == (4, 0, "")
    assert all(texts["weak"][s["start"] : s["end"]] == s["text"] for s in report["llm"]["sent"])
    assert {s["by"] for s in report["elements"].values()} >= {"llm"}
    assert (at_home / "own.sqlite").exists()
    assert "llm" not in json.loads(call("check", "brief.md", "--format", "json", "--no-llm")[1])


def test_a_server_that_is_down_is_one_line_and_the_exit_code_is_the_same(
    call: Call, at_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    plain = json.loads(call("check", "brief.md", "--format", "json")[1])
    code, out, errors = call("check", "brief.md", "--llm", "--llm-model", "tiny", "--format", "json")
    helped = json.loads(out)
    note = helped.pop("llm")["note"]
    assert (code, helped) == (1, plain)
    assert errors.decode().splitlines()[-1] == f"brief.md: {note}"
    assert KEY not in errors.decode()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--llm"], "--llm: no model is named; pass --llm-model NAME"),
        (["--llm", "--llm-model", "m", "--llm-votes", "0"], "briefprism check: Invalid value for '--llm-votes'"),
    ],
)
def test_bad_usage_is_one_line(call: Call, at_home: Path, arguments: list[str], said: str) -> None:
    code, out, errors = call("check", "brief.md", *arguments)
    assert (code, out) == (2, b"")
    assert errors.decode().startswith(said)
    assert errors.count(b"\n") == 1


def test_classify_asks_about_distinct_unknown_names_only(call: Call, at_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "name,what\nFacebook,x\nKrautnetz,a forum for gardeners\nKrautnetz,\nZwiebelfunk,\n@acme,\n,\n"
    (at_home / "in.csv").write_text(rows, encoding="utf-8")
    with serve(says(True, "channel")) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", f"{server.url}/v1")
        wanted = ["--input", "in.csv", "--column", "name", "--output", "out.csv", "--describe", "what", "--llm", "--llm-model", "tiny"]
        code, _, errors = call("classify", *wanted)
        assert len(server.asked) == 1
        assert list(server.asked[0].names.values()) == ["Krautnetz", "Zwiebelfunk", "@acme"]
        assert "a forum for gardeners" in server.asked[0].user
        named = call("classify", "Reddit", "Krautnetz", "--llm", "--llm-model", "tiny", "--format", "json")[1]
        assert list(server.asked[-1].names.values()) == ["Krautnetz"]
    said = errors.decode()
    assert code == 0
    assert said.startswith("in.csv: this text leaves your machine for tiny at 127.0.0.1:")
    assert "1 of 1 calls done\nthe language model labelled 3 names\n6 rows labelled, written to out.csv\n" in said
    table = list(csv.DictReader(StringIO((at_home / "out.csv").read_text(encoding="utf-8"))))
    assert [(r["bp_label"], r["bp_by"]) for r in table] == [
        ("network", "catalogue"), ("channel", "llm"), ("channel", "llm"), ("channel", "llm"), ("channel", "llm"), ("unknown", "catalogue"),
    ]  # fmt: skip
    assert [(row["label"], row["by"]) for row in json.loads(named)] == [("channel", "catalogue"), ("channel", "llm")]


def test_a_pack_and_a_model_label_tables_of_any_form_and_a_resumed_run_needs_no_call(
    call: Call, at_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "".join(json.dumps({"name": name}) + "\n" for name in ("Facebook", "Krautnetz", "Zwiebelfunk"))
    (at_home / "in.jsonl").write_text(rows, encoding="utf-8")
    (at_home / "ours").mkdir()
    (at_home / "ours" / "places.yaml").write_text("platforms: [{name: Krautnetz, label: channel}]\n", encoding="utf-8")
    with serve(says(True, "network")) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", f"{server.url}/v1")
        wanted = ["--input", "in.jsonl", "--column", "name", "--output", "out.jsonl", "--pack", "ours", "--llm", "--llm-model", "tiny"]
        assert call("classify", *wanted)[0] == 0
        assert list(server.asked[-1].names.values()) == ["Zwiebelfunk"]
        first = (at_home / "out.jsonl").read_bytes()
        assert call("classify", *wanted, "--resume")[0] == 0
        assert len(server.asked) == 1
    assert (at_home / "out.jsonl").read_bytes() == first
    labels = [(row["bp_label"], row["bp_by"]) for row in map(json.loads, first.splitlines())]
    assert labels == [("network", "catalogue"), ("channel", "catalogue"), ("network", "llm")]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["classify", "--input", "-", "--column", "name", "--output", "o.csv", "--llm"],
            "--llm: what comes through a pipe cannot be read twice",
        ),
        (
            ["check", "in.csv", "--column", "name", "--output", "o.csv", "--llm"],
            "check --column: --llm does not work with tables of briefs",
        ),
        (
            ["classify", "--input", "in.csv", "--column", "name", "--output", "o.csv", "--engine", "spark", "--llm"],
            "--llm does not work there",
        ),
    ],
)
def test_where_a_model_is_not_asked_one_line_says_so(call: Call, at_home: Path, arguments: list[str], said: str) -> None:
    (at_home / "in.csv").write_text("name\nFacebook\n", encoding="utf-8")
    code, out, errors = call(*arguments, "--llm-model", "tiny")
    assert (code, out, errors.count(b"\n")) == (2, b"", 1)
    assert said in errors.decode()


def test_review_keeps_decisions_that_count_at_once_and_become_tests(call: Call, at_home: Path) -> None:
    code, out, errors = call("review", "brief.md", "--pack", "ours", stdin=b"zzz\nx\ny\nn\ns\n")
    shown = out.decode()
    assert code == 0
    assert 'What is "Thornbury Garden Centre"?' in shown
    assert "Does this say" in shown
    assert errors.decode() == "3 decisions kept in ours/labels.yaml; use them with --pack ours\n"
    kept = (at_home / "ours" / "labels.yaml").read_text(encoding="utf-8")
    assert "Thornbury Garden Centre" in kept
    report = json.loads(call("check", "brief.md", "--pack", "ours", "--format", "json")[1])
    plain = json.loads(call("check", "brief.md", "--format", "json")[1])
    persons = {e: s["state"] for e, s in report["elements"].items() if s["by"] == "person"}
    assert sorted(persons.values()) == ["missing", "present"]
    assert all(plain["elements"][e]["state"] == "unclear" for e in persons)
    assert report["fingerprint"] != plain["fingerprint"]
    assert {f["rule"] for f in report["findings"]} >= {"networks-only"}  # the core rules still run
    (row,) = json.loads(call("classify", "thornbury garden centre", "--pack", "ours", "--format", "json")[1])
    assert (row["label"], row["by"]) == ("not_social", "catalogue")
    assert row["reason"].startswith("Thornbury Garden Centre stands in your own pack.")
    code, out, _ = call("rules", "test", "ours")
    assert (code, out) == (0, b"3 of 3 tests passed\n")
    code, out, _ = call("review", "brief.md", "--pack", "ours", stdin=b"")
    assert 'What is "Thornbury' not in out.decode()  # what is decided is not asked again


def test_review_proposes_what_the_language_model_said_and_enter_takes_it(
    call: Call, at_home: Path, agreeing: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", f"{agreeing.url}/v1")
    code, out, errors = call("review", "brief.md", "--llm", "--llm-model", "tiny", stdin=b"\n\n\n\n")
    assert code == 0
    assert "The language model says: a social network." in out.decode()
    assert out.decode().count("The language model says: yes.") == 3
    assert "4 decisions kept in own-labels/labels.yaml" in errors.decode()


@pytest.mark.parametrize("stdin", [b"", b"q\n", b"s\ns\ns\ns\n"])
def test_review_without_a_decision_writes_nothing(call: Call, at_home: Path, stdin: bytes) -> None:
    assert call("review", "brief.md", stdin=stdin)[0] == 0
    assert not (at_home / "own-labels").exists()


def test_no_run_without_llm_opens_a_socket(python: Run, at_home: Path) -> None:
    (at_home / "names.csv").write_text("name\nFacebook\nKrautnetz\nhttps://nowhere.example/x\n", encoding="utf-8")
    script = """
import sys
def probing():
    # A library that spaCy brings asks the system, once, when it is imported, whether there is IPv6: a socket that goes nowhere.
    frame = sys._getframe()
    while frame and frame.f_code.co_name != "_has_ipv6":
        frame = frame.f_back
    return bool(frame) and frame.f_globals["__name__"] == "urllib3.util.connection"
def guard(event, arguments):
    if event.startswith("socket.") and not (event in ("socket.__new__", "socket.bind") and probing()):
        raise SystemExit(f"a socket: {event} {arguments}")
sys.addaudithook(guard)
from briefprism.cli.app import main
for line in sys.stdin.read().splitlines():
    sys.argv = ["briefprism", *line.split()]
    try:
        main()
    except SystemExit as end:
        print("\\nended", end.code, *sys.argv[1:2])
import briefprism
briefprism.check("We will post on Facebook.")
print("done", "openai" in sys.modules)
"""
    lines = ["check brief.md", "check brief.md --format json --no-llm", "classify Facebook Krautnetz", "review brief.md --pack ours",
             "classify --input names.csv --column name --output out.csv", "explain channel", "rules list", "rules test"]  # fmt: skip
    env = {"OPENAI_BASE_URL": "http://127.0.0.1:9/v1", "OPENAI_API_KEY": KEY, "BRIEFPRISM_LLM_MODEL": "tiny"}
    run = python("-c", script, stdin="\n".join(lines).encode(), cwd=at_home, env=env)
    ended = [line for line in run.stdout.decode().splitlines() if line.startswith(("ended", "done"))]
    assert ended == ["ended 1 check", "ended 1 check", "ended 0 classify", "ended 0 review", "ended 0 classify", "ended 0 explain",
                     "ended 0 rules", "ended 0 rules", "done False"], run.stderr.decode()  # fmt: skip


def test_the_guard_of_sockets_sees_a_run_with_llm(python: Run, at_home: Path) -> None:
    script = """
import sys
seen = set()
sys.addaudithook(lambda event, _: seen.add(event) if event.startswith("socket.") else None)
from briefprism.cli.app import main
sys.argv = ["briefprism", "check", "brief.md", "--llm"]
try:
    main()
except SystemExit:
    print("socket.connect" in seen, file=sys.stderr)
"""
    env = {"OPENAI_BASE_URL": "http://127.0.0.1:9/v1", "OPENAI_API_KEY": KEY, "BRIEFPRISM_LLM_MODEL": "tiny"}
    assert python("-c", script, cwd=at_home, env=env).stderr.decode().splitlines()[-1] == "True"
