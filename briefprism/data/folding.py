"""How names are folded before they are compared, with offsets that lead back to the text as given."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_DROPPED: Final = frozenset("™®©ⓒ'’‘`´!\"“”«»")
_SEPARATORS: Final = frozenset("-_‐‑‒–—−/\\|·•,;:()[]{}<>*#~=.…")
_MARKS: Final = frozenset({"Cf", "Mn", "Cs"})
_ASCII_SPACED: Final = {ord(c): None if c in _DROPPED else " " for c in _DROPPED | _SEPARATORS if c < "\x80"}
_DOT_IN_WORD: Final = re.compile(r"(?<=[A-Za-z0-9])\.(?=[A-Za-z0-9])")
_ASCII_GONE: Final = {ord(c): None for c in "".join(sorted(_DROPPED | _SEPARATORS)) + " \t\r\n\v\f\x1c\x1d\x1e\x1f" if c < "\x80"}


def fold(text: str) -> str:
    """Fold a whole name: case, width, accents of Latin letters, separators and symbols are gone.

    ``fold("You-Tube™") == fold("YOUTUBE") == "youtube"``. Letters and digits of any script stay, also emoji and ``&@?+``.
    """
    if text.isascii():
        return text.lower().translate(_ASCII_GONE)
    return fold_spaced(text)[0].replace(" ", "")


def fold_spaced(text: str) -> tuple[str, list[int]]:
    """Fold a running text, with one space where something separates words.

    Returns:
        The folded text, and for each of its characters the offset in ``text`` of the character that it came from.
    """
    out: list[str] = []
    offsets: list[int] = []
    gap = True
    for i, char in enumerate(text):
        if char in _DROPPED or unicodedata.category(char) in _MARKS:
            continue
        if char == "." and _inside_word(text, i):
            continue
        if char.isspace() or char in _SEPARATORS:
            if not gap:
                out.append(" ")
                offsets.append(i)
                gap = True
            continue
        for folded in _fold_char(char):
            out.append(folded)
            offsets.append(i)
        gap = False
    if out and gap:
        out.pop()
        offsets.pop()
    return "".join(out), offsets


def fold_words(text: str) -> str:
    """The folded text of ``fold_spaced`` alone; ten times as fast where all letters are ASCII."""
    if text.isascii():
        return " ".join(_DOT_IN_WORD.sub("", text).lower().translate(_ASCII_SPACED).split())
    return fold_spaced(text)[0]


def same_words(text: str) -> str:
    """A key that is equal for texts which differ in white space and case only."""
    return " ".join(text.split()).casefold()


def _inside_word(text: str, i: int) -> bool:
    return 0 < i < len(text) - 1 and text[i - 1].isalnum() and text[i + 1].isalnum()


def _fold_char(char: str) -> str:
    if char < "\x80":
        return char.lower()
    plain = unicodedata.normalize("NFKD", char).casefold()
    return "".join(c for c in plain if not _is_gone(c)) or char


def _is_gone(char: str) -> bool:
    return char in _DROPPED or char in _SEPARATORS or char.isspace() or unicodedata.category(char) in _MARKS
