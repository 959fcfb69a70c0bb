"""The report to keep: as a page, for paper, with comments in Word, and as JSON. The text is sent again; nothing was kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import Final

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from briefprism.hall.brief.formats import FORMATS, FormatName, Wishes
from briefprism.hall.brief.pipeline import glossary
from briefprism.models.report import Report
from briefprism.web.desk import Desk, desk_of
from briefprism.web.forms import Sheet, read_sheet
from briefprism.web.streaming import attachment

router = APIRouter(include_in_schema=False)


def _as(form: FormatName) -> Callable[[Report], str | bytes]:
    """What the command writes in that format."""
    return lambda report: FORMATS[form].part(report, Wishes())


def _docx(report: Report) -> bytes:
    """A new document: the file that was sent is not here any more, and none of that name is looked for."""
    from briefprism.report.word import render_docx

    return render_docx(report, glossary(), None)


FORMS: Final[Mapping[str, tuple[str, Callable[[Report], str | bytes]]]] = {
    "html": ("text/html; charset=utf-8", _as(FormatName.HTML)),
    "pdf": ("application/pdf", _as(FormatName.PDF)),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", _docx),
    "json": ("application/json", _as(FormatName.JSON)),
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
    content = FORMS[form][1](checker.report(reading))
    return content if isinstance(content, bytes) else content.encode("utf-8", "backslashreplace")
