"""The Python interface: what ``import briefprism`` offers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from briefprism.models.platform import Classification
from briefprism.models.report import Report
from briefprism.models.settings import Settings
from briefprism.pipeline import Checker, explain
from briefprism.pipeline import classify as _classify
from briefprism.sources import read_text

__all__ = ["check", "check_many", "classify", "explain"]


def check(text_or_path: str | Path, settings: Settings | None = None) -> Report:
    """Check one brief: a ``Path`` is read, a ``str`` is the text itself.

    Raises:
        InputError: when the file cannot be read.
    """
    return next(check_many([text_or_path], settings))


def check_many(texts_or_paths: Iterable[str | Path], settings: Settings | None = None) -> Iterator[Report]:
    """Check many briefs, one report each, in the order given."""
    checker = Checker(settings)
    for item in texts_or_paths:
        if isinstance(item, Path):
            yield checker.check(read_text(item, checker.settings), str(item))
        else:
            yield checker.check(item)


def classify(names: str | Iterable[str], settings: Settings | None = None) -> list[Classification]:  # noqa: ARG001 - part of the interface
    """Label names of platforms; a single string is a list of one."""
    return _classify([names] if isinstance(names, str) else names)
