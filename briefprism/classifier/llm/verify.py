"""What is believed of an answer: only what stands verbatim in the text asked about, and is about the thing asked."""

from __future__ import annotations

import re
from typing import Final

_FEWEST_WORDS: Final = 3
_WORD = re.compile(r"\w+")


def about_name(quote: str, name: str, context: str) -> bool:
    """Whether a quote is the name, or words of its context around the name."""
    quote = quote.strip()
    if not quote or name not in quote:
        return False
    return quote == name or quote in context


def about_described(quote: str, name: str, description: str) -> bool:
    """For a name with a description of its own: the name, or whole words of the description."""
    return about_name(quote, name, f"{name} {description}") or about_sentence(quote, description)


def about_sentence(quote: str, sentence: str) -> bool:
    """Whether a quote is a stretch of whole words of the sentence: three at least, or all that it has."""
    quote = quote.strip()
    words = len(_WORD.findall(quote))
    if not words or words < min(_FEWEST_WORDS, len(_WORD.findall(sentence))):
        return False
    return any(_is_whole(sentence, match.start(), match.end()) for match in re.finditer(re.escape(quote), sentence))


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether a stretch begins and ends at edges of words."""
    left = start == 0 or not (text[start - 1].isalnum() and text[start].isalnum())
    return left and (end == len(text) or not (text[end - 1].isalnum() and text[end].isalnum()))
