"""Starting: help, version, what is loaded when, and which copy is tested."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

import briefprism
from briefprism.version import VERSION

Run = Callable[..., CompletedProcess[bytes]]
Call = Callable[..., tuple[int, bytes, bytes]]

HEAVY = ("spacy", "sklearn", "numpy", "scipy", "onnxruntime", "tokenizers", "openai", "yaml", "rich", "typer", "durable_rules_engine",
         "tldextract", "rapidfuzz", "markdown_it", "pydantic", "peewee", "platformdirs", "pyarrow", "duckdb",
         "pyspark", "pandas", "polars")  # fmt: skip
COMMANDS = ["", "check", "classify", "review", "why", "why-not", "what-if", "complete", "diff", "explain", "rules", "rules list",
            "rules show", "rules new", "rules test", "train", "evaluate"]  # fmt: skip


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(call: Call, name: str) -> None:
    code, out, errors = call(*name.split(), "--help")
    text = out.decode("utf-8")
    assert (code, errors) == (0, b"")
    assert text.startswith(f"Usage: briefprism {name}".rstrip())
    assert "--help" in text
    assert "\x1b" not in text


def test_help_names_every_command(command: Run) -> None:
    run = command("--help")
    shown = run.stdout.decode("utf-8")
    assert (run.returncode, run.stderr) == (0, b"")
    names = ("check", "review", "classify", "why", "why-not", "what-if", "complete", "diff", "explain", "rules", "train", "evaluate")
    for name in names:
        assert f"\n  {name} " in shown


def test_help_of_check_names_every_option_of_the_contract(call: Call) -> None:
    shown = call("check", "--help")[1].decode("utf-8")
    for option in ("--format", "--output", "--pack", "--fail-on", "--engine", "--encoding", "--max-bytes", "--ask", "--lens", "--baseline",
                   "--llm", "--llm-model", "--llm-votes"):  # fmt: skip
        assert option in shown


def test_the_version(command: Run) -> None:
    run = command("--version")
    assert (run.returncode, run.stdout, run.stderr) == (0, f"briefprism {VERSION}\n".encode(), b"")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [([], "Missing command; see `"), (["chek"], "No such command 'chek'"), (["--nonsense"], "No such option: --nonsense")],
)
def test_bad_usage_is_one_line_and_exit_code_2(command: Run, arguments: list[str], said: str) -> None:
    run = command(*arguments)
    assert (run.returncode, run.stdout) == (2, b"")
    assert said in run.stderr.decode("utf-8")
    assert b"--help`" in run.stderr
    assert run.stderr.count(b"\n") == 1
    assert b"Traceback" not in run.stderr


def test_importing_loads_nothing_heavy(python: Run) -> None:
    script = f"import sys, briefprism; print(*[name for name in {HEAVY} if name in sys.modules])"
    assert python("-c", script).stdout.split() == []


def test_help_loads_no_labellers(python: Run) -> None:
    script = """
import sys
sys.argv = ["briefprism", "check", "--help"]
from briefprism.cli.app import main
try:
    main()
finally:
    heavy = {"spacy", "sklearn", "numpy", "onnxruntime", "openai", "yaml", "briefprism.hall.brief.pipeline"}
    print(*sorted(heavy & set(sys.modules)), file=sys.stderr)
"""
    run = python("-c", script)
    assert (run.returncode, run.stderr.split()) == (0, [])


def test_a_run_that_would_test_the_checkout_is_refused_where_the_wheel_is_meant(python: Run) -> None:
    package = Path(briefprism.__file__).resolve().parent
    tests = Path(__file__).resolve().parents[1]
    own = tests.parent / "briefprism"
    if "site-packages" in package.parts or not own.is_dir():
        pytest.skip("this run tests the installed package")
    run = python("-m", "pytest", "--collect-only", str(tests / "report" / "test_names.py"), cwd=tests.parent,
                 env={"BRIEFPRISM_TESTS_EXPECT_WHEEL": "1", "PYTHONPATH": str(tests.parent)})  # fmt: skip
    assert run.returncode == 4
    assert f"briefprism is imported from {own}, not from site-packages" in run.stderr.decode("utf-8")


def test_a_fault_of_ours_is_one_line_without_words_of_a_brief(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise LookupError("a secret plan")

    monkeypatch.setattr("briefprism.hall.brief.writing.check_briefs", broken)
    code, out, errors = call("check", "-", stdin=b"We blog.")
    assert (code, out, errors.count(b"\n")) == (2, b"", 1)
    assert errors.startswith(b"briefprism: it broke off, which is a fault of ours (LookupError in test_start.py, line ")
    assert b"secret" not in errors
    monkeypatch.setenv("BRIEFPRISM_TRACE", "1")
    assert b"Traceback" in call("check", "-", stdin=b"We blog.")[2]


@pytest.mark.skipif(os.name != "posix", reason="folders in use cannot be taken away there")
def test_a_folder_that_is_gone_is_said(tmp_path: Path, python: Run) -> None:
    (tmp_path / "gone").mkdir()
    script = "import os, sys\nos.rmdir(os.getcwd())\nfrom briefprism.cli.app import main\nsys.argv = ['briefprism', 'check', '-']\nmain()"
    run = python("-P", "-c", script, cwd=tmp_path / "gone", stdin=b"We blog.")
    assert run.returncode == 2
    assert run.stderr == b"the folder that you are in: it is not there any more; change to another folder, or run it again\n"
