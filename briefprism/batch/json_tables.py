"""Lines of JSON: as they stand, when JSON is written again; else as columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from briefprism.batch.engine import connect, first_bytes, in_our_words, literal, literals
from briefprism.batch.table import Table, refuse_width, rows_of_batch
from briefprism.models.errors import InputError

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

_KEYS: Final = "SELECT DISTINCT unnest(json_keys(json)) AS key FROM (SELECT json FROM read_ndjson_objects({paths}) LIMIT {rows})"
_LOOKED_AT: Final = 10_000
# All keys of all lines; never one column for many keys that look alike.
_PLAIN_COLUMNS: Final = "sample_size=-1, union_by_name=true, map_inference_threshold=-1, field_appearance_threshold=0"


def open_json_lines(files: Sequence[Path], workdir: Path, added: Sequence[str]) -> Table:
    """JSON Lines, each line kept as it stands; ``added`` are the keys that no line may have yet.

    Raises:
        InputError: when a line is no JSON object.
    """
    import pyarrow as pa

    place, con, paths = ", ".join(map(str, files)), connect(workdir), literals(files)
    rows = rows_of_batch(_first_lines(place, files))
    with in_our_words(place):
        found = con.execute(_KEYS.format(paths=paths, rows=_LOOKED_AT)).fetchall()
    keys = tuple(sorted(row[0] for row in found))
    if not keys:
        raise _empty(place)
    refuse_width(place, len(keys))
    clash = "[" + ", ".join(map(literal, added)) + "]"

    def read(name_at: int, describe_at: int | None) -> Iterator[pa.RecordBatch]:
        wanted = [keys[at] for at in (name_at, describe_at) if at is not None]
        cells = ", ".join(f"json_extract_string(json, {literal(_pointer(key))}) AS k{i}" for i, key in enumerate(wanted))
        checked = (
            f"CASE WHEN contains(json::VARCHAR, '\"bp_') AND len(list_intersect(json_keys(json), {clash})) > 0 "
            "THEN error('bp_clash') ELSE json::VARCHAR END AS json"
        )
        try:
            with in_our_words(place):
                yield from con.sql(f"SELECT {checked}, {cells} FROM read_ndjson_objects({paths})").to_arrow_reader(rows)
        except InputError as error:
            if "bp_clash" in error.fault:
                raise InputError(place, "a line has a key that we would write again, such as 'bp_label'", "rename or remove it") from None
            raise

    def share() -> float | None:
        told = con.query_progress()
        return told / 100 if 0 < told <= 100 else None

    return Table(place, keys, read, pa.schema([("json", pa.string())]), share, json_lines=True)


def _first_lines(place: str, files: Sequence[Path]) -> bytes:
    """How the files begin. (Of nothing at all DuckDB says that it has a column.)

    Raises:
        InputError: when there is nothing in them.
    """
    found = next((lines for file in files if (lines := first_bytes(file)).strip()), b"")
    if not found:
        raise _empty(place)
    return found


def _empty(place: str) -> InputError:
    return InputError(place, "the table is empty", "write one JSON object on each line")


def open_json_columns(files: Sequence[Path], workdir: Path) -> Table:
    """JSON Lines as columns, for another form to be written; what looks like a date stays text."""
    import pyarrow as pa

    place, con, paths = ", ".join(map(str, files)), connect(workdir), literals(files)
    rows = rows_of_batch(_first_lines(place, files))
    with in_our_words(place):
        told = con.execute(f"DESCRIBE SELECT * FROM read_ndjson({paths}, {_PLAIN_COLUMNS})").fetchall()
        refuse_width(place, len(told))
        _refuse_cases(con, place, paths, [name for name, *_ in told])
        types = {name: _plain(kind) for name, kind, *_ in told}
        columns = "{" + ", ".join(f"{literal(name)}: {literal(kind)}" for name, kind in types.items()) + "}"
        query = f"SELECT * FROM read_ndjson({paths}, columns={columns})"
        schema = con.sql(query).limit(0).to_arrow_table().schema

    def read(name_at: int, describe_at: int | None) -> Iterator[pa.RecordBatch]:  # noqa: ARG001 - all columns are read
        with in_our_words(place):
            yield from con.sql(query).to_arrow_reader(rows)

    return Table(place, tuple(schema.names), read, pa.schema(schema))


def _refuse_cases(con: duckdb.DuckDBPyConnection, place: str, paths: str, names: Sequence[str]) -> None:
    """See that no two keys differ in case only: DuckDB calls one of them ``key_1``, and loses what it holds."""
    low = {name.lower() for name in names}
    if not any(name.rpartition("_")[0] in low for name in low):
        return
    keys = [row[0] for row in con.execute(_KEYS.format(paths=paths, rows=2**62)).fetchall()]
    by_low = {key.lower(): key for key in keys}
    if twins := [key for key in keys if by_low[key.lower()] != key]:
        fault = f"the keys {twins[0]!r} and {by_low[twins[0].lower()]!r} differ in capital letters only"
        raise InputError(place, fault, "rename one of them, or write .jsonl")


def _plain(kind: str) -> str:
    return "VARCHAR" if kind in ("DATE", "TIME", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "UUID") else kind


def _pointer(key: str) -> str:
    return "/" + key.replace("~", "~0").replace("/", "~1")
