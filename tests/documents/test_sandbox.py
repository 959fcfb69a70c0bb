"""Documents in a process of their own: the same answer, nothing to open there, and one line for what breaks it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from briefprism.documents import sandbox as module
from briefprism.documents.reading import read_document
from briefprism.documents.sandbox import Sandbox
from briefprism.documents.worker import READY
from briefprism.models.document import Limits
from briefprism.models.errors import InputError

Made = Mapping[str, Callable[[str], bytes]]
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="only the time is bounded there")


@pytest.fixture
def sandbox() -> Iterator[Callable[..., Sandbox]]:
    opened: list[Sandbox] = []

    def make(limits: Limits | None = None) -> Sandbox:
        opened.append(Sandbox(limits or Limits()))
        return opened[-1]

    yield make
    for one in opened:
        one.close()


def child(sandbox: Sandbox) -> subprocess.Popen[bytes]:
    (workers,) = sandbox._idle.values()
    return workers[0].process


def in_worker(script: str, kind: str = "html") -> dict[str, Any]:
    """What a script finds that runs where a document is read."""
    code = (
        "import sys; sys.path[:] = sys.argv[3:]\n"
        "import json, os, socket, subprocess, resource\n"
        "from briefprism.documents import worker\n"
        "from briefprism.models.document import Limits\n"
        "worker._warm_up(sys.argv[1]); worker._shut(Limits(**json.loads(sys.argv[2])))\n"
        "def attempt(f):\n"
        "    try: f()\n"
        "    except BaseException as error: return type(error).__name__\n"
        "    return 'it worked'\n"
        f"{script}"
    )
    limits = json.dumps({"max_memory": 1_000_000_000})
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code, kind, limits, *module._import_path()], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_the_answer_is_that_of_this_process(sandbox: Callable[..., Sandbox], made: Made, texts: Mapping[str, str], samples: Path) -> None:
    files = {f"plan{suffix}": make(texts["complete"]) for suffix, make in made.items()}
    files |= {path.name: path.read_bytes() for path in samples.glob("[cmw]*")}
    box = sandbox()
    assert {path.rpartition(".")[2] for path in files} == {"docx", "pptx", "html", "eml", "odt", "pdf"}
    for name, raw in files.items():
        assert box.read(name, raw) == read_document(name, raw, Limits())


def test_faults_and_encodings_go_through(sandbox: Callable[..., Sandbox]) -> None:
    box = sandbox()
    page = "<html><p>Wir bloggen über Kräuter.".encode("cp437")
    assert "über Kräuter" in box.read("a.html", page, "cp437").text
    for raw in (b"<html></html>", b"%PDF-1.7 broken", b"PK\x03\x04"):
        with pytest.raises(InputError) as error:
            box.read("a.html", raw)
        with pytest.raises(InputError) as expected:
            read_document("a.html", raw, Limits())
        assert str(error.value) == str(expected.value)


def test_one_process_serves_many_files_and_then_another(sandbox: Callable[..., Sandbox], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_FILES", 3)
    box, pids = sandbox(), []
    for number in range(5):
        assert box.read("a.html", f"<html><p>We blog {number}.".encode()).text == f"We blog {number}.\n"
        pids.append(child(box).pid if any(box._idle.values()) else None)
    assert pids[0] == pids[1]
    assert pids[2] is None
    assert pids[3] == pids[4] != pids[0]


def test_threads_share_it(sandbox: Callable[..., Sandbox]) -> None:
    box = sandbox()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda n: box.read("a.html", f"<html><p>Plan {n}.".encode()).text, range(40)))
    assert found == [f"Plan {n}.\n" for n in range(40)]
    assert 1 <= len(box._idle["html"]) <= 2


def test_it_ends_with_close(sandbox: Callable[..., Sandbox]) -> None:
    box = sandbox()
    box.read("a.html", b"<html><p>We blog.")
    process = child(box)
    box.close()
    assert process.returncode is not None


@POSIX
def test_nothing_can_be_opened_there() -> None:
    found = in_worker(
        "print(json.dumps({\n"
        " 'read': attempt(lambda: open('/etc/passwd')), 'write': attempt(lambda: open('/tmp/x-briefprism', 'w')),\n"
        " 'socket': attempt(lambda: socket.socket()), 'run': attempt(lambda: subprocess.run(['true'])),\n"
        " 'memory': attempt(lambda: bytearray(1_100_000_000)), 'key': os.environ.get('OPENAI_API_KEY')}))"
    )
    assert found == {
        "read": "OSError", "write": "OSError", "socket": "OSError", "run": "OSError", "memory": "MemoryError",
        "key": None,
    }  # fmt: skip


def test_the_environment_is_not_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-not-to-be-seen")
    worker = module._Worker("html", Limits())
    try:
        assert worker._exchange([], 60) == READY
        if sys.platform == "linux":
            assert b"OPENAI" not in Path(f"/proc/{worker.process.pid}/environ").read_bytes()
    finally:
        worker.end()


@POSIX
@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="no such signal")
def test_what_takes_too_long_is_ended(sandbox: Callable[..., Sandbox]) -> None:
    box = sandbox(Limits(max_seconds=0.5))
    box.read("a.html", b"<html><p>We blog.")
    os.kill(child(box).pid, signal.SIGSTOP)
    with pytest.raises(InputError) as error:
        box.read("b.html", b"<html><p>We blog.")
    assert str(error.value) == (
        "b.html: reading it took longer than 0.5 seconds; save only the part that is the plan; if you trust it, raise max_seconds "
        "(check --limit max_seconds=1, or [limits] in briefprism.toml)"
    )
    assert box.read("c.html", b"<html><p>We blog again.").text == "We blog again.\n"


@POSIX
@pytest.mark.parametrize("number", ["SIGSEGV", "SIGABRT", "SIGKILL"])
def test_a_crash_is_one_line_and_the_next_file_is_read(sandbox: Callable[..., Sandbox], number: str) -> None:
    box = sandbox()
    box.read("a.html", b"<html><p>We blog.")
    os.kill(child(box).pid, getattr(signal, number))
    with pytest.raises(InputError) as error:
        box.read("b.html", b"<html><p>We blog.")
    assert str(error.value).startswith(
        "b.html: this web page makes its reader break off, or needs more than 1,500,000,000 bytes of memory; "
    )
    assert "max_memory" in str(error.value)
    assert box.read("c.html", b"<html><p>We blog again.").text == "We blog again.\n"


@POSIX
def test_the_processor_is_bounded_even_where_nobody_waits(sandbox: Callable[..., Sandbox]) -> None:
    box = sandbox(Limits(max_seconds=1.0))
    slow = b"<html>" + b"".join(b"<p>%d" % n for n in range(400_000))
    box.read("a.html", b"<html><p>We blog.")
    box._idle["html"][0]._end_late = lambda: None  # type: ignore[method-assign]
    with pytest.raises(InputError, match=r"longer than 1 seconds.*max_seconds|more than 5,000,000 characters"):
        box.read("b.html", slow * 8)


def test_memory_is_bounded(sandbox: Callable[..., Sandbox]) -> None:
    box = sandbox(Limits(max_memory=300_000_000, max_text=100_000_000))
    with pytest.raises(InputError, match=r"b.html: .*300,000,000 bytes of memory; .*max_memory"):
        box.read("b.html", b"<html>" + b"<p>We blog.<table><tr><td>x<td>y</table>" * 1_000_000)


def test_a_process_that_does_not_start_is_said(sandbox: Callable[..., Sandbox], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_START", "import no_such_module")
    with pytest.raises(InputError, match=r"a.html: the process that reads documents does not start; raise max_memory"):
        sandbox().read("a.html", b"<html><p>We blog.")
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    with pytest.raises(InputError, match=r"cannot be started \(No such file or directory\)"):
        sandbox().read("a.html", b"<html><p>We blog.")


@pytest.mark.parametrize(
    "answer",
    [
        {}, [], {"text": "abc", "places": 3, "note": ""}, {"text": 3, "places": [], "note": ""},
        *({"text": "abc", "places": [place], "note": ""} for place in ([0, 9, "x"], [0, "1", "x"], [0, 1], [0, 1, None])),
    ],
)  # fmt: skip
def test_an_answer_is_not_taken_on_trust(answer: Any) -> None:
    with pytest.raises(InputError, match=r"a.pdf: what was read of this PDF makes no sense; "):
        module._document("a.pdf", "pdf", answer)


def test_a_fault_from_there_stays_one_line() -> None:
    with pytest.raises(InputError) as error:
        module._document("a.pdf", "pdf", {"fault": "x\ny" * 1_000, "step": "z\r\nw"})
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 1_000


def test_in_this_process_where_that_is_asked_for(sandbox: Callable[..., Sandbox]) -> None:
    box = sandbox(Limits(inside=True))
    assert box.read("a.html", b"<html><p>We blog.").text == "We blog.\n"
    assert not box._idle
