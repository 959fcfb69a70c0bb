"""Documents on the command line: read by content, quoted with their places, refused in one line."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from subprocess import CompletedProcess
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest

import briefprism
from briefprism.documents import sandbox

Call = Callable[..., tuple[int, bytes, bytes]]
Run = Callable[..., CompletedProcess[bytes]]


def word(text: str) -> bytes:
    """A paragraph for each line."""
    file, out = docx.Document(), BytesIO()
    for line in filter(None, text.splitlines()):
        file.add_paragraph(line.lstrip("#- "), style="Title" if line.startswith("# ") else "List Bullet" if line.startswith("- ") else None)
    file.save(out)
    return out.getvalue()


@pytest.fixture
def plan(tmp_path: Path, texts: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = Path("plan.docx")
    path.write_bytes(word(texts["weak"]))
    return path


def test_quotes_say_where_they_stand(call: Call, plan: Path) -> None:
    code, out, _ = call("check", plan)
    shown = " ".join(out.decode().split())
    assert code == 1
    assert "“Photos of the new plants, and offers at the weekend” (paragraph 4)" in shown
    assert "(line " not in shown
    assert "The brief says “Facebook” (paragraph 3)." in " ".join(call("why", plan, "built-for-networks")[1].decode().split())
    assert "paragraph 3: “" in call("why-not", plan, "Facebook")[1].decode()


def test_json_has_places_and_text_has_none(call: Call, plan: Path, texts: Mapping[str, str]) -> None:
    report = json.loads(call("check", plan, "--format", "json")[1])
    quotes = [e for s in report["elements"].values() for e in s.get("evidence", [])]
    assert quotes
    assert all(e["place"].startswith("paragraph ") for e in quotes)
    text = call("check", "-", "--format", "json", stdin=texts["weak"].encode())[1]
    assert b'"place"' not in text


def test_a_document_may_come_from_standard_input(call: Call, plan: Path) -> None:
    code, out, _ = call("check", "--format", "json", stdin=plan.read_bytes())
    assert code == 1
    assert json.loads(out)["source"] == "-"


def test_what_if_keeps_the_places_of_what_stays(call: Call, plan: Path) -> None:
    dropped, added = "Post on Facebook and Instagram three times a week", "We film a short tour of the nursery."
    out = call("what-if", plan, "--drop", dropped, "--add", added, "--format", "json")
    assert out[0] == 0, out[2]
    checker = briefprism.hall.brief.pipeline.Checker()
    from briefprism.hall.brief.reasoning import Given, open_briefs, what_if

    reading, _ = open_briefs(checker, [plan])[0]
    after = what_if(checker, reading, Given(add=(added,), drop=(dropped,))).after.brief
    at = after.text.index("Photos of the new plants")
    assert after.place(at) == "paragraph 4"
    assert after.place(after.text.index(added)) == ""
    assert dropped not in after.text


def test_a_folder_gives_all_kinds_by_name(call: Call, plan: Path) -> None:
    Path("a.html").write_bytes(b"<p>We blog.</p>")
    Path("~$plan.docx").write_bytes(b"locked")
    Path("picture.png").write_bytes(b"\x89PNG")
    out = call("check", ".", "--format", "json")[1]
    assert [r["source"] for r in json.loads(out)] == ["a.html", "plan.docx"]


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [
        ("plan.docx", b"PK\x03\x04broken", "plan.docx: it is damaged and cannot be unpacked; open it in its program, save it again, and try"
         " again\n"),
        ("plan.pdf", b"%PDF-1.7 broken", "plan.pdf: this PDF is damaged and cannot be read; make it anew in the program that it was written"
         " in\n"),
        ("plan.rtf", b"{\\rtf1", "plan.rtf: it is a rich text file (.rtf); open it in Word or LibreOffice and save it as .docx\n"),
        ("plan.html", b"<html></html>", "plan.html: this web page holds no words; name the file that holds the plan\n"),
    ],
)  # fmt: skip
def test_one_line_for_what_cannot_be_read(call: Call, plan: Path, name: str, raw: bytes, said: str) -> None:
    Path(name).write_bytes(raw)
    code, out, errors = call("check", name)
    assert (code, out, errors.decode()) == (2, b"", said)


def test_the_python_interface_reads_documents(plan: Path) -> None:
    report = briefprism.check(plan)
    assert report.brief.source == "plan.docx"
    assert report.brief.place(0) == "paragraph 1"


def test_a_text_loads_no_library_of_documents(python: Run, tmp_path: Path, texts: Mapping[str, str]) -> None:
    (tmp_path / "weak.md").write_text(texts["weak"], encoding="utf-8")
    script = (
        "import sys; sys.argv = ['briefprism', 'check', 'weak.md']\n"
        "from briefprism.cli.app import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(sorted({'docx', 'pptx', 'lxml', 'pypdfium2'} & set(sys.modules)), file=sys.stderr)"
    )
    assert python("-c", script, cwd=tmp_path).stderr.decode().splitlines()[-1] == "[]"


def test_a_limit_is_named_and_can_be_raised(call: Call, plan: Path) -> None:
    code, out, errors = call("check", plan, "--limit", "max_text=40")
    assert (code, out, errors.decode()) == (
        2, b"",
        "plan.docx: it holds more than 40 characters of text; save only the part that is the plan; if you trust it, raise max_text "
        "(check --limit max_text=80, or [limits] in briefprism.toml)\n",
    )  # fmt: skip
    Path("briefprism.toml").write_text("[limits]\nmax_text = 40\n", encoding="utf-8")
    assert call("why", plan, "built-for-networks")[0] == 2
    assert call("check", plan, "--limit", "max_text=9000")[0] == 1
    assert call("check", plan, "--max-bytes", "100")[2].decode().startswith("plan.docx: it is longer than 100 bytes; ")


def test_macros_are_said_once(call: Call, plan: Path) -> None:
    with ZipFile(plan, "a") as packed:
        packed.writestr("word/vbaProject.bin", b"macros")
    code, out, errors = call("check", plan, "--format", "json")
    assert (code, json.loads(out)["source"]) == (1, "plan.docx")
    assert errors.decode() == "plan.docx: its macros were not run, and are no part of what was read\n"


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such signal")
def test_a_reader_that_dies_is_one_line(call: Call, plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dying = "import os; from briefprism.documents import worker; worker._warm_up = lambda kind: None; "
    dying += "worker.read_kind = lambda *_: os.kill(os.getpid(), 11); main()"
    monkeypatch.setattr(sandbox, "_START", sandbox._START.replace("main()", dying))
    monkeypatch.setattr("briefprism.hall.sources._sandbox", lambda limits, _: sandbox.Sandbox(limits))
    code, out, errors = call("check", plan)
    assert (code, out) == (2, b"")
    assert errors.decode() == (
        "plan.docx: this Word file makes its reader break off, or needs more than 1,500,000,000 bytes of memory; open it in its program "
        "and save it again, or raise max_memory under [limits] in briefprism.toml\n"
    )


def test_tables_have_the_limit_too(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with ZipFile("a.xlsx", "w", ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", bytes(30_000_000))
    code, _, errors = call("classify", "--input", "a.xlsx", "--column", "x", "--output", "b.csv")
    assert (code, errors.decode().partition("; ")[0]) == (2, "a.xlsx: it unpacks to more than 200 times its size")
    code, _, errors = call("classify", "--input", "a.xlsx", "--column", "x", "--output", "b.csv", "--limit", "max_ratio=3000")
    assert code == 2
    assert b"it cannot be read" in errors
