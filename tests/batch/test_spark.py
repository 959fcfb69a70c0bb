"""Tables on a real Spark: two workers, one of them killed in the middle; the same rows as on one machine."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import briefprism

Call = Callable[..., tuple[int, bytes, bytes]]

EXPECTED = os.environ.get("BRIEFPRISM_TESTS_EXPECT_SPARK")  # where they must not be left out
CAN_RUN = bool(shutil.which("java")) and find_spec("pyspark") is not None and Path("/proc/self/cmdline").exists()
pytestmark = [
    pytest.mark.skipif(not EXPECTED and not CAN_RUN, reason="needs PySpark, Java and Linux"),
    pytest.mark.filterwarnings("ignore"),  # pyspark's own, some of them from threads
]
NAMES = ["Facebook", "fb ads", "a blog", "billboards", "@acme", None, "", "X (formerly Twitter)", "reddit.com/r/x", "zz top"]


def rows(count: int) -> pa.Table:
    """Names of which a third is distinct."""
    names = [f"{NAMES[i % 10]} {i}" if i % 3 == 0 else NAMES[i % 10] for i in range(count)]
    return pa.table({"id": pa.array(range(count), pa.int64()), "source": pa.array(names, pa.string())})


def by_id(table: pa.Table) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = table.sort_by("id").to_pylist()
    return found


def executors(app: str, wanted: int = 0) -> list[int]:
    """Process ids of the executors of one application, this test's; waits for so many."""
    deadline = time.monotonic() + 240
    while True:
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                words = (folder / "cmdline").read_bytes().decode(errors="replace").split("\0")
                if app in words and "org.apache.spark.executor.CoarseGrainedExecutorBackend" in words:
                    found.append(int(folder.name))
        if len(found) >= wanted or time.monotonic() > deadline:
            return sorted(found)
        time.sleep(0.1)


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    monkeypatch.setenv("PYTHONPATH", str(Path(briefprism.__file__).resolve().parents[1]))


@pytest.fixture
def cluster(environment: None, tmp_path: Path) -> Iterator[Any]:
    from pyspark.sql import SparkSession

    builder: Any = SparkSession.builder
    spark = (
        builder.master("local-cluster[2,1,1024]").config("spark.ui.enabled", "false").config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.warehouse.dir", str(tmp_path / "warehouse")).config("spark.executor.memory", "512m").getOrCreate()
    )  # fmt: skip
    yield spark
    spark.stop()


def test_a_killed_worker_costs_no_row_and_no_label(cluster: Any, tmp_path: Path) -> None:
    from briefprism.batch.spark import check, classify

    table = rows(120_000)
    pq.write_table(table, tmp_path / "in.parquet")
    frame = classify(cluster.read.parquet(str(tmp_path / "in.parquet")).repartition(24), "source")
    fault: list[BaseException] = []

    def job() -> None:
        try:
            frame.write.parquet(str(tmp_path / "out"))
        except BaseException as error:  # noqa: BLE001 - told by the test
            fault.append(error)

    context = cluster.sparkContext
    before = executors(context.applicationId, wanted=2)
    assert len(before) == 2
    thread = threading.Thread(target=job)
    thread.start()
    tracker = context.statusTracker()
    deadline = time.monotonic() + 240
    killed = False
    while thread.is_alive() and not killed and time.monotonic() < deadline:
        stages = [tracker.getStageInfo(s) for s in tracker.getActiveStageIds()]
        if any(s and s.numTasks == 24 and 2 <= s.numCompletedTasks < 20 for s in stages):
            os.kill(before[0], signal.SIGKILL)
            killed = True
        time.sleep(0.01)
    thread.join(240)
    assert killed, "the job was over before a worker could be killed"
    assert not thread.is_alive()
    assert not fault
    assert before[0] not in executors(context.applicationId)
    got = by_id(pq.read_table(tmp_path / "out"))
    assert got == by_id(briefprism.classify_table(table, "source"))

    # Briefs, on the same cluster.
    briefs = pa.table({"id": [1, 2], "text": ["We will post on Facebook and Instagram every day.", ""]})
    on_spark = check(cluster.createDataFrame(briefs.to_pandas()), "text").toPandas()
    here = briefprism.check_table(briefs.to_pandas(), "text")
    assert on_spark.astype(object).where(on_spark.notna(), None).to_dict() == here.astype(object).where(here.notna(), None).to_dict()
    assert "networks-only" in here["bp_roots"][0]

    # Tables of the catalog, in and out.
    cluster.createDataFrame([("Facebook", 1), ("a blog", 2)], ["source", "id"]).write.saveAsTable("visits")
    classify(cluster.table("visits"), "source", ("label",)).write.saveAsTable("labelled")
    assert sorted(map(tuple, cluster.table("labelled").collect())) == [("Facebook", 1, "network"), ("a blog", 2, "channel")]

    # The schema of the source is left alone.
    source = cluster.createDataFrame([("Facebook",)], ["source"])
    classify(source, "source")
    assert source.columns == ["source"]


def test_the_command_on_spark_says_what_it_says_here(
    environment: None, call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    pq.write_table(rows(1000), "in.parquet")
    (tmp_path / "in.csv").write_text('id,source,note\n007,fb ads,"a\nb ""c"""\n1,a blog,\n', encoding="utf-8")
    for kind, count in (("parquet", 1000), ("csv", 2)):
        wanted = ["classify", "--input", f"in.{kind}", "--column", "source", "--output"]
        code, out, said = call(*wanted, f"out.{kind}", "--engine", "spark", "--master", "local[2,4]")
        assert (code, out) == (0, b"")
        assert f"{count} rows labelled, written to " in said.decode()
        assert call(*wanted, f"here.{kind}")[0] == 0
    assert by_id(pq.read_table("out.parquet")) == by_id(pq.read_table("here.parquet"))
    parts = sorted((tmp_path / "out.csv").glob("part-*.csv"))
    text = "".join(p.read_text(encoding="utf-8") for p in parts)
    assert '007,fb ads,"a\nb ""c""",Facebook,network' in text
    code, _, said = call("classify", "--input", "in.csv", "--column", "source", "--output", "out.csv", "--engine", "spark")
    assert code == 2
    assert b"name a folder or a table that is not there yet" in said
