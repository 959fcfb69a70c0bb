"""The page on formats names what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from briefprism.hall.brief.formats import FORMATS

PAGE = Path(__file__).resolve().parent.parent / "docs" / "formats.md"


@pytest.mark.skipif(not PAGE.is_file(), reason="needs the repository")
def test_the_table_is_the_table_of_formats() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \| .* \| (.*?) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    told = {name: (tuple(re.findall(r"`(\.\w+)`", suffixes)), "a folder" in several) for name, suffixes, several in rows}
    assert told == {name.value: (form.suffixes, form.join is None) for name, form in FORMATS.items()}
