"""Plugins: the example package is installed into a folder of its own, and used by a process that sees it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace

import pytest

from briefprism.hall.brief.pipeline import Checker
from briefprism.hall.settings import plugins
from briefprism.models.brief import Brief
from briefprism.models.errors import UsageError
from briefprism.models.settings import Settings
from briefprism.models.signal import Evidence, Signal

Run = Callable[..., subprocess.CompletedProcess[bytes]]
EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "plugin"
BRIEF = b"We will post on Facebook and Instagram every day. Ads on Facebook cost us 300 euros."


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example plugin, built and installed without the network."""
    target = tmp_path_factory.mktemp("site")
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "-q",
        "--no-index",
        "--no-deps",
        "--no-build-isolation",
        "--target",
        str(target),
        str(EXAMPLE),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return target


@pytest.fixture(scope="module")
def check(python: Run, installed: Path) -> Run:
    def run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
        package = Path(plugins.__file__).parents[3]
        return python("-m", "briefprism", "check", *arguments, "-", stdin=BRIEF, env={"PYTHONPATH": f"{installed}:{package}"})

    return run


def test_the_example_brings_rules_platforms_and_labels(check: Run) -> None:
    run = check("--pack", "core", "--pack", "harbour", "--labeller", "harbour-money", "--format", "json")
    report = json.loads(run.stdout)
    assert run.stderr == b""
    assert "no-harbour-radio" in {f["rule"] for f in report["findings"]}
    assert {f["severity"] for f in report["findings"] if f["rule"] == "not-found-by-search"} == {"advice"}
    budget = report["elements"]["budget"]
    assert (budget["state"], budget["by"]) in {("present", "harbour-money"), ("present", "model")}


def test_the_example_renders(check: Run) -> None:
    run = check("--renderer", "ticklist")
    assert run.returncode == 1
    assert run.stdout.decode("utf-8").startswith("- [ ] ")


def test_nothing_of_a_plugin_runs_unless_it_is_named(check: Run) -> None:
    assert b"no-harbour-radio" not in check("--format", "json").stdout


def test_a_name_that_no_package_brings_is_one_line(check: Run) -> None:
    run = check("--renderer", "tiklist")
    assert (run.returncode, run.stdout, run.stderr.count(b"\n")) == (2, b"", 1)
    assert b"did you mean 'ticklist'?" in run.stderr


def labels_of(monkeypatch: pytest.MonkeyPatch, labeller: object) -> Checker:
    """A checker that asks ``labeller`` as if a package had brought it."""
    monkeypatch.setattr(plugins, "entry_points", lambda **_: [SimpleNamespace(load=lambda: labeller)])
    return Checker(Settings(labellers=("odd",)))


def test_a_quote_that_is_not_in_the_brief_is_refused(monkeypatch: pytest.MonkeyPatch, texts: Mapping[str, str]) -> None:
    checker = labels_of(monkeypatch, lambda _: [Signal("budget", "present", 1, "x", (Evidence("a million", 0, 9),))])
    with pytest.raises(UsageError, match="what it quotes for 'budget' is not in the brief"):
        checker.check(texts["weak"])


def test_a_plugin_that_fails_is_named(monkeypatch: pytest.MonkeyPatch, texts: Mapping[str, str]) -> None:
    def fails(_: Brief) -> None:
        raise ZeroDivisionError("by nought")

    with pytest.raises(UsageError, match=r"plugin odd: it failed \(ZeroDivisionError: by nought\)"):
        labels_of(monkeypatch, fails).check(texts["weak"])


def test_a_plugin_finds_what_is_missing_and_overrules_nothing(monkeypatch: pytest.MonkeyPatch, texts: Mapping[str, str]) -> None:
    text = texts["weak"]

    def first_words(brief: Brief) -> list[Signal]:
        words = (Evidence(brief.text[:6], 0, 6),)
        return [Signal("audience", "present", 1, "x", words), Signal("goal", "present", 1, "x", words)]

    states = {s.element: s for s in labels_of(monkeypatch, first_words).check(text).signals}
    assert (states["audience"].state, states["audience"].by, states["audience"].evidence[0].quote) == ("present", "odd", text[:6])
    assert states["goal"].by == "model"
