"""Thrift's compact protocol, as far as the footers of Parquet need it: bytes to plain lists and dicts, and back.

A struct is ``{field id: (type, value)}``, a list ``(element type, [values])``; what it means is the caller's knowledge.
Source: https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
"""

from __future__ import annotations

from typing import Any, Final

TRUE: Final = 1
FALSE: Final = 2
BYTE: Final = 3
I16: Final = 4
I32: Final = 5
I64: Final = 6
DOUBLE: Final = 7
BINARY: Final = 8
LIST: Final = 9
STRUCT: Final = 12

Struct = dict[int, tuple[int, Any]]


def read_struct(raw: bytes, at: int = 0) -> tuple[Struct, int]:
    """The struct that begins at ``at``, and where it ends.

    Raises:
        ValueError: when a type occurs that Parquet's footers do not use.
    """
    found: Struct = {}
    field = 0
    while True:
        head = raw[at]
        at += 1
        if head == 0:
            return found, at
        kind, step = head & 15, head >> 4
        if step:
            field += step
        else:
            field, at = _zigzag(raw, at)
        if kind in (TRUE, FALSE):
            found[field] = (kind, None)
        else:
            value, at = _read(raw, at, kind)
            found[field] = (kind, value)


def write_struct(struct: Struct) -> bytes:
    """The bytes of a struct."""
    out = bytearray()
    last = 0
    for field in sorted(struct):
        kind, value = struct[field]
        if 0 < field - last < 16:
            out.append((field - last) << 4 | kind)
        else:
            out.append(kind)
            out += _varint(field << 1)
        if kind not in (TRUE, FALSE):
            out += _write(kind, value)
        last = field
    out.append(0)
    return bytes(out)


def _read(raw: bytes, at: int, kind: int) -> tuple[Any, int]:
    if kind in (I16, I32, I64):
        return _zigzag(raw, at)
    if kind == BINARY:
        size, at = _unsigned(raw, at)
        return raw[at : at + size], at + size
    if kind == STRUCT:
        return read_struct(raw, at)
    if kind == LIST:
        return _read_list(raw, at)
    plain = {BYTE: 1, TRUE: 1, FALSE: 1, DOUBLE: 8}.get(kind)  # as they are, nobody looks into them
    if plain is None:
        raise ValueError(f"thrift type {kind}")
    return raw[at : at + plain], at + plain


def _read_list(raw: bytes, at: int) -> tuple[tuple[int, list[Any]], int]:
    head = raw[at]
    at += 1
    size, kind = head >> 4, head & 15
    if size == 15:
        size, at = _unsigned(raw, at)
    values = []
    for _ in range(size):
        value, at = _read(raw, at, kind)
        values.append(value)
    return (kind, values), at


def _write(kind: int, value: Any) -> bytes:
    if kind in (I16, I32, I64):
        return _varint(value << 1 if value >= 0 else (-value << 1) - 1)
    if kind == BINARY:
        return _varint(len(value)) + bytes(value)
    if kind == STRUCT:
        return write_struct(value)
    if kind == LIST:
        inner, values = value
        head = bytes([len(values) << 4 | inner]) if len(values) < 15 else bytes([240 | inner]) + _varint(len(values))
        return head + b"".join(_write(inner, v) for v in values)
    return bytes(value)


def _unsigned(raw: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = raw[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7


def _zigzag(raw: bytes, at: int) -> tuple[int, int]:
    value, at = _unsigned(raw, at)
    return value >> 1 ^ -(value & 1), at


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)
