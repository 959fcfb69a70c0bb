"""The command that starts the server, as a process of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

import briefprism

PACKAGE = Path(briefprism.__file__).resolve().parent


def test_workers_answer_and_end_when_they_are_asked_to(served: Callable[..., tuple[subprocess.Popen[bytes], str]], tmp_path: Path) -> None:
    process, site = served("--workers", "2", "--own", str(tmp_path / "own"))
    with urllib.request.urlopen(f"{site}/") as answer:
        assert b"Is your social media plan complete?" in answer.read()
        assert "server" not in {name.lower() for name in answer.headers}
    process.send_signal(signal.SIGTERM)
    _, told = process.communicate(timeout=60)
    assert process.returncode in (0, -signal.SIGTERM)
    assert f"briefprism is at {site.replace('127.0.0.1', 'localhost')}".encode() in told
    assert b"GET / 200" in told
    assert b"Traceback" not in told


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--pack", "no-such-pack"], b"no-such-pack"),
        (["--port", "99999"], b"65535"),
        (["--workers", "0"], b"workers"),
        (["--host", "999.1.1.1"], b"leave out --host"),
    ],
)
def test_a_fault_is_one_line(command: Callable[..., subprocess.CompletedProcess[bytes]], options: list[str], words: bytes) -> None:
    done = command("serve", *options)
    assert done.returncode == 2
    assert words in done.stderr
    assert done.stderr.count(b"\n") == 1


def test_a_port_that_is_taken_is_one_line(command: Callable[..., subprocess.CompletedProcess[bytes]]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = command("serve", "--port", str(port))
    assert done.returncode == 2
    assert done.stderr.startswith(f"127.0.0.1:{port}: one cannot listen there (Address already in use); name another --port".encode())
    assert done.stderr.count(b"\n") == 1


def test_without_the_web_parts_the_extra_is_named(command: Callable[..., subprocess.CompletedProcess[bytes]], tmp_path: Path) -> None:
    (tmp_path / "uvicorn.py").write_text("raise ModuleNotFoundError('No module named uvicorn', name='uvicorn')")
    done = command("serve", env={"PYTHONPATH": f"{tmp_path}{os.pathsep}{PACKAGE.parent}"})
    assert done.returncode == 2
    assert b"pip install 'briefprism[web]'" in done.stderr
