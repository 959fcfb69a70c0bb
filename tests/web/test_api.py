"""The API: the answers of the contract, and every error as a problem that says what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient

from briefprism.hall.brief.pipeline import Checker
from briefprism.models.settings import Settings

CALLS: Mapping[str, dict[str, Any]] = {
    "check": {},
    "complete": {},
    "what-if": {"add": ["Rosa answers all comments within a day."]},
    "why": {"rule": "no-content-home"},
    "why-not": {"subject": "audience"},
}


@pytest.fixture(scope="module")
def openapi(client: TestClient) -> dict[str, Any]:
    return client.get("/openapi.json").json()


def _schema(openapi: dict[str, Any], path: str, status: str = "200", media: str = "application/json") -> Draft202012Validator:
    schema = openapi["paths"][path]["post"]["responses"][status]["content"][media]["schema"]
    return Draft202012Validator({**schema, "components": openapi["components"]})


@pytest.mark.parametrize("name", CALLS)
def test_an_answer_has_the_shape_that_is_published(
    client: TestClient, openapi: dict[str, Any], texts: Mapping[str, str], name: str
) -> None:
    path = f"/api/v1/{name}"
    answer = client.post(path, json={"text": texts["weak"], **CALLS[name]})
    assert answer.status_code == 200
    _schema(openapi, path).validate(answer.json())


def test_a_schema_refuses_another_shape(openapi: dict[str, Any]) -> None:
    assert not _schema(openapi, "/api/v1/check").is_valid({"schema": 1})


def test_a_check_is_that_of_the_command(client: TestClient, texts: Mapping[str, str]) -> None:
    answer = client.post("/api/v1/check", json={"text": texts["middling"], "source": "m.md"})
    assert answer.json() == Checker(Settings(engine="python")).check(texts["middling"], "m.md").to_dict()


def test_offsets_are_those_of_the_text_as_sent(client: TestClient) -> None:
    text = "# Plan\r\n\r\nWe want more visitors from Leeds. 🎪\r\n\r\nWe post on Facebook every day.\r\n"
    report = client.post("/api/v1/check", json={"text": text}).json()
    assert report["mentions"]
    assert all(text[m["start"] : m["end"]] == m["text"] for m in report["mentions"])


def test_names_are_labelled(client: TestClient, openapi: dict[str, Any]) -> None:
    answer = client.post("/api/v1/classify", json={"names": ["fb ads", "a podcast", "@acme"]})
    assert [found["label"] for found in answer.json()] == ["network", "channel", "unknown"]
    _schema(openapi, "/api/v1/classify").validate(answer.json())


def test_answers_of_a_person_count(client: TestClient, texts: Mapping[str, str]) -> None:
    told = client.post("/api/v1/check", json={"text": texts["weak"], "answers": {"audience": "Gardeners over fifty in Thornbury"}})
    assert told.json()["elements"]["audience"]["by"] == "person"


@pytest.mark.parametrize(
    ("path", "body", "place"),
    [
        ("check", {}, "body/text"),
        ("check", {"text": 7}, "body/text"),
        ("check", {"text": "x", "more": 1}, "body/more"),
        ("check", {"text": "\ud800"}, "body/text"),
        ("classify", {"names": "Facebook"}, "body/names"),
        ("why", {"text": "x"}, "body/rule"),
    ],
)
def test_a_body_of_another_shape_is_told_where(client: TestClient, path: str, body: dict[str, Any], place: str) -> None:
    import json

    answer = client.post(f"/api/v1/{path}", content=json.dumps(body), headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert place in [fault["place"] for fault in answer.json()["errors"]]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"nul", b"\xff\xfe", b'{"text": 1e999}', b'{"text":' + b"[" * 5000])
def test_what_is_no_json_is_refused(client: TestClient, openapi: dict[str, Any], body: bytes) -> None:
    answer = client.post("/api/v1/check", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"
    _schema(openapi, "/api/v1/check", "422", "application/problem+json").validate(answer.json())


@pytest.mark.parametrize(
    ("path", "body", "words"),
    [
        ("check", {"text": "  \n"}, "no words"),
        ("why", {"text": "We post on Facebook.", "rule": "networks-onl"}, "did you mean 'networks-only'"),
        ("what-if", {"text": "We post on Facebook every day for young parents."}, "nothing is supposed"),
        ("complete", {"text": "We post on Facebook every day for young parents.", "to": "nowhere"}, "no rule 'nowhere'"),
    ],
)
def test_an_error_names_place_fault_and_step(client: TestClient, path: str, body: dict[str, Any], words: str) -> None:
    answer = client.post(f"/api/v1/{path}", json=body)
    told = answer.json()
    assert answer.status_code == told["status"] == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert words in told["detail"]
    assert told["place"]
    assert told["fault"]
    assert told["step"]
    assert told["request_id"] == answer.headers["x-request-id"]


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/api/v1/check", 405), ("POST", "/api/v1/nothing", 404)])
def test_another_address_is_a_problem_too(client: TestClient, method: str, path: str, status: int) -> None:
    answer = client.request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_too_long_a_text_is_told(small: Any) -> None:
    answer = small(brief_characters=100).post("/api/v1/check", json={"text": "word " * 30})
    assert answer.status_code == 422
    assert "longer than the 100 characters" in answer.json()["fault"]


def test_too_many_names_are_told(small: Any) -> None:
    answer = small(names=2).post("/api/v1/classify", json={"names": ["a", "b", "c"]})
    assert answer.status_code == 422
    assert "more than 2" in answer.json()["fault"]


def test_there_is_no_page_that_loads_from_elsewhere(client: TestClient) -> None:
    assert client.get("/docs").status_code == 404
    assert client.get("/redoc").status_code == 404
