"""Errors as answers: application/problem+json for programs, a page in plain words for people."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from briefprism.models.errors import BriefprismError
from briefprism.web.templating import page

PROBLEM_JSON: Final = "application/problem+json"
_FOR_PROGRAMS: Final = ("/api/", "/healthz", "/readyz", "/openapi.json")
_TOLD: Final = 100  # faults of one body
_WORDS: Final = {
    404: ("there is no such page", "begin at the first page"),
    405: ("this address does not take that", "begin at the first page"),
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """What went wrong: a status of HTTP, the fault, and what to do. ``wait`` is in seconds; ``place`` names an input."""

    status: int
    fault: str
    step: str
    wait: int = 0
    place: str = ""


class TroubleError(HTTPException):
    """A trouble on its way to whoever asked. (An HTTPException, since FastAPI makes anything else that a body raises its own.)"""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.status, trouble.fault)
        self.trouble = trouble


def problem(scope: Scope, trouble: Trouble, **more: Any) -> Response:
    """The answer; ``more`` are further members of the JSON."""
    number = scope.get("state", {}).get("request_id", "")
    title = HTTPStatus(trouble.status).phrase
    if scope["path"].startswith(_FOR_PROGRAMS):
        told = {"type": "about:blank", "title": title, "status": trouble.status, "detail": _line(trouble), "request_id": number}
        answer: Response = JSONResponse(told | more, trouble.status, media_type=PROBLEM_JSON)
    else:
        answer = page("problem.html", trouble.status, trouble=trouble, number=number)
    if trouble.wait:
        answer.headers["retry-after"] = str(trouble.wait)
    return answer


def _line(trouble: Trouble) -> str:
    place = f"{trouble.place}: " if trouble.place else ""
    return f"{place}{trouble.fault}; {trouble.step}"


async def on_trouble(request: Request, error: Exception) -> Response:
    """What the layers of this server refuse, and what the framework does."""
    assert isinstance(error, HTTPException)
    if isinstance(error, TroubleError):
        return problem(request.scope, error.trouble)
    unread = f"what was sent cannot be read ({str(error.detail).rstrip('.')})"
    fault, step = _WORDS.get(error.status_code, (unread, "check what you sent, and try again"))
    answer = problem(request.scope, Trouble(error.status_code, fault, step))
    answer.headers.update(dict(error.headers or {}))
    return answer


async def on_input(request: Request, error: Exception) -> Response:
    """An error that whoever asked can put right."""
    assert isinstance(error, BriefprismError)
    more = {"place": error.place, "fault": error.fault, "step": error.step}
    return problem(request.scope, Trouble(422, error.fault, error.step, place=error.place), **more)


async def on_validation(request: Request, error: Exception) -> Response:
    """A body of another shape than the API takes; the values sent are not repeated."""
    assert isinstance(error, RequestValidationError)
    faults = [{"place": "/".join(map(str, e["loc"])), "fault": e["msg"]} for e in error.errors()[:_TOLD]]
    first = faults[0] if faults else {"place": "body", "fault": "it cannot be read"}
    return problem(request.scope, Trouble(422, first["fault"], "see /openapi.json", place=first["place"]), errors=faults)
