"""Many briefs on one page: what plans lack most often, which of them lack most, and every part of every plan at a glance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from briefprism.models.labels import State
from briefprism.models.look import Look
from briefprism.models.portfolio import PARTS, Gist, Portfolio
from briefprism.models.term import Term
from briefprism.version import VERSION

_PLAIN: Final = Look()
_CELLS: Final[Mapping[State, tuple[str, str]]] = {"present": ("y", "yes"), "missing": ("n", "no"), "unclear": ("u", "?")}
"""The class and the word of a cell; the word alone says it all."""


def render_portfolio(portfolio: Portfolio, terms: Mapping[str, Term], look: Look = _PLAIN) -> str:
    """The page; its links are relative, so that the folder can be moved or sent.

    Args:
        portfolio: the gists of the reports; their ``page`` is a percent-encoded relative address.
        terms: the glossary by id.
        look: name, logo and colour of an agency.
    """
    from markupsafe import Markup

    from briefprism.report.html import data_url, environment, fit, stylesheet
    from briefprism.report.html.accent import mended

    style = "".join(map(stylesheet, ("tokens.css", "report.css", "portfolio.css")))
    page = (
        environment()
        .get_template("portfolio.html")
        .render(
            portfolio=portfolio,
            headline=headline(portfolio),
            parts=[terms[part].term for part in PARTS],
            cells=_CELLS,
            verdict=_verdict,
            look=look,
            logo=data_url(look),
            accent=mended(look.accent) if look.accent else None,
            version=VERSION,
            style=Markup(style),  # noqa: S704 - files of this package
        )
    )
    return fit(page)


def headline(portfolio: Portfolio) -> str:
    """How the plans stand, in one sentence."""
    plans, complete = len(portfolio.plans), portfolio.complete
    if not plans:
        return "None of these texts could be judged as a plan."
    if plans == 1:
        return "The one plan here is complete." if complete else "The one plan here is not complete yet."
    if complete == plans:
        return f"All {plans:,} plans are complete."
    if not complete:
        return f"None of {plans:,} plans is complete yet."
    return f"{complete:,} of {plans:,} plans {'is' if complete == 1 else 'are'} complete."


def _verdict(gist: Gist) -> str:
    return {True: "complete", False: "not complete", None: "not judged"}[gist.complete]
