"""Pages from templates. Everything that is put into one is escaped."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader
from starlette.responses import HTMLResponse

from briefprism.models.labels import LABEL_WORDS
from briefprism.report.html import environment, fit
from briefprism.report.html.view import LABEL_TAGS, SEVERITY_WORDS, STATUS_TAGS
from briefprism.version import VERSION
from briefprism.web.static import static_url


@lru_cache(maxsize=1)
def templates() -> Environment:
    """The templates of the web page, which use those of the report."""
    report = environment()
    assert report.loader is not None
    found = report.overlay(loader=ChoiceLoader([PackageLoader("briefprism.web"), report.loader]))
    found.globals = {
        **report.globals,
        "static": static_url,
        "version": VERSION,
        "label_words": LABEL_WORDS,
        "label_tags": LABEL_TAGS,
        "status_tags": STATUS_TAGS,
        "severity_words": SEVERITY_WORDS,
    }
    found.filters = {**report.filters, "first_up": lambda words: words[:1].upper() + words[1:]}
    return found


def page(name: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page as an answer."""
    return HTMLResponse(fit(templates().get_template(name).render(values)), status)
