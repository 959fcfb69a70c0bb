"""What stands before every page: hosts, other sites, sizes, rates, time, headers."""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from starlette.testclient import TestClient

from briefprism.models.settings import Settings
from briefprism.web import desk as desk_module
from briefprism.web.limits import Limits
from briefprism.web.security import HEADERS, Rate

PLAN = "We want young parents in Leeds to visit us. We post on Facebook every day."
HTMX = "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130"


@pytest.mark.parametrize("path", ["/", "/names", "/words", "/healthz", "/nothing", "/openapi.json", "/static/nothing.css"])
def test_every_answer_has_the_headers(client: TestClient, path: str) -> None:
    answer = client.get(path)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    assert len(answer.headers["x-request-id"]) == 32
    assert "set-cookie" not in answer.headers
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_the_policy_allows_nothing_inline_and_no_other_host() -> None:
    policy = HEADERS["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize("path", ["/", "/names", "/words"])
def test_no_page_holds_inline_code_or_another_address(client: TestClient, path: str) -> None:
    page = client.get(path).text
    assert "<style" not in page
    assert " style=" not in page
    assert " onclick=" not in page
    assert "<script>" not in page
    assert "//" not in page.replace("http://www.w3.org/2000/svg", "")


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "", "[::2]:80"])
def test_another_name_is_not_answered(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:9", "[::1]:8000", "LOCALHOST"])
def test_this_machine_is_answered_under_its_names(client: TestClient, host: str) -> None:
    assert client.get("/healthz", headers={"host": host}).status_code == 200


def test_further_names_can_be_allowed(small: Any) -> None:
    client = small(hosts=("briefs.example",))
    assert client.get("/healthz", headers={"host": "briefs.example:80"}).status_code == 200
    assert client.get("/healthz", headers={"host": "other.example"}).status_code == 421


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "same-origin", "origin": "null"}, 200),
        ({"origin": "http://localhost"}, 200),
        ({}, 200),
    ],
)
def test_another_website_cannot_send_for_its_visitor(client: TestClient, headers: dict[str, str], status: int) -> None:
    assert client.post("/names", data={"names": "Facebook"}, headers=headers).status_code == status


def test_a_body_is_refused_by_its_length_and_while_it_comes(small: Any) -> None:
    client = small(body_bytes=1000)
    assert client.post("/check", data={"text": "x" * 2000}).status_code == 413

    def drops() -> Iterator[bytes]:
        yield from (b'{"text": "', *[b"x" * 100] * 50, b'"}')

    streamed = client.post("/api/v1/check", content=drops(), headers={"content-type": "application/json", "content-length": "10"})
    assert streamed.status_code == 413
    assert "more than" in streamed.json()["detail"]


def test_too_many_requests_are_asked_to_wait(small: Any) -> None:
    client = small(per_minute=1, burst=2)
    answers = [client.post("/api/v1/classify", json={"names": ["Facebook"]}) for _ in range(3)]
    assert [a.status_code for a in answers] == [200, 200, 429]
    assert 1 <= int(answers[2].headers["retry-after"]) <= 61
    assert client.get("/").status_code == 200


def test_a_bucket_fills_again_and_clients_are_forgotten() -> None:
    rate = Rate(per_minute=60, burst=1)
    assert rate.wait("a", 0.0) == 0
    assert rate.wait("a", 0.5) == pytest.approx(0.5)
    assert rate.wait("a", 1.0) == 0
    assert rate.wait("b", 1.0) == 0
    for number in range(20_000):
        rate.wait(f"client {number}", 2.0)
    assert len(rate._left) == 10_000


def test_a_full_queue_and_a_slow_answer_say_so(small: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    client = small(queue=1, seconds=1.0)
    gate = threading.Event()
    monkeypatch.setattr(desk_module.Desk, "checker", lambda _: gate.wait(20))
    slow: list[Any] = []
    thread = threading.Thread(target=lambda: slow.append(client.post("/api/v1/check", json={"text": PLAN})))
    thread.start()
    time.sleep(0.5)
    busy = client.post("/api/v1/check", json={"text": PLAN})
    thread.join(20)
    gate.set()
    assert busy.status_code == 503
    assert busy.headers["retry-after"] == "5"
    assert slow[0].status_code == 503
    assert "longer than 1 seconds" in slow[0].json()["detail"]


def test_a_fault_of_ours_shows_nothing_of_itself(small: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError(PLAN)

    monkeypatch.setattr(desk_module.Desk, "refuse_misfit", fail)
    client = small()
    for path in ("/api/v1/check", "/check"):
        body = {"json": {"text": PLAN}} if "api" in path else {"data": {"text": PLAN}}
        answer = client.post(path, **body)
        assert answer.status_code == 500
        assert "Leeds" not in answer.text
        assert answer.headers["content-security-policy"] == HEADERS["content-security-policy"]
    told = "".join(r.getMessage() for r in caplog.records)
    assert "RuntimeError" in told
    assert "Leeds" not in told


def test_the_log_holds_nothing_of_a_body(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "briefprism.web"):
        client.post("/check?brief=Leeds", data={"text": PLAN})
    lines = [r.getMessage() for r in caplog.records if r.name == "briefprism.web"]
    assert any(line.startswith("POST /check 200 ") for line in lines)
    assert "Leeds" not in "".join(lines)


def test_health_comes_before_readiness(small: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = threading.Event()
    monkeypatch.setattr(desk_module.Desk, "warm_up", lambda _: gate.wait(20))
    client = small()
    assert client.get("/healthz").json() == {"status": "alive"}
    waiting = client.get("/readyz")
    gate.set()
    assert waiting.status_code == 503
    assert waiting.headers["retry-after"] == "1"


def test_static_files_may_be_kept_for_good_and_are_zipped(client: TestClient) -> None:
    page = client.get("/").text
    address = next(part for part in page.split('"') if part.startswith("/static/page.") and part.endswith(".css"))
    answer = client.get(address)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-encoding"] == "gzip"
    assert client.get(address.replace("page.", "page.0")).status_code == 404


def test_the_vendored_script_is_the_one_that_was_published() -> None:
    content = (files("briefprism.web") / "static" / "htmx.min.js").read_bytes()
    assert hashlib.sha256(content).hexdigest() == HTMX
    assert "Zero-Clause BSD" in (files("briefprism.web") / "static" / "htmx.LICENSE.txt").read_text()


def test_a_server_ends_when_the_job_at_hand_is_done() -> None:
    done = []
    desk = desk_module.Desk(Settings(), Limits())
    begun = threading.Event()
    desk._pool.submit(lambda: (begun.set(), time.sleep(0.5), done.append("first")))
    desk._pool.submit(lambda: done.append("second"))
    begun.wait(5)
    desk.close()
    assert done == ["first"]
