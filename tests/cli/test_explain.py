"""`briefprism explain` from outside."""

from __future__ import annotations

from collections.abc import Callable
from subprocess import CompletedProcess

import pytest

from briefprism.models.labels import ELEMENTS
from briefprism.rules.loader import load_packs

Run = Callable[..., CompletedProcess[bytes]]
Call = Callable[..., tuple[int, bytes, bytes]]


def test_a_rule_is_explained(command: Run) -> None:
    run = command("explain", "networks-only")
    page = run.stdout.decode("utf-8")
    assert (run.returncode, run.stderr) == (0, b"")
    assert page.startswith("The plan knows only social networks\n")
    assert "How Social Networks work for Marketing?" in page


@pytest.mark.parametrize("words", ["channel", "Social Channel", "network", "social media", "podcast", *ELEMENTS])
def test_a_word_is_explained(call: Call, words: str) -> None:
    code, out, errors = call("explain", words)
    assert (code, errors) == (0, b"")
    assert ": " in out.decode("utf-8").splitlines()[0]


def test_every_rule_is_explained(call: Call) -> None:
    for rule in load_packs(("core",)).rules:
        assert call("explain", rule.id)[1].decode("utf-8").startswith(rule.title)


@pytest.mark.parametrize(
    ("words", "near"),
    [("networks-onyl", "did you mean 'networks-only'?"), ("chanel", "did you mean '"), ("qqqqqq", "see `briefprism rules list`"),
     ("\x1b[31m", "see `briefprism rules list`"), ("", "see `briefprism rules list`")],
)  # fmt: skip
def test_what_is_not_known_names_the_nearest(call: Call, words: str, near: str) -> None:
    code, out, errors = call("explain", words)
    assert (code, out) == (2, b"")
    assert near in errors.decode("utf-8")
    assert errors.count(b"\n") == 1
    assert b"\x1b" not in errors
