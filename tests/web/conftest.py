"""A server for the tests of the web page: in this process for requests, on a port of its own for the browser."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

import briefprism
from briefprism.models.settings import Settings
from briefprism.web.app import create_app
from briefprism.web.limits import Limits

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PACKAGE = Path(briefprism.__file__).resolve().parent
EXPECTED = bool(os.environ.get("BRIEFPRISM_TESTS_EXPECT_BROWSER"))
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PLENTY = Limits(per_minute=100_000, burst=10_000)


def wait_until_ready(client: TestClient) -> None:
    """Wait for the labellers."""
    for _ in range(1200):
        if client.get("/readyz").status_code == 200:
            return
        time.sleep(0.1)
    raise AssertionError("the server did not become ready within two minutes")


@pytest.fixture(scope="session")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that corrections go to."""
    return tmp_path_factory.mktemp("own") / "labels"


@pytest.fixture(scope="session")
def app(own: Path) -> FastAPI:
    return create_app(Settings(engine="python"), PLENTY, own=own)


@pytest.fixture(scope="session")
def client(app: FastAPI) -> Iterator[TestClient]:
    """Asks the server as a program does."""
    with TestClient(app, base_url="http://localhost") as found:
        wait_until_ready(found)
        yield found


@pytest.fixture
def small(request: pytest.FixtureRequest) -> Iterator[Callable[..., TestClient]]:
    """Makes servers with limits of their own; they do not wait until they are ready."""
    opened: list[TestClient] = []

    def make(settings: Settings | None = None, hosts: tuple[str, ...] = (), own: Path | None = None, **limits: Any) -> TestClient:
        made = TestClient(create_app(settings or Settings(engine="python"), Limits(**limits), hosts, own), base_url="http://localhost")
        opened.append(made)
        return made.__enter__()

    yield make
    for one in opened:
        one.__exit__(None, None, None)


@contextmanager
def running(app: FastAPI, lifespan: Literal["on", "off"] = "on") -> Iterator[str]:
    """The address of a server on a port of this machine, in a thread of this process."""
    import uvicorn

    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", access_log=False, lifespan=lifespan))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(30)


@pytest.fixture(scope="session")
def site(app: FastAPI, client: TestClient) -> Iterator[str]:
    """The address of the server of ``client``, for a browser."""
    with running(app, "off") as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; without it the tests are skipped, unless one is expected."""
    if not CHROMIUM and not EXPECTED:  # pip brings no browser; the check installs one and expects it
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield launched
        launched.close()


@pytest.fixture
def served() -> Iterator[Callable[..., tuple[subprocess.Popen[bytes], str]]]:
    """Starts `briefprism serve` on a free port, and waits until it is ready."""
    running: list[subprocess.Popen[bytes]] = []

    def start(*options: str) -> tuple[subprocess.Popen[bytes], str]:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "briefprism", "serve", "--port", str(port), *options]
        running.append(subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(PACKAGE.parent)}, stderr=subprocess.PIPE))
        site = f"http://127.0.0.1:{port}"
        for _ in range(900):
            try:
                urllib.request.urlopen(f"{site}/readyz").close()
            except urllib.error.URLError:
                time.sleep(0.1)
            else:
                return running[-1], site
        raise AssertionError("it did not become ready within a minute and a half")

    yield start
    for process in running:
        process.terminate()
        try:
            process.communicate(timeout=40)
        except subprocess.TimeoutExpired:
            process.kill()
