"""`briefprism classify` from outside: names, tables, and how little it loads."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

Run = Callable[..., CompletedProcess[bytes]]
Call = Callable[..., tuple[int, bytes, bytes]]

README_NAMES = ["Facebook", "fb ads", "https://www.reddit.com/r/gardening/?utm_source=facebook", "a blog", "billboards", "@acme"]
ADDED = ["bp_platform", "bp_label", "bp_path", "bp_kind", "bp_social", "bp_confidence", "bp_by", "bp_reason"]
NETWORK, CHANNEL = ["media", "channel", "network"], ["media", "channel"]


@pytest.fixture(scope="module")
def rows(command: Run) -> list[dict[str, Any]]:
    run = command("classify", *README_NAMES, "--format", "json")
    assert (run.returncode, run.stderr) == (0, b"")
    found: list[dict[str, Any]] = json.loads(run.stdout)
    return found


def test_names_come_back_in_their_order(rows: list[dict[str, Any]]) -> None:
    assert [row["text"] for row in rows] == README_NAMES


def test_fb_ads_is_what_the_contract_shows(rows: list[dict[str, Any]]) -> None:
    row = {key: value for key, value in rows[1].items() if key not in ("reason", "closed", "renamed_to")}
    assert row == {
        "text": "fb ads", "platform": "Facebook", "label": "network", "path": NETWORK, "kind": "social-network",
        "social": True, "paid": True, "contested": False, "confidence": 0.99, "by": "catalogue",
    }  # fmt: skip
    assert rows[1]["reason"].endswith(".")


@pytest.mark.parametrize(
    ("number", "platform", "label", "path", "kind", "social", "by"),
    [
        (0, "Facebook", "network", NETWORK, "social-network", True, "catalogue"),
        (2, "Reddit", "channel", CHANNEL, "forum", True, "host"),
        (3, "Blog", "channel", CHANNEL, "blog", True, "pattern"),
        (4, "Billboard", "not_social", [], "outdoor", False, "catalogue"),
        (5, None, "unknown", [], None, None, "catalogue"),
    ],
)
def test_labels(
    rows: list[dict[str, Any]],
    number: int,
    platform: str | None,
    label: str,
    path: list[str],
    kind: str | None,
    social: bool | None,
    by: str,
) -> None:
    row = rows[number]
    assert [row[key] for key in ("platform", "label", "path", "kind", "social", "by")] == [platform, label, path, kind, social, by]
    assert row["paid"] is False
    assert 0 <= row["confidence"] <= 1


def test_what_is_unknown_is_no_guess(rows: list[dict[str, Any]]) -> None:
    assert rows[5]["confidence"] == 0
    assert rows[5]["reason"] == "An account name alone does not say on which platform it is."


def test_a_url_is_labelled_by_its_host_not_by_where_the_visit_came_from(rows: list[dict[str, Any]]) -> None:
    assert "www.reddit.com" in rows[2]["reason"]


def test_other_forms_say_the_same(call: Call, rows: list[dict[str, Any]]) -> None:
    assert [json.loads(line) for line in call("classify", *README_NAMES, "--format", "jsonl")[1].splitlines()] == rows
    table = list(csv.DictReader(StringIO(call("classify", *README_NAMES, "--format", "csv")[1].decode("utf-8"), newline="")))
    assert [row["label"] for row in table] == [row["label"] for row in rows]
    text = call("classify", *README_NAMES)[1].decode("utf-8").splitlines()
    assert [line.startswith(f"{name}: ") for line, name in zip(text, README_NAMES, strict=True)] == [True] * 6


def test_a_classification_loads_nothing_heavy(python: Run) -> None:
    script = """
import sys
sys.argv = ["briefprism", "classify", "Facebook"]
from briefprism.cli.app import main
try:
    main()
finally:
    heavy = {"spacy", "sklearn", "numpy", "scipy", "onnxruntime", "tokenizers", "openai", "durable_rules_engine", "rich", "pyarrow"}
    print(*sorted(heavy & set(sys.modules)), file=sys.stderr)
"""
    run = python("-c", script)
    assert run.stdout.startswith(b"Facebook: a social network")
    assert run.stderr.decode().split() == []
    assert run.returncode == 0


# Tables.


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def label(call: Call, source: Path, column: str = "source") -> tuple[int, str, str]:
    """Label a table; the code, the new table, and what was said."""
    target = source.with_name("out.csv")
    code, out, errors = call("classify", "--input", source, "--column", column, "--output", target)
    assert out == b""
    return code, target.read_bytes().decode("utf-8") if target.exists() else "", errors.decode("utf-8")


def read(text: str, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text, newline=""), delimiter=delimiter))


def test_a_table_keeps_its_columns_and_gets_ours(call: Call, tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", 'id,source,note\n007,fb ads,"a, b"\n010,a blog,\n0,@acme,"say ""hi"""\n')
    code, text, said = label(call, source)
    assert code == 0
    assert said.startswith(f"3 rows labelled, written to {tmp_path / 'out.csv'}\nBy label\n")
    assert "33.3% of the rows are not known to us" in said
    rows = read(text)
    assert list(rows[0]) == ["id", "source", "note", *ADDED]
    assert [(r["id"], r["source"], r["note"]) for r in rows] == [
        ("007", "fb ads", "a, b"),
        ("010", "a blog", ""),
        ("0", "'@acme", 'say "hi"'),  # a spreadsheet would take it for a formula
    ]
    assert [r["bp_label"] for r in rows] == ["network", "channel", "unknown"]
    assert [r["bp_social"] for r in rows] == ["yes", "yes", ""]
    assert rows[0]["bp_path"] == "media > channel > network"
    assert (rows[0]["bp_platform"], rows[2]["bp_platform"]) == ("Facebook", "")
    assert rows[0]["bp_confidence"] == "0.99"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_and_kept(call: Call, tmp_path: Path, delimiter: str) -> None:
    source = write(tmp_path / "in.csv", delimiter.join(["id", "source", "x"]) + "\n" + delimiter.join(["1", "Reddit", "y"]) + "\n")
    rows = read(label(call, source)[1], delimiter)
    assert (rows[0]["id"], rows[0]["x"], rows[0]["bp_label"]) == ("1", "y", "channel")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends_inside_cells_are_kept(call: Call, tmp_path: Path, end: str) -> None:
    source = write(tmp_path / "in.csv", end.join(["source;note", f'TikTok;"one{end}two;three"', "Quora;x", ""]))
    rows = read(label(call, source)[1], ";")
    assert [r["note"] for r in rows] == [f"one{end}two;three", "x"]
    assert [r["bp_label"] for r in rows] == ["network", "channel"]


def test_a_byte_order_mark_is_no_part_of_the_first_column(call: Call, tmp_path: Path) -> None:
    code, text, _ = label(call, write(tmp_path / "in.csv", "\ufeffsource,x\nFacebook,1\n"))
    assert (code, read(text)[0]["source"], read(text)[0]["bp_label"]) == (0, "Facebook", "network")


def test_equal_names_get_equal_labels(call: Call, tmp_path: Path) -> None:
    rows = read(label(call, write(tmp_path / "in.csv", "source\n" + "Facebook\nReddit\n" * 500))[1])
    assert len(rows) == 1000
    assert {(r["source"], r["bp_label"]) for r in rows} == {("Facebook", "network"), ("Reddit", "channel")}


def test_a_table_may_be_labelled_in_place(call: Call, tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", "source\nFacebook\n")
    assert call("classify", "--input", source, "--column", "source", "--output", source)[0] == 0
    assert read(source.read_text(encoding="utf-8"))[0]["bp_label"] == "network"


FAULTS = [
    # the table, the column, the place, the fault, the next step
    (b"id,source\n1,Facebook\n", "sorce", "in.csv: no column 'sorce'; ", "did you mean 'source'?"),
    (b"id,source\n1,Facebook\n", "zzz", "in.csv: no column 'zzz'; ", "columns: id, source"),
    (b"source,bp_label\nFacebook,x\n", "source", "in.csv: column 'bp_label' is there already", "rename or remove it"),
    (b"id,source\n1,Facebook\n2,a,b\n", "source", "in.csv:3: 3 cells, not 2; ", "mend the row"),
    (b"id,source\n1\n", "source", "in.csv:2: 1 cells, not 2; ", "mend the row"),
    (b'id,source\n1,"Facebook\n', "source", "in.csv:2: it is no valid CSV", "mend the quotes"),
    (b'id,source\n1,"Face"book\n', "source", "in.csv:2: it is no valid CSV", "mend the quotes"),
    (b'"id,source\n1,Facebook\n', "source", "in.csv:1: it is no valid CSV", "mend the quotes"),
    (b"", "source", "in.csv: the table is empty; ", "header row"),
    (b"source\n" + b"Cafe\n" * 300_000 + b"Caf\xe9\n", "source", "in.csv", "pass its --encoding"),
]


@pytest.mark.parametrize(("raw", "column", "begins", "step"), FAULTS)
def test_a_broken_table_is_one_line_and_nothing_is_written(
    call: Call, tmp_path: Path, raw: bytes, column: str, begins: str, step: str
) -> None:
    (tmp_path / "in.csv").write_bytes(raw)
    (tmp_path / "out.csv").write_text("old", encoding="utf-8")
    code, text, said = label(call, tmp_path / "in.csv", column)
    assert (code, text) == (2, "old")
    assert said.startswith(f"{tmp_path}/{begins}".replace("//", "/"))
    assert step in said
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "classify: no names given; "),
        (["--input", "nowhere.csv", "--column", "x", "--output", "out.csv"], "nowhere.csv: no such file; check the name"),
        (["--input", ".", "--column", "x", "--output", "out.csv"], ".: it cannot be read (it is a folder)"),
        (["--input", "in.csv", "--column", "x"], "classify --input: --output is needed; "),
        (["--input", "in.csv", "--output", "out.csv"], "classify --input: --column is needed; --column 'source' looks like it"),
        (["--input", "-", "--output", "-"], "classify --input -: --column is needed; "),
        (["--input", "in.csv", "--column", "source", "--output", "out.doc"], "out.doc: its name does not tell what kind of table it is; "),
        (
            ["--input", "in.csv", "--column", "source", "--output", "-", "--columns", "lable"],
            "--columns: no column 'lable'; did you mean 'label'?",
        ),
        (["--input", "in.csv", "--column", "source", "--output", "-", "--describe", "x"], "in.csv: no column 'x'; "),
        (["--input", "in.csv", "--column", "source", "--output", "-", "--delimiter", "ab"], "--delimiter: 'ab' is not one character"),
        (["--input", "in.csv", "--input", "in.jsonl", "--column", "x", "--output", "-"], "in.jsonl: no such file; "),
        (["--input", "-", "--column", "x", "--output", "out.csv", "--resume"], "--resume: what comes or goes through a pipe"),
        (["--input", "*.nothing", "--column", "x", "--output", "-"], "*.nothing: no file matches; "),
        (["--input", "in.csv", "--column", "source", "--output", "nowhere/out.csv"], "nowhere/out.csv: it cannot be written ("),
        (["Facebook", "--format", "papyrus"], "briefprism classify: Invalid value for '--format'"),
        (["Facebook", "--colour"], "briefprism classify: No such option: --colour"),
    ],
)
def test_bad_usage_is_one_line_and_exit_code_2(command: Run, tmp_path: Path, arguments: list[str], said: str) -> None:
    write(tmp_path / "in.csv", "source\nFacebook\n")
    run = command("classify", *arguments, cwd=tmp_path)
    assert (run.returncode, run.stdout) == (2, b"")
    assert run.stderr.decode("utf-8").startswith(said)
    assert run.stderr.count(b"\n") == 1
    assert b"Traceback" not in run.stderr


def test_pipes_carry_the_table_alone(command: Run) -> None:
    run = command(
        "classify", "--input", "-", "--column", "source", "--output", "-", "--columns", "label,kind", stdin=b"source\nReddit\nx\n"
    )
    assert (run.returncode, run.stdout) == (0, b"source,bp_label,bp_kind\nReddit,channel,forum\nx,network,microblog\n")
    assert b"\r" not in run.stderr
    assert b"\x1b" not in run.stderr
    run = command("classify", "--input", "-", "--column", "s", "--output", "-", "--columns", "label", stdin=b'{"s": "Reddit"}\n')
    assert run.stdout == b'{"s": "Reddit","bp_label": "channel"}\n'


def test_the_summary_says_what_a_table_holds(call: Call, tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", "source\n" + "Facebook\n" * 5 + "Vine\nYouTube\n<b>nobody</b>\n<b>nobody</b>\nbillboards\n")
    page, new = tmp_path / "page.html", tmp_path / "new.csv"
    code, _, said = call(
        "classify", "--input", source, "--column", "source", "--output", tmp_path / "o.csv", "--report", page, "--unknown", new
    )
    assert code == 0
    shown = said.decode("utf-8")
    shown = " ".join(shown.split())
    for line in (
        "10 rows labelled", "a social network 7 70.0%", "not known to us 2 20.0%", "Facebook 5 50.0%",
        "20.0% of the rows are not known to us", "Other lists label some differently: ", "still stand in the table: Vine (closed in 2017)",
        f"1 names that we do not know, most frequent first: {new}",
    ):  # fmt: skip
        assert line in shown
    html = page.read_text(encoding="utf-8")
    assert '<td class="n">70.0%</td>' in html
    assert "Vine (closed in 2017)" in html
    assert "http" not in html
    assert "<b>nobody</b>" in new.read_text(encoding="utf-8")


def test_a_description_decides_where_the_name_is_not_known(call: Call, tmp_path: Path) -> None:
    told = "a forum where climbers ask questions and answer each other"
    source = write(tmp_path / "in.csv", f"name,about\nKraxelhub,{told}\nKraxelhub,\nFacebook,{told}\n")
    code, out, _ = call("classify", "--input", source, "--column", "name", "--describe", "about", "--output", "-")
    rows = read(out.decode("utf-8"))
    assert code == 0
    assert [(r["bp_label"], r["bp_by"]) for r in rows] == [("channel", "model"), ("unknown", "catalogue"), ("network", "catalogue")]
    assert told in rows[0]["bp_reason"]


def test_in_a_terminal_the_column_is_asked_for(python: Run, tmp_path: Path) -> None:
    """A person presses Enter at the proposed column."""
    pytest.importorskip("pty")
    write(tmp_path / "in.csv", "id,found_by\n1,Facebook\n2,a blog\n")
    script = """
import os, pty, sys
run = [sys.executable, "-m", "briefprism", "classify", "--input", "in.csv", "--output", "out.csv", "--columns", "label"]
shown = b""
pid, there = pty.fork()
if pid == 0:
    os.execv(sys.executable, run)
while True:
    try:
        new = os.read(there, 4096)
    except OSError:
        break
    if not new:
        break
    if b"?" in new and b"?" not in shown:
        os.write(there, b"\\n")
    shown += new
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), shown.decode().splitlines()[0])
"""
    asked = python("-c", script, cwd=tmp_path).stdout.decode()
    assert asked.startswith("0 Which column holds the names (id, found_by)? [found_by]:")
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == "id,found_by,bp_label\n1,Facebook,network\n2,a blog,channel\n"


def test_a_killed_run_goes_on_and_ends_with_the_same_bytes(python: Run, command: Run, tmp_path: Path) -> None:
    """Killed for good (SIGKILL) as soon as the first part is on the disk."""
    names = ["Facebook", "a blog", "nobody", "fb ads", "x"]
    write(tmp_path / "in.csv", "id,source\n" + "".join(f"{i},{names[i % 5]} {i % 7001}\n" for i in range(600_000)))
    script = """
import os, signal, subprocess, sys, time
from pathlib import Path
wanted = [sys.executable, "-m", "briefprism", "classify", "--input", "in.csv", "--column", "source", "--output", "out.csv"]
run = subprocess.Popen(wanted, stderr=subprocess.DEVNULL)
journal = Path(".out.csv.bp-journal")
while run.poll() is None and not (journal.exists() and journal.read_bytes().count(b"\\n") > 1):
    time.sleep(0.001)
run.kill()
print(run.wait(), journal.read_bytes().count(b"\\n"), Path("out.csv").exists())
"""
    code, lines, there = python("-c", script, cwd=tmp_path).stdout.decode().split()
    assert (int(code), there) == (-9, "False")
    assert int(lines) >= 2
    arguments = ["classify", "--input", "in.csv", "--column", "source", "--output"]
    resumed = command(*arguments, "out.csv", "--resume", cwd=tmp_path)
    whole = command(*arguments, "whole.csv", cwd=tmp_path)
    assert (tmp_path / "out.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()
    assert resumed.stderr.replace(b"out.csv", b"whole.csv") == whole.stderr
    assert not list(tmp_path.glob(".out*"))


def test_briefs_in_a_table_are_checked_row_by_row(call: Call, tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", 'id,text\n1,"We will post on Facebook and Instagram every day."\n2,\n')
    code, out, said = call("check", source, "--column", "text", "--output", "-")
    rows = read(out.decode("utf-8"))
    assert code == 0
    assert said.startswith(b"2 briefs checked, written to standard output\nVerdicts\n")
    assert (rows[0]["id"], rows[0]["bp_complete"], rows[0]["bp_sharing"], rows[0]["bp_audience"]) == ("1", "no", "present", "missing")
    assert "networks-only" in rows[0]["bp_roots"].split("; ")
    assert (rows[1]["bp_is_plan"], rows[1]["bp_complete"], rows[1]["bp_roots"]) == ("no", "", "")
    assert call("check", source, "--column", "text")[0] == 2


def test_any_argument_can_be_named(command: Run) -> None:
    names = ["", " ", "😀", "a" * 5000, "-", "né\u0301e", "\x1b[31m", "'; drop table", "[/red]"]
    run = command("classify", "--format", "json", "--", *names)
    assert (run.returncode, run.stderr) == (0, b"")
    assert [row["text"] for row in json.loads(run.stdout)] == names


def test_nowhere_to_write_to_is_said(python: Run) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    script = """
import subprocess, sys
with open("/dev/full", "wb") as full:
    run = subprocess.run([sys.executable, "-m", "briefprism", "classify", "Facebook"], stdout=full, stderr=subprocess.PIPE)
sys.stdout.write(f"{run.returncode} {run.stderr.decode()}")
"""
    assert python("-c", script).stdout.decode().startswith("2 standard output: it cannot be read or written (")


IN_THE_WAY = [["--output", "in.csv", "--distinct"], ["--output", "out.csv", "--unknown", "in.csv"],
              ["--output", "out.csv", "--report", "in.csv"], ["--output", "o.csv", "--unknown", "./o.csv"]]  # fmt: skip


@pytest.mark.parametrize("options", IN_THE_WAY)
def test_what_is_read_or_written_is_not_written_over(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "in.csv", "source,n\nFacebook,1\nFacebook,2\n")
    code, _, errors = call("classify", "--input", "in.csv", "--column", "source", *options)
    assert code == 2
    assert b"; name another file" in errors
    assert [p.name for p in tmp_path.iterdir()] == ["in.csv"]
    assert (tmp_path / "in.csv").read_text(encoding="utf-8") == "source,n\nFacebook,1\nFacebook,2\n"


def test_a_cell_that_excel_cannot_hold_names_the_file_that_was_asked_for(call: Call, tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", f"source\n{'x' * 40_000}\n")
    code, _, errors = call("classify", "--input", source, "--column", "source", "--output", tmp_path / "out.xlsx")
    assert (code, errors.decode().startswith(f"{tmp_path / 'out.xlsx'}:2: a cell of 40,000 characters does not fit")) == (2, True)
