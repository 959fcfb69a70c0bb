"""Reads the figures in docs/reliability, in the forms that its README.md describes, and refuses what does not have them."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "reliability"
_NUMBER = (int, float)

FIELDS: Final[Mapping[str, Mapping[str, type | tuple[type, ...]]]] = {
    "load": {
        "what": str, "seconds": _NUMBER, "users": int, "requests": int, "waited": int, "errors": int, "p50": _NUMBER, "p99": _NUMBER,
        "first_bytes": int, "last_bytes": int,
    },
    "found": {"fault": str, "where": str, "by": str, "test": str},
    "measured": {"date": str, "machine": str, "command": str},
}  # fmt: skip
COLUMNS: Final = {
    "fuzzing": ("target", "seconds", "runs", "crashes"),
    **{f"growth-{what}": ("size", "seconds", "cpu", "peak_mb") for what in ("check", "names", "tables", "rules-plain", "rules-durable")},
    "interruptions": ("form", "interruptions", "resumed", "runs_ended_same_bytes"),
    "endurance": ("plans", "resident_kb", "seconds"),
    "valgrind": ("run", "plans", "threads", "errors", "lost_bytes", "kept_bytes", "elsewhere", "seconds"),
    "pythons": ("python", "versions", "compiler", "tests", "failed", "skipped"),
}


@dataclass(frozen=True, slots=True)
class Measured:
    """One file: where and how it was measured, and its rows."""

    about: Mapping[str, str]
    rows: Sequence[Mapping[str, Any]]


class FormError(Exception):
    """A file that does not have its form: place, fault, next step in one line."""

    def __init__(self, place: str, fault: str) -> None:
        super().__init__(f"docs/reliability/{place}: {fault}; see docs/reliability/README.md")


def runs(name: str, folder: Path = FOLDER) -> Measured | None:
    """``name.json``: its rows stand under ``runs``; None when there is no such file.

    Raises:
        FormError: when it does not have its form.
    """
    path = folder / f"{name}.json"
    if not path.exists():
        return None
    said = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(said, dict) or set(said) != {"measured", "runs"} or not isinstance(said["runs"], list):
        raise FormError(path.name, "it holds 'measured' and a list 'runs', and nothing else")
    return Measured(
        _row(path.name, said["measured"], "measured"), [_row(f"{path.name}: runs[{i}]", r, name) for i, r in enumerate(said["runs"])]
    )


def found(folder: Path = FOLDER, root: Path = ROOT) -> list[Mapping[str, str]]:
    """The faults of ``found.yaml``; of each, the place and the test are there.

    Raises:
        FormError: when it does not have its form, or names a file or a test that does not exist.
    """
    path = folder / "found.yaml"
    if not path.exists():
        return []
    rows = [_row(f"found.yaml: entry {i}", row, "found") for i, row in enumerate(yaml.safe_load(path.read_text(encoding="utf-8")) or [], 1)]
    for i, row in enumerate(rows, 1):
        file, _, test = row["test"].partition("::")
        name = test.split("::")[-1].split("[")[0]
        if not (root / row["where"]).exists():
            raise FormError(f"found.yaml: entry {i}", f"there is no '{row['where']}'")
        if not (root / file).is_file() or not re.search(rf"^ *(?:async )?def {re.escape(name)}\(", (root / file).read_text(), re.MULTILINE):
            raise FormError(f"found.yaml: entry {i}", f"there is no test '{row['test']}'")
    return rows


def table(name: str, folder: Path = FOLDER) -> list[Mapping[str, str]]:
    """The rows of ``name.csv``, with exactly its columns; none when there is no such file.

    Raises:
        FormError: when it does not have its form.
    """
    path = folder / f"{name}.csv"
    if not path.exists():
        return []
    columns = COLUMNS[name]
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != tuple(columns):
            raise FormError(path.name, f"its columns are {', '.join(columns)}")
        rows = list(reader)
    for line, row in enumerate(rows, 2):
        if None in row or None in row.values():
            raise FormError(f"{path.name}:{line}", f"a row has {len(columns)} cells")
    return rows


def _row(place: str, said: Any, kind: str) -> Mapping[str, Any]:
    """One row with all fields of its kind, none else, each of its type."""
    fields = FIELDS[kind]
    if not isinstance(said, dict) or set(said) != set(fields):
        odd = sorted(map(str, set(said) ^ set(fields))) if isinstance(said, dict) else ["a list or a word"]
        raise FormError(place, f"its fields are {', '.join(fields)}; missing or unknown: {', '.join(odd)}")
    for name, type_ in fields.items():
        if not isinstance(said[name], type_) or isinstance(said[name], bool):
            raise FormError(place, f"'{name}' is {said[name]!r}, of the wrong type")
    return said
