"""A plan seen through a lens, in plain text."""

from __future__ import annotations

from collections.abc import Mapping

from briefprism.models.lens import LensView, PartView
from briefprism.models.term import Term
from briefprism.report.plain import page, paragraph, point

_SIGNS = {"covered": "+", "partly": "~", "unclear": "?", "missing": "-", "not looked for": " "}


def render_lens(view: LensView, terms: Mapping[str, Term]) -> str:
    """Each part with its state, what it has and what it lacks."""
    looked = [p for p in view.parts if p.part.elements]
    covered = sum(p.state == "covered" for p in looked)
    lines = [f"Through the lens {view.lens.title}: {covered} of the {len(looked)} parts that we look for are covered", ""]
    lines += paragraph(view.lens.about)
    for part in view.parts:
        lines += _part(part, terms)
    return page([*lines, "", *point(f"Source: {view.lens.source}", sign="")])


def _part(view: PartView, terms: Mapping[str, Term]) -> list[str]:
    lines = point(f"{view.part.part}: {view.state}. {view.part.question}", 1, f"{_SIGNS[view.state]} ")
    if view.has:
        lines += point(f"There is: {', '.join(terms[e].term for e in view.has)}.", 2, "")
    if view.lacks:
        lines += point(f"Not found: {', '.join(terms[e].term for e in view.lacks)}.", 2, "")
    if view.part.not_looked_for:
        lines += point(view.part.not_looked_for, 2, "")
    return lines
