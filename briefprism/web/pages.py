"""The pages on which a brief is checked. Each answer is a whole page, so that all works by plain forms; htmx takes its part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from briefprism.hall.brief.pipeline import Checker, glossary
from briefprism.hall.brief.reading import Reading
from briefprism.hall.sources import SUFFIXES
from briefprism.models.errors import BriefprismError, UsageError
from briefprism.models.report import Report
from briefprism.web.desk import Desk, desk_of
from briefprism.web.examples import EXAMPLES, example_text
from briefprism.web.forms import Sheet, read_sheet
from briefprism.web.problems import Trouble, TroubleError
from briefprism.web.templating import page
from briefprism.web.view import Answers, result_view, subject_id

router = APIRouter(include_in_schema=False)
Question = Callable[[Checker, Reading, Report, Sheet], Answers]
OFFERED: Final = {"html": "A web page", "pdf": "A PDF to print", "docx": "A Word document", "json": "JSON, for programs"}
_FRESH: Final = {"cache-control": "no-cache"}


@router.get("/")
async def start(request: Request) -> Response:
    """The first page."""
    return _start(desk_of(request), Sheet(), "", 200)


def _start(desk: Desk, sheet: Sheet, error: str, status: int) -> Response:
    answer = page("start.html", status, sheet=sheet, error=error, examples=EXAMPLES, server=desk.told, suffixes=SUFFIXES)
    answer.headers.update(_FRESH if not sheet.text else {})
    return answer


@router.post("/check")
async def check(request: Request) -> Response:
    """The result."""
    return await _answer(request, lambda *_: Answers())


@router.post("/example/{name}")
async def example(request: Request, name: str) -> Response:
    """The result of one of our examples."""
    return await _answer(request, lambda *_: Answers(), Sheet(text=example_text(name), source=EXAMPLES[name].title))


@router.post("/edit")
async def edit(request: Request) -> Response:
    """The text, with a sentence that was chosen, to go on writing."""
    from briefprism.hall.brief.reasoning import with_sentences

    sheet = await read_sheet(request)
    text = with_sentences(sheet.text, [sheet.insert] if sheet.insert else [])
    return page("edit.html", sheet=sheet, text=text, inserted=sheet.insert)


@router.post("/what-if")
async def what_if(request: Request) -> Response:
    """The result, with the verdict as it would be."""
    return await _answer(request, _what_if)


def _what_if(checker: Checker, reading: Reading, report: Report, sheet: Sheet) -> Answers:
    from briefprism.hall.brief.reasoning import Given
    from briefprism.hall.brief.reasoning import what_if as ask

    del report
    if not sheet.supposed:
        return Answers(errors={"what-if": "Write a sentence, or tick what the plan would say."})
    return Answers(comparison=ask(checker, reading, Given(sheet.supposed), sheet.answers))


@router.post("/complete")
async def complete(request: Request) -> Response:
    """The result, with the smallest set of additions."""
    return await _answer(request, _complete)


def _complete(checker: Checker, reading: Reading, report: Report, sheet: Sheet) -> Answers:
    from briefprism.hall.brief.completing import complete as ask

    del report
    return Answers(completion=ask(checker, reading, "no-errors", sheet.answers))


@router.post("/why-not")
async def why_not(request: Request) -> Response:
    """The result, with what kept a finding, an element or a place from it."""
    return await _answer(request, _why_not)


def _why_not(checker: Checker, reading: Reading, report: Report, sheet: Sheet) -> Answers:
    from briefprism.hall.brief.reasoning import why_not as ask

    subject = subject_id(sheet.subject, report, ((r.id, r.title) for r in checker.pack.rules), glossary())
    try:
        return Answers(why_not=ask(checker, reading, subject))
    except UsageError:
        unknown = "Nothing in the plan, in our lists or among our rules has that name. Pick from the list, or name a place."
        return Answers(errors={"why-not": unknown if sheet.subject else "Write what you miss, such as “podcast”."})


async def _answer(request: Request, question: Question, sheet: Sheet | None = None) -> Response:
    """The result page, with an answer to one question; a text that is not checked leads back to the first page, which holds it."""
    desk = desk_of(request)
    try:
        sheet = sheet or await read_sheet(request)
    except BriefprismError as error:
        return _start(desk, Sheet(), _sentence(error), 422)
    try:
        return await desk.run_for(request, _result, desk, sheet, question)
    except BriefprismError as error:
        return _start(desk, sheet, _sentence(error), 422)
    except TroubleError as error:  # nobody shall lose a text that they wrote here because many others ask
        answer = _start(desk, sheet, _sentence(error.trouble), error.trouble.status)
        if error.trouble.wait:
            answer.headers["retry-after"] = str(error.trouble.wait)
        return answer


def _result(desk: Desk, sheet: Sheet, question: Question) -> Response:
    checker, reading = desk.read(sheet.document, sheet.answers)
    report = checker.report(reading)
    answers = question(checker, reading, report, sheet) if report.is_plan else Answers()
    return page("result.html", downloads=OFFERED, **result_view(report, sheet, answers, glossary()))


def _sentence(error: BriefprismError | Trouble) -> str:
    """An error beside the field that caused it."""
    fault = error.fault[:1].upper() + error.fault[1:]
    return f"{fault}; please {error.step}."
