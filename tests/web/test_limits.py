"""Requests that are meant to take up the server: endless lists, work over its time, heads and bodies that drip."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient
from starlette.types import Message

from briefprism.models.settings import Settings
from briefprism.web.desk import Desk
from briefprism.web.limits import Limits
from briefprism.web.problems import TroubleError

LIST = b'{"names":[' + b"1," * 1_000_000 + b"1]}"
OBJECT = b"{" + b",".join(b'"%d":1' % n for n in range(200_000)) + b"}"


def apart(work: Coroutine[Any, Any, Any]) -> Any:
    """What it comes to, in a thread of its own: the browser tests leave a loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


@pytest.mark.parametrize("body", [LIST, OBJECT], ids=["list", "object"])
def test_endless_lists_are_refused_before_their_parts_are_looked_at(client: TestClient, body: bytes) -> None:
    answer = client.post("/api/v1/classify", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert len(answer.json()["errors"]) == 1
    assert "more than 10,000" in answer.json()["detail"]


def test_only_the_first_faults_are_told(client: TestClient) -> None:
    assert len(client.post("/api/v1/classify", json={"names": [1] * 5_000}).json()["errors"]) == 100


class Endless:
    """Work that never ends by itself, and counts its steps."""

    def __init__(self) -> None:
        self.steps = 0

    def __call__(self) -> None:
        while True:
            self.steps += 1

    def still_works(self) -> bool:
        before = self.steps
        time.sleep(0.2)
        return self.steps != before


def test_a_job_that_is_over_its_time_is_stopped() -> None:
    endless = Endless()

    async def two() -> int:
        desk = Desk(Settings(engine="python"), Limits(seconds=0.3))
        with pytest.raises(TroubleError):
            await desk.run(endless)
        desk.limits = replace(desk.limits, seconds=20.0)
        answer = await desk.run(lambda: 7)
        desk.close()
        return answer

    assert apart(two()) == 7
    assert not endless.still_works()


def test_work_for_somebody_who_has_gone_is_stopped() -> None:
    endless = Endless()

    async def goes() -> Message:
        await asyncio.sleep(0.1 if endless.steps else 0.01)
        return {"type": "http.disconnect"} if endless.steps else {"type": "http.request"}

    async def two() -> int:
        desk = Desk(Settings(engine="python"), Limits(seconds=60.0))
        with pytest.raises(TroubleError, match="did not wait"):
            await desk.run_for(Request({"type": "http"}, goes), endless)
        answer = await desk.run(lambda: 7)
        desk.close()
        return answer

    assert apart(two()) == 7
    assert not endless.still_works()


def test_those_who_wait_and_go_leave_their_place() -> None:
    gate, done = threading.Event(), list[str]()

    async def stays() -> Message:
        return await asyncio.Future()

    async def goes() -> Message:
        return {"type": "http.disconnect"}

    async def three() -> None:
        desk = Desk(Settings(engine="python"), Limits(queue=2))
        first = asyncio.ensure_future(desk.run_for(Request({"type": "http"}, stays), lambda: gate.wait(20)))
        await asyncio.sleep(0.05)
        with pytest.raises(TroubleError, match="did not wait"):
            await desk.run_for(Request({"type": "http"}, goes), done.append, "for nobody")
        third = asyncio.ensure_future(desk.run_for(Request({"type": "http"}, stays), done.append, "for somebody"))
        await asyncio.sleep(0.05)
        gate.set()
        await asyncio.gather(first, third)
        desk.close()

    apart(three())
    assert done == ["for somebody"]


def test_a_text_is_not_lost_when_many_ask(small: Callable[..., TestClient]) -> None:
    client = small(queue=0)
    answer = client.post("/check", data={"text": "We post on Facebook <daily>.", "told.audience": "yes"})
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert "Many people are asking at this moment; please try again in a few seconds." in answer.text
    assert "We post on Facebook &lt;daily&gt;.</textarea>" in answer.text
    assert 'name="told.audience" value="yes"' in answer.text


def test_what_is_stopped_too_late_does_not_hit_the_next_job() -> None:
    async def many() -> int:
        desk, good = Desk(Settings(engine="python"), Limits(seconds=0.002)), 0
        for _ in range(200):
            with contextlib.suppress(TroubleError):
                await desk.run(time.sleep, 0.002)
            desk.limits = replace(desk.limits, seconds=20.0)
            good += await desk.run(lambda: 1)
            desk.limits = replace(desk.limits, seconds=0.002)
        desk.close()
        return good

    assert apart(many()) == 200


def _answer_to(site: str, head: bytes, drop: bytes, most: float) -> tuple[bytes, float]:
    """What comes back while one drop after another is sent, and after how many seconds."""
    host, _, port = site.removeprefix("http://").partition(":")
    begun = time.monotonic()
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(head)
        connection.settimeout(0.2)
        while time.monotonic() - begun < most:
            try:
                connection.sendall(drop)
                return connection.recv(100), time.monotonic() - begun
            except TimeoutError:
                continue
            except OSError:
                return b"", time.monotonic() - begun
    raise AssertionError(f"still waited for after {most} seconds")


def test_a_body_that_drips_is_not_waited_for(served: Callable[..., tuple[subprocess.Popen[bytes], str]]) -> None:
    _, site = served("--seconds", "2")
    head = b"POST /check HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\n"
    found, after = _answer_to(site, head, b"a", 30)
    assert b" 408 " in found
    assert after < 20


def test_a_head_that_never_ends_is_not_waited_for(served: Callable[..., tuple[subprocess.Popen[bytes], str]]) -> None:
    _, site = served()
    found, after = _answer_to(site, b"GET / HTTP/1.1\r\nHost: localhost\r\n", b"X-a: b\r\n", 60)
    assert found == b""
    assert after > 5
