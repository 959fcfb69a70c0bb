"""What is fuzzed: each target takes any bytes, and raises only where something is broken.

The fuzzer (`run.py`) and the quick tests (`test_targets.py`) share them. A fault that is told in a line is right; any other
exception, and any promise that does not hold, is a find.
"""

from __future__ import annotations

import gzip
import json
import re
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import document_targets

from briefprism.batch.journal import Journal
from briefprism.classifier.reader import read
from briefprism.data.folding import fold, fold_spaced, fold_words
from briefprism.documents.plain import decode
from briefprism.hall.brief.labellers import Labellers, labellers
from briefprism.hall.brief.pipeline import Checker
from briefprism.hall.person.answers import load_answers
from briefprism.hall.person.ignoring import load_baseline
from briefprism.hall.settings.settings_file import load as load_settings
from briefprism.hall.tables.tables import TableJob, run_table
from briefprism.models.errors import BriefprismError
from briefprism.models.labels import PATHS
from briefprism.models.settings import Settings
from briefprism.models.table import Column, Outcome
from briefprism.rules.loader import load_packs

Target = Callable[[bytes], None]
_SPARE_COMMA = re.compile(rb",(?=\s*[\]}])")


class Echo:
    """Says of a string what it is: the tables are fuzzed, not the labels."""

    columns = (Column("bp_label"), Column("bp_social", "flag"), Column("bp_confidence", "number"))

    def __call__(self, text: str, description: str = "") -> Outcome:
        return Outcome((f"<{text}{description}>", len(text) % 2 == 0, float(len(text))), ("", "known", "", "", ""))


@lru_cache(maxsize=1)
def _labellers() -> Labellers:
    return labellers(())


@lru_cache(maxsize=1)
def _checker() -> Checker:
    return Checker(Settings(engine="python"))


def brief(raw: bytes) -> None:
    """Bytes to units and names: every offset leads back to the text, and nothing overlaps."""
    with suppress(BriefprismError):
        text = decode("fuzz", raw)
        found = read(text)
        for unit in found.units:
            assert 0 <= unit.start < unit.end <= len(text)
            assert found.quote(unit) == found.quote(unit).strip()
            assert all(unit.start <= a <= b <= unit.end for a, b in unit.cells)
        assert all(before.end <= after.start for before, after in pairwise(found.units))
        names = _labellers().finder.find(found)
        assert all(text[n.start : n.end] == n.classification.text for n in names)
        assert all(before.end <= after.start for before, after in pairwise(names))


def report(raw: bytes) -> None:
    """Bytes to a report as JSON: it is read back the same, and every quote stands in the text."""
    with suppress(BriefprismError):
        text = decode("fuzz", raw)
        told = _checker().check(text).to_dict()
        written = json.dumps(told, ensure_ascii=False).encode("utf-8", "backslashreplace")
        _check_quotes(text, told)
        assert json.loads(written) == json.loads(json.dumps(told))


def _check_quotes(text: str, value: Any) -> None:
    if isinstance(value, dict):
        if "quote" in value:
            assert text[value["start"] : value["end"]] == value["quote"]
        for inner in value.values():
            _check_quotes(text, inner)
    elif isinstance(value, list):
        for inner in value:
            _check_quotes(text, inner)


def name(raw: bytes) -> None:
    """Bytes to one label; the quick ways of folding say what the slow one says."""
    text = raw.decode("utf-16-le", "surrogatepass") if raw[:1] == b"\xff" and len(raw) % 2 == 0 else raw.decode("utf-8", "replace")
    first, second = text.partition("\n")[::2]
    found = _labellers().resolver.resolve(first, second)
    assert found.text == first
    assert found.label in PATHS
    assert 0.0 <= found.confidence <= 1.0
    assert (found.label == "unknown") == (found.confidence == 0.0)
    slow, offsets = fold_spaced(text)
    assert len(slow) == len(offsets)
    assert all(a <= b for a, b in pairwise(offsets))
    assert fold_words(text) == slow
    assert fold(text) == slow.replace(" ", "")
    assert fold(fold(text)) == fold(text)


def pack(raw: bytes) -> None:
    """Bytes to a rule pack of one file."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "fuzz.yaml").write_bytes(raw)
        with suppress(BriefprismError):
            load_packs.__wrapped__((folder,))


def answers(raw: bytes) -> None:
    """Bytes to the answers beside a brief."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "a.answers.yaml").write_bytes(raw)
        with suppress(BriefprismError):
            load_answers(str(Path(folder, "a.md")))


def settings(raw: bytes) -> None:
    """Bytes to a settings file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "briefprism.toml")
        path.write_bytes(raw)
        with suppress(BriefprismError):
            load_settings(path)


def baseline(raw: bytes) -> None:
    """Bytes to a baseline."""
    with suppress(BriefprismError):
        load_baseline(Path("fuzz.json"), raw)


def csv(raw: bytes) -> None:
    """Bytes to a CSV table."""
    _table("in.csv", raw)


def csv_gz(raw: bytes) -> None:
    """Bytes to a packed CSV table; the first byte says whether they are packed here."""
    _table("in.csv.gz", gzip.compress(raw[1:], 1) if raw[:1] < b"\x80" else raw[1:])


def jsonl(raw: bytes) -> None:
    """Bytes to JSON Lines."""
    _table("in.jsonl", raw)


def parquet(raw: bytes) -> None:
    """Bytes to Parquet."""
    _table("in.parquet", raw)


def journal(raw: bytes) -> None:
    """Bytes to the unfinished work of a run, which --resume reads: what stands before the first 0xff, and the journal after it."""
    grown, _, lines = raw.partition(b"\xff")
    with tempfile.TemporaryDirectory() as folder:
        run = Journal(Path(folder, "out.csv"), "k")
        run.part_file.write_bytes(grown)
        run.journal_file.write_bytes(lines)
        try:
            run.start(True, b"head\n")
        except BriefprismError:
            return
        finally:
            run.close()
        assert run.part_file.stat().st_size == run.size
        assert run.rows == sum(rows for _, _, rows in run.parts)


def _table(file: str, raw: bytes) -> None:
    """Label a table whole: out comes a table of as many rows, or one line and nothing left behind."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, file), Path(folder, "out.jsonl")
        source.write_bytes(raw)
        column = _column(raw)
        try:
            done = run_table(TableJob((str(source),), column, str(target)), Echo())
        except BriefprismError:
            assert [p.name for p in Path(folder).iterdir()] == [file]
            return
        assert sorted(p.name for p in Path(folder).iterdir()) == sorted([file, "out.jsonl"])
        # A comma too many inside a line that DuckDB takes for JSON stays as it stands.
        rows = [json.loads(_SPARE_COMMA.sub(b"", line)) for line in target.read_bytes().split(b"\n")[:-1]]
        assert len(rows) == done.rows
        assert all({"bp_label", "bp_social", "bp_confidence"} <= row.keys() for row in rows)


def _column(raw: bytes) -> str:
    """The column that most inputs have; a table that has it not is refused early, which finds little."""
    return "source" if b"source" in raw else raw.split(b"\n", 1)[0].split(b",", 1)[0].decode("utf-8", "replace").strip('\ufeff"\r')


TARGETS: dict[str, Target] = {
    target.__name__: target for target in (brief, report, name, pack, answers, settings, baseline, csv, csv_gz, jsonl, parquet, journal)
}
TARGETS |= document_targets.TARGETS
