"""Names for reports: safe, each given once, whatever briefs are called."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefprism.hall.brief.naming import file_names, short_names

WINDOWS = re.compile(r'[<>:"|?*\\/\x00-\x1f]')


def test_what_all_share_is_left_out() -> None:
    assert short_names(["in/a/x.md", "in/b/x.md"]) == ["a/x.md", "b/x.md"]
    assert short_names(["in/x.md", "in/y.md"]) == ["x.md", "y.md"]
    assert short_names(["in/x.md"]) == ["x.md"]
    assert short_names(["-", "in/x.md"]) == ["-", "in/x.md"]


@pytest.mark.parametrize(
    ("sources", "names"),
    [
        (["in/a.md", "in/a.txt", "in/A.md"], ["a", "a-2", "A-3"]),
        (["in/a/x.md", "in/b/x.md"], ["a-x", "b-x"]),
        (["<img onerror=x>.md", "-"], ["img-onerror-x", "standard-input"]),
        (["../../etc/passwd.md"], ["passwd"]),
        (["a\nb.md", "a b.md"], ["a-b", "a-b-2"]),
        (["index.md", "CON.txt", "lpt1.x.md"], ["brief-index", "brief-CON", "brief-lpt1.x"]),
        (["...md", "<>.md", ".hidden.md"], ["brief", "brief-2", "hidden"]),
        (["Bäckerei.md", "パン.md", "br\udcffief.md"], ["Bäckerei", "パン", "br-ief"]),
        (["x" * 300 + ".md"], ["x" * 80]),
    ],
)
def test_names(sources: list[str], names: list[str]) -> None:
    assert file_names(sources) == names


@given(st.lists(st.text(min_size=1, max_size=30), max_size=8))
def test_any_names_are_safe_and_differ(sources: list[str]) -> None:
    names = file_names(sources)
    assert len({name.casefold() for name in names}) == len(sources)
    for name in names:
        assert name not in ("", ".", "..")
        assert not WINDOWS.search(name)
        assert not name.startswith(".")
        assert name.encode("utf-8")
