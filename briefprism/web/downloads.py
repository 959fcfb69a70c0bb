"""The report to keep: as a page, for paper, for Word, and as JSON. The text or the file is sent again; nothing was kept."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import Final

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from briefprism.hall.brief.formats import FORMATS, FormatName, Wishes
from briefprism.web.desk import Desk, desk_of
from briefprism.web.forms import Sheet, read_sheet
from briefprism.web.streaming import attachment

router = APIRouter(include_in_schema=False)


FORMS: Final[Mapping[str, str]] = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "json": "application/json",
}
"""The formats that are offered, with their media types; each is what the command writes."""


@router.post("/download/{form}")
async def download(request: Request, form: str) -> Response:
    """The report as a file."""
    if form not in FORMS:
        raise HTTPException(404)
    sheet = await read_sheet(request)
    content = await desk_of(request).run_for(request, _written, desk_of(request), sheet, form)
    return Response(content, media_type=FORMS[form], headers=attachment(f"{PurePath(sheet.source).stem or 'report'}-report.{form}"))


def _written(desk: Desk, sheet: Sheet, form: str) -> bytes:
    checker, reading = desk.read(sheet.document, sheet.answers)
    content = FORMATS[FormatName(form)].part(checker.report(reading), Wishes(original=sheet.original))
    return content if isinstance(content, bytes) else content.encode("utf-8", "backslashreplace")
