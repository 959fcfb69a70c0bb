"""Where findings are ignored: comments in a brief, the settings file, and a baseline file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from briefprism.models.brief import Brief
from briefprism.models.errors import InputError
from briefprism.models.report import Report
from briefprism.rules.aside import key

_COMMENT = re.compile(r"<!--\s*briefprism:\s*ignore\b(?P<words>.*?)-->", re.DOTALL | re.IGNORECASE)
_REASON = re.compile(r"\s*(?P<rule>\S+)\s+because\s+(?P<reason>\S.*?)\s*", re.DOTALL | re.IGNORECASE)
BASELINE_SCHEMA = 1


def reasons_to_ignore(brief: Brief, settings: Iterable[tuple[str, str, str]], known: Iterable[str]) -> Mapping[str, tuple[str, str]]:
    """Rule to (reason, place), from the settings and from the comments of a brief.

    Raises:
        InputError: for a comment without a reason, or an unknown rule; it names the nearest.
    """
    ids = sorted(known)
    found = {rule: (reason, place) for rule, reason, place in settings}
    for rule, (_, place) in found.items():
        _check(rule, place, ids)
    for comment in _COMMENT.finditer(brief.text):
        line = brief.text.count("\n", 0, comment.start()) + 1
        place = brief.place(comment.start())
        where = f"{brief.source}, {place}" if place else f"{brief.source}:{line}"
        said = _REASON.fullmatch(comment["words"])
        if said is None:
            step = "write <!-- briefprism: ignore RULE because … -->, with your reason after 'because'"
            raise InputError(where, "this comment ignores without naming a rule and a reason", step)
        _check(said["rule"], where, ids)
        found[said["rule"]] = (" ".join(said["reason"].split()), place or f"line {line}")
    return found


def _check(rule: str, place: str, known: list[str]) -> None:
    if rule not in known:
        near = get_close_matches(rule, known, 1, 0.4)
        raise InputError(place, f"no rule {rule!r} to ignore", f"did you mean {near[0]!r}?" if near else "see `briefprism rules list`")


def load_baseline(path: Path, raw: bytes) -> frozenset[str]:
    """The keys of the findings in a baseline file.

    Raises:
        InputError: when the file is no baseline.
    """
    step = "write it anew with --write-baseline"
    try:
        whole = json.loads(raw)
    except (ValueError, RecursionError):
        raise InputError(str(path), "it is no baseline of briefprism", step) from None
    rows = whole.get("findings") if isinstance(whole, dict) and whole.get("schema") == BASELINE_SCHEMA else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) and _is_row(row) for row in rows):
        raise InputError(str(path), "it is no baseline of briefprism", step)
    return frozenset("\n".join([row["source"], row["rule"], *sorted(row["quotes"])]) for row in rows)


def _is_row(row: Mapping[str, object]) -> bool:
    quotes = row.get("quotes")
    return (
        all(isinstance(row.get(name), str) for name in ("source", "rule"))
        and isinstance(quotes, list)
        and all(isinstance(q, str) for q in quotes)
    )


def baseline_rows(report: Report) -> Iterator[Mapping[str, Any]]:
    """What a baseline holds of a report: all its findings, those that were set aside among them."""
    for finding in (*report.findings, *(i.finding for i in report.ignored)):
        source, rule, *quotes = key(finding, report.brief.source).split("\n")
        yield {"source": source, "rule": rule, "quotes": quotes}


def baseline_text(rows: Iterable[Mapping[str, Any]]) -> str:
    """The baseline file."""
    return json.dumps({"schema": BASELINE_SCHEMA, "findings": list(rows)}, ensure_ascii=False, indent=1) + "\n"
