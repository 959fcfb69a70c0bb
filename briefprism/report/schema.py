"""The published JSON Schema of the report, generated from the types of the contract."""

from __future__ import annotations

from typing import Any

from briefprism.models.contract import SCHEMA, ReportJson


def report_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of one report."""
    from pydantic import TypeAdapter  # needed to publish the schema only

    schema: dict[str, Any] = TypeAdapter(ReportJson).json_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"briefprism report, schema {SCHEMA}",
        **{key: value for key, value in schema.items() if key != "title"},
    }
