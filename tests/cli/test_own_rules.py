"""Rules of one's own: new files, changes to other packs' rules, platforms, and what the tests tell."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from briefprism.rules.loader import load_packs

Call = Callable[..., tuple[int, bytes, bytes]]

BRIEF = (
    "# Marketing plan for the boat yard\n\nWe will post photos of each new boat on Facebook, and answer questions in Kajutan every day.\n"
)
PLATFORM = """platforms:
  - name: Kajutan
    label: channel
    kind: forum
    aliases: [the boaters' board]
  - name: Facebook
    label: network
    kind: social-network
    aliases: [the big blue one]
"""
MILDER = """override: no-content-home
severity: advice
title: Ett eget hem saknas
why: Det saknas en egen plats.
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "mine"
    folder.mkdir()
    (tmp_path / "brief.md").write_text(BRIEF, encoding="utf-8")
    return folder


def report(call: Call, pack: Path) -> dict:
    out = call("check", pack.parent / "brief.md", "--pack", "core", "--pack", pack, "--format", "json")[1]
    return json.loads(out)


def test_a_new_rule_fails_its_tests_until_it_is_filled_in(call: Call, tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    code, out, errors = call("rules", "new", "no-budget-for-ads", "--folder", folder)
    assert (code, out) == (0, b"")
    assert b"briefprism rules test" in errors
    code, out, _ = call("rules", "test", folder)
    assert code == 1
    assert b"no-budget-for-ads: labels: " in out
    assert b"'Write a short plan here that has this gap.'" in out
    assert b"no-budget-for-ads: no example reaches it\n" in out
    path = folder / "no-budget-for-ads.yaml"
    filled = path.read_text(encoding="utf-8").replace("Write a short plan here that has this gap.", "Our goal is to win 50 new members. "
                      "We will post on Facebook and Instagram every day.").replace(
                      "Write a short plan here that does not have it.", "Our goal is to win 50 new members. We will post on Facebook "
                      "every day. Budget: £500 for ads and printing.")  # fmt: skip
    path.write_text(filled, encoding="utf-8")
    load_packs.cache_clear()  # a process reads a pack once
    assert call("rules", "test", folder)[:2] == (0, b"4 of 4 tests passed\n")


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("No Budget", "rules new: 'No Budget' is no id for a rule; write small letters and hyphens"),
        ("no-content", "rules new: the pack core has a rule 'no-content'; choose another id"),
        ("taken", "this file exists already; choose another id"),
    ],
)
def test_a_new_rule_overwrites_nothing(call: Call, pack: Path, rule: str, said: str) -> None:
    (pack / "taken.yaml").write_text("mine", encoding="utf-8")
    code, out, errors = call("rules", "new", rule, "--folder", pack)
    assert (code, out, errors.count(b"\n")) == (2, b"", 1)
    assert said in errors.decode("utf-8")
    assert (pack / "taken.yaml").read_text(encoding="utf-8") == "mine"


def test_ways_that_no_example_reaches_are_told(call: Call, pack: Path) -> None:
    (pack / "lonely.yaml").write_text(
        """id: lonely
title: It stands alone
severity: advice
when:
  - any:
      - uses: {label: network, as: n}
      - uses: {kind: podcast, as: n}
then: {gap: reach}
why: It is on {n.names}.
fix: Add one.
ask: Which?
source: {own: "Ours."}
examples:
  fails: ["We will post on Facebook and Instagram every day."]
  passes: ["We will answer questions in the gardening forum every day."]
""",
        encoding="utf-8",
    )
    code, out, _ = call("rules", "test", pack)
    assert code == 0
    assert out.decode("utf-8").splitlines() == [
        f"{pack}/lonely.yaml: lonely: no example reaches 1 of the 2 ways in which it can fire",
        "5 of 5 tests passed",
    ]


def test_a_pack_adds_platforms_and_names(call: Call, pack: Path) -> None:
    assert "Kajutan" not in {m["platform"] for m in json.loads(call("check", pack.parent / "brief.md", "--format", "json")[1])["mentions"]}
    (pack / "platforms.yaml").write_text(PLATFORM, encoding="utf-8")
    (pack.parent / "brief.md").write_text(BRIEF.replace("Facebook", "the big blue one"), encoding="utf-8")
    found = report(call, pack)
    assert [(m["platform"], m["label"], m["status"]) for m in found["mentions"]] == [
        ("Facebook", "network", "used"),
        ("Kajutan", "channel", "used"),
    ]
    assert "networks-only" not in {f["rule"] for f in found["findings"]}
    assert call("classify", "the big blue one", "--format", "json")[1].count(b'"unknown"') == 1  # other checks do not know it


def test_a_pack_changes_a_rule_of_another(call: Call, pack: Path) -> None:
    (pack / "milder.yaml").write_text(MILDER, encoding="utf-8")
    (found,) = [f for f in report(call, pack)["findings"] if f["rule"] == "no-content-home"]
    assert (found["severity"], found["title"], found["why"]) == ("advice", "Ett eget hem saknas", "Det saknas en egen plats.")
    assert found["fix"].startswith("Choose one place of your own")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("o.yaml", MILDER.replace("content-home", "content-hom"), "o.yaml:1: no rule 'no-content-hom' to change; did you mean"),
        ("o.yaml", MILDER.replace("advice", "derivation"), "o.yaml:2: unknown severity 'derivation'; use one of error, warning"),
        ("o.yaml", MILDER.replace("Det saknas", "Det {n.names} saknas"), "o.yaml:4: unknown slot {n.names}; slots here: none"),
        ("o.yaml", "override: no-content\n", "o.yaml:1: it changes nothing; write 'severity:'"),
        ("p.yaml", PLATFORM.replace("kind: forum", "kind: forums"), "p.yaml:4: unknown kind 'forums'; did you mean 'forum'?"),
        ("p.yaml", PLATFORM.replace("kind: forum", "kind: print"), "p.yaml:4: kind 'print' does not go with label 'channel'"),
    ],
)  # fmt: skip
def test_a_broken_part_of_a_pack_is_one_line(call: Call, pack: Path, name: str, text: str, said: str) -> None:
    (pack / name).write_text(text, encoding="utf-8")
    code, out, errors = call("check", pack.parent / "brief.md", "--pack", "core", "--pack", pack)
    assert (code, out, errors.count(b"\n")) == (2, b"", 1)
    assert said in errors.decode("utf-8")
