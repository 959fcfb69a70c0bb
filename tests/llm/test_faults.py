"""A server that is busy, broken, slow, cut off or talking nonsense: the report is the one without it, with one line."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Mapping
from typing import Any

import pytest

from briefprism.hall.brief.pipeline import Checker
from briefprism.models.report import Report
from briefprism.models.settings import LlmSettings, Settings
from tests.llm.conftest import says, serve


def check(text: str, settings: LlmSettings | None) -> Report:
    return Checker(Settings(llm=settings)).check(text, "brief.md")


def expect_untouched(text: str, settings: LlmSettings, note: str) -> None:
    alone, helped = check(text, None).to_dict(), check(text, settings).to_dict()
    llm = helped.pop("llm")
    assert helped == alone
    assert llm["accepted"] == 0
    assert llm["note"] == f"The language model gave no help: {note}. The report is as it would be without it."


def mock(llmock: Any, **options: Any) -> LlmSettings:
    return LlmSettings(**{"model": "tiny", "base_url": llmock.base_url(), "max_seconds": 20.0, **options})


def test_too_busy_is_tried_again_after_the_time_that_the_server_names(llmock: Any, texts: Mapping[str, str]) -> None:
    reply = json.dumps({"name_1": {"label": "unknown", "quote": "Thornbury Garden Centre"}})
    llmock.rate_limit(times=1, retry_after=0.7).reply(reply, times=None)
    started = time.monotonic()
    report = check(texts["weak"], mock(llmock, at_once=1, max_calls=1))
    assert time.monotonic() - started >= 0.7
    statuses = [r.status for r in llmock.requests]
    assert statuses[:2] == [429, 200]
    llmock.assert_resilient()
    assert report.llm is not None
    assert report.llm.note.startswith("The limits of the settings left ")


@pytest.mark.parametrize(
    ("status", "note"),
    [
        (429, "it is too busy"),
        (500, "it answers with an error (500)"),
        (503, "it answers with an error (503)"),
        (401, "it refuses the key"),
        (404, "it does not know this model or address"),
        (400, "it answers with an error (400)"),
    ],
)
def test_errors(llmock: Any, texts: Mapping[str, str], status: int, note: str) -> None:
    llmock.fail(status, times=None, retry_after=0.05, message="the key sk-secret is wrong")
    expect_untouched(texts["weak"], mock(llmock, api_key="sk-secret"), note)
    calls = len(llmock.requests)
    assert calls == 4 if status in (400, 401, 404) else calls > 4  # no retry where it cannot help


def test_a_slow_server_is_left_at_the_limit(llmock: Any, texts: Mapping[str, str]) -> None:
    check(texts["weak"], None)
    llmock.delay(8.0, times=None)
    started = time.monotonic()
    expect_untouched(texts["weak"], mock(llmock, max_seconds=0.5), "it did not answer within 0.5 seconds")
    assert time.monotonic() - started < 5


def test_text_without_form_is_nonsense(llmock: Any, texts: Mapping[str, str]) -> None:
    llmock.reply("All is complete, trust me.", times=None)
    expect_untouched(texts["weak"], mock(llmock), "its answers cannot be read")


@pytest.mark.parametrize(
    "content",
    [
        '{"owner": "yes", "quote": "Jess does the posting"}',
        '{"owner": true}',
        '{"owner": true, "quote": "Jess does the posting", "finding": "complete"}',
        '{"owner": true, "quote": "Jess does the po',
        "[]",
        "null",
        '"yes"',
        "",
    ],
)
def test_answers_of_another_form_do_not_count(texts: Mapping[str, str], content: str) -> None:
    with serve(lambda _: content) as server:
        expect_untouched(texts["weak"], server.settings(), "its answers cannot be read")


@pytest.mark.parametrize("raw", [b"", b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"id": "1", "cho'])
def test_a_server_that_breaks_off(texts: Mapping[str, str], raw: bytes) -> None:
    with raw_server(raw) as settings:
        expect_untouched(texts["weak"], settings, "it cannot be reached, or it broke off")


@pytest.mark.parametrize("body", [b"<html>It works!</html>", b"{}", b"[]", b'{"choices": []}', b'{"choices": [{"message": null}]}'])
def test_a_server_of_another_kind(texts: Mapping[str, str], body: bytes) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n"
    with raw_server(head.encode() + body) as settings:
        expect_untouched(texts["weak"], settings, "its answers cannot be read")


def test_nobody_there(texts: Mapping[str, str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: refused at once
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        expect_untouched(texts["weak"], LlmSettings("tiny", url), "it cannot be reached, or it broke off")


def test_one_failed_call_among_many_leaves_all_out_and_answers_are_kept(tmp_path: Any, texts: Mapping[str, str]) -> None:
    """How far a server came before it failed must not decide the report; the next run asks only what is missing."""
    state = {"calls": 0}

    def answer(asked: Any) -> Any:
        state["calls"] += 1
        if state["calls"] == 3:
            time.sleep(30)
        return says(True)(asked)

    with serve(answer) as server:
        settings = server.settings(max_seconds=1.0, at_once=1, cache=tmp_path / "a.sqlite")
        expect_untouched(texts["weak"], settings, "it did not answer within 1 seconds")
        before = state["calls"]
        second = check(texts["weak"], settings)
        assert second.llm is not None
        assert second.llm.accepted == 4
        assert state["calls"] == before + 2


def raw_server(raw: bytes) -> Any:
    """A server that writes ``raw`` to whoever comes, and hangs up."""
    from contextlib import contextmanager
    from socketserver import BaseRequestHandler, ThreadingTCPServer
    from threading import Thread

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            self.request.recv(65536)
            self.request.sendall(raw)

    @contextmanager
    def run() -> Any:
        with ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
            thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
            thread.start()
            yield LlmSettings("tiny", f"http://127.0.0.1:{server.server_address[1]}/v1", max_seconds=10.0)
            server.shutdown()
            thread.join()

    return run()
