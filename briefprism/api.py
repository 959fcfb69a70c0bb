"""The Python interface: what ``import briefprism`` offers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from briefprism.hall.brief.pipeline import Checker, explain
from briefprism.hall.brief.pipeline import classify as _classify
from briefprism.hall.sources import read_file
from briefprism.hall.tables.annotators import BriefAnnotator, names
from briefprism.hall.tables.tables import choose
from briefprism.models.document import Document
from briefprism.models.platform import Classification
from briefprism.models.report import Report
from briefprism.models.settings import Settings

__all__ = ["check", "check_many", "check_table", "classify", "classify_table", "explain"]


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
        yield from checker.check_many([read_file(item, checker.settings) if isinstance(item, Path) else Document("-", item)])


def classify(names: str | Iterable[str], settings: Settings | None = None) -> list[Classification]:
    """Label names of platforms; a single string is a list of one. Of the settings, the packs count."""
    return _classify([names] if isinstance(names, str) else names, settings.packs if settings else ())


def classify_table(
    source: Any, column: str, columns: Sequence[str] = (), describe: str | None = None, settings: Settings | None = None
) -> Any:
    """A table with labels for the names in ``column``, as what it came as.

    Args:
        source: a pandas or Polars frame, a PyArrow table or reader, a DuckDB relation, or what else exports an Arrow stream.
        column: the column with the names.
        columns: which of the ``bp_`` columns are added, without their ``bp_``; none means all.
        describe: a column with descriptions, or None.
        settings: of these, the packs count.

    Raises:
        UsageError: when a column is missing or there already.
    """
    from briefprism.batch.frames import annotate_frame
    from briefprism.batch.labelling import Labeller

    annotator = names(settings.packs if settings else ())
    return annotate_frame(source, column, Labeller(annotator), choose(annotator, columns), describe)


def check_table(source: Any, column: str, settings: Settings | None = None) -> Any:
    """A table with a verdict for the brief in each row of ``column``, as what it came as."""
    from briefprism.batch.frames import annotate_frame
    from briefprism.batch.labelling import Labeller

    annotator = BriefAnnotator(settings or Settings())
    return annotate_frame(source, column, Labeller(annotator), choose(annotator, ()))
