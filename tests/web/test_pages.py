"""The pages as plain forms: what is sent, carried and answered without a browser."""

from __future__ import annotations

import asyncio
import contextlib
import io
import re
import tempfile
import threading
import zipfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from briefprism.data.catalogue import load_catalogue
from briefprism.hall.brief.pipeline import classify
from briefprism.hall.tables.annotators import names
from briefprism.web.forms import file_name
from briefprism.web.streaming import _parts
from briefprism.web.words import ASKED, KNOWN, LABELS, ten_names


def _value(page: str, name: str) -> str:
    from html import unescape

    found = re.search(rf'<input type="hidden" name="{re.escape(name)}" value="([^"]*)">', page)
    return unescape(found[1]) if found else ""


def _docx(*paragraphs: str) -> bytes:
    from docx import Document

    made, out = Document(), io.BytesIO()
    for words in paragraphs:
        made.add_paragraph(words)
    made.save(out)
    return out.getvalue()


PARAGRAPHS = (
    "Plan for the bakery",
    "We want young parents in Leeds to visit the bakery more often this spring.",
    "We post photos of new bread on Facebook and Instagram every Monday.",
)


def test_a_word_file_keeps_its_places_until_the_text_is_changed(client: TestClient) -> None:
    page = client.post("/check", files={"file": ("plan.docx", _docx(*PARAGRAPHS))}).text
    assert "paragraph 3" in page
    text, carried = "\n".join(re.findall(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)), _value(page, "places")
    assert carried
    again = client.post("/check", data={"text": text.replace("\n", "\r\n"), "source": "plan.docx", "places": carried}).text
    assert "paragraph 3" in again
    changed = client.post("/check", data={"text": text + " And on TikTok.", "source": "plan.docx", "places": carried}).text
    assert "paragraph 3" not in changed
    assert "(line " in changed


def test_a_word_file_that_is_sent_once_more_comes_back_with_comments(client: TestClient) -> None:
    raw = _docx(*PARAGRAPHS)
    page = client.post("/check", files={"file": ("plan.docx", raw)}).text
    assert "Write comments into my file" in page
    assert "Write comments into my file" not in client.post("/check", data={"text": PARAGRAPHS[2], "source": "plan.md"}).text
    with zipfile.ZipFile(io.BytesIO(client.post("/download/docx", files={"file": ("plan.docx", raw)}).content)) as found:
        assert PARAGRAPHS[2] in found.read("word/document.xml").decode()
        assert "social network" in found.read("word/comments.xml").decode()
    new = client.post("/download/docx", data={"text": "\n\n".join(PARAGRAPHS), "source": "plan.docx"}).content
    with zipfile.ZipFile(io.BytesIO(new)) as found:
        assert "word/comments.xml" not in found.namelist()


@pytest.mark.parametrize("places", ["{", "[]", "7", '["x", 3]', "[null,[[1]]]", '["' + "a" * 100 + '",[["a","b","c"]]]'])
def test_broken_places_are_left_out(client: TestClient, texts: Mapping[str, str], places: str) -> None:
    assert client.post("/check", data={"text": texts["weak"], "places": places}).status_code == 200


@pytest.mark.parametrize(
    ("name", "raw", "words"),
    [
        ("a.docx", b"PK\x03\x04 torn", "a.docx"),
        ("a.exe", b"MZ\x00\x00" * 50, "binary"),
        ("a.md", b"", "words"),
        ("a.pdf", b"%PDF-1.4 x", ""),
    ],
)
def test_a_file_that_cannot_be_read_is_told_on_the_first_page(client: TestClient, name: str, raw: bytes, words: str) -> None:
    answer = client.post("/check", files={"file": (name, raw)}, data={"text": "x"})
    assert answer.status_code == 422
    told = re.search(r'id="text-error">.*?</span>(.*?)</p>', answer.text, re.DOTALL)
    assert told
    assert "please" in told[1].lower()


@pytest.mark.parametrize(
    ("given", "shown"),
    [("a.md", "a.md"), ("../../etc/passwd", "passwd"), ("C:\\x\\b.docx", "b.docx"), ("a\u202eb\x07.md", "a b .md"), ("", "file")],
)
def test_only_the_last_part_of_a_file_name_is_kept(given: str, shown: str) -> None:
    assert file_name(given) == shown


def test_a_long_file_name_keeps_its_suffix() -> None:
    assert file_name("x" * 500 + ".docx").endswith("….docx")
    assert len(file_name("x" * 500 + ".docx")) <= 80


@pytest.mark.parametrize("form", ["html", "pdf", "docx", "json"])
def test_a_report_is_named_after_its_source(client: TestClient, texts: Mapping[str, str], form: str) -> None:
    answer = client.post(f"/download/{form}", data={"text": texts["weak"], "source": 'Plän "x"\r\ny.md'})
    assert answer.status_code == 200
    header = answer.headers["content-disposition"]
    assert header.startswith("attachment; ")
    assert header.count('"') == 2
    assert "\n" not in header


@pytest.mark.parametrize("path", ["/download/exe", "/example/other", "/static/../app.py", "/check/x"])
def test_what_is_not_there_is_not_found(client: TestClient, path: str) -> None:
    assert client.post(path).status_code in (404, 405)


def test_answers_travel_in_the_form(client: TestClient, texts: Mapping[str, str]) -> None:
    told = {"told.audience": "yes", "told.goal.words": 'More "visits" <b>', "told.budget": "perhaps", "told.nothing": "yes"}
    page = client.post("/check", data={"text": texts["weak"], **told}).text
    assert _value(page, "told.audience") == "yes"
    assert _value(page, "told.goal.words") == 'More "visits" <b>'
    assert "told.nothing" not in page
    assert 'name="told.budget" value="perhaps"' not in page
    assert "It does not say who it is for" not in page


@pytest.mark.parametrize(("name", "words"), [("german", "German"), ("press", "does not read like a plan")])
def test_what_is_not_judged_is_said(client: TestClient, texts: Mapping[str, str], name: str, words: str) -> None:
    for path in ("/check", "/what-if", "/complete", "/why-not"):
        page = client.post(path, data={"text": texts[name], "sentence": "x", "subject": "x"})
        assert page.status_code == 200
        assert words in page.text


def test_half_an_answer_is_asked_for(client: TestClient, texts: Mapping[str, str]) -> None:
    assert "Write a sentence, or tick" in client.post("/what-if", data={"text": texts["weak"]}).text


def test_pages_for_people_say_what_to_do(client: TestClient) -> None:
    page = client.get("/nothing")
    assert page.status_code == 404
    assert "There is no such page. Please begin at the first page." in page.text
    assert page.headers["x-request-id"] in page.text


def test_a_server_that_asks_a_language_model_says_so(small: Any) -> None:
    from briefprism.models.settings import LlmSettings, Settings

    page = small(Settings(engine="python", llm=LlmSettings("m", "http://127.0.0.1:9/v1"))).get("/").text
    assert "are sent to the language model at http://127.0.0.1:9/v1" in page


def test_corrections_need_a_folder(small: Any) -> None:
    client = small()
    assert "Correct it" not in client.post("/names", data={"names": "Zorbulon"}).text
    kept = client.post("/names/keep", data={"names": "Zorbulon", "name.1": "Zorbulon", "label.1": "channel"})
    assert kept.status_code == 422


def test_a_correction_counts_for_other_workers_too(small: Any, tmp_path: Any) -> None:
    first, second = small(own=tmp_path / "own"), small(own=tmp_path / "own")
    body = {"names": ["Quibblex"]}
    assert second.post("/api/v1/classify", json=body).json()[0]["label"] == "unknown"
    first.post("/names/keep", data={"names": "Quibblex", "name.1": "Quibblex", "label.1": "network"})
    assert second.post("/api/v1/classify", json=body).json()[0]["label"] == "network"


def test_a_table_of_names_is_shown_by_distinct_name(client: TestClient) -> None:
    table = "n,source\n1,Facebook\n2,Facebook\n3,Reddit\n"
    page = client.post("/names", files={"table": ("t.csv", table)}).text
    assert "2 names" in page


@pytest.mark.parametrize(("file", "column", "place"), [(("t.txt", "x"), "", "table"), (("t.csv", "a\nx\n"), "nope", "column")])
def test_a_table_at_fault_names_the_field(client: TestClient, file: tuple[str, str], column: str, place: str) -> None:
    for path in ("/names", "/names/table"):
        answer = client.post(path, files={"table": file}, data={"column": column})
        assert answer.status_code == 422
        assert "web-error" in answer.text


def test_no_file_is_told(client: TestClient) -> None:
    answer = client.post("/names/table", data={"names": "x"})
    assert answer.status_code == 422
    assert 'id="table-error"' in answer.text


def test_a_stream_whose_reader_leaves_ends_its_work(client: TestClient) -> None:
    table = "source\n" + "Facebook\n" * 300_000
    with client.stream("POST", "/names/table", files={"table": ("t.csv", table)}) as answer:
        next(answer.iter_bytes())
    assert client.post("/names/table", files={"table": ("t.csv", "source\nReddit\n")}).text.count("\n") == 2


def test_a_stream_that_is_left_while_it_waits_holds_nothing_up(client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The job has not opened its pipe yet when its reader goes; nothing of it may stay, and the next one is served."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    desk, gate = client.app.state.desk, threading.Event()
    desk.table(gate.wait, 20)

    async def leave() -> None:
        parts = _parts(desk, b"source\nReddit\n", ".csv", "source", names(()))
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(anext(parts), 0.2)
        gate.set()
        for _ in range(200):
            if not desk._tasks:
                return
            await asyncio.sleep(0.05)

    with ThreadPoolExecutor(1) as apart:  # the browser tests leave a loop running in this thread
        apart.submit(asyncio.run, leave()).result()
    assert not desk._tasks
    assert list(tmp_path.iterdir()) == []
    assert client.post("/names/table", files={"table": ("t.csv", "source\nReddit\n")}).text.count("\n") == 2


def test_every_known_name_has_a_label_and_every_day_has_ten(client: TestClient) -> None:

    assert len(KNOWN) == len(set(KNOWN)) == 40
    assert {c.label for c in classify(KNOWN)} == set(LABELS)
    known = {p.name.casefold() for p in load_catalogue().platforms}
    assert [k for k in KNOWN if k.casefold() not in known] == []
    days = [ten_names(date(2026, 1, 1) + timedelta(n)) for n in range(4)]
    assert sorted(name for day in days for name in day) == sorted(KNOWN)
    assert ten_names(date(2026, 1, 1)) == ten_names(date(2026, 1, 5))


@pytest.mark.parametrize("ask", [*ASKED, "nothing"])
def test_the_picture_knows_each_answer(client: TestClient, ask: str) -> None:
    right = [label for label in LABELS if "That is right." in client.get(f"/words?ask={ask}&said={label}").text]
    assert len(right) == 1


def test_the_answers_to_the_ten_are_counted(client: TestClient) -> None:
    day = "2026-03-02"
    labels = [c.label for c in classify(ten_names(date.fromisoformat(day)))]
    answers = {f"q{n}": label for n, label in enumerate(labels)}
    assert "10 of 10 right." in client.post("/words", data={"day": day, **answers}).text
    assert "0 of 10 right." in client.post("/words", data={"day": day}).text
    assert client.post("/words", data={"day": "never"}).status_code == 200
