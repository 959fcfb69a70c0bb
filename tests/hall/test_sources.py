"""What is opened: files and pipes; no devices, and nothing that a folder's links lead to elsewhere."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from briefprism.hall.sources import gather, read_bytes, read_raw
from briefprism.models.document import Limits
from briefprism.models.errors import InputError
from briefprism.models.settings import Settings

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="no such files there")
QUICK = Settings(limits=Limits(max_seconds=0.5))


def sources(*paths: Path) -> list[str]:
    return [Path(d.source).name for d in gather(paths, Settings())]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "briefs"
    made.mkdir()
    (made / "plan.md").write_text("We blog.", encoding="utf-8")
    (tmp_path / "secret.md").write_text("root:x:0", encoding="utf-8")
    return made


@POSIX
def test_links_that_lead_out_of_a_folder_are_skipped_and_that_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "away.md").symlink_to("../secret.md")
    (folder / "passwd.txt").symlink_to("/etc/passwd")
    (folder / "zero.txt").symlink_to("/dev/zero")
    (folder / "itself.md").symlink_to("itself.md")
    (folder / "round").symlink_to(folder)
    (folder / "same.md").symlink_to("plan.md")
    os.mkfifo(folder / "pipe.md")
    assert sources(folder) == ["plan.md", "same.md"]
    said = capsys.readouterr().err.splitlines()
    assert [line.partition(": ")[0] for line in said] == [str(folder / "away.md"), str(folder / "passwd.txt")]
    assert said[0].endswith("skipped, since it is a link that leads out of the folder; name it to have it read")
    assert sources(folder / "away.md") == ["away.md"]


@POSIX
def test_a_folder_that_is_a_link_itself_is_read(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(folder)
    assert sources(tmp_path / "link") == ["plan.md"]


@POSIX
@pytest.mark.parametrize("name", ["/dev/zero", "/dev/null", "/dev/random"])
def test_devices_are_refused(name: str) -> None:
    with pytest.raises(InputError, match=r"it is a device and no file; name a file, or pass '-'"):
        read_raw(Path(name), Settings())


@POSIX
def test_a_pipe_that_nobody_writes_to_is_not_waited_for_without_end(tmp_path: Path) -> None:
    pipe, began = tmp_path / "plan.md", time.monotonic()
    os.mkfifo(pipe)
    with pytest.raises(InputError, match=r"nothing came out of this pipe for 0.5 seconds"):
        read_raw(pipe, QUICK)
    assert time.monotonic() - began < 10


@POSIX
def test_a_pipe_that_somebody_writes_to_is_read_whole(tmp_path: Path) -> None:
    pipe = tmp_path / "plan.md"
    os.mkfifo(pipe)

    def write() -> None:
        with pipe.open("wb") as file:
            for _ in range(3):
                file.write(b"We blog. " * 10_000)
                file.flush()
                time.sleep(0.05)

    writer = threading.Thread(target=write)
    writer.start()
    assert read_raw(pipe, Settings()) == b"We blog. " * 30_000
    writer.join()


def test_texts_keep_their_own_bound(tmp_path: Path) -> None:
    long = b"<html><p>We blog.</p>" + b"<!-- -->" * 1_000_000
    assert read_bytes("plan.html", long, Settings()).text == "We blog.\n"
    with pytest.raises(InputError, match=r"plan.md: it is longer than 5000000 bytes; "):
        read_bytes("plan.md", b"We blog. " * 1_000_000, Settings())
    (tmp_path / "plan.html").write_bytes(long)
    with pytest.raises(InputError, match=r"it is longer than 1000 bytes"):
        list(gather([tmp_path / "plan.html"], Settings(limits=Limits(max_bytes=1_000), max_bytes=1_000)))


@pytest.fixture
def in_a_copy() -> Iterator[Callable[[Callable[[], bool]], bool]]:
    """Runs something in a copy of this process, and tells whether it was so."""

    def run(question: Callable[[], bool]) -> bool:
        pid = os.fork()
        if not pid:
            os._exit(0 if question() else 1)
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0

    return run


@POSIX
@pytest.mark.filterwarnings("ignore:This process.*is multi-threaded:DeprecationWarning")
def test_a_copy_of_this_process_reads_with_its_own(in_a_copy: Callable[[Callable[[], bool]], bool]) -> None:
    def read() -> bool:
        return read_bytes("a.html", b"<html><p>We blog.", Settings()).text == "We blog.\n"

    assert read()
    assert in_a_copy(read)
    assert read()
