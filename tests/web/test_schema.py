"""The API asked with bodies that schemathesis makes from its description: fitting ones, and such as do not fit."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

EXAMPLES = 30
CHECKS = [
    status_code_conformance, content_type_conformance, response_headers_conformance, response_schema_conformance, negative_data_rejection,
]  # fmt: skip
CALLS = ["check", "classify", "complete", "what-if", "why", "why-not"]


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("call", CALLS)
def test_every_answer_is_as_described(app: FastAPI, site: str, call: str, mode: GenerationMode) -> None:
    operation = schemathesis.openapi.from_dict(app.openapi())[f"/api/v1/{call}"]["POST"]
    seen: list[int] = []

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        answer = case.call(base_url=site)
        case.validate_response(answer, checks=CHECKS)
        assert answer.status_code < 500
        if answer.status_code != 200:
            assert answer.headers["content-type"] == ["application/problem+json"]
        seen.append(answer.status_code)

    ask()
    assert len(seen) >= EXAMPLES // 2


def test_every_call_is_asked(app: FastAPI) -> None:
    assert set(app.openapi()["paths"]) == {f"/api/v1/{call}" for call in CALLS}
