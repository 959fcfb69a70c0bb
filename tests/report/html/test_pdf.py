"""The page as PDF: tagged, titled, numbered, whole, and made without the network."""

from __future__ import annotations

import builtins
import os
import re
import sys
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

import pytest

from briefprism.data.terms import load_terms
from briefprism.models.errors import UsageError
from briefprism.models.look import Look
from briefprism.models.report import Report
from briefprism.report.html import render_page
from briefprism.report.pdf import render_pdf

EXPECTED = bool(os.environ.get("BRIEFPRISM_TESTS_EXPECT_BROWSER"))
PIXEL = (
    b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">'
    b'<image xlink:href="file:///etc/hostname" width="9" height="9"/><image href="http://127.0.0.1:9/x.png" width="9" height="9"/></svg>'
)


@pytest.fixture(scope="module")
def made(reports: Mapping[str, Report]) -> tuple[str, bytes]:
    """The words of a page, and its PDF."""
    if not EXPECTED:  # Pango is a library of the system, which pip does not bring; the check installs it and expects it
        try:
            import weasyprint  # noqa: F401
        except (ModuleNotFoundError, OSError) as error:
            pytest.skip(f"WeasyPrint does not run here: {error}")
    page = render_page(reports["middling"], load_terms(), Look("Ash & Oak", PIXEL, "image/svg+xml"))
    return page, render_pdf(page)


def words(pdf: bytes) -> list[str]:
    """The words of each page."""
    import pypdfium2

    document = pypdfium2.PdfDocument(BytesIO(pdf))
    pages = [" ".join(document[i].get_textpage().get_text_range().split()) for i in range(len(document))]
    document.close()
    return pages


def streams(pdf: bytes) -> Iterator[bytes]:
    """The streams of a PDF, unpacked."""
    for found in re.finditer(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            yield zlib.decompress(found[1])
        except zlib.error:
            yield found[1]


def test_it_is_a_tagged_pdf_with_a_title(made: tuple[str, bytes]) -> None:
    import pypdfium2

    document = pypdfium2.PdfDocument(BytesIO(made[1]))
    metadata = document.get_metadata_dict()
    assert metadata["Title"] == "middling.md: not complete yet – Ash & Oak"
    assert document.is_tagged()
    assert [b.get_title() for b in document.get_toc()][:2]
    assert any(b"pdfuaid:part" in stream for stream in streams(made[1]))
    document.close()


def test_every_page_has_its_number(made: tuple[str, bytes]) -> None:
    pages = words(made[1])
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert re.search(rf"{number} / {len(pages)}\b", page), number


def test_it_holds_what_the_page_holds_and_what_is_folded(made: tuple[str, bytes]) -> None:
    text = " ".join(words(made[1]))
    for part in (
        "Nothing tells you whether it works",
        "What to do",
        "The rule is called not-measured",
        "What the plan does well",
        "sha256:",
    ):
        assert part in text
    assert "Skip to the verdict" not in text
    assert text.index("The three things to do first") < text.index("What to mend")


def test_the_first_page_is_the_verdict_and_what_to_do_first(made: tuple[str, bytes]) -> None:
    first, second = words(made[1])[:2]
    assert "This plan is not complete yet" in first
    assert "The three things to do first" in first
    assert second.startswith("What to mend")


@pytest.mark.parametrize(
    ("name", "part"),
    [("hostile", "<script>alert(1)</script>"), ("rtl", "המאפייה"), ("long", "Donaudampf"), ("none", "sha256:"), ("german", "German")],
)
@pytest.mark.usefixtures("made")
def test_odd_pages_are_set_as_well(pages: Mapping[str, str], name: str, part: str) -> None:
    assert part in " ".join(words(render_pdf(pages[name])))


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch, made: tuple[str, bytes]) -> None:
    import socket

    asked: list[Any] = []

    def refuse(*args: Any, **_: Any) -> Any:
        asked.append(args)
        raise OSError("no network in this test")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    opened: list[str] = []
    monkeypatch.setattr("urllib.request.urlopen", refuse)
    real = builtins.open
    monkeypatch.setattr(builtins, "open", lambda name, *a, **k: opened.append(str(name)) or real(name, *a, **k))
    outside = '<img src="http://127.0.0.1:9/a.png"><img src="file:///etc/hostname"><link rel="stylesheet" href="http://127.0.0.1:9/a.css">'
    assert render_pdf(made[0].replace("</main>", f"{outside}</main>"))[:5] == b"%PDF-"
    assert asked == []
    assert "/etc/hostname" not in opened


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (ModuleNotFoundError("No module named 'weasyprint'"), "--format pdf: this needs WeasyPrint; run `pip install 'briefprism[pdf]'`"),
        (OSError("cannot load library 'libpango-1.0-0'\nmore"), "cannot load library 'libpango-1.0-0'); install Pango"),
    ],
)
def test_what_is_missing_is_named_with_the_next_step(monkeypatch: pytest.MonkeyPatch, fault: Exception, message: str) -> None:
    real = builtins.__import__

    def without(name: str, *args: Any, **options: Any) -> Any:
        if name == "weasyprint":
            raise fault
        return real(name, *args, **options)

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(UsageError) as told:
        render_pdf("<p>x</p>")
    assert message in str(told.value)
    assert "\n" not in str(told.value)
