"""Files that are not what they are called, are locked, broken, or made to harm."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefprism.documents.reading import read_document
from briefprism.documents.writer import Piece, Writer
from briefprism.models.document import Document, Limits
from briefprism.models.errors import InputError

Reading = Callable[..., Document]
Made = Mapping[str, Callable[[str], bytes]]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def packed(**parts: bytes | str) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def fault(name: str, raw: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(InputError) as error:
        read_document(name, raw, limits or Limits())
    assert "\n" not in str(error.value)
    return str(error.value)


def reads_or_says(name: str, raw: bytes) -> bool:
    """Whether a file gives words, or one line that names it; any other exception ends the test."""
    try:
        return bool(read_document(name, raw, Limits()).text.strip())
    except InputError as error:
        return str(error).startswith(f"{name}: ") and "\n" not in str(error)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (OLE + "EncryptedPackage".encode("utf-16-le"), "protected with a password; open it in its program, save it without a password"),
        (
            OLE + "WordDocument".encode("utf-16-le"),
            "a Word file of the old kind (.doc); open it in Word or LibreOffice and save it as .docx",
        ),
        (OLE + "PowerPoint Document".encode("utf-16-le"), "a PowerPoint file of the old kind (.ppt)"),
        (OLE, "an old office file; save it as .docx"),
        (b"{\\rtf1 We blog.}", "a rich text file (.rtf); open it in Word or LibreOffice and save it as .docx"),
        (packed(Index__Document="x", **{"Index/Document.iwa": "x"}), "a file of Apple's Pages, Keynote or Numbers; export it as Word"),
        (packed(xl__workbook="", **{"xl/workbook.xml": ""}), "an Excel workbook"),
        (packed(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "an OpenDocument file, but no text"),
        (packed(a="x"), "a packed archive; unpack it, and name the files in it"),
        (b"PK\x03\x04 and no more", "damaged and cannot be unpacked"),
        (b"\x00\x01\x02\x03" * 40, "damaged, or no docx file at all"),
    ],
)
def test_what_is_not_read_is_told_with_the_next_step(raw: bytes, said: str) -> None:
    assert fault("plan.docx", raw).startswith(f"plan.docx: it is {said}")


def test_a_wrong_name_does_not_matter(reading: Reading, made: Made, texts: Mapping[str, str]) -> None:
    raw = made[".docx"](texts["weak"])
    assert reading("plan.txt", raw).text == reading("plan.docx", raw).text
    assert reading("plan.docx", b"# A plan\n\nWe blog.").text == "# A plan\n\nWe blog."


def test_a_packed_bomb_is_not_unpacked(made: Made, texts: Mapping[str, str]) -> None:
    bomb = packed(**{"word/document.xml": b"0" * 30_000_000})
    assert len(bomb) < 100_000
    assert "it unpacks to more than 200 times its size" in fault("plan.docx", bomb)
    assert (
        "it unpacks to more than 1,000 bytes; save the plan anew as a .docx file; if you trust it, raise max_unpacked (check --limit"
        in fault("plan.docx", made[".docx"](texts["weak"]), Limits(max_unpacked=1000))
    )


def test_the_limit_is_on_the_file() -> None:
    assert fault("plan.docx", b"x" * 11, Limits(max_bytes=10)) == (
        "plan.docx: it is longer than 10 bytes; pass a larger --max-bytes, or only the part that is the plan"
    )


@pytest.mark.parametrize("suffix", [".docx", ".pptx"])
def test_entities_are_not_resolved(made: Made, suffix: str) -> None:
    """Neither a file of this machine nor words a billion times over come into the text."""
    part = {".docx": "word/document.xml", ".pptx": "ppt/slides/slide1.xml"}[suffix]
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    entities = f'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd"><!ENTITY l0 "lol">{lol}]>'
    out = BytesIO()
    with ZipFile(BytesIO(made[suffix]("# Plan\n\nWe blog weekly."))) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name).decode("utf-8", "surrogateescape")
            if name == part:
                head, _, rest = content.partition("?>")
                content = f"{head}?>{entities}{rest}".replace("We blog", "We &f;&l9;blog")
            new.writestr(name, content.encode("utf-8", "surrogateescape"))
    try:
        text = read_document(f"plan{suffix}", out.getvalue(), Limits()).text
    except InputError:
        return
    assert "root:" not in text
    assert "lol" not in text


def test_broken_files_give_a_document_or_one_line(made: Made, texts: Mapping[str, str], samples: Path) -> None:
    """Each tenth of a file lost, and bytes changed inside."""
    whole = {suffix: make(texts["weak"]) for suffix, make in made.items()} | {".odt": (samples / "weak.odt").read_bytes()}
    for suffix, raw in whole.items():
        for part in range(10):
            at = len(raw) * part // 10
            for broken in (raw[:at], raw[:at] + b"\xff\x00\xfe" + raw[at + 3 :]):
                assert reads_or_says(f"plan{suffix}", broken)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from("hpqilt"), st.lists(st.text(max_size=12), min_size=1, max_size=4)), max_size=8))
def test_places_and_origins_hold_whatever_is_written(blocks: list[tuple[str, list[str]]]) -> None:
    writer = Writer()
    for kind, texts in blocks:
        pieces = [Piece(text, text) for text in texts]
        match kind:
            case "h":
                writer.heading(2, pieces, kind)
            case "p":
                writer.paragraph(pieces, kind)
            case "q":
                writer.quote(pieces, kind)
            case "i" | "l":
                writer.item(len(texts), pieces, kind, 3 if kind == "l" else None)
            case "t":
                writer.table([[[piece] for piece in pieces]] * 2, lambda row, cell: f"{row}, {cell}", header=len(texts) > 2)
    text = writer.document("-", "docx").text
    assert all(a.end <= b.start for a, b in zip(writer.places, writer.places[1:], strict=False))
    for origin in writer.origins:
        came, went = origin.element[origin.at : origin.at + origin.end - origin.start], text[origin.start : origin.end]
        assert all(a == b or b in " ¦" for a, b in zip(came, went, strict=True))


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=200), st.sampled_from(["<html>", "PK\x03\x04", "%PDF-", "Subject: x\n\n", ""]), st.sampled_from([".eml", ".html"])
)
def test_any_bytes_give_a_document_or_one_line(raw: bytes, head: str, suffix: str) -> None:
    assert reads_or_says(f"x{suffix}", head.encode("latin-1") + raw)


@pytest.mark.parametrize("name", ["locked.docx", "locked.pdf"])
def test_a_password_is_said(samples: Path, name: str) -> None:
    assert fault(name, (samples / name).read_bytes()).startswith(f"{name}: it is protected with a password; ")
