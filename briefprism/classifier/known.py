"""What is known of a line, not learned: money, dates, weekdays, roles and the like, by spaCy's matcher."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from briefprism.classifier.forgetful import Forgetful
from briefprism.classifier.tokenisable import tokenisable
from briefprism.data.matchers import Pattern, load_matchers

if TYPE_CHECKING:
    from spacy.tokens import Doc


class KnownReader:
    """Finds the traits of texts by token patterns (spaCy's Matcher format)."""

    def __init__(self, patterns: Mapping[str, Sequence[Pattern]]) -> None:
        self._matching = Forgetful(partial(_Matching, patterns))

    def read(self, texts: Sequence[str]) -> list[frozenset[str]]:
        """The traits of each text."""
        return self._matching().traits(texts)


class _Matching:
    """The patterns, with a vocabulary of their own."""

    def __init__(self, patterns: Mapping[str, Sequence[Pattern]]) -> None:
        import spacy
        from spacy.matcher import Matcher

        self._nlp = spacy.blank("en")
        self._nlp.max_length = 2**31 - 1
        self.vocab = self._nlp.vocab
        self._flags: dict[str, int] = {}
        self._matcher = Matcher(self.vocab, validate=False)  # the validator does not know flags by their number
        for trait, listed in patterns.items():
            self._matcher.add(trait, [[self._token(token) for token in pattern] for pattern in listed])

    def traits(self, texts: Iterable[str]) -> list[frozenset[str]]:
        """The traits of each text."""
        return [self._traits(doc) for doc in self._nlp.pipe(map(tokenisable, texts))]

    def _traits(self, doc: Doc) -> frozenset[str]:
        strings = self.vocab.strings
        return frozenset(strings[match] for match, _, _ in self._matcher(doc))

    def _token(self, token: Mapping[str, Any]) -> dict[Any, Any]:
        """The token with its lists and patterns made flags of the vocabulary, of which it has some fifty to give.

        A flag is computed once for each distinct word; a test by list or pattern would run in Python for every token.
        """
        kept: dict[Any, Any] = {}
        for key, test in token.items():
            if isinstance(test, Mapping):
                kept[self._flag(key, test)] = True
            else:
                kept[key] = test
        return kept

    def _flag(self, attribute: str, test: Mapping[str, Any]) -> int:
        name = f"{attribute} {test}"
        if name not in self._flags:
            self._flags[name] = self.vocab.add_flag(_word_test(attribute == "LOWER", test))
        return self._flags[name]


def _word_test(lower: bool, test: Mapping[str, Any]) -> Callable[[str], bool]:
    """A function that says of a word whether it passes a test: a list of words, or a pattern."""
    if "REGEX" in test:
        pattern = re.compile(test["REGEX"])
        return lambda word: bool(pattern.search(word.lower() if lower else word))
    words = frozenset(test["IN"])
    return lambda word: (word.lower() if lower else word) in words


@lru_cache(maxsize=1)
def known_reader() -> KnownReader:
    """The one reader of this process."""
    return KnownReader(load_matchers())
