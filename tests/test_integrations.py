"""The hook for pre-commit and the GitHub Action, as far as they can be tested without their hosts."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

import briefprism

REPO = Path(__file__).resolve().parent.parent
PACKAGE = Path(briefprism.__file__).resolve().parent.parent
Run = Callable[..., subprocess.CompletedProcess[bytes]]

pytestmark = pytest.mark.skipif(not (REPO / "action.yml").is_file() or os.name == "nt", reason="needs the repository, and a POSIX shell")


@pytest.fixture(scope="module")
def hook() -> Mapping[str, Any]:
    (found,) = yaml.safe_load((REPO / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    return dict(found)


@pytest.fixture(scope="module")
def action() -> Mapping[str, Any]:
    return dict(yaml.safe_load((REPO / "action.yml").read_text(encoding="utf-8")))


# pre-commit.


def test_the_hook_is_one_that_pre_commit_takes(hook: Mapping[str, Any]) -> None:
    from pre_commit import clientlib

    (found,) = clientlib.load_manifest(str(REPO / ".pre-commit-hooks.yaml"))
    assert (found["id"], found["language"], found["require_serial"]) == ("briefprism", "python", True)
    assert found["entry"] == hook["entry"]


@pytest.mark.parametrize(
    ("name", "taken"),
    [("brief.md", True), ("docs/Launch-Brief.txt", True), ("q3 strategy.md", True), ("README.md", False), ("brief/notes.md", False)],
)
def test_the_hook_takes_what_is_named_like_a_brief(hook: Mapping[str, Any], name: str, taken: bool) -> None:
    assert bool(re.search(hook["files"], name)) is taken


def test_the_entry_fails_for_a_plan_with_gaps_alone(python: Run, hook: Mapping[str, Any], tmp_path: Path, texts: Mapping[str, str]) -> None:
    for name in ("complete", "weak"):
        (tmp_path / f"{name} brief.md").write_text(texts[name], encoding="utf-8")
    program, *arguments = shlex.split(hook["entry"])
    assert program == "briefprism"
    for names, code in ((["complete brief.md"], 0), (["complete brief.md", "weak brief.md"], 1)):
        assert python("-m", "briefprism", *arguments, *names, cwd=tmp_path).returncode == code


# The action.


def test_the_action_names_what_it_takes_and_gives(action: Mapping[str, Any]) -> None:
    assert set(action["inputs"]) == {"files", "pack", "fail-on", "version"}
    assert all(given["description"] for given in action["inputs"].values())
    assert action["runs"]["using"] == "composite"
    assert all(step["shell"] == "bash" for step in action["runs"]["steps"])
    steps = {step.get("id") for step in action["runs"]["steps"]}
    used = re.findall(r"steps\.(\w+)\.outputs", json.dumps(action["outputs"]))
    assert used
    assert set(used) <= steps
    assert not [step for step in action["runs"]["steps"] if "uses" in step]  # nothing of others runs


def test_no_input_is_a_part_of_a_script(action: Mapping[str, Any]) -> None:
    for step in action["runs"]["steps"]:
        assert "${{" not in step["run"]
    given = {value for step in action["runs"]["steps"] for value in step["env"].values()}
    assert {f"${{{{ inputs.{name} }}}}" for name in action["inputs"]} <= given


def test_the_scripts_are_sound(action: Mapping[str, Any]) -> None:
    shellcheck = shutil.which("shellcheck", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    assert shellcheck, "shellcheck comes with the extra [test]"
    for step in action["runs"]["steps"]:
        run = subprocess.run([shellcheck, "--shell=bash", "-"], input=step["run"], capture_output=True, text=True, check=False)
        assert run.stdout == ""


@pytest.fixture
def runner(tmp_path: Path, action: Mapping[str, Any], texts: Mapping[str, str]) -> Callable[..., tuple[int, str, str]]:
    """Runs the second step in a work folder, with inputs, as a runner does: (exit code, summary, outputs)."""
    temp, work = tmp_path / "temp", tmp_path / "work"
    program = temp / "briefprism" / "bin" / "briefprism"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m briefprism "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    (work / "sub folder").mkdir(parents=True)
    for name, text in {"weak.md": "weak", "sub folder/complete.md": "complete"}.items():
        (work / name).write_text(texts[text], encoding="utf-8")
    _, step = action["runs"]["steps"]

    def run(files: str, pack: str = "", fail_on: str = "error") -> tuple[int, str, str]:
        summary, output = tmp_path / "summary.md", tmp_path / "output"
        summary.write_text("before\n", encoding="utf-8")
        output.write_text("", encoding="utf-8")
        names = {"files": files, "pack": pack, "fail-on": fail_on}
        inputs = {key: names[re.search(r"inputs\.([\w-]+)", value)[1]] for key, value in step["env"].items()}
        env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(PACKAGE), "RUNNER_TEMP": str(temp), "GITHUB_STEP_SUMMARY": str(summary),
               "GITHUB_OUTPUT": str(output), **inputs}  # fmt: skip
        done = subprocess.run(["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]], cwd=work, env=env,
                              capture_output=True, check=False, timeout=120)  # fmt: skip
        return done.returncode, summary.read_text(encoding="utf-8"), output.read_text(encoding="utf-8")

    return run


def test_it_writes_a_summary_and_sarif_and_fails_as_wanted(runner: Callable[..., tuple[int, str, str]]) -> None:
    code, summary, output = runner("weak.md\nsub folder\n", "core")
    assert code == 1
    assert summary.startswith("before\n## weak.md")
    assert "## sub folder/complete.md" in summary
    key, _, place = output.strip().partition("=")
    (run,) = json.loads(Path(place).read_bytes())["runs"]
    assert key == "sarif"
    assert {artifact["location"]["uri"] for artifact in run["artifacts"]} == {"weak.md", "sub%20folder/complete.md"}
    assert {rule["properties"]["tags"][0] for rule in run["tool"]["driver"]["rules"]} == {"core"}
    assert runner("weak.md", fail_on="never")[0] == 0
    assert runner("sub folder/complete.md")[0] == 0


@pytest.mark.parametrize(
    "evil", ["$(touch owned)", "`touch owned`", "; touch owned", "--output=owned", '"; touch owned; "', "a\n&& touch owned"]
)
def test_inputs_run_nothing(runner: Callable[..., tuple[int, str, str]], tmp_path: Path, evil: str) -> None:
    for inputs in ((evil,), ("weak.md", evil), ("weak.md", "", evil)):
        code, summary, _ = runner(*inputs)
        assert code == 2
        assert summary == "before\n"
    assert not [*tmp_path.rglob("owned*")]


def test_no_brief_and_a_brief_that_is_missing_are_told(runner: Callable[..., tuple[int, str, str]]) -> None:
    assert runner("\n") == (2, "before\n", "")
    assert runner("nowhere.md") == (2, "before\n", "")


@pytest.mark.parametrize(
    ("version", "installed"), [("", "here"), ("1.2.0", "briefprism==1.2.0"), ("1.0 --index-url=x", None), ("$(id)", None)]
)
def test_it_installs_what_stands_beside_it_or_a_version(
    tmp_path: Path, action: Mapping[str, Any], version: str, installed: str | None
) -> None:
    step, _ = action["runs"]["steps"]
    assert set(step["env"]) == {"BRIEFPRISM_SOURCE", "BRIEFPRISM_VERSION"}
    fake = tmp_path / "bin" / "python3"
    fake.parent.mkdir()
    told = tmp_path / "told"
    script = f'#!/bin/sh\nmkdir -p "$3/bin"\nprintf \'#!/bin/sh\\necho "$@" > {told}\\n\' > "$3/bin/python"\nchmod +x "$3/bin/python"\n'
    fake.write_text(script, encoding="utf-8")
    fake.chmod(0o755)
    env = {"PATH": f"{fake.parent}{os.pathsep}{os.environ['PATH']}", "RUNNER_TEMP": str(tmp_path), "BRIEFPRISM_SOURCE": "here",
           "BRIEFPRISM_VERSION": version}  # fmt: skip
    run = subprocess.run(["bash", "-e", "-c", step["run"]], env=env, capture_output=True, check=False)
    assert run.returncode == (0 if installed else 2)
    assert (told.read_text(encoding="utf-8").split() if told.exists() else None) == (
        ["-m", "pip", "install", "--quiet", installed] if installed else None
    )
