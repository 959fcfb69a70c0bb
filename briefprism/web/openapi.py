"""The description of the API: the published JSON Schema of the contract, for programs that write clients from it."""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from briefprism.models.contract import (
    ClassificationJson,
    CompletionJson,
    ElementTrialJson,
    PlaceTrialJson,
    ProblemJson,
    ReportJson,
    RuleTrialJson,
    WhatIfJson,
    WhyJson,
)
from briefprism.report.schema import parts_of

_REF: Final = "#/components/schemas/"
_ANSWERS: Final = (
    ReportJson, ClassificationJson, CompletionJson, WhatIfJson, WhyJson, RuleTrialJson, ElementTrialJson, PlaceTrialJson, ProblemJson,
)  # fmt: skip


def answer(*kinds: type, many: bool = False) -> dict[int | str, dict[str, Any]]:
    """What a route answers, for its ``responses``: one of these types of the contract, and the problems that all routes share."""
    refs: list[dict[str, Any]] = [{"$ref": _REF + kind.__name__} for kind in kinds]
    schema = refs[0] if len(refs) == 1 else {"anyOf": refs}
    if many:
        schema = {"type": "array", "items": schema}
    told = {"application/problem+json": {"schema": {"$ref": _REF + ProblemJson.__name__}}}
    problems = {
        400: "What was sent cannot be read.",
        403: "Another website sent it.",
        408: "It did not come in time.",
        413: "Larger than the server takes.",
        421: "The server does not answer under that name.",
        422: "The input is at fault; the answer names the place, the fault and the next step.",
        429: "Too many requests; Retry-After says when to try again.",
        503: "The server is busy, or the answer took too long; Retry-After says when to try again.",
    }
    found: dict[int | str, dict[str, Any]] = {200: {"description": "Done.", "content": {"application/json": {"schema": schema}}}}
    return found | {status: {"description": words, "content": told} for status, words in problems.items()}


def describe(app: FastAPI) -> None:
    """Give the app the description that `/openapi.json` serves."""

    def openapi() -> dict[str, Any]:
        if not app.openapi_schema:
            found = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)
            schemas = found.setdefault("components", {}).setdefault("schemas", {})
            for unused in ("HTTPValidationError", "ValidationError"):  # errors are problems here
                schemas.pop(unused, None)
            for kind in _ANSWERS:
                schemas |= parts_of(kind, _REF)
            app.openapi_schema = found
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # the way that FastAPI documents
