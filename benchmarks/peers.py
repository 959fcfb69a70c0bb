"""briefprism beside its peers, one line each, measured in turn in one run: benchmarks/run [--rows N] [--write].

Peers that are not installed are said to be missing: `pip install '.[bench]'` brings CLIPS and proselint, `npm install textlint
textlint-rule-write-good` in a folder named by TEXTLINT brings textlint. --write puts the table into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import names
import reasoning
import start
import tables

PAGE = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
RUNS, SAMPLE = 5, 200


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: seconds of ours and of a peer for the same work; None where the peer is missing."""

    work: str
    peer: str
    ours: float
    theirs: float | None
    remark: str = ""

    def __str__(self) -> str:
        """The line in Markdown."""
        if self.theirs is None:
            return f"| {self.work} | {self.peer} | {_seconds(self.ours)} | not installed | | {self.remark} |"
        return f"| {self.work} | {self.peer} | {_seconds(self.ours)} | {_seconds(self.theirs)} | {_ratio(self)} | {self.remark} |"


def _seconds(value: float) -> str:
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.3g} ms" if value >= 1e-3 else f"{value * 1e6:.3g} µs"


def _ratio(row: Row) -> str:
    return f"{row.ours / (row.theirs or row.ours):.3g}"


def race(jobs: Mapping[str, Callable[[], object]], runs: int = RUNS) -> dict[str, float]:
    """Median seconds of each job; they run in turn, so that a busy moment hits all, and once before the clock runs."""
    times: dict[str, list[float]] = {name: [] for name in jobs}
    for run in range(runs + 1):
        for name, job in jobs.items():
            begin = time.perf_counter()
            job()
            if run:
                times[name].append(time.perf_counter() - begin)
    return {name: statistics.median(found) for name, found in times.items()}


def checks(folder: Path) -> Iterator[Row]:
    """A check of two pages: beside the linters of prose as whole processes, and warm beside spaCy's tokeniser alone."""
    import spacy

    from briefprism.hall.brief.pipeline import Checker

    brief = folder / "brief.md"
    text = start.two_pages()
    brief.write_text(text, encoding="utf-8")
    commands = {"briefprism": [sys.executable, "-m", "briefprism", "check", str(brief)]}
    if find_spec("proselint"):
        commands["proselint"] = [sys.executable, "-m", "proselint", "check", str(brief)]
    if textlint := _textlint(folder):
        commands["textlint with write-good"] = [*textlint, str(brief)]
    found = dict(zip(commands, start.median_seconds(*commands.values()), strict=True))
    work = f"check of {len(text.split())} words, whole process"
    for peer in ("proselint", "textlint with write-good"):
        yield Row(work, peer, found["briefprism"], found.get(peer), "it looks for style, we for what is missing")

    checker, tokenise, turn = Checker(), spacy.blank("en"), iter(range(10**6))
    fresh = {"ours": lambda: checker.check(start.new_lines(900, next(turn))), "theirs": lambda: tokenise(start.new_lines(900, next(turn)))}
    warm = race(fresh)
    yield Row("check of 900 new words, warm", "spaCy's tokeniser", warm["ours"], warm["theirs"], "the floor: it only cuts into words")


def _textlint(folder: Path) -> list[str] | None:
    """The command of textlint with its rule write-good, where TEXTLINT names the folder with node_modules."""
    node, home = shutil.which("node"), os.environ.get("TEXTLINT")
    if not node or not home:
        return None
    modules = Path(home).resolve() / "node_modules"
    settings = folder / "textlintrc.json"
    settings.write_text(json.dumps({"rules": {"write-good": True}}), encoding="utf-8")
    program = modules / "textlint" / "bin" / "textlint.js"
    return [node, str(program), "--config", str(settings), "--rules-base-directory", str(modules)]


def labels() -> Iterator[Row]:
    """Labels of messy names never met before: beside a dictionary, RapidFuzz and spaCy's PhraseMatcher over the same catalogue."""
    import random

    import spacy
    from rapidfuzz import process
    from spacy.matcher import PhraseMatcher

    from briefprism.classifier.resolver import Resolver
    from briefprism.data.catalogue import load_catalogue
    from briefprism.data.folding import fold

    catalogue = load_catalogue()
    known = dict.fromkeys(catalogue.names)
    choices = list(known)
    sample = random.Random(7).sample(names.messy_names(20_000), SAMPLE)
    language = spacy.blank("en")
    matcher = PhraseMatcher(language.vocab, attr="LOWER")
    matcher.add("place", list(language.pipe(choices)))
    resolver = Resolver(catalogue)
    ways: dict[str, Callable[[str], object]] = {
        "ours": lambda name: resolver.resolve(name).label != "unknown",
        "a dictionary": lambda name: fold(name) in known,
        "spaCy's PhraseMatcher": lambda name: bool(matcher(language(name))),
        "RapidFuzz extractOne": lambda name: process.extractOne(fold(name), choices, score_cutoff=85) is not None,
    }
    found = race({name: lambda way=way: [way(text) for text in sample] for name, way in ways.items()})
    share = {name: sum(bool(way(text)) for text in sample) / SAMPLE for name, way in ways.items()}
    for peer in list(ways)[1:]:
        remark = f"a quarter of them is noise; we give {share['ours']:.0%} of the names a label, it {share[peer]:.0%}"
        yield Row(f"{SAMPLE} messy names, {len(choices):,} known", peer, found["ours"], found[peer], remark)


def batches(folder: Path, rows: int) -> Iterator[Row]:
    """All rows of a table labelled and written, beside DuckDB that only reads and counts the same column."""
    for form in ("parquet", "csv"):
        source = folder / "in.parquet"
        if form == "parquet":
            tables.generate(source, rows, 20_000)
        else:
            tables.measure([sys.executable, "-c", tables.COPY, f"COPY (FROM '{source}') TO '{source.with_suffix('.csv')}'"])
            source = source.with_suffix(".csv")
        scan = [sys.executable, "-c", tables.COPY, f"COPY (SELECT source, count(*) FROM '{source}' GROUP BY 1) TO '{folder}/n.csv'"]
        ours = [sys.executable, "-m", "briefprism", "classify", "--input", str(source), "--column", "source", "--output"]
        found = race(
            {"ours": lambda o=ours, f=form: tables.measure([*o, f"{folder}/out.{f}"]), "scan": lambda s=scan: tables.measure(s)}, 3
        )
        work = f"{rows:,} rows of {form} labelled, whole process"
        yield Row(
            work, "DuckDB, scan and group only", found["ours"], found["scan"], "it writes nothing; we write all rows and eight columns"
        )


def rules() -> Iterator[Row]:
    """200 rules over 1,000 facts, both our engines beside CLIPS."""
    from briefprism.rules.chainer import PythonEngine
    from briefprism.rules.durable import DurableEngine, available

    program, facts = reasoning.program(), reasoning.plan(1_000)
    jobs: dict[str, Callable[[], object]] = {"our plain engine": lambda: PythonEngine().run(program, facts)}
    if available():
        jobs["durable-rules, our way"] = lambda: DurableEngine().run(program, facts)
    if find_spec("clips"):
        run = reasoning.clips(program)
        jobs["CLIPS"] = lambda: run(facts)
    found = race(jobs, 3)
    for engine in list(jobs)[: 2 if available() else 1]:
        yield Row(f"200 rules, 1,000 facts: {engine}", "CLIPS", found[engine], found.get("CLIPS"), "ours keep the proof of each conclusion")


def starts(folder: Path) -> Iterator[Row]:
    """Start-up beside a program that does nothing."""
    bare = folder / "bare.py"
    bare.write_text(start.BARE, encoding="utf-8")
    ours = [sys.executable, "-m", "briefprism"]
    typer, shown, name = start.median_seconds([sys.executable, str(bare), "--help"], [*ours, "--help"], [*ours, "classify", "Facebook"])
    yield Row("briefprism --help", "a bare typer program", shown, typer)
    yield Row("briefprism classify Facebook", "a bare typer program", name, typer, "it does nothing; we load the catalogue")


def main() -> int:
    """Print the table; with --write also into the page."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rows", type=int, default=5_000_000, help="rows of the tables")
    options.add_argument("--write", action="store_true", help="put the table into docs/benchmarks.md")
    given = options.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # as installed: with bytecode that the first, unmeasured run has written
    lines = ["| what | peer | ours | peer's | ratio | remark |", "| --- | --- | --- | --- | --- | --- |"]
    print(*lines, sep="\n", flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in (checks(folder), labels(), batches(folder, given.rows), rules(), starts(folder)):
            for row in part:
                lines.append(str(row))
                print(row, flush=True)
    machine = f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end, Python {platform.python_version()}"
    print(f"\n{machine}")
    if given.write:
        said = f"Measured on {datetime.now(UTC):%Y-%m-%d}, {machine}.\n"
        block = "\n".join([*lines, "", said])
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(re.sub(r"(?<=<!-- table -->\n).*?(?=<!-- /table -->)", lambda _: block, page, flags=re.DOTALL), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
