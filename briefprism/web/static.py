"""The few files that pages need, under names that hold their hash, so that a browser may keep them for good."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from briefprism.report.pictures.draw import stylesheet as picture_rules

_TYPES: Final = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}
_FOR_GOOD: Final = "public, max-age=31536000, immutable"
_FILES: Final = {
    "page.css": (
        ("briefprism.report.html", "tokens.css"), ("briefprism.report.html", "report.css"), ("briefprism.web", "static/page.css"),
    ),
    "page.js": (("briefprism.web", "static/page.js"),),
    "htmx.js": (("briefprism.web", "static/htmx.min.js"),),
    "icon.svg": (("briefprism.web", "static/icon.svg"),),
}  # fmt: skip
"""What is served, and the files that it is put together from."""


@lru_cache(maxsize=1)
def _contents() -> Mapping[str, tuple[str, bytes]]:
    """Name to (name with its hash, content)."""
    found = {}
    for name, parts in _FILES.items():
        content = b"\n".join((files(package) / path).read_bytes() for package, path in parts)
        content += picture_rules().encode() if name == "page.css" else b""
        stem, _, suffix = name.rpartition(".")
        found[name] = (f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{suffix}", content)
    return found


def static_url(name: str) -> str:
    """The address of a file."""
    return f"/static/{_contents()[name][0]}"


async def serve_static(request: Request) -> Response:
    """One of the files. An address with an old hash is not found, so that nothing old is kept under a new name."""
    wanted = request.path_params["name"]
    for hashed, content in _contents().values():
        if hashed == wanted:
            return Response(content, media_type=_TYPES[hashed.rpartition(".")[2]], headers={"cache-control": _FOR_GOOD})
    raise HTTPException(404)
