"""The JSON of a report: the fields that programs rely on, and the published schema."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from briefprism.hall.brief.pipeline import Checker
from briefprism.models.labels import ELEMENTS, STATUSES
from briefprism.report.schema import report_schema

PUBLISHED = Path(__file__).resolve().parents[2] / "docs" / "schema" / "report.schema.json"
NAMES = ("complete", "middling", "weak", "bakery", "german", "press", "empty")

TOP = {"schema", "version", "fingerprint", "source", "language", "words", "is_plan", "verdict", "mentions", "elements", "findings",
       "coverage"}  # fmt: skip
MENTION = {"text", "platform", "label", "path", "kind", "status", "paid", "contested", "start", "end", "confidence", "by", "reason"}
FINDING = {"rule", "severity", "title", "why", "fix", "ask", "source", "root", "follows", "evidence", "proof"}


@pytest.fixture(scope="module")
def reports(checker: Checker, texts: Mapping[str, str]) -> Mapping[str, Any]:
    briefs = {**texts, "empty": ""}
    return {name: json.loads(json.dumps(checker.check(text, name).to_dict())) for name, text in briefs.items()}


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(report_schema())
    assert "schema 1" in report_schema()["title"]


@pytest.mark.parametrize("name", NAMES)
def test_reports_keep_the_schema(reports: Mapping[str, Any], name: str) -> None:
    jsonschema.Draft202012Validator(report_schema()).validate(reports[name])


def wreck(report: Any, *path: str | int, value: Any) -> Any:
    """A copy of a report with one value changed, or taken away when it is Ellipsis."""
    copy = deepcopy(report)
    place = copy
    for step in path[:-1]:
        place = place[step]
    if value is ...:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return copy


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("verdict",), ...),
        (("is_plan",), "yes"),
        (("words",), "many"),
        (("verdict", "complete"), 0.5),
        (("mentions", 0, "label"), "website"),
        (("mentions", 0, "start"), ...),
        (("findings", 0, "severity"), "fatal"),
        (("findings", 0, "proof", "because", 0, "kind"), "guessed"),
        (("elements", "audience", "state"), "maybe"),
        (("coverage", "kinds"), {"blog": "one"}),
    ],
)
def test_the_schema_refuses_what_the_contract_does_not_hold(reports: Mapping[str, Any], path: tuple[str | int, ...], value: Any) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(report_schema()).validate(wreck(reports["bakery"], *path, value=value))


def test_the_schema_allows_fields_to_be_added(reports: Mapping[str, Any]) -> None:
    jsonschema.Draft202012Validator(report_schema()).validate({**reports["bakery"], "later": 1})


def test_the_published_schema_is_current() -> None:
    assert json.loads(PUBLISHED.read_text(encoding="utf-8")) == report_schema()


@pytest.mark.parametrize("name", NAMES)
def test_the_fields_of_the_contract(reports: Mapping[str, Any], name: str) -> None:
    report = reports[name]
    assert set(report) >= TOP
    assert report["schema"] == 1
    assert report["source"] == name
    assert report["fingerprint"].startswith("sha256:")
    assert set(report["verdict"]) >= {"complete", "summary"}
    assert set(report["coverage"]) >= {"media", "channel", "network", "not_social", "kinds"}
    for mention in report["mentions"]:
        assert set(mention) >= MENTION
        assert mention["status"] in STATUSES
    for finding in report["findings"]:
        assert set(finding) >= FINDING
        assert set(finding["proof"]) >= {"rule", "because"}
        assert finding["proof"]["rule"] == finding["rule"]


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Every object inside a JSON value."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from objects(part)


@pytest.mark.parametrize("name", ["complete", "middling", "bakery"])
def test_a_plan_is_judged(reports: Mapping[str, Any], name: str) -> None:
    report = reports[name]
    assert report["is_plan"] is True
    assert set(report["elements"]) >= set(ELEMENTS)
    errors = [f["rule"] for f in report["findings"] if f["severity"] == "error"]
    assert report["verdict"]["complete"] is (not errors)
    assert report["verdict"]["because"] == errors
    for element in report["elements"].values():
        assert {"state", "confidence", "by"} <= set(element)
        if element["state"] == "present":
            assert element["evidence"]
        if element["state"] == "missing":
            assert {"looked_for", "closest", "needed"} <= set(element["search"])
    for statement in objects([f["proof"]["because"] for f in report["findings"]]):
        if "fact" in statement:
            assert {"fact", "kind", "because", "evidence"} <= set(statement)
            assert statement["kind"] in ("observed", "absent", "derived")
        if "quote" in statement:
            assert set(statement) >= {"quote", "start", "end", "confidence"}


def test_examples_that_name_their_verdict(reports: Mapping[str, Any]) -> None:
    assert reports["complete"]["verdict"]["complete"] is True
    assert reports["bakery"]["verdict"]["complete"] is False


def test_what_is_no_plan_is_not_judged(reports: Mapping[str, Any]) -> None:
    report = reports["press"]
    assert (report["is_plan"], report["verdict"]["complete"]) == (False, None)
    assert (report["findings"], report["elements"]) == ([], {})
    assert "does not read like a plan" in report["verdict"]["summary"]


def test_another_language_gets_labels_and_no_judgement(reports: Mapping[str, Any]) -> None:
    report = reports["german"]
    assert report["language"] == "de"
    assert (report["is_plan"], report["verdict"]["complete"]) == (None, None)
    assert (report["findings"], report["elements"]) == ([], {})
    assert {m["platform"] for m in report["mentions"]} >= {"Facebook", "Instagram", "Blog"}
    assert "German" in report["verdict"]["summary"]


def test_coverage_counts_each_used_place_once(reports: Mapping[str, Any]) -> None:
    for report in reports.values():
        used = {m["platform"]: m for m in report["mentions"] if m["status"] == "used"}
        for label in ("media", "channel", "network", "not_social"):
            assert report["coverage"][label] == sum(m["label"] == label for m in used.values())
        assert sum(report["coverage"]["kinds"].values()) == sum(m["kind"] is not None for m in used.values())
