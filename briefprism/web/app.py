"""The server put together: pages, API, limits and errors."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from briefprism.models.errors import BriefprismError
from briefprism.models.settings import Settings
from briefprism.version import VERSION
from briefprism.web import api, downloads, names, pages, words
from briefprism.web.desk import Desk, desk_of
from briefprism.web.limits import Limits
from briefprism.web.openapi import describe
from briefprism.web.orphans import end_with_parent
from briefprism.web.problems import Trouble, on_input, on_trouble, on_validation, problem
from briefprism.web.security import Guard
from briefprism.web.static import serve_static

OPTIONS: Final = "BRIEFPRISM_SERVE"
"""The variable in which `briefprism serve` hands its options to the worker processes that it starts."""
_SMALLEST_ZIPPED: Final = 800


def create_app(settings: Settings, limits: Limits | None = None, hosts: Iterable[str] = (), own: Path | None = None) -> FastAPI:
    """The server of one process.

    Args:
        settings: what a check depends on.
        limits: how much it takes on.
        hosts: names under which it may be called, besides those of this machine; ``*`` allows all.
        own: the folder that corrections of labels go to, or None where nobody may correct.
    """
    limits = limits or Limits()
    app = FastAPI(
        title="briefprism",
        version=VERSION,
        summary="Reads a marketing brief and says in plain words why the plan is incomplete.",
        docs_url=None,
        redoc_url=None,
        lifespan=_life,
        middleware=[
            Middleware(Guard, limits=limits, hosts=tuple(hosts)),
            Middleware(GZipMiddleware, minimum_size=_SMALLEST_ZIPPED),
        ],
        exception_handlers={
            HTTPException: on_trouble,
            BriefprismError: on_input,
            RequestValidationError: on_validation,
        },
    )
    app.state.desk = Desk(settings, limits, own)
    for part in (pages, names, words, downloads, api):
        app.include_router(part.router)
    app.add_route("/static/{name}", serve_static, include_in_schema=False)
    app.add_api_route("/healthz", health, include_in_schema=False)
    app.add_api_route("/readyz", ready, include_in_schema=False)
    describe(app)
    return app


@asynccontextmanager
async def _life(app: FastAPI) -> AsyncIterator[None]:
    """Load the labellers while the server is already listening; finish the job at hand before it ends."""
    desk: Desk = app.state.desk
    desk.begin()
    yield
    desk.close()


async def health() -> Response:
    """That the process lives."""
    return JSONResponse({"status": "alive"})


async def ready(request: Request) -> Response:
    """That checks are answered at once."""
    if desk_of(request).ready:
        return JSONResponse({"status": "ready"})
    return problem(request.scope, Trouble(503, "it is still loading", "ask again in a second", wait=1))


def app_from_environment() -> FastAPI:
    """The server with the options of `briefprism serve`: each worker process makes its own."""
    from briefprism.hall.settings.settings import llm_settings, settings_for
    from briefprism.hall.settings.settings_file import nearest

    _log_to_errors()
    end_with_parent()
    options: dict[str, Any] = json.loads(os.environ.get(OPTIONS, "{}"))
    file = nearest([])
    model = llm_settings(file, options.get("llm"), options.get("llm_model"))
    settings = settings_for(file, tuple(options.get("packs", ())), llm=model)
    own = options.get("own")
    return create_app(settings, Limits(**options.get("limits", {})), options.get("hosts", ()), Path(own) if own else None)


def _log_to_errors() -> None:
    """One line a request, on standard error; it never holds anything of a body."""
    log = logging.getLogger("briefprism.web")
    if not log.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        log.addHandler(handler)
        log.setLevel(logging.INFO)
