"""The settings file `briefprism.toml`: found upwards from where the command runs, read in one place, with good errors."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from briefprism.models.errors import UsageError
from briefprism.models.settings import LlmSettings

NAME: Final = "briefprism.toml"
KEYS: Final = ("packs", "llm")
"""What may stand at the top of the file."""
_LLM: Final[dict[str, tuple[type, ...]]] = {
    "on": (bool,), "base_url": (str,), "model": (str,), "api_key": (str,), "votes": (int,), "max_calls": (int,), "max_tokens": (int,),
    "max_seconds": (int, float), "batch_calls": (int,), "at_once": (int,), "price": (int, float), "cache": (str,),
}  # fmt: skip
_MOST_VOTES: Final = 9


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """The file as read; ``path`` None and no values where there is none. Values may hold a key, so they are not shown."""

    path: Path | None = None
    values: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def packs(self) -> tuple[str, ...]:
        """Rule packs and folders, paths seen from the file's folder."""
        listed = self.values.get("packs", [])
        if not isinstance(listed, list) or not all(isinstance(p, str) for p in listed):
            raise UsageError(str(self.path), "'packs' is no list of texts", 'write packs = ["core", "our-folder"]')
        folder = self.path.parent if self.path else Path()
        return tuple(str(folder / p) if (folder / p).is_dir() else p for p in listed)

    def table(self, name: str, known: Mapping[str, tuple[type, ...]]) -> Mapping[str, Any]:
        """A table, with its keys and kinds of values checked.

        Raises:
            UsageError: when a key is unknown or a value of another kind.
        """
        table = self.values.get(name, {})
        if not isinstance(table, dict):
            raise UsageError(str(self.path), f"{name!r} is no table", f"write [{name}] on a line of its own")
        for key, value in table.items():
            if key not in known:
                raise UsageError(f"{self.path}: [{name}]", f"unknown setting {key!r}", _nearest(key, tuple(known)))
            if not isinstance(value, known[key]) or (isinstance(value, bool) and bool not in known[key]):
                kinds = {bool: "true or false", str: "a text in quotes", int: "a whole number", float: "a number"}
                raise UsageError(f"{self.path}: [{name}]", f"{key!r} has the wrong kind of value", f"write {kinds[known[key][-1]]}")
        return table


def load_settings_file(start: Path | None = None) -> SettingsFile:
    """The nearest `briefprism.toml`, from ``start`` (none: where the command runs) upwards.

    Raises:
        UsageError: when it cannot be read or holds what nobody knows.
    """
    folder = (start or Path()).resolve()
    path = next((f / NAME for f in (folder, *folder.parents) if (f / NAME).is_file()), None)
    if path is None:
        return SettingsFile()
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(str(path), f"it cannot be read ({error.strerror})", "check that you may read it") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):  # their messages may quote a key
        raise UsageError(str(path), "it is no valid TOML", 'write lines such as: model = "name", below [llm]') from None
    if strange := [key for key in values if key not in KEYS]:
        raise UsageError(str(path), f"unknown setting {strange[0]!r}", _nearest(strange[0], KEYS))
    return SettingsFile(path, values)


def llm_settings(
    file: SettingsFile,
    on: bool | None,
    model: str | None = None,
    votes: int | None = None,
    environment: Mapping[str, str] = os.environ,
) -> LlmSettings | None:
    """How a language model is to be asked, or None when none is: the command line first, then the environment, then the file.

    Raises:
        UsageError: when one is wanted and its name or key is not known, or a number makes no sense.
    """
    table = dict(file.table("llm", _LLM))
    if not (table.pop("on", False) if on is None else on):
        return None
    table.pop("on", None)
    table["model"] = model or environment.get("BRIEFPRISM_LLM_MODEL") or table.get("model", "")
    table["base_url"] = environment.get("OPENAI_BASE_URL") or table.get("base_url") or None
    table["api_key"] = environment.get("OPENAI_API_KEY") or table.get("api_key", "")
    table["votes"] = votes or table.get("votes", 1)
    table["cache"] = _cache(file, table.get("cache"))
    _check(file, table)
    return LlmSettings(**table)


def _cache(file: SettingsFile, named: str | None) -> Path | None:
    """Where answers are kept: the named file, nowhere for an empty name, else the user's folder for such things."""
    if named is None:
        from platformdirs import user_cache_path

        return user_cache_path("briefprism", appauthor=False) / "answers.sqlite"
    return (file.path.parent if file.path else Path()) / named if named else None


def _check(file: SettingsFile, table: Mapping[str, Any]) -> None:
    place = f"{file.path}: [llm]" if file.path else "--llm"
    if not table["model"]:
        raise UsageError(place, "no model is named", "pass --llm-model NAME, or set BRIEFPRISM_LLM_MODEL")
    url = table["base_url"]
    if url is not None and not url.startswith(("http://", "https://")):
        raise UsageError(place, "the address of the server is no web address", "write it like http://127.0.0.1:8080/v1")
    if url is None and not table["api_key"]:
        step = "set OPENAI_API_KEY, or name a server of your own in OPENAI_BASE_URL"
        raise UsageError(place, "there is no key for the public server", step)
    if not 1 <= table["votes"] <= _MOST_VOTES:
        raise UsageError(place, f"{table['votes']} votes make no sense", f"take 1 to {_MOST_VOTES}")
    for key in ("max_calls", "max_tokens", "max_seconds", "batch_calls", "at_once", "price"):
        if key in table and not table[key] > 0:
            raise UsageError(place, f"{key!r} is not more than 0", "write a larger number")


def _nearest(name: str, known: Sequence[str]) -> str:
    near = get_close_matches(name, known, 1, 0.5)
    return f"did you mean {near[0]!r}?" if near else f"use one of {', '.join(known)}"
