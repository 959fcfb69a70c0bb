"""The settings file ``briefprism.toml``: the nearest one upwards from the briefs that are checked."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final, NoReturn

from briefprism.models.document import Limits
from briefprism.models.errors import InputError

NAME = "briefprism.toml"
_FAIL_ON = ("error", "warning", "advice", "never")
LLM_KEYS: Final[Mapping[str, tuple[type, ...]]] = {
    "on": (bool,), "base_url": (str,), "model": (str,), "api_key": (str,), "votes": (int,), "max_calls": (int,), "max_tokens": (int,),
    "max_seconds": (int, float), "batch_calls": (int,), "at_once": (int,), "price": (int, float), "cache": (str,),
}  # fmt: skip
"""``[llm]``: how a language model is asked; see `LlmSettings`."""
LIMIT_KEYS: Final = tuple(f.name for f in fields(Limits) if f.name.startswith("max_"))
"""``[limits]``: what a document may cost; see `Limits`."""
_FORMS = {bool: "true", str: '"…"', int: "3", float: "2.5"}


@dataclass(frozen=True, slots=True)
class CheckTable:
    """``[check]``: what a check takes where no option says otherwise. Paths are taken from the folder of the file."""

    packs: tuple[str, ...] = ()
    fail_on: str = ""
    baseline: str = ""
    labellers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """A settings file: one field for each table; ``place`` is the file, empty when there is none.

    ``ignore`` is rule to reason; ``llm`` and ``limits`` hold those of their keys that are set.
    """

    place: str = ""
    check: CheckTable = field(default_factory=CheckTable)
    ignore: Mapping[str, str] = field(default_factory=dict)
    llm: Mapping[str, Any] = field(default_factory=dict, repr=False)  # it may hold a key
    limits: Mapping[str, float] = field(default_factory=dict)

    @property
    def ignored(self) -> tuple[tuple[str, str, str], ...]:
        """(rule, reason, place) of each rule to ignore."""
        return tuple((rule, reason, self.place) for rule, reason in self.ignore.items())


def nearest(paths: Sequence[Path]) -> SettingsFile:
    """The settings file nearest to all of the paths: in their common folder or above it; standard input counts as here.

    Raises:
        InputError: when it is broken.
    """
    # A name that is too long, or no name at all, is told of when the brief is read; os.path raises for neither.
    folders = [Path.cwd() if str(p) == "-" else _folder(p) for p in paths] or [Path.cwd()]
    try:
        start = Path(os.path.commonpath(folders))
    except ValueError:  # on several drives
        return SettingsFile()
    found = next((f for folder in (start, *start.parents) if os.path.isfile(f := folder / NAME)), None)  # noqa: PTH113
    return load(found) if found else SettingsFile()


def _folder(path: Path) -> Path:
    return (path if os.path.isdir(path) else path.parent).absolute()  # noqa: PTH112


def load(path: Path) -> SettingsFile:
    """Read one settings file.

    Raises:
        InputError: with file and line, fault and next step.
    """
    try:
        raw = path.read_text(encoding="utf-8")
        whole = tomllib.loads(raw)
    except OSError as error:
        raise InputError(str(path), f"it cannot be read ({error.strerror})", "check that you may read it") from error
    except (ValueError, RecursionError) as error:  # no TOML, or no UTF-8; only the line is told, since the message may quote a key
        line = re.search(r"line (\d+)", str(error))
        place = f"{path}:{line[1]}" if line else str(path)
        raise InputError(place, "it is no valid TOML", "put texts in quotes, and tables in [brackets]") from None
    file = _File(path, raw)
    known = [f.name for f in fields(SettingsFile) if f.name != "place"]
    for name, table in whole.items():
        if name not in known:
            file.unknown(name, f"unknown table {name!r}", known)
        if not isinstance(table, dict):
            file.fail(name, f"{name!r} is no table", f"write [{name}] on a line of its own")
    tables = {name: read(whole.get(name, {}), file) for name, read in _TABLES.items()}
    return SettingsFile(str(path), **tables)


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    raw: str

    def unknown(self, name: str, fault: str, known: Sequence[str]) -> NoReturn:
        """Raise an error that names the line of a key, and the nearest of the ``known`` names."""
        near = get_close_matches(name, known, 1)
        self.fail(name, fault, f"did you mean {near[0]!r}?" if near else f"use {', '.join(known)}")

    def fail(self, name: str, fault: str, step: str) -> NoReturn:
        """Raise an error that names the line of a key."""
        lines = self.raw.splitlines()
        begins = re.compile(rf"""[\s\["']*{re.escape(name)}["']?\s*[=\]]""")
        line = next((f":{n}" for n, text in enumerate(lines, 1) if begins.match(text)), "")
        raise InputError(f"{self.path}{line}", fault, step)


def _check_table(table: Mapping[str, Any], file: _File) -> CheckTable:
    known = [f.name for f in fields(CheckTable)]
    for name, value in table.items():
        if name not in known:
            file.unknown(name, f"unknown key {name!r} in [check]", known)
        many = name in ("packs", "labellers")
        if not (isinstance(value, list) and all(isinstance(v, str) for v in value) if many else isinstance(value, str)):
            file.fail(name, f"{name!r} has not the right form", f'use {name} = ["…"]' if many else f'use {name} = "…"')
    if (fail_on := table.get("fail_on", "")) and fail_on not in _FAIL_ON:
        file.fail("fail_on", f"{fail_on!r} is nothing to fail on", f"use {', '.join(_FAIL_ON)}")
    folder = file.path.parent
    baseline = table.get("baseline", "")
    return CheckTable(
        packs=tuple(str(folder / p) if (folder / p).is_dir() else p for p in table.get("packs", ())),
        fail_on=fail_on,
        baseline=str(folder / baseline) if baseline else "",
        labellers=tuple(table.get("labellers", ())),
    )


def _ignore_table(table: Mapping[str, Any], file: _File) -> Mapping[str, str]:
    for rule, reason in table.items():
        if not isinstance(reason, str) or not reason.strip():
            file.fail(rule, f"{rule!r} is ignored without a reason", f'write {rule} = "your reason"')
    return dict(table)


def _llm_table(table: Mapping[str, Any], file: _File) -> Mapping[str, Any]:
    for name, value in table.items():
        if name not in LLM_KEYS:
            file.unknown(name, f"unknown key {name!r} in [llm]", list(LLM_KEYS))
        if not isinstance(value, LLM_KEYS[name]) or (isinstance(value, bool) and bool not in LLM_KEYS[name]):
            file.fail(name, f"{name!r} has not the right form", f"use {name} = {_FORMS[LLM_KEYS[name][-1]]}")
    return dict(table)


def most_of(limit: str) -> int:
    """The highest number that a limit may be: clocks of the system count no more seconds."""
    return 10**9 if limit == "max_seconds" else 10**15


def _limits_table(table: Mapping[str, Any], file: _File) -> Mapping[str, float]:
    for name, value in table.items():
        if name not in LIMIT_KEYS:
            file.unknown(name, f"unknown key {name!r} in [limits]", LIMIT_KEYS)
        if isinstance(value, bool) or not isinstance(value, (int, float) if name == "max_seconds" else int) or not value > 0:
            file.fail(name, f"{name!r} is no whole number above 0", f"use {name} = {getattr(Limits(), name):.0f}")
        if value > (most := most_of(name)):
            file.fail(name, f"{name!r} is more than can be counted", f"use {name} = {most} at most")
    return dict(table)


_TABLES: Mapping[str, Callable[[Mapping[str, Any], _File], Any]] = {
    "check": _check_table, "ignore": _ignore_table, "llm": _llm_table, "limits": _limits_table,
}  # fmt: skip
