"""Pages from templates. Everything that is put into one is escaped."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from briefprism.models.labels import LABEL_WORDS
from briefprism.report.quotes import first_few, shorten
from briefprism.version import VERSION
from briefprism.web.static import static_url


@lru_cache(maxsize=1)
def templates() -> Environment:
    """The templates of the web page."""
    found = Environment(
        loader=PackageLoader("briefprism.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    found.globals |= {"static": static_url, "version": VERSION, "label_words": LABEL_WORDS}
    found.filters |= {"shorten": shorten, "first_few": first_few}
    return found


def page(name: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page as an answer."""
    return HTMLResponse(templates().get_template(name).render(values), status)
