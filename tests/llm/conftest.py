"""A small server of the OpenAI kind on this machine, whose answers a test decides."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from briefprism.models.settings import LlmSettings

Answer = Callable[["Asked"], Any]


@dataclass
class Asked:
    """One request: its body, and what is read out of the prompt."""

    body: dict[str, Any]

    @property
    def user(self) -> str:
        return str(self.body["messages"][-1]["content"])

    @property
    def fields(self) -> dict[str, Any]:
        """The fields that the form of the answer has."""
        found: dict[str, Any] = self.body["response_format"]["json_schema"]["schema"]["properties"]
        return found

    @property
    def sentence(self) -> str:
        match = re.search(r"^sentence: (.*)\n</data-\w{12}>", self.user, re.DOTALL | re.MULTILINE)
        assert match
        return match[1]

    @property
    def names(self) -> dict[str, str]:
        return dict(re.findall(r"^(name_\d+): (.*)$", self.user, re.MULTILINE))


@dataclass
class Server:
    """``asked`` are the requests so far."""

    url: str
    asked: list[Asked] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    def settings(self, **options: Any) -> LlmSettings:
        return LlmSettings(**{"model": "tiny", "base_url": f"{self.url}/v1", "max_seconds": 10.0, **options})


@contextmanager
def serve(answer: Answer) -> Iterator[Server]:
    """Run a server; ``answer`` gives the object (or the text) that the model would write."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = Asked(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            server.asked.append(asked)
            server.keys.append(self.headers["Authorization"])
            said = answer(asked)
            content = said if isinstance(said, str) else json.dumps(said)
            message = {"role": "assistant", "content": content}
            choice = {"index": 0, "finish_reason": "stop", "message": message}
            raw = json.dumps({"id": "1", "object": "chat.completion", "created": 0, "model": "tiny", "choices": [choice]}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: object) -> None:
            pass

    listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server = Server(f"http://127.0.0.1:{listener.server_port}")
    thread = Thread(target=listener.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        listener.shutdown()
        listener.server_close()
        thread.join()


def says(carries: bool, label: str = "network") -> Answer:
    """A model that answers the same to everything, and quotes as it should."""

    def answer(asked: Asked) -> Any:
        if names := asked.names:
            return {key: {"label": label, "quote": name} for key, name in names.items()}
        return {**{element: carries for element in asked.fields if element != "quote"}, "quote": asked.sentence[:400]}

    return answer


def inventing(asked: Asked) -> Any:
    """A model that says what would please, and makes its quotes up."""
    if names := asked.names:
        return {key: {"label": "network", "quote": f"{name} is the largest network of all"} for key, name in names.items()}
    return {**{element: True for element in asked.fields if element != "quote"}, "quote": "The plan says so in every respect."}


@pytest.fixture(autouse=True)
def doubts(in_doubt: None) -> None:
    """All tests here need a brief of which something is left open."""


@pytest.fixture(scope="session")
def agreeing() -> Iterator[Server]:
    with serve(says(True)) as server:
        yield server


@pytest.fixture(scope="session")
def lying() -> Iterator[Server]:
    with serve(inventing) as server:
        yield server
