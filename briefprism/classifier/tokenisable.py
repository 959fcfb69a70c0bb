"""Texts as spaCy's tokeniser can take them, without a change of length."""

from __future__ import annotations

import re
from typing import Final

_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")
_STRETCH: Final = re.compile(r"\S{300,}")
_PIECE: Final = 150


def tokenisable(text: str) -> str:
    """The text with half characters replaced, and with a space here and there in what goes on for long without any.

    spaCy raises on the former. The latter it cuts bracket by bracket, and looks at all the rest each time.
    """
    return _STRETCH.sub(_cut, _SURROGATE.sub("\ufffd", text))


def _cut(stretch: re.Match[str]) -> str:
    text = stretch.group()
    return " ".join(text[at : at + _PIECE - 1] for at in range(0, len(text), _PIECE)).ljust(len(text))
