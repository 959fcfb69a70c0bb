"""What a plugin can bring: a folder of rules, a labeller, and a renderer. Each is a plain function."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from briefprism.models.brief import Brief
from briefprism.models.report import Report
from briefprism.models.signal import Evidence, Signal

_MONEY = re.compile(r"[£€$]\s?\d|\b\d[\d.,]*\s?(?:pounds|euros|dollars|crowns)\b")


def pack() -> Path:
    """The folder of the rules."""
    return Path(__file__).parent / "rules"


def money(brief: Brief) -> Iterator[Signal]:
    """A budget is there when a line names money."""
    lines = [unit for unit in brief.units if _MONEY.search(brief.quote(unit))]
    if lines:
        evidence = tuple(Evidence(brief.quote(unit), unit.start, unit.end, 0.8) for unit in lines)
        yield Signal("budget", "present", 0.8, "harbour-money", evidence)


def ticklist(report: Report) -> str:
    """A list to tick off, one line for each finding that nothing else causes."""
    return "".join(f"- [ ] {finding.title}: {finding.fix}\n" for finding in report.roots)
