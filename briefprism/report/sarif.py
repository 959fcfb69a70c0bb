"""Findings for code hosts: SARIF 2.1.0 (OASIS), the Static Analysis Results Interchange Format.

Of one report comes a part, of all parts a log with one run. Columns and offsets count code points of the text as read, without
its byte order mark; lines end with a line feed. Of a document that is no plain text, places are told in its own words ("page 3").
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath
from typing import Any, Final
from urllib.parse import quote

from briefprism.models.brief import Brief
from briefprism.models.finding import Finding
from briefprism.models.labels import Severity
from briefprism.models.portfolio import Unread
from briefprism.models.report import Ignored, Report
from briefprism.models.rule import Rule
from briefprism.models.signal import Evidence
from briefprism.report.pages import rule_page
from briefprism.version import VERSION

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: Final[Mapping[Severity, str]] = {"error": "error", "warning": "warning", "advice": "note", "consequence": "note"}
_LINKS: Final = re.compile(r"([\\\[\]])")
_BOM: Final = "\ufeff"


def sarif_part(report: Report) -> dict[str, Any]:
    """The artifact and the results of one brief; their indexes are set when parts are joined."""
    uri = artifact_uri(report.brief.source)
    places = _Places(report.brief, uri)
    results = [_result(f, places) for f in report.findings]
    results += [{**_result(i.finding, places), "suppressions": [places.suppression(i)]} for i in report.ignored]
    told = {"fingerprint": report.fingerprint, "complete": report.complete, "summary": report.summary}
    return {"artifact": {"location": {"uri": uri}, "encoding": "UTF-8", "properties": told}, "results": results}


def sarif_log(parts: Sequence[Mapping[str, Any]], rules: Iterable[Rule], unread: Sequence[Unread] = ()) -> str:
    """One log of the parts. ``rules`` are those that could fire; ``unread`` the briefs that could not be read."""
    found = {result["ruleId"] for part in parts for result in part["results"]}
    named = sorted((rule for rule in rules if rule.id in found), key=lambda rule: rule.id)
    index = {rule.id: number for number, rule in enumerate(named)}
    results = [{**result, "ruleIndex": index[result["ruleId"]]} for part in parts for result in part["results"]]
    invocation: dict[str, Any] = {"executionSuccessful": not unread}
    if unread:
        invocation["toolExecutionNotifications"] = [_notification(brief) for brief in unread]
    run = {
        "tool": {"driver": {"name": "briefprism", "version": VERSION, "semanticVersion": VERSION, "rules": [*map(_rule, named)]}},
        "invocations": [invocation],
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n"],
        "artifacts": [part["artifact"] for part in parts],
        "results": results,
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1) + "\n"


def artifact_uri(source: str) -> str:
    """The address of a brief: relative names stay relative, whatever is no letter of an address is percent-encoded."""
    path = PurePath(source)
    if source == "-":
        return "standard-input"
    name = quote(path.as_posix(), safe="/", errors="surrogateescape")
    return f"file://{'' if name.startswith('/') else '/'}{name}" if path.is_absolute() else name


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "help": {"text": rule_page(rule)},
        "defaultConfiguration": {"level": "none" if rule.severity == "derivation" else _LEVELS[rule.severity]},
        "properties": {"tags": [rule.pack], "source": rule.source},
    }


def _result(finding: Finding, places: _Places) -> dict[str, Any]:
    first, *more = finding.evidence or (None,)
    words = f"{finding.title}. {finding.why} {finding.fix}"
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": _plain(words)},
        "locations": [places.location(first)],
        "partialFingerprints": {"briefprismFinding/v1": _fingerprint(finding)},
        "properties": {"severity": finding.severity, "root": finding.root, "follows": list(finding.follows), "ask": finding.ask},
    }
    related: list[dict[str, Any]] = []
    for place in map(places.location, more):  # several words may stand on one page, and a place is named once
        related += [place] * (place not in related)
    if related:
        result["relatedLocations"] = related
    return result


def _plain(text: str) -> str:
    """A message in which nothing is a link (SARIF 3.11.6) or a placeholder (3.11.5)."""
    return _LINKS.sub(r"\\\1", text).replace("{", "{{").replace("}", "}}")


def _fingerprint(finding: Finding) -> str:
    """Equal as long as the rule and the words that it rests on are, wherever these stand; see ``rules.aside.key``."""
    words = [] if finding.by_experts else sorted({" ".join(e.quote.split()) for e in finding.evidence})
    return hashlib.sha256("\n".join([finding.rule, *words]).encode("utf-8", "surrogatepass")).hexdigest()


def _notification(brief: Unread) -> dict[str, Any]:
    location = {"physicalLocation": {"artifactLocation": {"uri": artifact_uri(brief.source)}}}
    return {"level": "error", "message": {"text": _plain(f"{brief.fault}; {brief.step}")}, "locations": [location]}


class _Places:
    """Places in one brief."""

    def __init__(self, brief: Brief, uri: str) -> None:
        self.brief, self.uri = brief, uri
        self.mark = len(_BOM) if brief.text.startswith(_BOM) else 0

    def location(self, words: Evidence | None) -> dict[str, Any]:
        """Where words stand; without words, the first line."""
        file: dict[str, Any] = {"artifactLocation": {"uri": self.uri}}
        if not self.brief.places:
            return {"physicalLocation": {**file, "region": self._region(words) if words else {"startLine": 1}}}
        name = self.brief.place(words.start, words.end) if words else ""
        return {"physicalLocation": file, **({"logicalLocations": [{"name": name}]} if name else {})}

    def suppression(self, ignored: Ignored) -> dict[str, str]:
        """Why a finding was set aside, and whether the brief itself says so."""
        inside = ignored.place.startswith("line ") or any(place.label == ignored.place for place in self.brief.places)
        reason = f"{ignored.reason} ({ignored.place})"
        return {"kind": "inSource" if inside else "external", "status": "accepted", "justification": reason}

    def _region(self, words: Evidence) -> dict[str, Any]:
        (line, column), (last, end) = self._point(words.start), self._point(words.end)
        lines = {"startLine": line, "startColumn": column, "endLine": last, "endColumn": end}
        chars = {"charOffset": words.start - self.mark, "charLength": words.end - words.start}
        return {**lines, **chars, "snippet": {"text": words.quote}}

    def _point(self, offset: int) -> tuple[int, int]:
        """Line and column, both from 1."""
        begin = self.brief.text.rfind("\n", 0, offset) + 1
        return self.brief.text.count("\n", 0, offset) + 1, offset - begin + 1 - (self.mark if begin == 0 else 0)
