"""The API: what the commands answer with ``--format json``, over HTTP."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Annotated, Any, Final

from fastapi import APIRouter
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from starlette.requests import Request
from starlette.responses import Response

from briefprism.models.contract import (
    ClassificationJson,
    CompletionJson,
    ElementTrialJson,
    PlaceTrialJson,
    ReportJson,
    RuleTrialJson,
    WhatIfJson,
    WhyJson,
)
from briefprism.models.document import Document
from briefprism.models.errors import InputError
from briefprism.web.desk import Desk, desk_of
from briefprism.web.openapi import answer

router = APIRouter(prefix="/api/v1", tags=["v1"])
_NAME: Final = 2_000
_MANY: Final = 10_000  # parts of a list: each that is wrong would be told, and a million of them would stop everybody else
_HALF: Final = re.compile("[\ud800-\udfff]")


def _whole(text: str) -> str:
    """Refuse half characters, which JSON can write and no encoding holds."""
    if _HALF.search(text):
        raise ValueError("it holds half of a character")
    return text


def _few(parts: Any) -> Any:
    """Refuse very many parts before one of them is looked at."""
    if isinstance(parts, list | dict) and len(parts) > _MANY:
        raise ValueError(f"there are more than {_MANY:,} of them")
    return parts


Text = Annotated[str, AfterValidator(_whole)]
Name = Annotated[Text, Field(max_length=_NAME)]
Names = Annotated[list[Name], BeforeValidator(_few), Field(json_schema_extra={"maxItems": _MANY})]
Told = Annotated[dict[Name, bool | Text], BeforeValidator(_few), Field(json_schema_extra={"maxProperties": _MANY})]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")

    _few_fields = model_validator(mode="before")(_few)


class BriefBody(_Body):
    """A brief. ``source`` is the name that the report bears; ``answers`` are elements with true, false or a sentence."""

    text: Text
    source: Name = "-"
    answers: Told = {}


class NamesBody(_Body):
    """Names of platforms."""

    names: Names


class CompleteBody(BriefBody):
    """``to`` is ``no-errors``, ``no-warnings``, or the id of a rule that shall no longer fire."""

    to: Name = "no-errors"


class WhatIfBody(BriefBody):
    """Sentences to ``add`` (or ``element:NAME`` to assume), words to ``drop``, and answers such as ``RULE=yes``."""

    add: Names = []
    drop: Names = []
    answer: Names = []


class WhyBody(BriefBody):
    """The id of a rule."""

    rule: Name


class WhyNotBody(BriefBody):
    """A rule, an element such as ``audience``, or the name of a place."""

    subject: Name


@router.post("/check", responses=answer(ReportJson))
async def check(request: Request, body: BriefBody) -> Response:
    """An explained verdict on a brief."""
    return await _answer(request, _check, body)


@router.post("/classify", responses=answer(ClassificationJson, many=True))
async def classify(request: Request, body: NamesBody) -> Response:
    """Labels for names."""
    return await _answer(request, _classify, body)


@router.post("/complete", responses=answer(CompletionJson))
async def complete(request: Request, body: CompleteBody) -> Response:
    """The fewest additions that make a plan complete."""
    return await _answer(request, _complete, body)


@router.post("/what-if", responses=answer(WhatIfJson))
async def what_if(request: Request, body: WhatIfBody) -> Response:
    """What an addition, an omission or an answer would change."""
    return await _answer(request, _what_if, body)


@router.post("/why", responses=answer(WhyJson))
async def why(request: Request, body: WhyBody) -> Response:
    """The proof of a finding."""
    return await _answer(request, _why, body)


@router.post("/why-not", responses=answer(RuleTrialJson, ElementTrialJson, PlaceTrialJson))
async def why_not(request: Request, body: WhyNotBody) -> Response:
    """Why a rule did not fire, an element is not there, or a name is not what somebody expected."""
    return await _answer(request, _why_not, body)


async def _answer(request: Request, job: Callable[[Desk, Any], bytes], body: _Body) -> Response:
    desk = desk_of(request)
    return Response(await desk.run_for(request, job, desk, body), media_type="application/json")


def _check(desk: Desk, body: BriefBody) -> bytes:
    checker, reading = desk.read(Document(body.source, body.text), body.answers)
    return _json(checker.report(reading).to_dict())


def _classify(desk: Desk, body: NamesBody) -> bytes:
    from briefprism.hall.brief.pipeline import classify as label

    if len(body.names) > desk.limits.names:
        raise InputError("names", f"there are more than {desk.limits.names:,}", "send them in parts, or use the command for tables")
    desk.checker()  # so that decisions about names that were added since count
    return _json([c.to_dict() for c in label(body.names, desk.packs())])


def _complete(desk: Desk, body: CompleteBody) -> bytes:
    from briefprism.hall.brief.completing import complete as ask
    from briefprism.report.complete import completion_json

    checker, reading = desk.read(Document(body.source, body.text), body.answers)
    return _json(completion_json(ask(checker, reading, body.to, body.answers)))


def _what_if(desk: Desk, body: WhatIfBody) -> bytes:
    from briefprism.hall.brief.reasoning import Given
    from briefprism.hall.brief.reasoning import what_if as ask
    from briefprism.report.compare import what_if_json

    checker, reading = desk.read(Document(body.source, body.text), body.answers)
    given = Given(tuple(body.add), tuple(body.drop), tuple(body.answer))
    return _json(what_if_json(ask(checker, reading, given, body.answers)))


def _why(desk: Desk, body: WhyBody) -> bytes:
    from briefprism.hall.brief.reasoning import why as ask
    from briefprism.report.why import why_json

    checker, reading = desk.read(Document(body.source, body.text), body.answers)
    return _json(why_json(*ask(checker, reading, body.rule)))


def _why_not(desk: Desk, body: WhyNotBody) -> bytes:
    from briefprism.hall.brief.reasoning import why_not as ask
    from briefprism.report.whynot import why_not_json

    checker, reading = desk.read(Document(body.source, body.text), body.answers)
    return _json(why_not_json(ask(checker, reading, body.subject)))


def _json(found: Any) -> bytes:
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
