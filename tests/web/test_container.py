"""The container as far as it can be tried without an engine: its files are read, and what it runs is run."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = ROOT / "Dockerfile"

pytestmark = pytest.mark.skipif(not DOCKERFILE.is_file(), reason="only a checkout has a Dockerfile")


@pytest.fixture(scope="module")
def steps() -> list[tuple[str, str]]:
    """(instruction, words) of the Dockerfile, lines joined."""
    text = re.sub(r"^#.*\n", "", DOCKERFILE.read_text(encoding="utf-8"), flags=re.MULTILINE).replace("\\\n", " ")
    return [(line.split(None, 1)[0], line.split(None, 1)[1].strip()) for line in text.splitlines() if line.strip()]


def _words(steps: list[tuple[str, str]], name: str) -> str:
    return [words for instruction, words in steps if instruction == name][-1]


def test_it_runs_as_somebody_without_rights(steps: list[tuple[str, str]]) -> None:
    user, group = _words(steps, "USER").split(":")
    assert int(user) > 0
    assert int(group) > 0
    assert [name for name, _ in steps].index("USER") > [name for name, _ in steps].index("COPY")


def test_every_image_has_a_version(steps: list[tuple[str, str]]) -> None:
    images = [words.split()[0] for name, words in steps if name == "FROM"]
    assert len(images) == 2
    assert all(re.search(r":[\d.]+-", image) for image in images)


def test_everything_that_is_copied_is_there(steps: list[tuple[str, str]]) -> None:
    copied = [word for name, words in steps if name == "COPY" and "--from" not in words for word in words.split()[:-1]]
    assert {"pyproject.toml", "briefprism"} <= set(copied)
    assert [name for name in copied if not (ROOT / name).exists()] == []


def test_what_it_starts_is_a_command_that_we_have(
    steps: list[tuple[str, str]], command: Callable[..., subprocess.CompletedProcess[bytes]]
) -> None:
    entry, words = json.loads(_words(steps, "ENTRYPOINT")), json.loads(_words(steps, "CMD"))
    assert Path(entry[0]).name == "briefprism"
    options = {word for word in words if word.startswith("--")}
    told = command(words[0], "--help").stdout.decode()
    assert [option for option in options if option not in told] == []


def test_its_health_check_tells_a_ready_server_from_none(steps: list[tuple[str, str]], site: str) -> None:
    code = json.loads(_words(steps, "HEALTHCHECK").split("CMD", 1)[1])[-1]
    for address, expected in ((site, 0), ("http://127.0.0.1:9", 1)):
        done = subprocess.run(
            [sys.executable, "-c", code.replace("http://127.0.0.1:8000", address)], capture_output=True, timeout=20, check=False
        )
        assert done.returncode == expected


def test_the_service_is_locked_down() -> None:
    found: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    page = found["services"]["page"]
    assert page["read_only"] is True
    assert page["cap_drop"] == ["ALL"]
    assert page["security_opt"] == ["no-new-privileges:true"]
    assert all(port.startswith("127.0.0.1:") for port in page["ports"])
    assert found["services"]["model"]["profiles"] == ["model"]


def test_hadolint_finds_nothing() -> None:
    hadolint = shutil.which("hadolint", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    assert hadolint, "hadolint comes with the extra [test]"
    done = subprocess.run([hadolint, str(DOCKERFILE)], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == ""
    assert done.returncode == 0
