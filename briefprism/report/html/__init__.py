"""The report as one web page: no network, no script, light and dark, on a telephone and on paper."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from briefprism.models.look import Look
from briefprism.models.report import Report
from briefprism.models.term import Term

if TYPE_CHECKING:
    from jinja2 import Environment

_NO_CHARACTERS: Final = "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
_UNFIT: Final = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_NO_CHARACTERS}]")
"""What no web page may hold: control characters, half characters, and code points that are none."""
_OWN: Final = Look()


def render_page(report: Report, terms: Mapping[str, Term], look: Look = _OWN, pictures: Mapping[str, str] | None = None) -> str:
    """The report as a page of its own.

    Args:
        report: what is shown.
        terms: the glossary by id.
        look: name, logo and colour of an agency.
        pictures: by name, each a complete ``<svg>`` element whose words are escaped already.
    """
    from markupsafe import Markup

    from briefprism.report.helping import helped
    from briefprism.report.html.accent import mended
    from briefprism.report.html.layout import laid_out
    from briefprism.report.html.view import LABEL_TAGS, SEVERITY_WORDS, STATUS_TAGS, TITLES, View

    view = View(report, terms, laid_out(report))

    template = environment().get_template("page.html")
    page = template.render(
        report=report,
        terms=terms,
        view=view,
        verdict={True: "complete", False: "not complete yet", None: "not judged"}[report.complete],
        titles=TITLES,
        contents=view.contents(bool(pictures and set(pictures) - {"nesting"})),
        cited=view.cited(),
        helped=list(helped(report.llm)) if report.llm else [],
        look=look,
        logo=data_url(look),
        accent=mended(look.accent) if look.accent else None,
        pictures={name: Markup(svg) for name, svg in (pictures or {}).items()},  # noqa: S704 - drawn by us, words escaped
        severity_words=SEVERITY_WORDS,
        label_tags=LABEL_TAGS,
        status_tags=STATUS_TAGS,
        style=Markup(stylesheet("tokens.css") + stylesheet("report.css")),  # noqa: S704 - files of this package
    )
    return fit(page)


def fit(page: str) -> str:
    """A page without what no web page may hold."""
    return _UNFIT.sub("\ufffd", page)


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates of this package; whatever enters them is escaped."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    from briefprism.report.html.layout import titled
    from briefprism.report.quotes import shorten

    made = Environment(
        loader=PackageLoader("briefprism.report.html"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters["short"] = shorten
    made.globals["titled"] = titled
    return made


@lru_cache(maxsize=4)
def stylesheet(name: str) -> str:
    """A stylesheet of this package: ``tokens.css`` or ``report.css``."""
    return (files("briefprism.report.html") / name).read_text(encoding="utf-8")


def data_url(look: Look) -> str:
    """The logo as a part of the page."""
    return f"data:{look.logo_type};base64,{b64encode(look.logo).decode('ascii')}" if look.logo else ""
