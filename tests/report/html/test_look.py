"""Colours that can be read, and the look of an agency."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefprism.hall.settings.looks import MOST_BYTES, make_look
from briefprism.models.errors import InputError, UsageError
from briefprism.models.look import Look
from briefprism.report.html import stylesheet
from briefprism.report.html.accent import GROUNDS, contrast, mended

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def themes() -> list[dict[str, str]]:
    """The colours of each block of tokens.css: light, dark by the system, dark by choice."""
    blocks = [
        dict(re.findall(r"--bp-([\w-]+): (#\w{6});", block)) for block in re.findall(r":root[^{]*\{([^}]*)\}", stylesheet("tokens.css"))
    ]
    return [block for block in blocks if len(block) > 5]


def test_the_dark_colours_are_written_twice_alike() -> None:
    light, asked, chosen = themes()
    assert asked == chosen
    assert light.keys() == asked.keys()


@pytest.mark.parametrize("theme", themes()[:2], ids=["light", "dark"])
def test_every_ink_can_be_read_on_its_ground(theme: dict[str, str]) -> None:
    inks = [name for name in theme if name.endswith("ink") or name in ("ink-soft", "accent")]
    assert len(inks) >= 13
    for name in inks:
        own = [theme[ground] for ground in (name.removesuffix("ink") + "ground",) if ground in theme]
        for ground in (theme["paper"], theme["surface"], *own):
            assert contrast(theme[name], ground) >= 7, (name, ground)
    for line in ("edge", "element-line", "focus"):  # WCAG 1.4.11
        assert min(contrast(theme[line], theme[ground]) for ground in ("paper", "surface")) >= 3


def test_the_accent_is_measured_on_the_grounds_of_the_stylesheet() -> None:
    light, dark, _ = themes()
    assert {light["paper"], light["surface"]} <= set(GROUNDS["light"])
    assert {dark["paper"], dark["surface"]} == set(GROUNDS["dark"])


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#123456", "#123456") == 1


@given(st.integers(0, 0xFFFFFF))
def test_any_accent_can_be_read_in_the_end(number: int) -> None:
    colour = f"#{number:06x}"
    accent = mended(colour)
    for theme, found in (("light", accent.light), ("dark", accent.dark)):
        assert min(contrast(found, ground) for ground in GROUNDS[theme]) >= 4.5
    assert bool(accent.note) == (accent.light != colour or accent.dark != colour)


def test_a_colour_that_can_be_read_stays() -> None:
    assert mended("#0d5563").light == "#0d5563"
    assert mended("#FC0").dark == "#ffcc00"
    assert mended("#fc0").note == "#ffcc00 would be hard to read everywhere, so it is shown as #856a00 on light ground"


@pytest.mark.parametrize("colour", ["red", "#12345", "0d5563", "#gggggg", "#0d5563;}", "", " #fff", "#fff\n"])
def test_what_is_no_colour_is_refused(colour: str) -> None:
    with pytest.raises(UsageError, match=r"^--accent: .* is no colour; write it as six digits"):
        mended(colour)


@pytest.mark.parametrize(("content", "kind"), [(PNG, "image/png"), (b"\xff\xd8\xff\xe0..", "image/jpeg"), (SVG, "image/svg+xml")])
def test_a_logo_is_known_by_its_content(tmp_path: Path, content: bytes, kind: str) -> None:
    (tmp_path / "logo").write_bytes(content)
    look, note = make_look(" Ash  & Oak ", tmp_path / "logo", "#0d5563")
    assert (look.brand, look.logo, look.logo_type, look.accent) == ("Ash & Oak", content, kind, "#0d5563")
    assert note == "--accent: #0d5563 would be hard to read everywhere, so it is shown as #1797b0 on dark ground"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"<html></html>",
        b"<svg></svg>",
        SVG[:-6],
        b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG[21:],
    ],
)
def test_what_is_no_picture_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "logo.svg").write_bytes(content)
    with pytest.raises(InputError, match=r"logo\.svg: it is no PNG, JPEG or SVG picture; save the logo"):
        make_look(logo=tmp_path / "logo.svg")


def test_a_logo_that_is_too_large_or_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "big.png").write_bytes(PNG + b"\x00" * MOST_BYTES)
    with pytest.raises(InputError, match=r"big\.png: it is larger than 500 kB; save"):
        make_look(logo=tmp_path / "big.png")
    with pytest.raises(InputError, match=r"none\.png: it cannot be read \(No such file"):
        make_look(logo=tmp_path / "none.png")
    with pytest.raises(UsageError, match=r"^--brand: the name has more than 80 characters"):
        make_look("a" * 81)


def test_no_option_is_no_look() -> None:
    look, note = make_look()
    assert (look, note) == (Look(), "")
