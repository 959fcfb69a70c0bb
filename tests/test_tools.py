"""The tools that make pages: what they refuse, and what they draw."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.conftest import REPO

ABOUT = {"date": "2026-11-24", "machine": "2 cores", "command": "python x.py"}
HELD = {
    "what": "a mix", "seconds": 600, "users": 50, "requests": 2000, "waited": 400, "errors": 3, "p50": 0.5, "p99": 1.5,
    "first_bytes": 10, "last_bytes": 11,
}  # fmt: skip

GROWN = "size,seconds,cpu,peak_mb\n"
MEMORY = (
    "run,plans,threads,errors,lost_bytes,kept_bytes,elsewhere,seconds\n"
    "one,50,1,2,0,10,3,9.0\ntwo,40,2,0,7,10,3,9.0\non purpose,0,1,9,99,0,0,1.0\n"
)


@pytest.fixture
def tool(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], ModuleType]:
    """A module of tools/ or benchmarks/ by its name."""
    for folder in ("benchmarks", "tools"):
        monkeypatch.syspath_prepend(str(REPO / folder))
    return import_module


def write(folder: Path, name: str, said: object) -> None:
    (folder / name).write_text(json.dumps(said), encoding="utf-8")


def test_figures_that_are_not_there_are_none(tool: Callable[[str], Any], tmp_path: Path) -> None:
    read = tool("measurements")
    assert read.runs("load", tmp_path) is None
    assert read.found(tmp_path) == []
    assert read.table("growth-check", tmp_path) == []


def test_figures_are_read(tool: Callable[[str], Any], tmp_path: Path) -> None:
    write(tmp_path, "load.json", {"measured": ABOUT, "runs": [HELD]})
    read = tool("measurements").runs("load", tmp_path)
    assert (read.about, read.rows) == (ABOUT, [HELD])


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"measured": ABOUT}, "load.json: it holds 'measured' and a list 'runs'"),
        (
            {"measured": {"date": "today"}, "runs": []},
            "load.json: its fields are date, machine, command; missing or unknown: command, mach",
        ),
        ({"measured": ABOUT, "runs": [HELD | {"error": 1}]}, r"load.json: runs\[0\]: its fields are .*; missing or unknown: error;"),
        ({"measured": ABOUT, "runs": [HELD | {"errors": "0"}]}, r"load.json: runs\[0\]: 'errors' is '0', of the wrong type"),
        ({"measured": ABOUT, "runs": [HELD | {"errors": True}]}, "'errors' is True"),
    ],
)
def test_figures_in_another_form_are_refused(tool: Callable[[str], Any], tmp_path: Path, said: object, fault: str) -> None:
    write(tmp_path, "load.json", said)
    read = tool("measurements")
    with pytest.raises(read.FormError, match=fault):
        read.runs("load", tmp_path)


def test_a_fault_names_a_place_and_a_test_that_exist(tool: Callable[[str], Any], tmp_path: Path) -> None:
    read = tool("measurements")
    here = "tests/test_tools.py::test_a_fault_names_a_place_and_a_test_that_exist"
    fault = {"fault": "slow", "where": "tools/curves.py", "by": "review", "test": here}
    write(tmp_path, "found.yaml", [fault])  # JSON is YAML
    assert read.found(tmp_path) == [fault]
    for change in ({"where": "tools/nothing.py"}, {"test": f"{here}_not"}, {"test": "tests/nothing.py::test_x"}):
        write(tmp_path, "found.yaml", [fault | change])
        with pytest.raises(read.FormError, match=r"found\.yaml: entry 1: there is no "):
            read.found(tmp_path)


def test_a_table_with_other_columns_or_torn_rows_is_refused(tool: Callable[[str], Any], tmp_path: Path) -> None:
    read = tool("measurements")
    for text, fault in (
        ("pages,seconds\n", r"growth-names\.csv: its columns are size, seconds, cpu"),
        ("size,seconds,cpu,peak_mb\n1,300\n", "csv:2:"),
    ):
        (tmp_path / "growth-names.csv").write_text(text, encoding="utf-8")
        with pytest.raises(read.FormError, match=fault):
            read.table("growth-names", tmp_path)


def test_what_was_not_measured_is_said_and_what_was_is_summed(
    tool: Callable[[str], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = tool("make_reliability")
    read = tool("measurements")
    monkeypatch.setattr(make, "runs", lambda name: read.runs(name, tmp_path))
    monkeypatch.setattr(make, "found", lambda: read.found(tmp_path))
    for module in (make, tool("growth_part"), tool("page_parts")):
        monkeypatch.setattr(module, "table", lambda name: read.table(name, tmp_path))
    assert make.page().count(make.NOT_YET) == 17
    assert make.growth_pictures() == {}
    write(tmp_path, "load.json", {"measured": ABOUT, "runs": [HELD, HELD | {"what": "names", "errors": 2}]})
    (tmp_path / "fuzzing.csv").write_text("target,seconds,runs,crashes\nreader,900,1000,2\nname,100,1500,0\n", encoding="utf-8")
    for what in ("check", "rules-plain"):
        (tmp_path / f"growth-{what}.csv").write_text(f"{GROWN}1,0.5,0.9,410\n1000,4,7.5,412\n", encoding="utf-8")
    (tmp_path / "valgrind.csv").write_text(MEMORY, encoding="utf-8")
    text = make.page()
    assert "| requests under load | 4,000, 5 errors |" in text
    assert "| bad inputs tried | 2,500; 2 broke something |" in text
    assert "| reader | 900 | 1000 | 2 |" in text
    assert "| a mix | 50 | 10.0 | 2,000 | 400 | 3 |" in text
    assert "| 1 | 0.5 | 0.9 | 410 |\n| 1,000 | 4 | 7.5 | 412 |" in text
    assert "| plans under valgrind | 90; 2 faults, 7 bytes lost |" in text  # without those of the run that is wrong on purpose
    assert "| on purpose | 0 | 1 | 9 | 99 | 0 | 0 | 1.0 |" in text
    assert list(make.growth_pictures()) == ["growth-check.svg"]  # one of the engines alone is no comparison
    (tmp_path / "growth-rules-durable.csv").write_text(f"{GROWN}1,0.4,0.8,410\n500,3,6.5,412\n", encoding="utf-8")
    assert list(make.growth_pictures()) == ["growth-check.svg", "growth-rules.svg"]
    assert "| plain engine | 1,000 | 4 | 7.5 | 412 |\n| durable-rules | 1 | 0.4 | 0.8 | 410 |" in make.page()


def test_a_curve_is_a_picture_with_words_of_its_own(tool: Callable[[str], Any]) -> None:
    curves = tool("curves")
    svg = curves.curve("Time of a <check>", "pages", {"measured": [(1, 0.02), (10, 0.3), (1000, 40.0)]})
    root = ET.fromstring(svg)
    space = {"s": "http://www.w3.org/2000/svg"}
    assert root.find("s:title", space).text == "Time of a <check>"
    assert root.find("s:desc", space).text == "measured: 0.02 s at 1 pages, 40 s at 1,000."
    bound, line = ([tuple(map(float, p.split(","))) for p in found.get("points").split()] for found in root.findall("s:polyline", space))
    assert len(line) == len(root.findall("s:circle", space)) - 1 == 3  # and one in the legend
    assert line[1] == bound[1]  # n log n goes through the point of ten
    assert bound[0] != line[0]
    xs, ys = zip(*line, strict=True)
    assert list(xs) == sorted(xs)
    assert list(ys) == sorted(ys, reverse=True)  # longer stands higher
    assert all(
        curves.LEFT <= x <= curves.WIDTH - curves.RIGHT and curves.TOP <= y <= curves.HEIGHT - curves.BOTTOM for x, y in line + bound
    )


def test_two_lines_are_told_apart_without_colours(tool: Callable[[str], Any]) -> None:
    points = [(100, 0.1), (300, 0.2), (1000, 0.5)]
    svg = tool("curves").curve("Rules", "facts", {"plain": points, "durable": [(n, t / 2) for n, t in points]})
    root = ET.fromstring(svg)
    space = {"s": "http://www.w3.org/2000/svg"}
    assert len(root.findall("s:circle", space)) == len(root.findall("s:rect", space)) == 4
    assert [text.text for text in root.findall("s:text", space)][-3:] == ["plain", "durable", "n log n from 300 on"]
    bound, plain, durable = (found.get("points").split() for found in root.findall("s:polyline", space))
    assert bound[1] == plain[1] != durable[1]  # through the second point of the first line


def test_what_grows_too_fast_is_told(tool: Callable[[str], Any]) -> None:
    growth = tool("growth")
    rows = [{"size": size, "cpu": size / 100} for size in (1, 10, 100)]
    assert not growth.too_fast(rows)
    assert growth.too_fast([*rows[:2], {"size": 100, "cpu": 10.0}])  # ten times the size, a hundred times the time


def test_the_c_module_is_blamed_where_it_takes_part(tool: Callable[[str], Any]) -> None:
    blamed = tool("memcheck")._through_module
    ours = "<frame><obj>/x/durable_rules_engine.cpython-311.so</obj></frame>"
    other = "<frame><obj>/x/libpython3.11.so</obj></frame><frame><fn>start</fn></frame>"
    assert blamed(ET.fromstring(f"<error><stack>{other}{ours}</stack></error>"))
    assert blamed(ET.fromstring(f"<error><stack>{other}</stack><stack>{other}{ours}</stack></error>"))  # it made the bytes
    assert not blamed(ET.fromstring(f"<error><stack>{other}</stack></error>"))


@pytest.mark.parametrize("points", [[], [(1, 1)], [(1, 1), (2, 0)], [(0, 1), (2, 2)]])
def test_a_curve_that_cannot_be_drawn_is_refused(tool: Callable[[str], Any], points: list[tuple[float, float]]) -> None:
    with pytest.raises(ValueError, match="two points or more"):
        tool("curves").curve("t", "pages", {"measured": points})


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ('<script src="https://cdn.example/x.js"></script>', "it fetches https://cdn.example/x.js"),
        ('<link rel="stylesheet" href="//fonts.example/a.css">', "it fetches //fonts.example/a.css"),
        ('<img srcset="a.png 1x, https://x.example/b.png 2x">', "it fetches https://x.example/b.png"),
        ('<p style="background:url(https://x.example/b.png)">', "it fetches https://x.example/b.png"),
        ('<img src="gone.png">', "it fetches gone.png, which is not there"),
        ('<a href="https://nowhere">', "https://nowhere is no address of the web"),
        ('<a href="javascript:x()">', "javascript:x() is neither a page nor an address of the web"),
        ('<a href="https://example.org/a?b#c"><img src="page.html"><a href="mailto:a@b.example">', None),
    ],
)
def test_the_site_fetches_nothing_from_elsewhere(
    tool: Callable[[str], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str, said: str | None
) -> None:
    site = tool("build_site")
    monkeypatch.setattr(site, "SITE", tmp_path)
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    told = list(site.faults(tmp_path / "page.html"))
    assert [line for line in told if line.endswith("a.png, which is not there") is False] == ([f"page.html: {said}"] if said else [])


@pytest.mark.parametrize(
    ("expression", "good"),
    [("MIT", True), ("GPL-3.0-only", False), ("MIT OR GPL-2.0-only", True), ("MIT AND GPL-2.0-only", False), ("not named", False),
     ("(Apache-2.0 OR MIT) AND BSD-3-Clause", True), ("(MIT OR GPL-2.0-only) AND GPL-3.0-only", False),
     ("Apache-2.0 WITH LLVM-exception", True)],
)  # fmt: skip
def test_licences_are_allowed_or_not(tool: Callable[[str], Any], expression: str, good: bool) -> None:
    assert tool("check_licences").allowed(expression) is good


@pytest.mark.parametrize(
    ("answer", "last", "hole"),
    [
        (
            '{"dependencies": [{"name": "a", "version": "1", "vulns": [{"id": "X-1"}]}, {"name": "b", "skip_reason": ""}]}',
            "1 of them",
            True,
        ),
        ('{"dependencies": [{"name": "a", "version": "1", "vulns": []}]}', "1 packages, 0 known holes; 0 of them", False),
        ("", "cannot be reached; nothing was looked at", False),
    ],
)
def test_a_hole_stops_the_build_and_no_connection_does_not(tool: Callable[[str], Any], answer: str, last: str, hole: bool) -> None:
    lines, found = tool("check_holes").told(answer)
    assert found is hole
    assert last in lines[-1]
    assert ("a 1: X-1" in lines) is hole


def test_the_graph_of_dependencies_is_closed(tool: Callable[[str], Any]) -> None:
    found = tool("dependencies").graph(())
    assert {"spacy", "numpy", "typer", "click"} <= set(found)
    assert "pytest" not in found
    assert all(other in found for asked in found.values() for other in asked)
    with pytest.raises(SystemExit, match=r"nothing-here: it is not installed; install what the lock holds"):
        tool("dependencies").graph((), "nothing-here")


@pytest.mark.parametrize(("compiler", "headers", "can"), [("sh", True, True), ("no-such-compiler -x", True, False), ("sh", False, False)])
def test_what_is_compiled_is_asked_for_only_where_it_can_be(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, compiler: str, headers: bool, can: bool
) -> None:
    monkeypatch.syspath_prepend(str(REPO))
    hook = import_module("hatch_build")
    if headers:
        (tmp_path / "Python.h").touch()
    monkeypatch.setenv("CC", compiler)
    monkeypatch.setattr(hook.sysconfig, "get_path", lambda _: str(tmp_path))
    assert hook.can_compile_c() is can
    said: dict[str, Any] = {}
    hook.CustomMetadataHook(str(REPO), {"dependencies": ["b", "c>=1"], "compiled": ["a==1"]}).update(said)
    assert said == {"dependencies": ["a==1", "b", "c>=1"] if can else ["b", "c>=1"]}
