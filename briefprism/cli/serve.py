"""`briefprism serve`: the page where anybody can paste a brief, on this machine or for a team."""

from __future__ import annotations

import json
import os
import socket
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from briefprism.cli.model_options import Llm, LlmModel
from briefprism.models.errors import UsageError

_STOP = 20  # seconds that answers may take while the server ends


def serve(
    host: Annotated[str, typer.Option("--host", help="The address to listen at; 0.0.0.0 lets others in.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="The port to listen at.", min=0, max=65535)] = 8000,
    workers: Annotated[int, typer.Option("--workers", help="Processes that work side by side.", min=1, max=64)] = 1,
    pack: Annotated[list[str] | None, typer.Option("--pack", help="A rule pack by name, or a folder; more than once.")] = None,
    own: Annotated[Path | None, typer.Option("--own", help="A folder of yours that corrected labels are kept in.")] = None,
    allow_host: Annotated[
        list[str] | None, typer.Option("--allow-host", help="A further name under which the page may be opened; more than once.")
    ] = None,
    max_megabytes: Annotated[int, typer.Option("--max-megabytes", help="The largest file that is taken.", min=1)] = 20,
    seconds: Annotated[float, typer.Option("--seconds", help="How long one answer may take.", min=1)] = 60.0,
    per_minute: Annotated[int, typer.Option("--per-minute", help="Requests of one client in a minute.", min=1)] = 240,
    llm: Llm = None,
    llm_model: LlmModel = None,
) -> None:
    """Open the page where anybody can paste a brief; nothing that is sent to it is kept."""
    from briefprism.hall.brief.pipeline import rule_pack

    try:
        import uvicorn

        from briefprism.web.app import OPTIONS, app_from_environment
    except ModuleNotFoundError as error:
        raise UsageError("serve", f"the web parts are not installed ({error.name})", "run: pip install 'briefprism[web]'") from None
    options: dict[str, Any] = {
        "packs": pack or [],
        "own": str(own) if own else None,
        "hosts": allow_host or [],
        "llm": llm,
        "llm_model": llm_model,
        "limits": {"body_bytes": max_megabytes * 1_000_000, "seconds": seconds, "per_minute": per_minute},
    }
    os.environ[OPTIONS] = json.dumps(options)
    _refuse_deaf(host, port)
    rule_pack(app_from_environment().state.desk.packs())  # so that a fault in the settings is told here, once, and not by each worker
    shown = "localhost" if host in ("127.0.0.1", "0.0.0.0") else host  # noqa: S104 - only shown
    print(f"briefprism is at http://{shown}:{port}; stop it with Ctrl-C", file=sys.stderr)
    uvicorn.run(
        "briefprism.web.app:app_from_environment",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        http="briefprism.web.listening:TimelyProtocol",
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=_STOP,
    )


def _refuse_deaf(host: str, port: int) -> None:
    """See that one can listen there before everything is loaded, since uvicorn says it in its own words.

    Raises:
        UsageError: when the address is none of this machine, or somebody else listens there.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            if os.name == "posix":  # as uvicorn does; else the port of a server that ended a minute ago would count as taken
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        step = f"name another --port, such as {port % 65_000 + 1}, or leave out --host"
        raise UsageError(f"{host}:{port}", f"one cannot listen there ({error.strerror})", step) from None
