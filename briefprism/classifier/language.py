"""In which language a text is written, by the stop words that spaCy ships and by script."""

from __future__ import annotations

import re
import runpy
import unicodedata
from collections import Counter
from functools import lru_cache
from pathlib import Path

_CANDIDATES = ("en", "de", "fr", "es", "pt", "it", "nl", "pl", "sv", "da", "tr", "ro", "cs", "fi", "hu", "id")
_SCRIPTS = {
    "CYRILLIC": "ru", "GREEK": "el", "ARABIC": "ar", "HEBREW": "he", "HANGUL": "ko", "HIRAGANA": "ja", "KATAKANA": "ja",
    "CJK": "zh", "DEVANAGARI": "hi", "THAI": "th", "BENGALI": "bn", "TAMIL": "ta",
}  # fmt: skip
_SAMPLE = 20_000
_MARGIN = 1.3


@lru_cache(maxsize=1)
def _stop_words() -> dict[str, frozenset[str]]:
    import spacy

    # The files are run by themselves: importing the package of a language compiles its tokenizer, for French two seconds.
    folder = Path(spacy.__file__).parent / "lang"
    found = {code: runpy.run_path(str(folder / code / "stop_words.py"))["STOP_WORDS"] for code in _CANDIDATES}
    return {code: frozenset(word for word in words if word.isalpha()) for code, words in found.items()}


def detect_language(text: str) -> str:
    """The ISO 639-1 code of the text's language; ``en`` unless another is clearly more likely.

    Short notes have hardly a stop word, and the names of platforms are the same everywhere, so the doubt goes to English.
    """
    sample = text[:_SAMPLE]
    letters = [c for c in sample if c.isalpha()]
    if not letters:
        return "en"
    scripts = Counter(unicodedata.name(c, "?").split(" ", 1)[0] for c in letters)
    foreign = Counter({_SCRIPTS[s]: n for s, n in scripts.items() if s in _SCRIPTS})
    if foreign and foreign.total() > 0.3 * len(letters):
        return "ja" if foreign["ja"] else foreign.most_common(1)[0][0]
    words = re.findall(r"[^\W\d_]+", sample.casefold())
    hits = {code: sum(w in stop for w in words) for code, stop in _stop_words().items()}
    best = max(hits, key=lambda code: (hits[code], code == "en"))
    return best if hits[best] > _MARGIN * hits["en"] + 1 else "en"
