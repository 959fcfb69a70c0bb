"""An end to what spaCy remembers: its vocabulary holds each word that it ever met, so that a server would grow for ever.

(spaCy's own memory zones forget after each text. They compute every word anew, and while one is open no other thread may read.)
"""

from __future__ import annotations

from collections.abc import Callable, Sized
from typing import Final, Generic, Protocol, TypeVar

MOST_WORDS: Final = 20_000
"""Words of a vocabulary, some 600 bytes each; the words of the next text come on top."""


class Worded(Protocol):
    """Something with a vocabulary."""

    @property
    def vocab(self) -> Sized:
        """All words that it has met."""


_W = TypeVar("_W", bound=Worded)


class Forgetful(Generic[_W]):
    """Makes something with a vocabulary when it is first asked for, and anew once that holds more than ``most`` words.

    Safe for threads: who still works with the former one keeps it.
    """

    def __init__(self, make: Callable[[], _W], most: int = MOST_WORDS) -> None:
        self._make, self._most = make, most
        self._made: _W | None = None

    def __call__(self) -> _W:
        """The one to use for the next text."""
        made = self._made
        if made is None or len(made.vocab) > self._most:
            made = self._made = self._make()
        return made
