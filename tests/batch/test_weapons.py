"""Tables made to break the reader: a clear line, or all rows; never some of them, never a crash."""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from briefprism.batch.labelling import Labeller
from briefprism.batch.row_lengths import MAX_ROW, refuse_long_rows
from briefprism.batch.run import parts
from briefprism.batch.table import MAX_COLUMNS, PART_BYTES
from briefprism.hall.tables.tables import TableJob, run_table
from briefprism.models.errors import BriefprismError, InputError, UsageError
from briefprism.models.table import Column, Outcome
from tests.conftest import PEAK_KB, needs_linux

LONG = b"x" * (MAX_ROW * 5)


class Short:
    """Says how long a string is, so that no memory is held by what is said."""

    columns = (Column("bp_label"),)

    def __call__(self, text: str, description: str = "") -> Outcome:
        return Outcome((str(len(text)),), ("", "known", "", "", ""))


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    monkeypatch.chdir(tmp_path)

    def go(name: str, raw: bytes, target: str = "out.csv", **options: Any) -> Any:
        (tmp_path / name).write_bytes(raw)
        return run_table(TableJob((name,), options.pop("column", "source"), target, **options), Short())

    return go


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split("\n")[:-1]


@pytest.mark.parametrize(
    ("raw", "row"),
    [
        pytest.param(b"source,n\n" + LONG + b",1\n", 2, id="last"),
        pytest.param(b"source,n\n" + LONG + b",1\nb,2\n", 2, id="not-last"),
        pytest.param(b"source,n\n" + b"a,1\n" * 1000 + b'"' + b"x\n" * MAX_ROW + b'",1\nb,2\n', 1002, id="lines-in-quotes"),
        pytest.param(b"source,n\n" + b'5" pipe,1\n' + b'"' + b"x,y\n" * MAX_ROW, 3, id="quote-left-open"),
        pytest.param(b"source,n\r" + LONG + b",1\rb,2\r", 2, id="lone-cr"),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_a_row_that_duckdb_would_drop_is_told(run: Callable[..., Any], tmp_path: Path, raw: bytes, row: int, packed: bool) -> None:
    name = "in.csv.gz" if packed else "in.csv"
    with pytest.raises(InputError, match=rf"{name}: row {row} is longer than 8,000,000 bytes; shorten"):
        run(name, gzip.compress(raw, 1) if packed else raw)
    assert [p.name for p in tmp_path.iterdir()] == [name]


def test_a_stray_quote_is_no_long_row(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(b'source\n5" pipe\n' + b"abcdefg\n" * (MAX_ROW // 4))
    refuse_long_rows(path, "in.csv", "", b"\n", ",")


def test_rows_as_long_as_allowed_all_arrive(run: Callable[..., Any], tmp_path: Path) -> None:
    run("in.csv", b"source,n\n" + b"".join(b'"' + b"y\n" * 3_900_000 + b'",%d\n' % n for n in range(3)), "out.jsonl")
    assert [json.loads(line)["bp_label"] for line in lines(tmp_path / "out.jsonl")] == ["7800000"] * 3


def test_a_cell_of_parquet_that_is_too_long(run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("briefprism.batch.parquet_tables.MAX_CELL", 1_000_000)
    with pytest.raises(InputError, match=r"a cell of column 'source' holds 1,000,001 bytes, more than 1,000,000; shorten"):
        run("in.parquet", parquet(pa.table({"source": ["a", "x" * 1_000_001]})))


def test_a_line_of_json_that_is_too_long(run: Callable[..., Any]) -> None:
    with pytest.raises(InputError, match="a line is longer than 16,777,216 bytes; shorten"):
        run("in.jsonl", b'{"source":"' + LONG + b'"}\n', "out.jsonl")


@pytest.mark.parametrize("name", ["in.csv", "in.jsonl", "in.parquet"])
def test_more_columns_than_anybody_has(run: Callable[..., Any], name: str) -> None:
    names = ["source", *(f"c{n}" for n in range(MAX_COLUMNS))]
    raw: dict[str, Callable[[], bytes]] = {
        "in.csv": lambda: ",".join(names).encode() + b"\n",
        "in.jsonl": lambda: json.dumps(dict.fromkeys(names, 1)).encode() + b"\n",
        "in.parquet": lambda: parquet(pa.table({column: pa.array([], pa.int8()) for column in names})),
    }
    with pytest.raises(InputError, match=r"it has 10,001 columns, more than 10,000; keep"):
        run(name, raw[name](), "out.jsonl")


def test_a_header_without_end(run: Callable[..., Any]) -> None:
    with pytest.raises(InputError, match=r"in\.csv:1: the row with the names of the columns is longer than 1,048,576 bytes"):
        run("in.csv", b"source," + b"x," * 5_000_000)


def parquet(table: pa.Table) -> bytes:
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


def test_every_prefix_of_a_parquet_file_is_told(run: Callable[..., Any], tmp_path: Path) -> None:
    whole = parquet(pa.table({"source": ["a", None, "b"], "n": [1, 2, 3]}))
    run("in.parquet", whole, "whole.csv")
    (tmp_path / "whole.csv").unlink()
    for size in range(len(whole)):
        with pytest.raises(BriefprismError) as told:
            run("in.parquet", whole[:size])
        assert "in.parquet" in str(told.value)
        assert "\n" not in str(told.value)
    assert [p.name for p in tmp_path.iterdir()] == ["in.parquet"]


TOLD: list[tuple[str, bytes, str, str]] = [
    ("in.csv", b"source,source\na,b\n", "out.csv", "column 'source' stands twice; rename"),
    ("in.csv", b"source,n,n\na,1,2\n", "out.jsonl", "column 'n' stands twice; rename"),
    ("in.csv", b"source,BP_Label\na,b\n", "out.csv", "column 'BP_Label' is there already"),
    ("in.csv", b"source\r\na\nb\rc\n", "out.csv", "its rows end in several ways"),
    ("in.csv", b"\n\n", "out.csv", "the table is empty"),
    ("in.jsonl", b'{"source":"a","Source":"b"}\n', "out.csv", "the keys 'source' and 'Source' differ in capital letters only; rename"),
    ("in.jsonl", b'{"source":"a","source":"b"}\n', "out.csv", "a key stands twice in one line"),
    ("in.jsonl", b'{"source":' + b'{"a":' * 5000 + b"1" + b"}" * 5001 + b"\n", "out.csv", "nested too deeply"),
    ("in.jsonl", b"", "out.csv", "the table is empty; write one JSON object on each line"),
    ("in.jsonl", b" \n", "out.jsonl", "the table is empty; write one JSON object on each line"),
    ("in.csv.gz", b"source\nfb\n", "out.csv", "it is no gzip file, or a damaged one; get the whole file again"),
    ("in.csv.gz", gzip.compress(b"source\nfb\n" * 99)[:20], "out.csv", "it is packed, and its end is missing; get the whole file again"),
    ("in.csv.zst", b"source\nfb\n", "out.csv", "it is no zstd file, or a damaged one; get the whole file again"),
    ("in.parquet", b"source\nfb\n", "out.csv", "it is no Parquet file, or only a part of one; get the whole file again"),
]


@pytest.mark.parametrize(("name", "raw", "target", "said"), TOLD)
def test_what_cannot_be_kept_apart_is_told(run: Callable[..., Any], tmp_path: Path, name: str, raw: bytes, target: str, said: str) -> None:
    with pytest.raises(BriefprismError) as told:
        run(name, raw, target)
    assert said in str(told.value)
    assert [p.name for p in tmp_path.iterdir()] == [name]


WHOLE: list[tuple[str, bytes, str, list[str]]] = [
    ("in.csv", b"source,n\na\x00b,1\n\x00,2\n", "out.csv", ["source,n,bp_label", "a\x00b,1,3", "\x00,2,1"]),
    ("in.csv", b"source,Source\na,b\n", "out.jsonl", ['{"source":"a","Source":"b","bp_label": "1"}']),
    ("in.csv", b"source", "out.csv", ["source,bp_label"]),
    ("in.csv", b"source,\na,b\n", "out.csv", ["source,,bp_label", "a,b,1"]),
    ("in.jsonl", b'{"source":"a",}\n', "out.jsonl", ['{"source":"a","bp_label": "1"}']),
    ("in.jsonl", b'{"":"x","source":"a"}\n', "out.jsonl", ['{"":"x","source":"a","bp_label": "1"}']),
]


@pytest.mark.parametrize(("name", "raw", "target", "wanted"), WHOLE)
def test_odd_tables_arrive_whole(run: Callable[..., Any], tmp_path: Path, name: str, raw: bytes, target: str, wanted: list[str]) -> None:
    run(name, raw, target)
    assert lines(tmp_path / target) == wanted


def test_parts_are_cut_by_what_they_hold_whatever_the_batches() -> None:
    cells = ["x" * (PART_BYTES // 3) if n % 5 == 0 else "y" for n in range(23)]
    table = pa.table({"source": cells})
    cuts = [[part.num_rows for part in parts(iter(table.to_batches(size)), None)] for size in (1, 4, 23)]
    assert cuts[0] == cuts[1] == cuts[2]
    assert max(cuts[0]) < 23
    assert [part.num_rows for part in parts(iter(table.to_batches(4)), None, done=cuts[0][0])] == cuts[0][1:]


def test_long_strings_are_not_remembered_without_end() -> None:
    labeller = Labeller(Short())
    for n in range(6):
        labeller.label(pa.array([f"{n}{i}" + "x" * 1_000_000 for i in range(5)]))
    assert sum(map(len, filter(None, labeller._codes))) < 26_000_000  # type: ignore[arg-type]


def test_what_was_met_before_does_not_show_in_a_part() -> None:
    """Else a resumed run would write other bytes than one that nobody interrupted."""
    names = pa.array(["bb", "a", "ccc", "a"])
    fresh, used = Labeller(Short()), Labeller(Short())
    used.label(pa.array(["ccc", "a", "dddd"]))
    assert used.label(names) == fresh.label(names)


def test_many_keys_that_look_alike_are_columns(run: Callable[..., Any], tmp_path: Path) -> None:
    line = json.dumps({"source": "a", **{f"k{n}": "v" for n in range(500)}})
    run("in.jsonl", f"{line}\n".encode(), "out.csv")
    assert lines(tmp_path / "out.csv")[0].split(",")[:3] == ["source", "k0", "k1"]


@needs_linux
@pytest.mark.parametrize("form", ["gz", "zst"])
def test_a_bomb_takes_time_and_no_memory(tmp_path: Path, form: str) -> None:
    """A thousand times as large as it looks: rows are streamed, so there is nothing to refuse."""
    path = tmp_path / f"in.csv.{form}"
    with pa.output_stream(str(path), compression={"gz": "gzip", "zst": "zstd"}[form]) as out:
        out.write(b"source\n")
        for _ in range(150):
            out.write(b"facebook facebook facebook facebook facebook facebook facebook\n" * 16_000)
    script = f"from briefprism.cli.app import main\ntry:\n    main()\nfinally:\n    print({PEAK_KB})\n"
    options = ["classify", "--input", str(path), "--column", "source", "--output", str(tmp_path / "out.csv.gz"), "--columns", "label"]
    done = subprocess.run([sys.executable, "-c", script, *options], capture_output=True, check=True)
    assert path.stat().st_size < 1_500_000
    assert int(done.stdout) < 900 * 1024
    assert done.stderr.startswith(b"2400000 rows labelled")


@pytest.mark.skipif(os.geteuid() != 0 or sys.platform != "linux", reason="only root can mount a small disk")
@pytest.mark.parametrize("target", ["out.csv", "out.parquet", "out.xlsx", "out.jsonl"])
def test_a_full_disk_leaves_the_old_file_and_the_work_done(tmp_path: Path, target: str) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("no disk can be mounted here")
    try:
        (disk / target).write_bytes(b"what was there")
        rows = 400_000 if target != "out.xlsx" else 150_000
        pq.write_table(pa.table({"source": [f"{n * 7919 % 1_000_003:x} {n}" for n in range(rows)]}), tmp_path / "in.parquet")
        job = TableJob((str(tmp_path / "in.parquet"),), "source", str(disk / target), resume=True)
        with pytest.raises(InputError, match=r"it cannot be written \(No space left on device\); free some space"):
            run_table(job, Short())
        assert (disk / target).read_bytes() == b"what was there"
        subprocess.run(["mount", "-o", "remount,size=100m", str(disk)], check=True)
        run_table(job, Short())
        run_table(TableJob(job.inputs, "source", str(tmp_path / target)), Short())
        assert (disk / target).read_bytes() == (tmp_path / target).read_bytes()
        assert [p.name for p in disk.iterdir()] == [target]
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_the_wrong_column_of_a_wide_table_is_told_shortly(run: Callable[..., Any]) -> None:
    with pytest.raises(UsageError) as told:
        run("in.csv", ",".join(f"column {n}" for n in range(3_000)).encode() + b"\n", column="zzz")
    assert len(str(told.value)) < 500
