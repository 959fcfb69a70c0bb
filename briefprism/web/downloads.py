"""The report to keep: as a page, for paper, with comments in Word, and as JSON. The text is sent again; nothing was kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import Final

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from briefprism.hall.brief.pipeline import glossary
from briefprism.models.report import Report
from briefprism.web.desk import Desk, desk_of
from briefprism.web.forms import Sheet, read_sheet
from briefprism.web.streaming import attachment

router = APIRouter(include_in_schema=False)


def _html(report: Report) -> bytes:
    from briefprism.report.html import render_page
    from briefprism.report.pictures import PICTURES, svg

    return render_page(report, glossary(), pictures={name: svg(name, report) for name in PICTURES}).encode("utf-8", "replace")


def _pdf(report: Report) -> bytes:
    from briefprism.report.pdf import render_pdf

    return render_pdf(_html(report).decode("utf-8"))


def _docx(report: Report) -> bytes:
    from briefprism.report.word import render_docx

    return render_docx(report, glossary(), None)


def _json(report: Report) -> bytes:
    return (json.dumps(report.to_dict(), ensure_ascii=False, indent=2) + "\n").encode("utf-8", "backslashreplace")


FORMS: Final[Mapping[str, tuple[str, Callable[[Report], bytes]]]] = {
    "html": ("text/html; charset=utf-8", _html),
    "pdf": ("application/pdf", _pdf),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", _docx),
    "json": ("application/json", _json),
}


@router.post("/download/{form}")
async def download(request: Request, form: str) -> Response:
    """The report as a file."""
    if form not in FORMS:
        raise HTTPException(404)
    sheet = await read_sheet(request)
    content = await desk_of(request).run(_written, desk_of(request), sheet, form)
    return Response(content, media_type=FORMS[form][0], headers=attachment(f"{PurePath(sheet.source).stem or 'report'}-report.{form}"))


def _written(desk: Desk, sheet: Sheet, form: str) -> bytes:
    checker, reading = desk.read(sheet.document, sheet.answers)
    return FORMS[form][1](checker.report(reading))
