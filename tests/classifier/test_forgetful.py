"""What spaCy remembers of the words of texts has an end, and reading goes on as before."""

from __future__ import annotations

import gc
import weakref
from functools import partial

import pytest

from briefprism.classifier import known, reader
from briefprism.classifier.forgetful import MOST_WORDS, Forgetful
from briefprism.classifier.known import KnownReader
from briefprism.data.matchers import load_matchers

TEXT = "Our budget is 500 EUR a month. Mrs. Lee posts on Tuesdays, from 1 May."


def _new_words(turn: int, many: int = 200) -> str:
    return " ".join(f"word{turn}x{number}" for number in range(many)) + ". " + TEXT


def test_the_words_that_are_kept_have_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    splitter = Forgetful(reader._make_splitter, most=2_000)
    matching = Forgetful(partial(known._Matching, load_matchers()), most=2_000)
    monkeypatch.setattr(reader, "_splitter", splitter)
    last = weakref.ref(splitter()), weakref.ref(matching())
    for turn in range(12):
        reader.read(_new_words(turn))
        matching().traits([_new_words(turn)])
        assert len(splitter._made.vocab) < 2_000 + 300, "the bound, and the words of one text"
        assert len(matching._made.vocab) < 2_000 + 300
    gc.collect()
    assert last[0]() is None
    assert last[1]() is None


def test_nothing_is_read_otherwise_after_words_were_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    units, traits = reader.read(TEXT).units, KnownReader(load_matchers()).read([TEXT])
    assert traits[0]
    monkeypatch.setattr(reader, "_splitter", Forgetful(reader._make_splitter, most=0))
    fresh = KnownReader(load_matchers())
    monkeypatch.setattr(fresh, "_matching", Forgetful(partial(known._Matching, load_matchers()), most=0))
    for _ in range(2):
        assert reader.read(TEXT).units == units
        assert fresh.read([TEXT]) == traits


def test_it_is_made_once_for_as_long_as_there_is_room() -> None:
    splitter = Forgetful(reader._make_splitter)
    assert splitter() is splitter()
    assert len(splitter().vocab) < MOST_WORDS
