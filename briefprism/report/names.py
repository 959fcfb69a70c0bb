"""The labels of names, in a terminal or a pipe."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from io import StringIO

from briefprism.models.cells import escape_formula
from briefprism.models.labels import LABEL_WORDS
from briefprism.models.platform import Classification

TABLE_COLUMNS = ("platform", "label", "path", "kind", "social", "confidence", "by", "reason")


def render_names(found: Sequence[Classification], form: str, raw_cells: bool = False) -> str:
    """The labels in one of the forms text, json, jsonl, csv; in csv formulas are made harmless, unless ``raw_cells``."""
    if form == "json":
        return json.dumps([c.to_dict() for c in found], ensure_ascii=False, indent=2) + "\n"
    if form == "jsonl":
        return "".join(json.dumps(c.to_dict(), ensure_ascii=False) + "\n" for c in found)
    if form == "csv":
        out = StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["text", *TABLE_COLUMNS])
        keep: Callable[[str], str] = str if raw_cells else escape_formula
        writer.writerows(map(keep, (c.text, *table_cells(c))) for c in found)
        return out.getvalue()
    return "".join(_line(c) for c in found)


def table_cells(found: Classification) -> list[str]:
    """The cells of the ``bp_`` columns, in their order."""
    social = {True: "yes", False: "no", None: ""}[found.social]
    path = " > ".join(found.path)
    confidence = f"{found.confidence:.2f}"
    return [found.platform or "", found.label, path, found.kind or "", social, confidence, found.by, found.reason]


def _line(found: Classification) -> str:
    text = "".join(c if c.isprintable() else " " for c in found.text) or '""'
    path = f" ({' > '.join(found.path)})" if found.path else ""
    return f"{text}: {LABEL_WORDS[found.label]}{path}{', paid' if found.paid else ''}. {found.reason}\n"
