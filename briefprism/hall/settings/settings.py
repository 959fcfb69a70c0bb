"""What a run depends on: options first, then the environment, then the settings file, joined in one place."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from briefprism.hall.person.ignoring import load_baseline
from briefprism.hall.settings.settings_file import LIMIT_KEYS, SettingsFile, most_of
from briefprism.hall.sources import read_raw
from briefprism.models.errors import UsageError
from briefprism.models.settings import LlmSettings, Settings
from briefprism.rules.loader import BUILT_IN

_MOST_VOTES: Final = 9
_LONGEST_NUMBER: Final = 16


def settings_for(
    file: SettingsFile,
    packs: tuple[str, ...] = (),
    baseline: Path | None = None,
    *,
    max_bytes: int | None = None,
    limits: Iterable[str] = (),
    **more: Any,
) -> Settings:
    """Settings from a file; options go first. ``max_bytes`` bounds texts and documents.

    Raises:
        InputError: when the baseline cannot be read.
        UsageError: when a limit is none.
    """
    bounds = limits_for(file, limits, max_bytes)
    settings = Settings(packs or file.check.packs or BUILT_IN, ignore=file.ignored, labellers=file.check.labellers, **more)
    settings = replace(settings, limits=replace(settings.limits, **bounds), max_bytes=bounds.get("max_bytes", settings.max_bytes))
    path = baseline or (Path(file.check.baseline) if file.check.baseline else None)
    return replace(settings, known=load_baseline(path, read_raw(path, settings))) if path else settings


def limits_for(file: SettingsFile, told: Iterable[str], max_bytes: int | None = None) -> Mapping[str, Any]:
    """The limits that were set, by a file or as in ``max_pages=3000``.

    Raises:
        UsageError: when there is no such limit, or its number makes no sense.
    """
    bounds: dict[str, Any] = {**file.limits}
    for text in told:
        name, _, number = text.partition("=")
        if name not in LIMIT_KEYS:
            near = get_close_matches(name, LIMIT_KEYS, 1)
            raise UsageError("--limit", f"no limit {name!r}", f"did you mean {near[0]!r}?" if near else f"use {', '.join(LIMIT_KEYS)}")
        if not (number.isascii() and number.isdecimal() and number.strip("0")):
            raise UsageError(f"--limit {name}", f"{number!r} is no whole number above 0", f"write it like {name}=1000")
        if len(number) > _LONGEST_NUMBER or int(number) > most_of(name):
            raise UsageError(f"--limit {name}", "this is more than can be counted", f"write {name}={most_of(name)} at most")
        bounds[name] = int(number)
    return bounds | ({"max_bytes": max_bytes} if max_bytes else {})


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
    table = dict(file.llm)
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
    return Path(file.place).parent / named if named else None


def _is_server(url: str) -> bool:
    """Whether an address of the web names a host, and a port that there is."""
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _check(file: SettingsFile, table: Mapping[str, Any]) -> None:
    place = f"{file.place}: [llm]" if file.place else "--llm"
    if not table["model"]:
        raise UsageError(place, "no model is named", "pass --llm-model NAME, or set BRIEFPRISM_LLM_MODEL")
    url = table["base_url"]
    if url is not None and not _is_server(url):
        raise UsageError(place, "the address of the server is no web address", "write it like http://127.0.0.1:8080/v1")
    if url is None and not table["api_key"]:
        step = "set OPENAI_API_KEY, or name a server of your own in OPENAI_BASE_URL"
        raise UsageError(place, "there is no key for the public server", step)
    if not 1 <= table["votes"] <= _MOST_VOTES:
        raise UsageError(place, f"{table['votes']} votes make no sense", f"take 1 to {_MOST_VOTES}")
    for key in ("max_calls", "max_tokens", "max_seconds", "batch_calls", "at_once", "price"):
        if key in table and not table[key] > 0:
            raise UsageError(place, f"{key!r} is not more than 0", "write a larger number")
