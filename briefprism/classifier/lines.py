"""What the sentence classifier sees of a unit: its words without markup, and the context that it stands in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from briefprism.models.brief import SILENT_KINDS, Brief, Unit
from briefprism.models.signal import Evidence

_LINK = re.compile(r"!?\[([^\]\n]{0,300})\]\(([^)\s]{0,500})[^)\n]{0,200}\)")
_SCHEME = re.compile(r"https?://(?:www\.)?")
_MARKUP = re.compile(r"[*_`#>~|]+")


@dataclass(frozen=True, slots=True)
class Line:
    """One line as the classifier sees it. ``position`` runs from 0 (first unit) to 1 (last)."""

    text: str
    heading: str
    kind: str
    before: str = ""
    after: str = ""
    position: float = 0.5
    traits: frozenset[str] = frozenset()

    @property
    def silent(self) -> bool:
        """Whether it can answer nothing: a blank to fill in, code, front matter."""
        return self.kind in SILENT_KINDS


def clean(text: str) -> str:
    """Words without Markdown and without the schemes of links."""
    text = _LINK.sub(r"\1 \2", text)
    return " ".join(_MARKUP.sub(" ", _SCHEME.sub("", text)).split())


def lines_of(brief: Brief, traits: Sequence[frozenset[str]]) -> list[Line]:
    """One line for each unit of a brief, in order; ``traits`` says of each unit what is known to be named in it."""
    texts = [words_of(brief, unit) for unit in brief.units]
    last = max(1, len(texts) - 1)
    return [
        Line(
            text=texts[i],
            heading=" > ".join(clean(h) for h in unit.headings[-2:]),
            kind=unit.kind,
            before=texts[i - 1] if i else "",
            after=texts[i + 1] if i + 1 < len(texts) else "",
            position=i / last,
            traits=traits[i],
        )
        for i, unit in enumerate(brief.units)
    ]


def words_of(brief: Brief, unit: Unit) -> str:
    """The words of a unit; cells of a row with the titles of their columns."""
    if unit.kind != "row" or not unit.cells:
        return clean(brief.quote(unit))
    cells = []
    for i, (start, end) in enumerate(unit.cells):
        title = clean(unit.columns[i]) if i < len(unit.columns) else ""
        if start < end:
            cells.append(f"{title}: {clean(brief.text[start:end])}" if title else clean(brief.text[start:end]))
    return " | ".join(cells)


def evidence_of(brief: Brief, number: int, confidence: float) -> Evidence:
    """The words of a unit."""
    unit = brief.units[number]
    return Evidence(brief.quote(unit), unit.start, unit.end, confidence)
