"""`briefprism check` from outside: what it reads and refuses, what it writes where, and its exit codes."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from tests.conftest import needs_durable

Run = Callable[..., CompletedProcess[bytes]]
Call = Callable[..., tuple[int, bytes, bytes]]

RULE = """id: no-brass-band
title: No brass band plays
severity: {severity}
when:
  - missing: budget
then: {{gap: content}}
why: Without one it is quiet.
fix: Ask one.
ask: Which band?
source: {{own: "Ours."}}
examples: {{fails: ["a"], passes: ["b"]}}
"""
GRAVITY = ("error", "warning", "advice")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, texts: Mapping[str, str]) -> Path:
    """Briefs in every encoding and line end that is read, by name."""
    root = tmp_path_factory.mktemp("briefs")
    bakery = texts["bakery"]
    files = {
        "bom.md": b"\xef\xbb\xbf" + bakery.encode(),
        "crlf.txt": bakery.replace("\n", "\r\n").encode(),
        "emoji.md": bakery.replace("bread", "\U0001f950\U0001f1eb\U0001f1f7 cafe\u0301 \U0001f469\u200d\U0001f4bb bread").encode(),
        "german.md": texts["german"].encode(),
        "mac.TXT": bakery.replace("\n", "\r").encode(),
        "press.txt": texts["press"].encode(),
        "utf16.md": bakery.encode("utf-16"),
        "utf16be.md": b"\xfe\xff" + bakery.encode("utf-16-be"),
        "whole.md": texts["complete"].encode(),
        "~$whole.docx": b"kept by Word while a file is open, not read from a folder",
        "notes.csv": b"not read from a folder",
    }
    for name, raw in files.items():
        (root / name).write_bytes(raw)
    (root / "deeper").mkdir()
    return root


READ = ["bom.md", "crlf.txt", "emoji.md", "german.md", "mac.TXT", "press.txt", "utf16.md", "utf16be.md", "whole.md"]


@pytest.fixture(scope="module")
def twice(command: Run, folder: Path) -> list[CompletedProcess[bytes]]:
    """The folder checked in two processes, with other hash seeds and on both engines."""
    return [
        command("check", "--format", "json", "--engine", engine, folder.name, cwd=folder.parent, env={"PYTHONHASHSEED": seed})
        for engine, seed in (("python", "1"), ("durable", "4242"))
    ]


@pytest.fixture(scope="module")
def told(twice: list[CompletedProcess[bytes]]) -> dict[str, Any]:
    return {Path(report["source"]).name: report for report in json.loads(twice[0].stdout)}


@needs_durable
def test_two_processes_and_both_engines_tell_the_same_bytes(twice: list[CompletedProcess[bytes]]) -> None:
    first, second = twice
    assert first.stdout == second.stdout
    assert (first.returncode, second.returncode) == (1, 1)
    assert (first.stderr, second.stderr) == (b"", b"")


def test_a_folder_is_read_by_name_and_gives_a_list(twice: list[CompletedProcess[bytes]], folder: Path) -> None:
    assert [report["source"] for report in json.loads(twice[0].stdout)] == [f"{folder.name}/{name}" for name in READ]


def quotes(value: Any) -> Iterator[dict[str, Any]]:
    """Every quote and mention inside a report."""
    if isinstance(value, dict):
        if "start" in value:
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from quotes(part)


@pytest.mark.parametrize("name", READ)
def test_offsets_find_the_quotes_in_the_text_as_read(told: Mapping[str, Any], folder: Path, name: str) -> None:
    raw = (folder / name).read_bytes()
    source = raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8")
    found = list(quotes(told[name]))
    assert found or name == "press.txt"
    for words in found:
        assert source[words["start"] : words["end"]] == words.get("quote", words.get("text"))


def test_encodings_and_line_ends_change_no_verdict(told: Mapping[str, Any]) -> None:
    expected = [f["rule"] for f in told["bom.md"]["findings"]]
    assert "networks-only" in expected
    for name in ("crlf.txt", "utf16.md", "utf16be.md"):
        assert [f["rule"] for f in told[name]["findings"]] == expected
        networks = {m["platform"] for m in told[name]["mentions"] if m["label"] == "network"}
        assert networks == {"Facebook", "Instagram", "YouTube"}


def test_another_language_gets_labels_only(told: Mapping[str, Any]) -> None:
    report = told["german.md"]
    assert (report["language"], report["is_plan"], report["verdict"]["complete"]) == ("de", None, None)
    assert {"Facebook", "Instagram", "Blog"} <= {m["platform"] for m in report["mentions"]}
    assert (report["elements"], report["findings"]) == ({}, [])


def test_a_press_release_is_no_plan(told: Mapping[str, Any]) -> None:
    report = told["press.txt"]
    assert (report["is_plan"], report["verdict"]["complete"], report["findings"]) == (False, None, [])


def test_fingerprints_follow_the_text(told: Mapping[str, Any]) -> None:
    assert len({report["fingerprint"] for report in told.values()}) == len(READ) - 1  # two files hold one text
    assert told["utf16.md"]["fingerprint"] == told["utf16be.md"]["fingerprint"]


def test_standard_input_is_read_and_a_pipe_gets_plain_text(command: Run, texts: Mapping[str, str]) -> None:
    run = command("check", "-", stdin=texts["complete"].encode(), env={"PYTHONIOENCODING": "ascii", "TERM": "xterm"})
    assert (run.returncode, run.stderr) == (0, b"")
    shown = run.stdout.decode("utf-8")
    assert "This plan has every part that a social media plan needs." in shown
    assert "\x1b" not in shown
    assert "“" in shown


def test_the_network_is_never_used(python: Run, texts: Mapping[str, str], tmp_path: Path) -> None:
    script = """
import socket, sys
tried = []
def refuse(*args, **kwargs):
    tried.append(args)
    raise OSError("the network is off")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = socket.create_connection = socket.gethostbyname = refuse
sys.argv = ["briefprism", "check", "brief.md", "--format", "json"]
from briefprism.cli.app import main
try:
    main()
finally:
    print(len(tried), file=sys.stderr)
"""
    brief = f"{texts['bakery']}\nSee www.pinterest.co.uk/bakery and https://unknown-place.example/page.\n"
    (tmp_path / "brief.md").write_text(brief, encoding="utf-8")
    run = python("-c", script, cwd=tmp_path)
    assert run.stderr.decode().split() == ["0"]
    assert run.returncode == 1
    assert json.loads(run.stdout)["findings"]


# In this process, where the labellers are loaded already.


@pytest.fixture
def briefs(tmp_path: Path, texts: Mapping[str, str]) -> Path:
    for name in ("complete", "bakery", "middling", "press", "german"):
        (tmp_path / f"{name}.md").write_text(texts[name], encoding="utf-8")
    return tmp_path


def load(raw: bytes) -> Any:
    return json.loads(raw.decode("utf-8"))


@pytest.mark.parametrize("fail_on", [*GRAVITY, "never"])
def test_the_exit_code_says_whether_there_is_a_finding_of_that_weight(call: Call, briefs: Path, fail_on: str) -> None:
    for name in ("complete", "bakery", "middling", "press", "german"):
        code, out, errors = call("check", briefs / f"{name}.md", "--format", "json", "--fail-on", fail_on)
        counted = GRAVITY[: GRAVITY.index(fail_on) + 1] if fail_on != "never" else ()
        assert code == int(any(f["severity"] in counted for f in load(out)["findings"])), name
        assert errors == b""


def test_the_exit_code_follows_the_verdict(call: Call, briefs: Path) -> None:
    assert call("check", briefs / "complete.md")[0] == 0
    assert call("check", briefs / "bakery.md")[0] == 1
    assert call("check", briefs / "complete.md", briefs / "bakery.md")[0] == 1
    assert call("check", briefs / "bakery.md", "--fail-on", "never")[0] == 0
    assert call("check", briefs / "press.md", "--fail-on", "advice")[0] == 0
    assert call("check", briefs / "german.md", "--fail-on", "advice")[0] == 0


@pytest.mark.parametrize(("severity", "codes"), [("error", [1, 1, 1, 0]), ("warning", [0, 1, 1, 0]), ("advice", [0, 0, 1, 0])])
def test_a_rule_of_ones_own_counts_by_its_severity(call: Call, briefs: Path, severity: str, codes: list[int]) -> None:
    (briefs / "pack").mkdir()
    (briefs / "pack" / "rule.yaml").write_text(RULE.format(severity=severity), encoding="utf-8")
    found = [call("check", briefs / "bakery.md", "--pack", briefs / "pack", "--fail-on", on)[0] for on in (*GRAVITY, "never")]
    assert found == codes


@pytest.mark.parametrize("dash", [("-",), ()])
def test_no_file_and_a_dash_read_standard_input(call: Call, texts: Mapping[str, str], dash: tuple[str, ...]) -> None:
    code, out, _ = call("check", *dash, "--format", "json", stdin=texts["bakery"].encode())
    assert code == 1
    assert load(out)["source"] == "-"
    assert load(out)["words"] == len(texts["bakery"].split()) - texts["bakery"].count("- ") - 1


def test_files_folders_and_the_dash_come_in_the_order_given(call: Call, briefs: Path, texts: Mapping[str, str]) -> None:
    (briefs / "more").mkdir()
    for name in ("b.txt", "a.md"):
        (briefs / "more" / name).write_text(texts["press"], encoding="utf-8")
    order = [briefs / "press.md", briefs / "more", "-", briefs / "german.md"]
    code, out, _ = call("check", *order, "--format", "jsonl", stdin=texts["german"].encode())
    assert code == 0
    lines = out.decode("utf-8").splitlines()
    expected = [briefs / "press.md", briefs / "more" / "a.md", briefs / "more" / "b.txt", "-", briefs / "german.md"]
    assert [json.loads(line)["source"] for line in lines] == [str(path) for path in expected]


def test_json_is_one_object_for_one_and_a_list_for_several(call: Call, briefs: Path) -> None:
    one, two = briefs / "press.md", briefs / "german.md"
    assert isinstance(load(call("check", one, "--format", "json")[1]), dict)
    several = load(call("check", one, two, "--format", "json")[1])
    assert [report["source"] for report in several] == [str(one), str(two)]


def test_text_holds_every_report(call: Call, briefs: Path) -> None:
    _, out, _ = call("check", briefs / "press.md", briefs / "german.md", briefs / "complete.md")
    shown = out.decode("utf-8")
    assert shown.index("does not read like a plan") < shown.index("German") < shown.index("has every part")


def test_the_fingerprint_follows_the_packs(call: Call, briefs: Path) -> None:
    (briefs / "pack").mkdir()
    (briefs / "pack" / "rule.yaml").write_text(RULE.format(severity="advice"), encoding="utf-8")
    prints = [
        load(call("check", briefs / "press.md", "--format", "json", *packs)[1])["fingerprint"]
        for packs in (
            (),
            ("--pack", "core", "--pack", "craft"),
            ("--pack", "core"),
            ("--pack", briefs / "pack"),
            ("--pack", "core", "--pack", briefs / "pack"),
        )
    ]
    assert prints[0] == prints[1]
    assert len(set(prints)) == 4


def test_several_packs_are_one(call: Call, briefs: Path) -> None:
    (briefs / "pack").mkdir()
    (briefs / "pack" / "rule.yaml").write_text(RULE.format(severity="advice"), encoding="utf-8")
    _, out, _ = call("check", briefs / "bakery.md", "--format", "json", "--pack", "core", "--pack", briefs / "pack")
    assert {"no-brass-band", "networks-only"} <= {f["rule"] for f in load(out)["findings"]}


def test_a_named_encoding_is_used(call: Call, tmp_path: Path, texts: Mapping[str, str]) -> None:
    brief = tmp_path / "brief.md"
    brief.write_bytes(texts["bakery"].replace("bakery", "café").encode("cp1252"))
    _, out, _ = call("check", brief, "--encoding", "cp1252", "--format", "json")
    assert load(out)["mentions"]


# Writing files.


def test_output_holds_what_would_be_printed(call: Call, briefs: Path) -> None:
    target = briefs / "report.json"
    printed = call("check", briefs / "bakery.md", "--format", "json")
    assert call("check", briefs / "bakery.md", "--format", "json", "--output", target) == (1, b"", b"")
    assert target.read_bytes() == printed[1]
    assert sorted(p.name for p in briefs.glob(".*")) == []


def test_a_file_that_is_there_is_replaced_whole(call: Call, briefs: Path) -> None:
    target = briefs / "report.txt"
    target.write_text("old " * 100_000, encoding="utf-8")
    call("check", briefs / "press.md", "--output", target)
    assert "old" not in target.read_text(encoding="utf-8")


@pytest.mark.parametrize("place", ["missing/report.json", "press.md/report.json", "."])
def test_where_nothing_can_be_written_nothing_is(call: Call, briefs: Path, place: str) -> None:
    before = sorted(briefs.rglob("*"))
    code, out, errors = call("check", briefs / "press.md", "--output", briefs / place)
    assert (code, out) == (2, b"")
    assert errors.decode().startswith(str(briefs / place))
    assert errors.count(b"\n") == 1
    assert sorted(briefs.rglob("*")) == before


@pytest.mark.skipif(os.name == "nt" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_the_right_to_write(call: Call, briefs: Path) -> None:
    (locked := briefs / "locked").mkdir(mode=0o500)
    code, out, errors = call("check", briefs / "press.md", "--output", locked / "report.txt")
    assert (code, out, errors.count(b"\n")) == (2, b"", 1)


def test_what_stood_there_stays_when_a_brief_cannot_be_read(call: Call, briefs: Path) -> None:
    target = briefs / "report.json"
    target.write_text("old", encoding="utf-8")
    code, out, _ = call("check", briefs / "press.md", briefs / "nowhere.md", "--output", target)
    assert (code, out) == (2, b"")
    assert target.read_text(encoding="utf-8") == "old"


@pytest.mark.skipif(os.name == "nt", reason="needs a named pipe")
def test_a_device_is_written_to_and_not_replaced(call: Call, briefs: Path) -> None:
    os.mkfifo(briefs / "pipe")
    reader = os.open(briefs / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    assert call("check", briefs / "press.md", "--output", briefs / "pipe")[0] == 0
    assert b"does not read like a plan" in os.read(reader, 100_000)
    assert (briefs / "pipe").is_fifo()
    os.close(reader)


# What cannot be read: one line on standard error, exit code 2, nothing on standard output.

LATIN = "Wir posten auf Facebook für die Bäckerei.".encode("cp1252")
TABLE = [
    # arguments, standard input, what the line begins with, what it says
    (["nowhere.md"], b"", "nowhere.md: no such file; ", "check the name"),
    (["empty folder"], b"", "empty folder: no briefs in this folder; ", ".md or .txt file"),
    (["empty.md"], b"", "empty.md: it holds no words; ", "pass the text of a brief"),
    (["spaces.md"], b"", "spaces.md: it holds no words; ", "pass the text of a brief"),
    (["marks.md"], b"", "marks.md: it holds no words; ", "pass the text of a brief"),
    (["image.png"], b"", "image.png: it is no text (it holds binary data); ", "save it as plain text"),
    (["noise.bin"], b"", "noise.bin: it is ", "save it as"),
    (["latin.txt"], b"", "latin.txt: it is not utf-8 (byte 25; tried utf-8); ", "--encoding"),
    (["latin.txt", "--encoding", "ascii"], b"", "latin.txt: it is not ascii (byte 25; tried ascii); ", "--encoding"),
    (["latin.txt", "--encoding", "klingon"], b"", "latin.txt: unknown encoding 'klingon'; ", "utf-8, cp1252 or utf-16"),
    (["half.txt", "--encoding", "unicode_escape"], b"", "half.txt: it is not unicode_escape", "--encoding"),
    (["half16.txt"], b"", "half16.txt: it is not utf-16 (byte", "--encoding"),
    (["bakery.md", "--max-bytes", "100"], b"", "bakery.md: it is longer than 100 bytes; ", "--max-bytes"),
    (["bakery.md", "nowhere.md"], b"", "nowhere.md: no such file; ", "check the name"),
    (["evil\x1b[31m\x07\nname.md"], b"", "evil [31m name.md: no such file; ", "check the name"),
    (["We will post on Facebook. " * 40], b"", "We will post on Facebook. ", "pipe it in and pass '-'"),
    (["-"], b"", "standard input: it holds no words; ", "pass the text of a brief"),
    (["-", "--max-bytes", "10"], b"We will post.", "standard input: it is longer than 10 bytes; ", "--max-bytes"),
    ([], b"\xff\xff\xff", "standard input: it is not utf-8 (byte 0; tried utf-8); ", "--encoding"),
    (["bakery.md", "--pack", "nowhere"], b"", "nowhere: no such pack or folder; ", "core"),
    (["bakery.md", "--pack", "empty folder"], b"", "empty folder: no rule files in this folder; ", ".yaml"),
    (["bakery.md", "--pack", "broken"], b"", "broken/rule.yaml:5: unknown element 'bugdet'; ", "did you mean 'budget'?"),
    (["bakery.md", "--no-such-option"], b"", "briefprism check: No such option: --no-such-option", "--help"),
    (["bakery.md", "--engine", "steam"], b"", "briefprism check: Invalid value for '--engine'", "'durable', 'python'"),
    (["bakery.md", "--format", "papyrus"], b"", "briefprism check: Invalid value for '--format'", "'json'"),
    (["bakery.md", "--fail-on", "monday"], b"", "briefprism check: Invalid value for '--fail-on'", "'never'"),
    (["bakery.md", "--max-bytes", "0"], b"", "briefprism check: Invalid value for '--max-bytes'", "--help"),
    (["bakery.md", "--max-bytes", "lots"], b"", "briefprism check: Invalid value for '--max-bytes'", "--help"),
    (["bakery.md", "--output"], b"", "briefprism: Option '--output' requires an argument", "--help"),
]


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory, texts: Mapping[str, str]) -> Path:
    root = tmp_path_factory.mktemp("bad")
    files = {
        "bakery.md": texts["bakery"].encode(),
        "empty.md": b"",
        "spaces.md": b" \t\r\n \n\n",
        "marks.md": "\ufeff---\n***\n".encode(),
        "image.png": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4 + b"\x00" * 64,
        "noise.bin": bytes(range(128, 256)) * 8,
        "latin.txt": LATIN,
        "half.txt": b"We will post \\ud800 on Facebook.",
        "half16.txt": b"\xff\xfe\x00\xd8A\x00",
    }
    for name, raw in files.items():
        (root / name).write_bytes(raw)
    (root / "empty folder").mkdir()
    (root / "broken").mkdir()
    (root / "broken" / "rule.yaml").write_text(RULE.format(severity="error").replace("budget", "bugdet"), encoding="utf-8")
    return root


@pytest.mark.parametrize(("arguments", "stdin", "begins", "says"), TABLE, ids=lambda value: None)
def test_bad_input_is_one_line_and_exit_code_2(command: Run, bad: Path, arguments: list[str], stdin: bytes, begins: str, says: str) -> None:
    run = command("check", *arguments, stdin=stdin, cwd=bad)
    said = run.stderr.decode("utf-8")
    assert run.returncode == 2
    assert run.stdout == b""
    assert said.endswith("\n")
    assert said.count("\n") == 1
    assert said.startswith(begins)
    assert says in said
    assert "Traceback" not in said
    assert all(c.isprintable() for c in said[:-1])


@pytest.mark.skipif(os.name == "nt" or os.uname().sysname == "Darwin", reason="names of files are text there")
def test_a_file_name_that_is_no_text_reaches_the_report_escaped(call: Call, tmp_path: Path, texts: Mapping[str, str]) -> None:
    path = tmp_path / os.fsdecode(b"br\xffief.md")
    path.write_text(texts["press"], encoding="utf-8")
    code, out, errors = call("check", path, "--format", "json")
    assert (code, errors) == (0, b"")
    assert load(out)["source"] == str(path)
    target = tmp_path / "report.json"
    assert call("check", path, "--format", "json", "--output", target)[0] == 0
    assert target.read_bytes() == out
