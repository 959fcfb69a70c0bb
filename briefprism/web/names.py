"""The page of names: a list or a table gets its labels; what is wrong can be corrected, and all of it taken along."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Final, cast

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from briefprism.hall.brief.pipeline import classify
from briefprism.models.errors import BriefprismError, InputError
from briefprism.models.labels import Label
from briefprism.models.platform import Classification
from briefprism.report.names import render_names
from briefprism.web.desk import Desk, desk_of
from briefprism.web.forms import opened_form, uploaded
from briefprism.web.streaming import TableStream, attachment, found_column, label_stream
from briefprism.web.templating import page
from briefprism.web.words import LABELS

router = APIRouter(include_in_schema=False)
TABLES: Final = (".csv", ".tsv", ".xlsx", ".jsonl", ".parquet")
_TRIES: Final = "Facebook\nfb ads\na podcast\nReddit\nour newsletter\nHootsuite\nbillboards\n@acme"


@dataclass(frozen=True, slots=True)
class NamesSheet:
    """What stands in the form: names, a file with the column that holds them, and what is shown of the table."""

    names: tuple[str, ...] = ()
    file: tuple[str, bytes] | None = None
    column: str = ""
    find: str = ""
    show: str = ""
    corrected: dict[str, str] = field(default_factory=dict)


async def _sheet(request: Request) -> NamesSheet:
    async with opened_form(request) as form:
        lines = str(form.get("names", "")).splitlines()
        return NamesSheet(
            tuple(dict.fromkeys(line.strip() for line in lines if line.strip())),
            await uploaded(form, "table"),
            str(form.get("column", "")).strip(),
            str(form.get("find", "")).strip(),
            str(form.get("show", "")),
            _corrections(form),
        )


def _corrections(form: FormData) -> dict[str, str]:
    """The labels that were chosen, by name: the fields ``name.N`` and ``label.N`` belong together."""
    chosen = {key.partition(".")[2]: str(value) for key, value in form.items() if key.startswith("label.")}
    return {str(form[f"name.{n}"]): label for n, label in chosen.items() if label in LABELS and f"name.{n}" in form}


@router.get("/names")
async def names(request: Request) -> Response:
    """The empty page."""
    answer = _page(desk_of(request), NamesSheet(), None)
    answer.headers["cache-control"] = "no-cache"
    return answer


@router.post("/names")
async def label(request: Request) -> Response:
    """The labels of a list, or of the distinct names of a table."""
    sheet, desk = await _sheet(request), desk_of(request)
    try:
        return await desk.run_for(request, _labelled, desk, sheet)
    except BriefprismError as error:
        return _page(desk, sheet, None, error=error, status=422)


@router.post("/names/keep")
async def keep(request: Request) -> Response:
    """Corrections go to the pack of this server, and the labels are given anew."""
    sheet, desk = await _sheet(request), desk_of(request)
    return await desk.run(_kept, desk, sheet)


@router.post("/names/csv")
async def as_csv(request: Request) -> Response:
    """The labels of a list as a file."""
    sheet, desk = await _sheet(request), desk_of(request)
    found = await desk.run_for(request, _classify, desk, sheet.names)
    return Response(render_names(found, "csv"), media_type="text/csv; charset=utf-8", headers=attachment("names-labelled.csv"))


@router.post("/names/table")
async def as_table(request: Request) -> Response:
    """A table with its labels, sent while it is being labelled."""
    from briefprism.hall.tables.annotators import names as annotator

    sheet, desk = await _sheet(request), desk_of(request)
    try:
        name, raw = _table(sheet)
        parts = await label_stream(desk, raw, PurePath(name).suffix.lower(), sheet.column, annotator(desk.packs()))
    except BriefprismError as error:
        return _page(desk, sheet, None, error=error, status=422)
    return TableStream(parts, media_type="text/csv; charset=utf-8", headers=attachment(f"{PurePath(name).stem}-labelled.csv"))


def _table(sheet: NamesSheet) -> tuple[str, bytes]:
    if sheet.file is None:
        raise InputError("table", "no file was chosen", f"choose one that ends in {', '.join(TABLES)}")
    if PurePath(sheet.file[0]).suffix.lower() not in TABLES:
        raise InputError("table", f"{sheet.file[0]} is no table that we can read", f"choose one that ends in {', '.join(TABLES)}")
    return sheet.file


def _labelled(desk: Desk, sheet: NamesSheet) -> Response:
    if sheet.file is not None:
        sheet = NamesSheet(tuple(_distinct(desk, *_table(sheet), sheet.column)), column=sheet.column)
    if not sheet.names:
        raise InputError("names", "there are no names in it yet", "write one on each line")
    return _page(desk, sheet, _classify(desk, sheet.names))


def _classify(desk: Desk, given: Sequence[str]) -> list[Classification]:
    if len(given) > desk.limits.names:
        fault = f"these are more than {desk.limits.names:,} names"
        raise InputError("names", fault, "save them as a table (.csv), and choose it as a file")
    desk.checker()  # so that corrections that were made since count
    return classify(given, desk.packs())


def _distinct(desk: Desk, name: str, raw: bytes, column: str) -> list[str]:
    """The distinct names of a table, most frequent first, as many as a page shows."""
    from briefprism.hall.tables.annotators import names as annotator
    from briefprism.hall.tables.tables import TableJob, run_table

    with tempfile.TemporaryDirectory(prefix="briefprism-") as folder:
        table, out = Path(folder) / f"table{PurePath(name).suffix.lower()}", Path(folder) / "distinct.csv"
        table.write_bytes(raw)
        column = column or found_column(table)
        run_table(TableJob((str(table),), column, str(out), columns=("label",), distinct=True), annotator(desk.packs()))
        with out.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file)
            return [row[column] for row, _ in zip(rows, range(desk.limits.names), strict=False)]


def _kept(desk: Desk, sheet: NamesSheet) -> Response:
    from briefprism.hall.person.review import keep as keep_names

    if desk.own is None:
        raise InputError("names", "this server keeps no corrections", "start it with --own and a folder, or correct them in your own file")
    chosen = cast("dict[str, Label]", sheet.corrected)
    if chosen:
        keep_names(desk.own, chosen, {})
    return _page(desk, sheet, _classify(desk, sheet.names), kept=len(chosen))


def _page(
    desk: Desk,
    sheet: NamesSheet,
    found: Sequence[Classification] | None,
    error: BriefprismError | None = None,
    status: int = 200,
    kept: int | None = None,
) -> Response:
    shown = [c for c in found or () if _wanted(c, sheet)]
    return page(
        "names.html", status, sheet=sheet, found=found, shown=shown, error=error, labels=LABELS, tables=TABLES, tries=_TRIES,
        correctable=desk.own is not None, kept=kept,
    )  # fmt: skip


def _wanted(found: Classification, sheet: NamesSheet) -> bool:
    words = f"{found.text} {found.platform or ''} {found.reason}".casefold()
    return (not sheet.show or found.label == sheet.show) and sheet.find.casefold() in words
