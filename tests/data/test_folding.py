"""Names are folded the same way however they are typed, and a folded text leads back to its characters."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefprism.data.folding import fold, fold_spaced, fold_words

SAME = {
    "case": ("YOUTUBE", "youtube"),
    "separators": ("You-Tube_•/you.tube", "youtubeyoutube"),
    "trade-mark": ("YouTube™ ®", "youtube"),
    "accent": ("Fácebook", "facebook"),
    "combining-accent": ("Fa\u0301cebook", "facebook"),
    "full-width": ("Ｆａｃｅｂｏｏｋ", "facebook"),
    "ligature": ("ﬁle", "file"),
    "sharp-s": ("Straße", "strasse"),
    "apostrophes": ("McDonald’s 'x'", "mcdonaldsx"),
    "zero-width": ("Insta\u200bgram\u00ad", "instagram"),
    "bom": ("\ufeffblog", "blog"),
    "odd-blanks": ("a\u00a0b\u3000c\u2028d\x1ce", "abcde"),
    "ellipsis": ("blog…", "blog"),
    "symbols-that-tell": ("Google+ & @x?", "google+&@x?"),
    "emoji": ("📷 Blog", "📷blog"),
    "cyrillic": ("ФЕЙСБУК", "фейсбук".casefold()),
    "han": ("微信", "微信"),
    "surrogate": ("a\ud800b", "ab"),
    "nothing": ("", ""),
    "only-separators": (" - · ", ""),
}


@pytest.mark.parametrize(("text", "folded"), SAME.values(), ids=SAME.keys())
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == fold(folded)
    if text != "ФЕЙСБУК":  # й is folded like any letter with a mark
        assert fold(text) == folded


SPACED = {
    "words": ("  You-Tube,  and\nIG! ", "you tube and ig", [2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14, 15, 16, 17, 18]),
    "dot-inside-a-word": ("dev.to.", "devto", [0, 1, 2, 4, 5]),
    "dot-between-words": ("a. b", "a b", [0, 1, 3]),
    "dropped": ("it's", "its", [0, 1, 3]),
    "one-becomes-two": ("xß", "xss", [0, 1, 1]),
}


@pytest.mark.parametrize(("text", "folded", "offsets"), SPACED.values(), ids=SPACED.keys())
def test_fold_spaced(text: str, folded: str, offsets: list[int]) -> None:
    assert fold_spaced(text) == (folded, offsets)


ANY = st.text(st.one_of(st.characters(), st.sampled_from("ab ._-’'™…·\u0301\u200b\u00a0ßﬁĿ\ud800\x1c")), max_size=40)


@settings(max_examples=500, deadline=None)
@given(ANY)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_folding_any_single_character_twice_changes_nothing() -> None:
    assert [hex(c) for c in range(0x30000) if fold(fold(chr(c))) != fold(chr(c))] == []


@settings(max_examples=300, deadline=None)
@given(ANY)
def test_the_two_foldings_agree(text: str) -> None:
    assert fold_spaced(text)[0].replace(" ", "") == fold(text)


@settings(max_examples=300, deadline=None)
@given(ANY)
def test_offsets_lead_to_the_character_that_gave_each_letter(text: str) -> None:
    folded, offsets = fold_spaced(text)
    assert len(folded) == len(offsets)
    assert all(a <= b for a, b in pairwise(offsets))
    assert all(0 <= at < len(text) for at in offsets)
    assert folded == folded.strip(" ")
    assert "  " not in folded
    for char, at in zip(folded, offsets, strict=True):
        if char == " ":
            assert fold(text[at]) == ""
            assert offsets.count(at) == 1
        else:
            assert char in fold(text[at])


@given(st.one_of(ANY, st.text(st.characters(max_codepoint=127), max_size=40)))
def test_fold_words_is_the_text_of_fold_spaced(text: str) -> None:
    assert fold_words(text) == fold_spaced(text)[0]
