"""Tables in and out: what was there stays as it was, and an interrupted run ends with the same bytes."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from briefprism.hall.tables.tables import TableJob, run_table
from briefprism.models.errors import BriefprismError, InputError, UsageError

SOME = 'id;source;note\r\n007;Ab;"a; b"\r\n010;;""\r\n0;"two\nlines";"say ""hi"""\r\n'
ENDS = {"Ab": "<ab>", "": "<>", "two\nlines": "<two\nlines>"}


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("run", "table"):
        monkeypatch.setattr(f"briefprism.batch.{module}.PART_ROWS", 1000)


@pytest.fixture
def run(echo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    monkeypatch.chdir(tmp_path)

    def go(inputs: str | tuple[str, ...], output: str, column: str = "source", **options: Any) -> Any:
        return run_table(TableJob((inputs,) if isinstance(inputs, str) else inputs, column, output, **options), echo)

    return go


def big(count: int, names: int) -> pa.Table:
    return pa.table({"id": [f"{i:07}" for i in range(count)], "source": [f"name {i * i % names}" for i in range(count)]})


def test_csv_stays_as_it_was_with_ours_at_the_end(run: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(SOME, encoding="utf-8", newline="")
    done = run("in.csv", "out.csv", columns=("label",))
    assert done.rows == 3
    wanted = 'id;source;note;bp_label\r\n007;Ab;"a; b";<ab>\r\n010;;"";<>\r\n0;"two\nlines";"say ""hi""";"<two\nlines>"\r\n'
    assert (tmp_path / "out.csv").read_bytes().decode() == wanted
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.csv", "out.csv"]


@pytest.mark.parametrize("form", ["tsv", "csv.gz", "csv.zst", "jsonl", "jsonl.gz", "parquet", "xlsx"])
def test_every_form_is_written_and_read_again(run: Callable[..., Any], tmp_path: Path, form: str) -> None:
    (tmp_path / "in.csv").write_text(SOME, encoding="utf-8", newline="")
    run("in.csv", f"first.{form}", columns=("label",))
    run(f"first.{form}", f"second.{form}", columns=("confidence",))
    run(f"second.{form}", "end.csv", columns=("social",))
    with (tmp_path / "end.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";" if form.startswith("csv") else ","))
    assert [(r["id"], r["source"], r["note"], r["bp_label"], float(r["bp_confidence"]), r["bp_social"]) for r in rows] == [
        ("007", "Ab", "a; b", "<ab>", 2.0, "yes"), ("010", "", "", "<>", 0.0, "yes"),
        ("0", "two\nlines", 'say "hi"', "<two\nlines>", 9.0, "no"),
    ]  # fmt: skip


def test_parquet_keeps_types_and_metadata(run: Callable[..., Any], tmp_path: Path) -> None:
    table = pa.table({
        "source": pa.array(["a", None, "a"]), "u8": pa.array([1, 2, None], pa.uint8()), "money": [Decimal("1.10"), None, Decimal("2.00")],
        "when": pa.array([datetime(2024, 1, 1, tzinfo=UTC)] * 3, pa.timestamp("ns", "Asia/Tokyo")), "day": [date(2024, 1, 1), None, None],
        "list": [["x"], [], None], "map": pa.array([[("k", 1)], None, []], pa.map_(pa.string(), pa.int64())),
        "large": pa.array(["a", "b", "c"], pa.large_string()), "bytes": [b"\xff", None, b""],
        "code": pa.array(["p", "q", "p"]).dictionary_encode(),
    }).replace_schema_metadata({"mine": "kept"})  # fmt: skip
    pq.write_table(table, tmp_path / "in.parquet")
    run("in.parquet", "out.parquet")
    got = pq.read_table(tmp_path / "out.parquet")
    assert got.select(table.column_names).equals(pq.read_table(tmp_path / "in.parquet"), check_metadata=True)
    assert got.column("bp_label").to_pylist() == ["<a>", "<>", "<a>"]
    assert got.schema.field("bp_social").type == pa.bool_()
    run("in.parquet", "out.jsonl", columns=("label",))
    first = json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert (first["list"], first["u8"], first["bp_label"]) == (["x"], 1, "<a>")


def test_lines_of_json_stay_as_they_stand(run: Callable[..., Any], tmp_path: Path) -> None:
    lines = [
        '{"source": "Ab",  "n": 1.50, "o": {"a": [1, null]}}',
        '{ "n" : 12345678901234567890 }',
        "{}",
        '{"source": null, "é": "\\u00e9"} ',
    ]
    (tmp_path / "in.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    run("in.jsonl", "out.jsonl", columns=("label",))
    got = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    assert got == [
        '{"source": "Ab",  "n": 1.50, "o": {"a": [1, null]},"bp_label": "<ab>"}', '{ "n" : 12345678901234567890,"bp_label": "<>"}',
        '{"bp_label": "<>"}', '{"source": null, "é": "\\u00e9","bp_label": "<>"}',
    ]  # fmt: skip


def test_no_cell_of_an_excel_file_is_lost(run: Callable[..., Any], tmp_path: Path) -> None:
    """A sheet holds 65,530 links; a writer that makes links of addresses leaves the rest blank."""
    count = 66_000
    table = pa.table({"source": [f"https://example.com/{i}" for i in range(count)]})
    pq.write_table(table, tmp_path / "in.parquet")
    run("in.parquet", "out.xlsx", columns=("label",))
    run("out.xlsx", "out.csv", column="source", columns=("confidence",))
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == count
    assert all(row["source"] == f"https://example.com/{i}" == row["bp_label"][1:-1] for i, row in enumerate(rows))


def test_several_files_and_patterns_are_one_table(run: Callable[..., Any], tmp_path: Path) -> None:
    for name, text in (("a1.csv", "source,n\nx,1\n"), ("a2.csv", "source,n\ny,2\n"), ("b[1].csv", "source,n\nz,3\n")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    run(("a*.csv", "b[1].csv"), "out.csv", columns=("label",))
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == "source,n,bp_label\nx,1,<x>\ny,2,<y>\nz,3,<z>\n"
    (tmp_path / "a3.csv").write_text("n,source\n1,x\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"a3\.csv: its columns are not those of a1\.csv"):
        run("a*.csv", "out.csv")


@pytest.mark.parametrize(
    ("encoding", "named"), [("utf-16", None), ("cp1252", None), ("utf-8-sig", None), ("cp1251", "cp1251"), ("latin-1", "latin-1")]
)
def test_encodings_are_found_or_named(run: Callable[..., Any], tmp_path: Path, encoding: str, named: str | None) -> None:
    text = (
        "источник,source\nя,Вк\n" if encoding == "cp1251" else "né,source\n“ü”,Café\n" if encoding != "latin-1" else "né,source\nü,Café\n"
    )
    (tmp_path / "in.csv").write_bytes(text.encode(encoding))
    done = run("in.csv", "out.csv", columns=("label",), encoding=named)
    lines, given = (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines(), text.splitlines()
    assert [line.rpartition(",")[0] for line in lines] == given
    assert bool(done.notes) == (encoding == "cp1252")


def test_unknown_names_are_rows_for_the_catalogue_most_frequent_first(run: Callable[..., Any], tmp_path: Path) -> None:
    from briefprism.data.catalogue import read_rows

    (tmp_path / "in.csv").write_text("source\n?b\n?a\nx\n?b\n\n?c\n", encoding="utf-8")
    done = run("in.csv", "out.csv", unknown=tmp_path / "new.csv")
    assert done.unknown == 3
    rows = [row for _, row in read_rows("new.csv", (tmp_path / "new.csv").read_text(encoding="utf-8"))]
    assert [(row["name"], row["about"], row["label"]) for row in rows] == [
        ("?b", "seen 2 times", ""),
        ("?a", "seen 1 times", ""),
        ("?c", "seen 1 times", ""),
    ]


FORMS = ["csv", "csv.gz", "jsonl", "parquet"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("at", [1, 3, 11])
def test_a_run_goes_on_after_an_interruption_with_the_same_bytes(
    run: Callable[..., Any], echo_type: Any, tmp_path: Path, form: str, at: int
) -> None:
    pq.write_table(big(12_345, 5_000), tmp_path / "in.parquet")
    source = f"in.{form}"
    if form != "parquet":
        run("in.parquet", source, columns=("label",), column="id")
    job = TableJob((source,), "source", f"out.{form}", columns=("confidence", "social"), resume=True)
    whole = run_table(TableJob((source,), "source", f"whole.{form}", columns=("confidence", "social")), echo_type())
    seen: list[int] = []

    def stop(rows: int, share: float | None) -> None:
        seen.append(rows)
        if len(seen) == at:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_table(job, echo_type(), stop)
    assert not (tmp_path / f"out.{form}").exists()
    with (tmp_path / f".out.{form}.bp-part").open("ab") as file:
        file.write(b"half a part")  # as a kill leaves it
    with (tmp_path / f".out.{form}.bp-journal").open("ab") as file:
        file.write(b'{"rows": 10')
    later: list[int] = []
    done = run_table(job, echo_type(), lambda rows, share: later.append(rows))
    assert later[0] == seen[-1] + min(1000, 12_345 - seen[-1])
    assert (done.rows, done.tally) == (12_345, whole.tally)
    assert (tmp_path / f"out.{form}").read_bytes() == (tmp_path / f"whole.{form}").read_bytes()
    assert not list(tmp_path.glob(".out*"))


def test_unfinished_work_of_another_input_is_not_gone_on_with(run: Callable[..., Any], echo: Any, tmp_path: Path) -> None:
    pq.write_table(big(3000, 10), tmp_path / "in.parquet")

    def stop(rows: int, share: float | None) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_table(TableJob(("in.parquet",), "source", "out.csv"), echo, stop)
    pq.write_table(big(4000, 10), tmp_path / "in.parquet")
    with pytest.raises(UsageError, match="leave --resume out to start anew"):
        run("in.parquet", "out.csv", resume=True)
    assert run("in.parquet", "out.csv").rows == 4000


FAULTS: list[tuple[str, bytes, str, str]] = [
    ("in.jsonl", b'{"source": "a"}\n{"source"\n', "in.jsonl:2: it is no valid JSON", "write one JSON object on each line"),
    ("in.jsonl", b'{"source": "a"}\n{"source": "b", "bp_label": 1}\n', "bp_label", "rename or remove it"),
    ("in.parquet", b"PAR1 nonsense", "in.parquet: it is no Parquet file", "get the whole file again"),
    ("in.xlsx", b"PK nonsense", "in.xlsx: it is damaged and cannot be unpacked; ", "check that it is a whole .xlsx file"),
    ("in.doc", b"x", "in.doc: its name does not tell what kind of table it is", "name it .csv"),
    ("in.csv.gz", b"\x1f\x8bnonsense", "in.csv.gz: ", "get the whole file again"),
    ("in.csv.gz", gzip.compress(b"source\n" + b"abc\n" * 9000)[:-40], "in.csv.gz: ", "get the whole file again"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "raw", "said", "step"), FAULTS)
def test_a_broken_table_is_told_and_leaves_nothing_behind(
    run: Callable[..., Any], tmp_path: Path, name: str, raw: bytes, said: str, step: str
) -> None:
    (tmp_path / name).write_bytes(raw)
    with pytest.raises(BriefprismError) as error:
        run(name, "out.jsonl")
    assert said in str(error.value)
    assert step in str(error.value)
    assert "\n" not in str(error.value)
    assert [p.name for p in tmp_path.iterdir()] == [name]
