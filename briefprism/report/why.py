"""The proof of a finding as an indented tree of plain sentences, down to the words of the brief."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from briefprism.models.brief import Brief
from briefprism.models.finding import Proof
from briefprism.models.rule import Rule
from briefprism.models.signal import Search
from briefprism.models.term import Term
from briefprism.report.plain import page, paragraph, point
from briefprism.report.quotes import Quoter, first_few


def render_why(rule: Rule, proof: Proof | None, brief: Brief, terms: Mapping[str, Term]) -> str:
    """The proof as text; without one, the next step."""
    lines = paragraph(f"{rule.title} ({rule.id})")
    if proof is None:
        lines += paragraph(f"The rule did not fire on this brief. `briefprism why-not {brief.source} {rule.id}` says what kept it.")
        return page(lines)
    tree = ProofTree(brief, terms)
    lines += ["This is so because:"] if proof.because else []
    for part in proof.because:
        lines += tree.lines(part, 0)
    return page(lines)


def why_json(rule: Rule, proof: Proof | None) -> dict[str, Any]:
    """The proof as JSON."""
    return {"rule": rule.id, "title": rule.title, "fired": proof is not None, "proof": proof.to_dict() if proof else None}


class ProofTree:
    """Writes proofs; what was shown once is not shown again."""

    def __init__(self, brief: Brief, terms: Mapping[str, Term]) -> None:
        self._quoter = Quoter(brief)
        self._by_search = {term.looked_for: term for term in terms.values() if term.looked_for}
        self._shown: set[Proof] = set()

    def lines(self, proof: Proof, depth: int) -> list[str]:
        """A statement, and under it what it rests on."""
        if proof in self._shown and (proof.because or proof.search):
            return point(f"{proof.fact} (shown above)", depth)
        self._shown.add(proof)
        by = f" ({proof.rule})" if proof.rule else ""
        out = point(proof.fact + by, depth)
        if proof.told:
            out += point(proof.told, depth + 1, "  ")
        for words in first_few(proof.evidence):
            out += point(f"The brief says {self._quoter.quote(words)}.", depth + 1, "  ")
        if proof.search:
            out += self.search(proof.search, depth + 1)
        for part in proof.because:
            out += self.lines(part, depth + 1)
        return out

    def search(self, search: Search, depth: int) -> list[str]:
        """What was looked for, the closest words, and how far they are from counting."""
        if not search.closest:
            return point("This is told by what the plan names; it names nothing of the kind.", depth, "  ")
        needed = round(search.needed * 100)
        out = point(
            f"The closest words, and how sure we are that they say it (it takes {needed} of 100 over the whole brief):", depth, "  "
        )
        for words in search.closest:
            out += point(f"{max(0, round(words.confidence * 100))}: {self._quoter.quote(words)}", depth + 1, "  ")
        term = self._by_search.get(search.looked_for)
        if term and term.lacks:
            out += point(f"They do not count because they {term.lacks}.", depth, "  ")
        return out
