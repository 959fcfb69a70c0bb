"""Training gives the same bytes every time, and what it writes is what is read."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

_SCRIPT = """
import sys
from pathlib import Path
from briefprism.classifier.examples import ExampleReader
from briefprism.classifier.training import train
from briefprism.classifier.vectors import Encoder
from briefprism.hall.brief.labellers import labellers

source, target = map(Path, sys.argv[1:])
figures = train(ExampleReader(source, labellers().finder, labellers().traits), Encoder(memo=100_000), target)
print(sorted(figures))
"""


_LINES = {"lines/hand_a.jsonl": 80, "lines/status.jsonl": 60, "lines/describe_a.jsonl": 40, "lines/describe_b.jsonl": 40,
          "craft/craft_a.jsonl": 60, "craft/craft_b.jsonl": 60}  # fmt: skip


@pytest.fixture(scope="module")
def small_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few training texts of two voices."""
    source = Path(str(files("briefprism.data") / "training"))
    target = tmp_path_factory.mktemp("training")
    for name, lines in _LINES.items():
        (target / name).parent.mkdir(exist_ok=True)
        (target / name).write_text("".join((source / name).read_text(encoding="utf-8").splitlines(keepends=True)[:lines]), encoding="utf-8")
    for name in ("briefs/voice_p.txt", "briefs/voice_q.txt", "kinds/voice_l.txt"):
        (target / name).parent.mkdir(exist_ok=True)
        documents = (source / name).read_text(encoding="utf-8").split("\n@@ present:")
        kept = [d + "\n@@ present:" for d in documents[:8]]
        tail = documents[8].split("\n", 1)[0]
        (target / name).write_text("".join(kept) + tail + "\n", encoding="utf-8")
    briefs = "".join((target / name).read_text(encoding="utf-8") for name in ("briefs/voice_p.txt", "briefs/voice_q.txt"))
    marks = (source / "craft/craftdoc_a.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (target / "craft/craftdoc_a.jsonl").write_text("".join(m for m in marks if f"@@ {json.loads(m)['id']} " in briefs), encoding="utf-8")
    return target


def _train(source: Path, target: Path, seed: str) -> dict[str, str]:
    target.mkdir()
    run = subprocess.run(
        [sys.executable, "-c", _SCRIPT, str(source), str(target)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONHASHSEED": seed},
    )
    assert run.returncode == 0, run.stderr
    assert "elements macro F1" in run.stdout
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(target.iterdir())}


def test_training_twice_gives_the_same_bytes(small_folder: Path, tmp_path: Path) -> None:
    first = _train(small_folder, tmp_path / "first", "1")
    second = _train(small_folder, tmp_path / "second", "2")
    assert set(first) == {"craft.npz", "described.npz", "labels.npz", "manifest.json", "status.npz"}
    assert first == second
