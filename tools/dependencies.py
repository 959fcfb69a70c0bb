"""What briefprism needs on this machine, straight and by way of others, as the installed packages say it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
NOT_FOR_USERS = {"bench", "dev", "docs", "test"}


def extras_for_users() -> set[str]:
    """The extras that users install, not those of development."""
    said = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return set(said["project"]["optional-dependencies"]) - NOT_FOR_USERS


def graph(extras: Iterable[str], root: str = "briefprism") -> Mapping[str, set[str]]:
    """Each package that is needed with those extras, to the packages that it asks for; names in their canonical form.

    Raises:
        SystemExit: when one is not installed, with what to do.
    """
    found: dict[str, set[str]] = {}
    waiting = [(root, frozenset(extras))]
    done = set()
    while waiting:
        name, wanted = waiting.pop()
        if (name, wanted) in done:
            continue
        done.add((name, wanted))
        asked = found.setdefault(name, set())
        for requirement in _requirements(name, wanted):
            other = canonicalize_name(requirement.name)
            if other != name:
                asked.add(other)
            waiting.append((other, frozenset(requirement.extras) | (wanted if other == name else frozenset())))
    return found


def _requirements(name: str, extras: Iterable[str]) -> list[Requirement]:
    """What a package asks for on this machine, with those of its extras."""
    try:
        lines = metadata.distribution(name).requires or []
    except metadata.PackageNotFoundError:
        raise SystemExit(f"{name}: it is not installed; install what the lock holds: pip install -r requirements-dev.txt") from None
    needed = [Requirement(line) for line in lines]
    return [r for r in needed if r.marker is None or any(r.marker.evaluate({"extra": extra}) for extra in ("", *extras))]
