"""Findings as a table for spreadsheets: one row a finding."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import StringIO
from typing import Final

from briefprism.models.cells import escape_formula
from briefprism.models.report import Report
from briefprism.report.quotes import Quoter

COLUMNS: Final = ("source", "rule", "severity", "root", "title", "why", "fix", "ask", "quote", "place", "start", "end")
_MARK: Final = "\ufeff"  # without it, some spreadsheets read the table in an encoding of old


def csv_head() -> str:
    """The byte order mark and the names of the columns."""
    return _MARK + _lines([COLUMNS])


def csv_rows(report: Report) -> str:
    """A row for each finding, in the order of the report; ``start`` and ``end`` count characters of the text as read.

    A finding that rests on several words of the brief shows the first of them, one that rests on none has empty cells.
    """
    quoter, rows = Quoter(report.brief), []
    for finding in report.findings:
        words = finding.evidence[0] if finding.evidence else None
        place = (words.quote, quoter.place(words.start, words.end), words.start, words.end) if words else ("", "", "", "")
        root = "yes" if finding.root else "no"
        texts = (finding.title, finding.why, finding.fix, finding.ask)
        rows.append((report.brief.source, finding.rule, finding.severity, root, *texts, *place))
    return _lines(rows)


def harmless(cell: object) -> object:
    """A cell that no spreadsheet takes for a formula, by the rule of all our tables; numbers are none."""
    return escape_formula(cell) if isinstance(cell, str) else cell


def _lines(rows: Iterable[Iterable[object]]) -> str:
    out = StringIO()
    csv.writer(out).writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue()
