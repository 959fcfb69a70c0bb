"""Processes that are killed: no decision that was kept is lost, a server with several processes replaces the one that died, and none
outlives the one that started it."""

from __future__ import annotations

import io
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path

import docx
import httpx
import pytest

import briefprism
from briefprism.models.own import LABELS_FILE
from briefprism.rules.pack_labels import parse_labels
from briefprism.rules.yaml_lines import load_yaml

KEEPS = """
import sys
from pathlib import Path
from briefprism.hall.person.review import keep
folder, start, number = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
print("begun", flush=True)
for n in range(start, start + number):
    keep(folder, {f"Place number {n}": "channel"}, {})
    print(n, flush=True)
"""


def _keeping(folder: Path, start: int, number: int) -> subprocess.Popen[str]:
    """A process that keeps decisions one after another, and tells of each when it is kept."""
    environment = {**os.environ, "PYTHONPATH": str(Path(briefprism.__file__).resolve().parent.parent)}
    command = [sys.executable, "-c", KEEPS, str(folder), str(start), str(number)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def _kept(folder: Path) -> set[int]:
    """The numbers of the decisions in the file, which has to be whole."""
    path = folder / LABELS_FILE
    if not path.exists():
        return set()
    return {int(p.name.rpartition(" ")[2]) for p in parse_labels(load_yaml(str(path), path.read_bytes()))[0]}


def test_a_kill_leaves_the_old_decisions_or_the_new(tmp_path: Path) -> None:
    rng, promised = random.Random(0), set[int]()
    for turn in range(12):
        process = _keeping(tmp_path, turn * 1000, 1000)
        assert process.stdout
        assert process.stdout.readline() == "begun\n"
        time.sleep(rng.uniform(0.0, 0.25))
        process.kill()
        promised |= {int(line) for line in process.communicate()[0].split()}
        kept = _kept(tmp_path)
        assert promised <= kept
        assert len(kept - promised) <= turn + 1  # at most the one that was being kept when the kill came
    assert len(promised) > 12


def test_two_processes_that_keep_decisions_lose_none(tmp_path: Path) -> None:
    both = [_keeping(tmp_path, start, 30) for start in (0, 1000)]
    for process in both:
        process.communicate(timeout=120)
        assert process.returncode == 0
    assert _kept(tmp_path) == {*range(30), *range(1000, 1030)}


def _children(process: int) -> list[int]:
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    return [int(number) for task in tasks for number in task.read_text().split()]


def _workers(process: int) -> list[int]:
    """The processes that answer: Python starts one more, which looks after what they share."""
    return [one for one in _children(process) if "spawn_main" in Path(f"/proc/{one}/cmdline").read_text()]


def _label(site: str, name: str) -> str:
    asked = urllib.request.Request(f"{site}/api/v1/classify", json.dumps({"names": [name]}).encode(), {"content-type": "application/json"})
    for _ in range(300):
        try:
            with urllib.request.urlopen(asked, timeout=60) as answer:
                return str(json.load(answer)[0]["label"])
        except (urllib.error.URLError, ConnectionError):  # it was with the process that died, as its sender sees
            time.sleep(0.1)
    raise AssertionError("no answer within half a minute")


@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as Linux shows them")
def test_killed_workers_are_replaced_and_what_they_kept_counts(
    served: Callable[..., tuple[subprocess.Popen[bytes], str]], tmp_path: Path
) -> None:
    process, site = served("--workers", "2", "--own", str(tmp_path / "own"))
    form = urllib.parse.urlencode({"names": "Nachbarschaft24", "name.0": "Nachbarschaft24", "label.0": "network"}).encode()
    with urllib.request.urlopen(f"{site}/names/keep", form) as answer:
        assert answer.status == 200
    before = _workers(process.pid)
    assert len(before) == 2
    for worker in before:
        os.kill(worker, signal.SIGKILL)
        assert _label(site, "Nachbarschaft24") == "network"
    for _ in range(100):
        after = _workers(process.pid)
        if len(after) == 2 and not set(after) & set(before):
            break
        time.sleep(0.1)
    assert len(after) == 2
    assert not set(after) & set(before)


def _lives(process: int) -> bool:
    """Whether a process is there, and not only waits to be taken note of by the one that has it now."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _end(processes: list[int]) -> None:
    """Wait until none of them lives, for less than half a minute."""
    for _ in range(250):
        if not any(map(_lives, processes)):
            return
        time.sleep(0.1)
    left = [one for one in processes if _lives(one)]
    for one in left:
        os.kill(one, signal.SIGKILL)
    raise AssertionError(f"{len(left)} of {len(processes)} went on")


def _descendants(process: int) -> list[int]:
    return [one for child in _children(process) for one in (child, *_descendants(child))]


@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as Linux shows them")
def test_nothing_outlives_the_process_that_started_the_server(served: Callable[..., tuple[subprocess.Popen[bytes], str]]) -> None:
    process, site = served("--workers", "2")
    started = _descendants(process.pid)
    assert len(_workers(process.pid)) == 2
    process.kill()
    _end(started)
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does; a connection that was closed holds it for a while
        again.bind(("127.0.0.1", int(site.rpartition(":")[2])))


@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as Linux shows them")
def test_helpers_of_a_killed_process_end(served: Callable[..., tuple[subprocess.Popen[bytes], str]]) -> None:
    process, site = served()
    plan = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("We will post on Facebook every day.")
    document.save(plan)
    assert httpx.post(f"{site}/check", files={"file": ("plan.docx", plan.getvalue())}, timeout=60).status_code == 200
    helpers = _children(process.pid)
    assert helpers, "one reads documents, and where durable-rules is installed, one runs rules"
    process.kill()
    _end(helpers)
