"""From what a person names (files, patterns, ``-``) to a table that can be read."""

from __future__ import annotations

import glob
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from briefprism.batch.forms import Form, form_of, form_of_bytes
from briefprism.batch.table import Table
from briefprism.models.document import Limits
from briefprism.models.errors import InputError, UsageError


@dataclass(frozen=True, slots=True)
class Reading:
    """How tables are read: what is not given is found. ``raw_cells``: marks before formulas are read as what stands there."""

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    raw_cells: bool = False
    limits: Limits = field(default_factory=Limits)


def find_files(names: Sequence[str], workdir: Path) -> list[tuple[Path, Form]]:
    """The files that are named, patterns by name; ``-`` is standard input, kept in ``workdir`` while it is read.

    Raises:
        InputError: when one is not there or a pattern matches nothing.
    """
    found: list[tuple[Path, Form]] = []
    for name in names:
        if name == "-":
            found.append(_standard_input(workdir))
            continue
        paths = [Path(name)] if Path(name).exists() or not glob.has_magic(name) else [Path(p) for p in sorted(glob.glob(name))]  # noqa: PTH207 - patterns with folders
        if not paths:
            raise InputError(name, "no file matches", "check the pattern")
        for path in paths:
            if not path.exists():
                raise InputError(str(path), "no such file", "check the name")
            if path.is_dir():
                raise InputError(str(path), "it cannot be read (it is a folder)", f"name its files, for example {str(path / '*.csv')!r}")
            found.append((path, form_of(path)))
    forms = {form.name for _, form in found}
    if len(forms) > 1:
        raise UsageError(" ".join(names), f"the files are of several kinds ({', '.join(sorted(forms))})", "label them one kind at a time")
    return found


def _standard_input(workdir: Path) -> tuple[Path, Form]:
    """Standard input as a file: a table is looked at before it is read."""
    if sys.stdin is None or sys.stdin.isatty():
        raise InputError("standard input", "no table arrives there", "pipe one in, or name a file with --input")
    path = workdir / "standard input"
    with path.open("wb") as out:
        shutil.copyfileobj(sys.stdin.buffer, out, 1 << 20)
    with path.open("rb") as file:
        form = form_of_bytes(file.read(4096), "standard input")
    suffix = {"gzip": ".gz", "zstd": ".zst", "": ""}[form.compression]  # the reader tells packed files by their name
    return path.rename(workdir / f"standard input.{form.name}{suffix}"), form


def open_table(files: Sequence[tuple[Path, Form]], workdir: Path, reading: Reading, keep_json: bool, added: Sequence[str]) -> Table:
    """Open files of one form; with ``keep_json``, lines of JSON are kept as they stand and must not hold ``added``.

    Raises:
        InputError: when one cannot be read.
    """
    form = files[0][1]
    paths = [path for path, _ in files]
    if form.name in ("csv", "tsv"):
        from briefprism.batch.csv_tables import open_csv

        return open_csv(files, workdir, reading.encoding, reading.delimiter, reading.raw_cells)
    if form.name == "jsonl":
        from briefprism.batch.json_tables import open_json_columns, open_json_lines

        return open_json_lines(paths, workdir, added) if keep_json else open_json_columns(paths, workdir)
    if form.name == "parquet":
        from briefprism.batch.parquet_tables import open_parquet

        return open_parquet(paths)
    if len(files) > 1:
        raise UsageError(
            ", ".join(map(str, paths)), "only one Excel file can be read at a time", "label them one by one, or save them as CSV"
        )
    from briefprism.batch.xlsx_tables import open_xlsx

    return open_xlsx(paths[0], reading.sheet, reading.limits)
