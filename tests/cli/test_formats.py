"""All formats of `briefprism check` from outside: which one, where it goes, what damaged briefs do, and many at once."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from briefprism.hall.brief import writing
from briefprism.hall.brief.formats import FORMATS, FormatName
from briefprism.hall.brief.spread import WORTH_IT

Run = Callable[..., CompletedProcess[bytes]]
Call = Callable[..., tuple[int, bytes, bytes]]
JOINED = [name for name, form in FORMATS.items() if form.join]
MANY = WORTH_IT + 4


@pytest.fixture
def folder(tmp_path: Path, texts: Mapping[str, str]) -> Path:
    """Two briefs that can be read, between two that cannot."""
    (root := tmp_path / "in").mkdir()
    raws = {"a.md": b"\xff\xff\xff", "b.md": texts["bakery"].encode(), "c.md": texts["complete"].encode(), "d.md": b"---"}
    for name, raw in raws.items():
        (root / name).write_bytes(raw)
    return root


@pytest.fixture
def brief(tmp_path: Path, texts: Mapping[str, str]) -> Path:
    path = tmp_path / "brief.md"
    path.write_text(texts["bakery"], encoding="utf-8")
    return path


SIGNS = {
    FormatName.TEXT: b"This plan is not complete", FormatName.MARKDOWN: b"**This plan is not complete", FormatName.HTML: b"<!DOCTYPE html>",
    FormatName.JSON: b'{\n  "schema"', FormatName.JSONL: b'{"schema"', FormatName.SARIF: b'"version": "2.1.0"',
    FormatName.CSV: b"\xef\xbb\xbfsource",
    FormatName.DOCX: b"PK\x03\x04", FormatName.PDF: b"%PDF-", FormatName.SVG: b"<svg", FormatName.PNG: b"\x89PNG",
}  # fmt: skip


@pytest.mark.parametrize("name", list(FormatName))
def test_every_format_goes_to_a_file_that_its_suffix_alone_asks_for(call: Call, brief: Path, name: FormatName) -> None:
    for suffix in FORMATS[name].suffixes:
        target = brief.with_name(f"report{suffix.upper()}")
        assert call("check", brief, "--output", target)[::2] == (1, b"")
        assert SIGNS[name] in target.read_bytes()[:400]


@pytest.mark.parametrize("name", list(FormatName))
def test_a_pipe_gets_the_same_bytes_as_a_file(call: Call, brief: Path, name: FormatName) -> None:
    target = brief.with_name("report.bin")
    call("check", brief, "--format", name, "--output", target)
    if name not in (FormatName.DOCX, FormatName.PDF):  # these hold the time
        assert call("check", brief, "--format", name) == (1, target.read_bytes(), b"")


def test_a_named_format_goes_before_the_suffix_and_no_suffix_means_text(call: Call, brief: Path) -> None:
    target = brief.with_name("report.html")
    call("check", brief, "--format", "json", "--output", target)
    assert json.loads(target.read_bytes())["schema"] == 1
    call("check", brief, "--output", brief.with_name("report"))
    assert b"What to mend" in brief.with_name("report").read_bytes()


@pytest.mark.skipif(os.name == "nt", reason="needs a terminal")
@pytest.mark.parametrize("name", [name for name, form in FORMATS.items() if form.binary])
def test_a_terminal_gets_no_binary_format(brief: Path, name: str) -> None:
    ours, theirs = pty.openpty()
    arguments = [sys.executable, "-m", "briefprism", "check", str(brief), "--format", name]
    run = subprocess.run(arguments, stdout=theirs, stderr=subprocess.PIPE, check=False, timeout=60)
    os.close(theirs)
    os.close(ours)
    assert run.returncode == 2
    assert run.stderr.decode() == f"--format {name}: a terminal cannot show it; name a file: --output report.{name}\n"


# Damaged briefs.


@pytest.mark.parametrize("name", JOINED)
def test_a_damaged_brief_of_a_folder_does_not_stop_the_rest(call: Call, folder: Path, name: FormatName) -> None:
    code, out, errors = call("check", folder, "--format", name)
    lines = errors.decode().splitlines()
    assert code == 2
    assert [line.partition(": ")[0] for line in lines] == [str(folder / "a.md"), str(folder / "d.md")]
    whole = call("check", folder / "b.md", folder / "c.md", "--format", name)
    if name is FormatName.SARIF:
        (run,) = json.loads(out)["runs"]
        assert run["results"] == json.loads(whole[1])["runs"][0]["results"]
        assert len(run["invocations"][0]["toolExecutionNotifications"]) == 2
    else:
        assert (out, whole[0]) == (whole[1], 1)


def test_a_folder_of_damaged_briefs_writes_nothing(call: Call, folder: Path) -> None:
    for name in ("b.md", "c.md"):
        (folder / name).unlink()
    target = folder.parent / "report.json"
    code, out, errors = call("check", folder, "--output", target)
    assert (code, out, errors.count(b"\n"), target.exists()) == (2, b"", 2, False)


def test_a_damaged_brief_that_was_named_stops_all(call: Call, folder: Path) -> None:
    code, out, errors = call("check", folder / "b.md", folder / "a.md")
    assert (code, out, errors.count(b"\n")) == (2, b"", 1)


def test_what_is_wrong_for_every_brief_is_said_once(call: Call, folder: Path) -> None:
    (folder / "briefprism.toml").write_text('[ignore]\nnot-mesured = "so"\n', encoding="utf-8")
    code, out, errors = call("check", folder)
    assert (code, out) == (2, b"")
    assert sum(b"not-mesured" in line for line in errors.splitlines()) == 1


# A folder of reports.


def pages(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_folder_becomes_a_portfolio(call: Call, folder: Path) -> None:
    out = folder.parent / "new" / "out"
    code, printed, errors = call("check", folder, "--format", "html", "--output", out)
    assert (code, printed, errors.count(b"\n")) == (2, b"", 2)
    assert pages(out) == ["index.html", "reports/b.html", "reports/c.html"]
    index = (out / "index.html").read_text(encoding="utf-8")
    assert 'href="reports/b.html"' in index
    assert "1 of 2 plans is complete." in index
    assert "<bdi>a.md</bdi>: it is not utf-8" in index
    assert str(folder) not in index
    alone = call("check", folder / "b.md", "--format", "html")[1]
    assert (out / "reports" / "b.html").read_bytes() == alone


@pytest.mark.parametrize("name", [FormatName.SVG, FormatName.DOCX])
def test_other_formats_of_one_file_each_go_into_a_folder_too(call: Call, folder: Path, name: FormatName) -> None:
    out = folder.parent / "out"
    assert call("check", folder, "--format", name, "--output", out)[0] == 2
    assert pages(out) == [f"b.{name}", f"c.{name}"]


def test_a_report_that_is_a_file_of_its_own_needs_a_place(call: Call, folder: Path, brief: Path) -> None:
    say = "--format html: each report is a file of its own; name a folder for them with --output\n"
    assert call("check", folder, "--format", "html") == (2, b"", say.encode())
    code, _, errors = call("check", folder, "--format", "html", "--output", brief)
    assert (code, b"is a file, and several reports need a folder" in errors) == (2, True)
    code, _, errors = call("check", folder, "--format", "html", "--output", folder)
    assert (code, b"the reports would lie among the briefs" in errors) == (2, True)
    code, _, errors = call("check", folder, "--format", "html", "--output", brief / "x")
    assert (code, b"the folder cannot be made" in errors) == (2, True)


def test_hostile_names_make_safe_files(call: Call, tmp_path: Path, texts: Mapping[str, str]) -> None:
    names = ["<img onerror=alert(1)>.md", "x\ny.md", "x y.md", "X Y.txt", "index.md", "..a.md"]
    (root := tmp_path / "in").mkdir()
    for name in names:
        (root / name).write_text(texts["weak"], encoding="utf-8")
    out = tmp_path / "out"
    assert call("check", root, "--format", "html", "--output", out)[::2] == (1, b"")
    assert pages(out) == ["index.html", "reports/X-Y.html", "reports/a.html", "reports/brief-index.html",
                          "reports/img-onerror-alert-1.html",
                          "reports/x-y-2.html", "reports/x-y-3.html"]  # fmt: skip
    index = (out / "index.html").read_text(encoding="utf-8")
    assert "<img" not in index
    assert all(f'href="{page}"' in index for page in pages(out)[1:])
    for name in ("sarif", "csv", "markdown"):
        assert call("check", root, "--format", name)[0] == 1


# Baselines and --fail-on.


@pytest.mark.parametrize("name", list(FormatName))
def test_baselines_and_fail_on_count_for_every_format(call: Call, brief: Path, name: FormatName) -> None:
    target, known = brief.with_name("out"), brief.with_name("known.json")
    assert call("check", brief, "--format", name, "--output", target, "--fail-on", "never", "--write-baseline", known)[0] == 0
    assert call("check", brief, "--format", name, "--output", target, "--baseline", known)[0] == 0
    assert call("check", brief, "--format", name, "--output", target)[0] == 1


# Options of looks.


def test_a_brand_reaches_the_pages(call: Call, folder: Path) -> None:
    out = folder.parent / "out"
    call("check", folder, "--format", "html", "--output", out, "--brand", "Tern & Co", "--accent", "#0d5563")
    for page in pages(out):
        assert "Tern &amp; Co" in (out / page).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--format", "json", "--picture", "prism"], "--picture: --format json does not take it; take --format text, svg or png"),
        (["--format", "html", "--accent", "mauve"], "--accent: "),
        (["--format", "html", "--logo", "nowhere.png"], "nowhere.png: it cannot be read"),
        (["--jobs", "0"], "briefprism check: Invalid value for '--jobs'"),
    ],
)
def test_options_that_make_no_sense(call: Call, brief: Path, arguments: list[str], said: str) -> None:
    code, out, errors = call("check", brief, *arguments)
    assert (code, out, errors.count(b"\n")) == (2, b"", 1)
    assert errors.decode().startswith(said)


def test_a_picture_is_chosen(call: Call, brief: Path) -> None:
    shown = {call("check", brief, "--format", "svg", "--picture", name)[1] for name in ("nesting", "prism", "starfish", "path")}
    assert len(shown) == 4


# Many at once.


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory, texts: Mapping[str, str]) -> Path:
    """More briefs than one process takes alone, each a little different; the sixth cannot be read."""
    root = tmp_path_factory.mktemp("many")
    for number in range(MANY):
        text = texts[("weak", "middling", "bakery", "complete")[number % 4]]
        (root / f"brief {number:02}.md").write_text(f"{text}\n\nThis is branch {number}.\n", encoding="utf-8")
    (root / "brief 05.md").write_bytes(b"\x00\x01" * 500)
    return root


def test_several_processes_give_the_same_bytes_in_the_same_order(command: Run, call: Call, many: Path) -> None:
    alone = call("check", many, "--format", "jsonl", "--jobs", "1")
    together = command("check", many, "--format", "jsonl", "--jobs", "2")
    assert (together.returncode, together.stdout, together.stderr) == alone
    sources = [json.loads(line)["source"] for line in alone[1].splitlines()]
    assert sources == [str(many / f"brief {number:02}.md") for number in range(MANY) if number != 5]


def test_several_processes_make_the_same_portfolio(command: Run, call: Call, many: Path, tmp_path: Path) -> None:
    call("check", many, "--format", "html", "--jobs", "1", "--output", tmp_path / "one")
    command("check", many, "--format", "html", "--jobs", "2", "--output", tmp_path / "two")
    assert pages(tmp_path / "one") == pages(tmp_path / "two")
    assert len(pages(tmp_path / "one")) == MANY
    for page in pages(tmp_path / "one"):
        assert (tmp_path / "one" / page).read_bytes() == (tmp_path / "two" / page).read_bytes()


def test_a_fault_of_the_settings_is_one_line_from_several_processes_too(command: Run, many: Path) -> None:
    run = command("check", many, "--jobs", "2", "--labeller", "nobody")
    assert (run.returncode, run.stdout, run.stderr.count(b"\n")) == (2, b"", 1)
    assert run.stderr.startswith(b"plugins: no installed package brings labellers of the name 'nobody'")


@pytest.mark.skipif(os.name == "nt", reason="needs signals")
def test_an_interrupt_ends_all_processes_without_a_word(many: Path, tmp_path: Path) -> None:
    arguments = ["-m", "briefprism", "check", str(many), "--jobs", "2", "--format", "html", "--output", str(tmp_path / "out")]
    run = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    until = time.monotonic() + 60
    while not (tmp_path / "out").exists() and time.monotonic() < until:
        time.sleep(0.05)
    os.killpg(run.pid, signal.SIGINT)  # as a terminal does it: to all processes at once
    out, errors = run.communicate(timeout=60)
    assert (run.returncode, out) == (130, b"")
    assert b"Traceback" not in errors
    assert not (tmp_path / "out" / "index.html").exists()
    for _ in range(200):  # the last helper of the interpreter ends a moment after it
        try:
            os.killpg(run.pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    pytest.fail("a process is left")


def test_few_briefs_are_checked_in_this_process(call: Call, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("briefprism.hall.brief.spread.spread", lambda *_: pytest.fail("another process was started"))
    assert call("check", folder, "--jobs", "2")[0] == 2
    assert writing.check_briefs.__module__ == writing.__name__


@pytest.mark.parametrize("option", ["--output", "--write-baseline"])
def test_no_brief_is_written_over(call: Call, tmp_path: Path, texts: Mapping[str, str], option: str) -> None:
    """Also under another name."""
    brief, other = tmp_path / "plan.md", tmp_path / "also.txt"
    brief.write_text(texts["weak"], encoding="utf-8")
    other.symlink_to(brief)
    for target in (brief, other):
        code, out, errors = call("check", brief, option, target)
        assert (code, out) == (2, b"")
        assert errors.decode() == f"{target}: it is one of the briefs, and would be lost; name another file to write\n"
    assert brief.read_text(encoding="utf-8") == texts["weak"]


@pytest.mark.parametrize(("name", "form"), [("plan.docx", "docx"), ("index.html", "html")])
def test_no_report_of_many_takes_the_place_of_a_brief(
    call: Call, tmp_path: Path, texts: Mapping[str, str], monkeypatch: pytest.MonkeyPatch, name: str, form: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for brief in (name, "other.md"):
        Path(brief).write_text(texts["weak"], encoding="utf-8")
    code, _, errors = call("check", name, "other.md", "--format", form, "--output", ".")
    assert (code, errors.decode()) == (2, f"{name}: it is one of the briefs, and would be lost; name another file to write\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([name, "other.md"])
    assert Path(name).read_text(encoding="utf-8") == texts["weak"]


def test_a_folder_is_no_file_to_write(call: Call, tmp_path: Path, texts: Mapping[str, str]) -> None:
    said = f"{tmp_path}: it is a folder; name a file to write\n"
    assert call("check", "-", "--output", tmp_path, stdin=texts["weak"].encode()) == (2, b"", said.encode())


@pytest.mark.parametrize("form", ["docx", "pdf", "svg", "html", "json"])
@pytest.mark.parametrize("name", [b"plan-\xff-\x07.md", b"x" * 250 + b".md"])
def test_briefs_with_odd_names_are_reported_on(call: Call, tmp_path: Path, texts: Mapping[str, str], name: bytes, form: str) -> None:
    brief = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
    brief.write_text(texts["weak"], encoding="utf-8")
    code, _, errors = call("check", brief, "--format", form, "--output", tmp_path / "out")
    assert (code, errors) == (1, b"")
    assert (tmp_path / "out").stat().st_size > 1_000
