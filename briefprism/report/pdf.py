"""A page as PDF, without a browser and without the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefprism.models.errors import UsageError

if TYPE_CHECKING:
    from types import ModuleType


def render_pdf(page: str) -> bytes:
    """A page as a tagged PDF (PDF/UA-1) with bookmarks and page numbers; what is folded in it is shown.

    Raises:
        UsageError: when the extra is not installed, or a library of the system that it needs is missing.
    """
    weasyprint = _weasyprint()
    fetcher = weasyprint.URLFetcher(allowed_protocols=("data",), allow_redirects=False)
    made: bytes = weasyprint.HTML(string=page, url_fetcher=fetcher).write_pdf(pdf_variant="pdf/ua-1")
    return made


def _weasyprint() -> ModuleType:
    try:
        import weasyprint
    except ModuleNotFoundError as error:
        raise UsageError("--format pdf", "this needs WeasyPrint", "run `pip install 'briefprism[pdf]'`") from error
    except OSError as error:
        step = "install Pango (Debian: apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; macOS: brew install pango)"
        raise UsageError("--format pdf", f"WeasyPrint finds no library to set text ({str(error).splitlines()[0][:80]})", step) from error
    return weasyprint  # type: ignore[no-any-return, unused-ignore]
