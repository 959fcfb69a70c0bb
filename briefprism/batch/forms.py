"""The forms of tables: told by suffix, or by the first bytes where there is no name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, cast

from briefprism.models.errors import InputError, UsageError

FormName = Literal["csv", "tsv", "jsonl", "parquet", "xlsx"]
Compression = Literal["", "gzip", "zstd"]

_SUFFIXES: Final[dict[str, FormName]] = {
    ".csv": "csv", ".txt": "csv", ".tsv": "tsv", ".tab": "tsv", ".jsonl": "jsonl", ".ndjson": "jsonl",
    ".parquet": "parquet", ".pq": "parquet", ".xlsx": "xlsx",
}  # fmt: skip
_PACKED: Final[dict[str, Compression]] = {".gz": "gzip", ".zst": "zstd"}
_KNOWN: Final = "name it .csv, .tsv, .jsonl, .parquet or .xlsx (the first three also with .gz or .zst)"


@dataclass(frozen=True, slots=True)
class Form:
    """How a table is written down."""

    name: FormName
    compression: Compression = ""

    @property
    def is_text(self) -> bool:
        """Whether its rows are lines of text."""
        return self.name in ("csv", "tsv", "jsonl")


def form_of(path: Path) -> Form:
    """The form that a name tells.

    Raises:
        UsageError: when it tells none.
    """
    suffixes = [s.lower() for s in path.suffixes]
    packed = _PACKED.get(suffixes[-1], "") if suffixes else ""
    if packed:
        suffixes.pop()
    name = _SUFFIXES.get(suffixes[-1]) if suffixes else None
    if name is None or (packed and name in ("parquet", "xlsx")):
        raise UsageError(str(path), "its name does not tell what kind of table it is", _KNOWN)
    return Form(name, packed)


def form_of_bytes(head: bytes, place: str) -> Form:
    """The form of a table without a name, by its first bytes (packed ones are not looked into: they count as CSV).

    Raises:
        InputError: when it is empty, or an Excel file, which cannot be read from a pipe.
    """
    if not head:
        raise InputError(place, "the table is empty", "write a header row with the names of the columns")
    if head.startswith(b"PK\x03\x04"):
        raise InputError(place, "an Excel file cannot be read from a pipe", "save it to a file and name that")
    if head.startswith(b"PAR1"):
        return Form("parquet")
    packed = "gzip" if head.startswith(b"\x1f\x8b") else "zstd" if head.startswith(b"\x28\xb5\x2f\xfd") else ""
    return Form("jsonl" if head.lstrip()[:1] == b"{" else "csv", cast("Compression", packed))
