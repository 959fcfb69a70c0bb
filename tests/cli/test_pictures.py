"""Pictures from the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from xml.etree import ElementTree

import pytest

Call = Callable[..., tuple[int, bytes, bytes]]


@pytest.fixture
def briefs(tmp_path: Path, texts: Mapping[str, str]) -> Path:
    for name in ("weak", "complete"):
        (tmp_path / f"{name}.md").write_text(texts[name], encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("options", "title"),
    [((), "Where the places of the plan lie"), (("--picture", "path"), "The path from what you make to what comes of it")],
)
def test_check_draws_one_brief(call: Call, briefs: Path, options: tuple[str, ...], title: str) -> None:
    code, out, errors = call("check", "--format", "svg", *options, briefs / "weak.md")
    assert (code, errors) == (1, b"")
    assert ElementTree.fromstring(out).findtext("{http://www.w3.org/2000/svg}title") == title


def test_check_writes_png(call: Call, briefs: Path) -> None:
    pytest.importorskip("resvg_py")
    code, out, errors = call("check", "--format", "png", "--output", briefs / "a.png", briefs / "complete.md")
    assert (code, out, errors) == (0, b"", b"")
    code, out, _ = call("check", "--format", "png", briefs / "complete.md")
    assert (briefs / "a.png").read_bytes() == out
    assert out.startswith(b"\x89PNG")


def test_a_picture_stands_below_the_text(call: Call, briefs: Path) -> None:
    _, plain, _ = call("check", briefs / "weak.md")
    _, pictured, _ = call("check", "--picture", "prism", briefs / "weak.md")
    assert pictured.startswith(plain)
    assert "The kinds of place that the plan uses" in pictured.decode("utf-8").removeprefix(plain.decode("utf-8"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("check", "--format", "svg", "."), b"each report is a file of its own; name a folder for them with --output"),
        (("check", "--format", "json", "--picture", "path", "weak.md"), b"--format json does not take it"),
        (("check", "--picture", "venn", "weak.md"), b"'venn' is not one of"),
    ],
)
def test_what_makes_no_sense_is_one_line(
    call: Call, briefs: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: bytes
) -> None:
    monkeypatch.chdir(briefs)
    code, out, errors = call(*arguments)
    assert (code, out) == (2, b"")
    assert said in errors
    assert errors.count(b"\n") == 1


def test_diff_draws_two_versions(call: Call, briefs: Path) -> None:
    code, out, errors = call("diff", "--format", "svg", "--picture", "nesting", briefs / "weak.md", briefs / "complete.md")
    assert errors == b""
    described = ElementTree.fromstring(out).findtext("{http://www.w3.org/2000/svg}desc") or ""
    assert "Other social channels: new: Blog, Podcast, Forum" in described
    assert code == call("diff", briefs / "weak.md", briefs / "complete.md")[0]
