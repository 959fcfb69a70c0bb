"""What stands before every page: who may ask, how much and how often, and the headers that every answer carries."""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections import OrderedDict
from collections.abc import Iterable
from traceback import format_tb
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from briefprism.web.limits import Limits
from briefprism.web.problems import Trouble, TroubleError, problem

LOCAL_HOSTS: Final = ("localhost", "127.0.0.1", "[::1]")
_CLIENTS: Final = 10_000
_LOG = logging.getLogger("briefprism.web")
POLICY: Final = "; ".join(
    (
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'",
        "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'",
    )
)  # fmt: skip
OURS: Final = Trouble(500, "something went wrong on our side", "try again; if it stays, tell whoever runs this server")
HEADERS: Final = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


class Rate:
    """A bucket of requests for each client, refilled steadily; the clients asked for longest ago are forgotten first."""

    def __init__(self, per_minute: int, burst: int) -> None:
        self._per_second, self._burst = per_minute / 60, burst
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, client: str, now: float) -> float:
        """Take one from the bucket of a client; the seconds to wait where it is empty."""
        left, since = self._left.pop(client, (float(self._burst), now))
        left = min(self._burst, left + (now - since) * self._per_second)
        self._left[client] = (left - 1 if left >= 1 else left, now)
        while len(self._left) > _CLIENTS:
            self._left.popitem(last=False)
        return 0.0 if left >= 1 else (1 - left) / self._per_second


class Guard:
    """The outermost layer. It refuses what it can before a byte of the body is read."""

    def __init__(self, app: ASGIApp, limits: Limits, hosts: Iterable[str]) -> None:
        self._app, self._limits = app, limits
        self._hosts = {host.lower() for host in (*LOCAL_HOSTS, *hosts)}
        self._rate = Rate(limits.per_minute, limits.burst)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, and write one line about it that holds nothing of its body."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, number = time.perf_counter(), uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = number
        outgoing = _Outgoing(send, number)
        refusal = self._refusal(scope, Headers(scope=scope))
        if refusal:
            await problem(scope, refusal)(scope, receive, outgoing)
        else:
            await self._answer(scope, _Incoming(receive, self._limits), outgoing)
        spent = round((time.perf_counter() - started) * 1000)
        _LOG.info("%s %s %s %d ms %s", scope["method"], _printable(scope["path"]), outgoing.status, spent, number)

    async def _answer(self, scope: Scope, receive: Receive, outgoing: _Outgoing) -> None:
        """Let the application answer; of a fault of ours nothing is shown, and where it lies goes to the log, without its words."""
        try:
            await self._app(scope, receive, outgoing)
        except Exception as error:  # noqa: BLE001 - the outermost layer
            _LOG.error("request %s: %s\n%s", outgoing.number, type(error).__name__, "".join(format_tb(error.__traceback__)))
            if not outgoing.status:
                await problem(scope, OURS)(scope, receive, outgoing)

    def _refusal(self, scope: Scope, headers: Headers) -> Trouble | None:
        host = headers.get("host", "").lower()
        name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
        if name not in self._hosts and "*" not in self._hosts:
            return Trouble(421, "this server does not answer under that name", "start it with --allow-host and the name")
        if scope["method"] not in ("POST", "PUT", "PATCH", "DELETE"):
            return None
        if _from_elsewhere(headers, host):
            return Trouble(403, "another website sent this request", "open the page of this server itself, and try again there")
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > self._limits.body_bytes:
            return too_long(self._limits)
        client = scope["client"][0] if scope.get("client") else ""
        wait = self._rate.wait(client, time.monotonic())
        if wait:
            fault = "there were very many requests from you within a short time"
            return Trouble(429, fault, "wait a moment, and try again", wait=round(wait) + 1)
        return None


def too_long(limits: Limits) -> Trouble:
    """What is said of a request that is larger than the server takes."""
    most = limits.body_bytes // 1_000_000
    return Trouble(413, f"this is more than the {most} MB that the page takes", "send only the part that is the plan, or use the command")


def _from_elsewhere(headers: Headers, host: str) -> bool:
    """Whether another site made the browser send this: there are no cookies, and yet a page must not act for its visitor."""
    site = headers.get("sec-fetch-site")
    if site is not None:  # browsers since 2023 say it; a page that sends no referrer has the origin "null"
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and origin.lower().partition("://")[2] != host


def _printable(path: str) -> str:
    return "".join(c if c.isprintable() else " " for c in path)[:200]


class _Incoming:
    """Receives a body, and stops when it grows too long, or is not there in time, however steadily it drips."""

    def __init__(self, receive: Receive, limits: Limits) -> None:
        self._receive, self._limits, self._read, self._whole = receive, limits, 0, False
        self._ends = asyncio.get_running_loop().time() + limits.seconds

    async def __call__(self) -> Message:
        if self._whole:  # what comes after the body is the news that the client has gone
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._ends):
                message = await self._receive()
        except TimeoutError:
            raise TroubleError(Trouble(408, "the request came too slowly", "try again, or send less")) from None
        self._read += len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        if self._read > self._limits.body_bytes:
            raise TroubleError(too_long(self._limits))
        return message


class _Outgoing:
    """Sends an answer with the headers that all answers have."""

    def __init__(self, send: Send, number: str) -> None:
        self._send, self.number, self.status = send, number, 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            headers["x-request-id"] = self.number
            headers.setdefault("cache-control", "no-store")
        await self._send(message)
