"""Files are written whole or not at all, also when the machine goes down or the run is ended."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from briefprism.batch.whole import whole_file
from briefprism.hall.sources import write_whole
from briefprism.models.errors import InputError


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is done to files, in order."""
    done: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def sync(number: int) -> None:
        done.append("folder" if stat.S_ISDIR(os.fstat(number).st_mode) else "bytes")
        fsync(number)

    def rename(path: Path, target: Path) -> Path:
        done.append("name")
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(Path, "replace", rename)
    return done


@pytest.mark.skipif(os.name != "posix", reason="folders cannot be opened there")
def test_bytes_and_name_are_on_the_disk(tmp_path: Path, told: list[str]) -> None:
    write_whole(tmp_path / "a.json", b"{}")
    with whole_file(tmp_path / "b.csv") as path:
        path.write_bytes(b"x\n")
    assert told == ["bytes", "name", "folder"] * 2
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.json", "b.csv"]


def test_what_was_there_stays_when_the_new_file_cannot_be_finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.json").write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError, match="No space left on device"):
        write_whole(tmp_path / "a.json", b"new")
    with pytest.raises(InputError, match=r"No space left on device.*free some space"), whole_file(tmp_path / "a.json") as path:
        path.write_bytes(b"new")
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("a.json", b"old")]


@pytest.mark.skipif(os.name != "posix", reason="there is no SIGTERM")
def test_a_terminated_run_cleans_up(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("source\n" + "".join(f"name {n}\n" for n in range(400_000)), encoding="utf-8")
    (tmp_path / "tmp").mkdir()
    command = [sys.executable, "-m", "briefprism", "classify", "--input", "in.csv", "--column", "source", "--output", "out.csv"]
    run = subprocess.Popen(command, cwd=tmp_path, env={**os.environ, "TMPDIR": str(tmp_path / "tmp")}, stderr=subprocess.PIPE)
    part = tmp_path / ".out.csv.bp-part"
    while not (part.exists() and part.stat().st_size > 100) and run.poll() is None:
        time.sleep(0.01)
    run.send_signal(signal.SIGTERM)
    _, said = run.communicate(timeout=60)
    assert run.returncode == 130
    assert b"with --resume to go on from here" in said
    assert list((tmp_path / "tmp").iterdir()) == []
    assert not (tmp_path / "out.csv").exists()
