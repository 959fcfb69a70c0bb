"""The report as text: plain in a pipe, within its width, true to the words of the brief, and safe to print."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TextIO

import pytest
from rich.cells import cell_len

from briefprism.data.terms import load_terms
from briefprism.hall.brief.pipeline import Checker
from briefprism.models.report import Report
from briefprism.report.quotes import shorten
from briefprism.report.terminal import render, terminal_look

HOSTILE = """# Social media plan for the bakery [/b] [red]

We want young parents in Leeds to visit the bakery more often this spring.

- [x] Post photos of the [bold]new[/bold] bread on Facebook and Instagram every Monday [/nope]
- Film a tour of the bakery for YouTube [link=http://evil.example]x[/link] \x1b[31mred\x1b[0m \x07 \u202egnp.exe \x9b2J \x08\x08
- Rosa answers all comments on \x1b]8;;http://evil.example\x07Facebook\x1b]8;;\x07 within a day :boom: {n.names}
"""
WIDE = """# 社交 Social media plan for the café 🥐

We want young parents in Leeds to visit the café more often this spring: 私たちはパン屋です、毎日新しいパンを焼きます、どうぞ。

- Post photos of the 🥐🥐🥐🥐🥐🥐🥐🥐🥐🥐🥐🥐🥐🥐🥐🥐🥐🥐🥐🥐🥐🥐🥐🥐🥐🥐🥐🥐🥐🥐🥐🥐🥐🥐🥐🥐 on Facebook and Instagram every Monday
- Film a tour for YouTube, https://example.org/a-very-long-address-without-any-place-to-break-it-that-is-longer-than-any-terminal-line-may-be
"""
UNSAFE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
QUOTE = re.compile(r"“(.*?)” \(line (\d+)\)", re.DOTALL)


@pytest.fixture(scope="module")
def reports(checker: Checker, texts: Mapping[str, str]) -> Mapping[str, Report]:
    briefs = {**texts, "hostile": HOSTILE, "wide": WIDE}
    return {name: checker.check(text, f"{name}.md") for name, text in briefs.items()}


NAMES = ("complete", "middling", "weak", "bakery", "hostile", "wide")


def squeezed(text: str) -> str:
    """Without spaces and what is not printed, as lines break anywhere."""
    return "".join(c for c in text if c.isprintable() and not c.isspace())


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", [None, 60, 120])
def test_a_pipe_gets_plain_text_within_the_width(reports: Mapping[str, Report], name: str, width: int | None) -> None:
    shown = render(reports[name], load_terms(), width=width)
    assert not UNSAFE.search(shown)
    assert max(cell_len(line) for line in shown.splitlines()) <= (width or 88)
    assert all(line == line.rstrip() for line in shown.splitlines())
    assert shown.endswith("\n")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", [60, 120])
def test_every_quote_stands_in_the_brief_on_the_line_said(reports: Mapping[str, Report], name: str, width: int) -> None:
    shown = " ".join(render(reports[name], load_terms(), width=width).split())
    lines = reports[name].brief.text.split("\n")
    found = [(squeezed(quote.removesuffix(" …")), int(line)) for quote, line in QUOTE.findall(shown)]
    assert found or name == "weak"
    for quote, line in found:
        at = squeezed("".join(lines[line - 1 :])).find(quote)
        assert 0 <= at < max(1, len(squeezed(lines[line - 1]))), (quote, line)


@pytest.mark.parametrize("name", ["bakery", "hostile", "middling"])
def test_every_finding_is_shown_with_all_that_it_says(reports: Mapping[str, Report], name: str) -> None:
    report = reports[name]
    shown = squeezed(render(report, load_terms(), width=100))
    assert squeezed(report.summary) in shown
    assert report.fingerprint in shown
    for finding in (f for f in report.findings if not f.by_experts):
        assert squeezed(finding.title) in shown, finding.rule
        assert finding.rule in shown
        if finding.root and finding.severity in ("error", "warning"):
            assert squeezed(finding.fix) in shown, finding.rule
    assert report.findings
    for mention in report.mentions:
        assert squeezed(mention.classification.platform or "") in shown


def test_square_brackets_of_a_brief_are_text(reports: Mapping[str, Report]) -> None:
    report = reports["hostile"]
    assert report.is_plan
    shown = squeezed(render(report, load_terms(), width=110, colours=True).replace("\x1b", ""))
    quoted = [e.quote for f in report.findings for p in f.proof.because if p.search for e in p.search.closest[:1]]
    assert any("[" in quote for quote in quoted)
    for quote in quoted:
        first = next(iter(shorten(quote).split(" ")))
        assert squeezed(first) in re.sub(r"\[[\d;]*m", "", shown)


def test_a_file_name_never_commands_the_terminal(checker: Checker, texts: Mapping[str, str]) -> None:
    report = checker.check(texts["weak"], "a\x1b[2J\x07\nb\udcff.md")
    shown = render(report, load_terms())
    assert not UNSAFE.search(shown)
    assert shown.startswith("a [2J b .md, ")
    shown.encode("utf-8")


def test_colours_come_only_when_asked_for(reports: Mapping[str, Report]) -> None:
    coloured = render(reports["bakery"], load_terms(), colours=True)
    assert "\x1b[" in coloured
    plain = "\n".join(line.rstrip() for line in re.sub(r"\x1b\[[\d;]*m", "", coloured).splitlines()) + "\n"
    assert plain == render(reports["bakery"], load_terms())


def test_colours_carry_nothing_else_of_the_brief(reports: Mapping[str, Report]) -> None:
    coloured = render(reports["hostile"], load_terms(), colours=True)
    assert not UNSAFE.search(re.sub(r"\x1b\[[\d;]*m", "", coloured))
    assert "\x1b[31mred" not in coloured


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[TextIO]:
    pty = pytest.importorskip("pty")
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "70")
    above, below = pty.openpty()
    with os.fdopen(below, "w") as stream:
        yield stream
    os.close(above)


def test_a_terminal_has_its_width_and_colours(terminal: TextIO) -> None:
    assert terminal_look(terminal) == (70, True)


def test_a_wide_terminal_is_not_filled(terminal: TextIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    assert terminal_look(terminal)[0] == 110


def test_no_color_turns_colours_off(terminal: TextIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert terminal_look(terminal) == (70, False)


def test_a_dumb_terminal_gets_no_colours(terminal: TextIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    assert terminal_look(terminal)[1] is False


def test_a_file_has_no_look() -> None:
    with Path(os.devnull).open("w", encoding="utf-8") as stream:
        assert terminal_look(stream) == (None, False)
