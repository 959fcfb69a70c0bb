"""The published JSON Schema of the report, generated from the types of the contract."""

from __future__ import annotations

from types import NoneType, UnionType
from typing import Any, Literal, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

from briefprism.models.contract import SCHEMA, ReportJson

_PLAIN = {str: "string", bool: "boolean", int: "integer", float: "number", NoneType: "null"}


def report_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of one report. Fields may be added to a report, so more than these are allowed."""
    parts = parts_of(ReportJson, "#/$defs/")
    report = parts.pop(ReportJson.__name__)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"briefprism report, schema {SCHEMA}",
        **report,
        "$defs": dict(sorted(parts.items())),
    }


def parts_of(kind: type, ref: str) -> dict[str, Any]:
    """The schemas of a type and of all types that it names, by name; they refer to one another by ``ref`` and the name."""
    parts: dict[str, Any] = {}
    parts[kind.__name__] = _object(kind, parts, ref)
    return parts


def _object(kind: type, parts: dict[str, Any], ref: str) -> dict[str, Any]:
    hints = get_type_hints(kind, include_extras=True)
    required = [name for name, hint in hints.items() if get_origin(hint) is not NotRequired]
    properties = {name: _schema(hint, parts, ref) for name, hint in hints.items()}
    return {"type": "object", "description": kind.__doc__, "properties": properties, "required": required}


def _schema(hint: Any, parts: dict[str, Any], ref: str) -> dict[str, Any]:
    """The schema of one type; the TypedDicts that it names go into ``parts``."""
    if is_typeddict(hint):
        if hint.__name__ not in parts:
            parts[hint.__name__] = {}  # a proof holds proofs
            parts[hint.__name__] = _object(hint, parts, ref)
        return {"$ref": ref + hint.__name__}
    if hint in _PLAIN:
        return {"type": _PLAIN[hint]}
    origin, args = get_origin(hint), get_args(hint)
    if origin is NotRequired:
        return _schema(args[0], parts, ref)
    if origin is Literal:
        return {"enum": list(args)}
    if origin is list:
        return {"type": "array", "items": _schema(args[0], parts, ref)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _schema(args[1], parts, ref)}
    if origin in (Union, UnionType):
        return {"anyOf": [_schema(arg, parts, ref) for arg in args]}
    raise TypeError(f"no schema for {hint!r}")
