"""Quotes for people: one line, not too long, with the place in the brief where they stand."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

from briefprism.models.brief import Brief
from briefprism.models.finding import Finding
from briefprism.models.signal import Evidence, Search
from briefprism.models.term import Term

_LONGEST = 160
_CLOSE = 0.05  # below, the closest words have nothing to do with what was looked for


class Quoter:
    """Finds places and shortens quotes of one brief."""

    def __init__(self, brief: Brief) -> None:
        self._brief = brief
        self._starts = [0, *(i + 1 for i, c in enumerate(brief.text) if c == "\n")]

    def line(self, offset: int) -> int:
        """The line, counted from 1, that an offset stands on."""
        return bisect_right(self._starts, offset)

    def place(self, start: int, end: int | None = None) -> str:
        """Where a person finds words again: "line 3" of a text, "page 3" of a document; empty for words that are not in it."""
        return shorten(self._brief.place(start, end)) if self._brief.places else f"line {self.line(start)}"

    def quote(self, evidence: Evidence) -> str:
        """“words” (line 3)."""
        place = self.place(evidence.start, evidence.end)
        return f"“{shorten(evidence.quote)}”" + (f" ({place})" if place else "")

    def not_found(self, search: Search, term: Term | None) -> str:
        """What was looked for, and the closest words."""
        if not search.closest or search.closest[0].confidence < _CLOSE:
            return f"We looked for {search.looked_for}, and found nothing that comes close."
        lacks = f"; these words {term.lacks}" if term and term.lacks else ""
        return f"We looked for {search.looked_for}. The closest words are {self.quote(search.closest[0])}{lacks}."


def because(finding: Finding, quoter: Quoter, terms: Mapping[str, Term]) -> Iterator[str]:
    """The words that prove a finding, and the searches that found nothing, a sentence each."""
    if finding.evidence:
        yield "The brief says " + ", ".join(quoter.quote(e) for e in first_few(finding.evidence)) + "."
    by_search = {term.looked_for: term for term in terms.values() if term.looked_for}
    for proof in finding.proof.absences():
        yield quoter.not_found(proof.search, by_search.get(proof.search.looked_for)) if proof.search else proof.fact


def shorten(quote: str) -> str:
    """A quote on one line, cut at a word, without characters that a terminal would obey."""
    words = " ".join("".join(c if c.isprintable() else " " for c in quote).split())
    if len(words) <= _LONGEST:
        return words
    return words[:_LONGEST].rsplit(" ", 1)[0] + " …"


def first_few(quotes: Sequence[Evidence], most: int = 3) -> Sequence[Evidence]:
    """The first quotes, each text once."""
    return list({shorten(q.quote): q for q in quotes}.values())[:most]
