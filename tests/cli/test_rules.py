"""`briefprism rules` from outside: list, show, and test a pack of one's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from briefprism.rules.loader import BUILT_IN, load_packs
from tests.conftest import needs_durable

Run = Callable[..., CompletedProcess[bytes]]
Call = Callable[..., tuple[int, bytes, bytes]]

MINE = """id: no-forum
title: No forum is used
severity: advice
when:
  - uses: {{label: network, as: n}}
  - uses: {{kind: forum, at_most: 0}}
then: {{gap: reach}}
why: You are on {{n.names}}, and people ask in forums.
fix: Go to a forum.
ask: Which forum?
source: {{own: "Ours."}}
examples:
  fails:
    - {fails}
  passes:
    - {passes}
"""
WEAK = '"# Social media plan for the bakery\\n\\n- We will post photos of the new bread on Facebook and Instagram every Monday"'
STRONG = '"# Social media plan for the bakery\\n\\n- We will answer questions in the baking forum every Monday, and post on Facebook"'


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    (tmp_path / "no-forum.yaml").write_text(MINE.format(fails=WEAK, passes=STRONG), encoding="utf-8")
    return tmp_path


def test_the_list(command: Run) -> None:
    run = command("rules", "list")
    lines = run.stdout.decode("utf-8").splitlines()
    assert (run.returncode, run.stderr) == (0, b"")
    assert [line.split()[0] for line in lines] == [rule.id for rule in load_packs(BUILT_IN).rules]


def test_the_list_of_several_packs(call: Call, pack: Path) -> None:
    own = call("rules", "list", "--pack", pack)[1].decode("utf-8")
    assert own == "no-forum  advice       No forum is used\n"
    both = call("rules", "list", "--pack", "core", "--pack", pack)[1].decode("utf-8").splitlines()
    assert len(both) == len(load_packs(("core",)).rules) + 1


def test_a_rule_is_shown(call: Call, pack: Path) -> None:
    page = call("rules", "show", "no-forum", "--pack", pack)[1].decode("utf-8")
    assert "the plan uses at least 1 platform with label network" in page
    assert "the plan uses no platform with kind forum" in page
    assert "You are on (their names), and people ask in forums." in page


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["show", "no-contnet"], "rules: no rule 'no-contnet'; did you mean 'no-content'?"),
        (["show", "no-forum"], "rules: no rule 'no-forum'; did you mean"),
        (["list", "--pack", "nowhere"], "nowhere: no such pack or folder; "),
        (["test", "nowhere"], "nowhere: no such pack or folder; "),
        (["test", "core", "--engine", "steam"], "--engine: unknown engine 'steam'; use 'durable' or 'python'"),
        (["show"], "briefprism rules show: Missing argument '"),
        (["dance"], "briefprism rules: No such command 'dance'"),
        ([], "briefprism rules: Missing command"),
    ],
)
def test_bad_usage_is_one_line(call: Call, arguments: list[str], said: str) -> None:
    code, out, errors = call("rules", *arguments)
    assert (code, out) == (2, b"")
    assert errors.decode("utf-8").startswith(said)
    assert errors.count(b"\n") == 1


def test_a_broken_pack_is_refused_before_any_plan_comes(call: Call, pack: Path) -> None:
    text = (pack / "no-forum.yaml").read_text(encoding="utf-8").replace("at_most: 0", "at_mots: 0")
    (pack / "no-forum.yaml").write_text(text, encoding="utf-8")
    code, out, errors = call("rules", "list", "--pack", pack)
    assert (code, out) == (2, b"")
    assert errors.decode("utf-8") == f"{pack}/no-forum.yaml:6: unknown field 'at_mots'; did you mean 'at_most'?\n"


@pytest.mark.parametrize("engine", [pytest.param("durable", marks=needs_durable), "python"])
def test_a_pack_of_ones_own_is_tested(call: Call, pack: Path, engine: str) -> None:
    assert call("rules", "test", pack, "--engine", engine) == (0, b"4 of 4 tests passed\n", b"")


def test_a_failing_example_is_named(call: Call, pack: Path) -> None:
    (pack / "no-forum.yaml").write_text(MINE.format(fails=STRONG, passes=WEAK), encoding="utf-8")
    code, out, _ = call("rules", "test", pack)
    lines = out.decode("utf-8").splitlines()
    assert code == 1
    assert lines[-1] == "2 of 4 tests passed"
    assert [line.startswith(f"{pack}/no-forum.yaml: no-forum: labels: ") for line in lines[:-2]] == [True, True]
    assert lines[-2] == f"{pack}/no-forum.yaml: no-forum: no example reaches it"
