"""PDF files: letters at places put together to paragraphs, lists and tables. The files are written by hand, letter by letter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from briefprism.documents.reading import read_document
from briefprism.models.document import Document, Limits
from briefprism.models.errors import InputError

Reading = Callable[..., Document]
Spot = tuple[float, float, float, str]
"""Left and bottom in points, size, words."""


def pdf(*pages: Sequence[Spot], more: str = "") -> bytes:
    """A PDF with Helvetica; ``more`` goes into each page's drawing."""
    objects = ["<</Type/Catalog/Pages 2 0 R>>", "", "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"]
    kids = []
    for page in pages:
        drawn = "".join(f"BT /F {size} Tf {x} {y} Td ({words}) Tj ET\n" for x, y, size, words in page) + more
        objects.append(f"<</Length {len(drawn.encode('cp1252'))}>>stream\n{drawn}\nendstream")
        objects.append(f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents {len(objects)} 0 R>>")
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>"
    out, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj{content}endobj\n".encode("cp1252")
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    trailer = f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF"
    return out + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode()


def lines(top: float, *texts: str, left: float = 70, size: float = 11) -> list[Spot]:
    return [(left, top - number * 14, size, text) for number, text in enumerate(texts)]


def test_paragraphs_are_joined_and_divided_words_made_whole(reading: Reading) -> None:
    page = [
        *lines(700, "We write for young parents who look for quiet places with good con-", "tent, and answer them in a follow-",
               "up within a day. A follow up is what people like."),
        *lines(640, "A second paragraph begins here, and is not joined to the first one."),
    ]  # fmt: skip
    assert reading("plan.pdf", pdf(page)).text == (
        "We write for young parents who look for quiet places with good content, and answer them in a follow-up within a day."
        " A follow up is what people like.\n\nA second paragraph begins here, and is not joined to the first one.\n"
    )


def test_points_one_a_line_stay_points(reading: Reading) -> None:
    page = [*lines(700, "Blog once a week", "Film once a month", "We answer every question that people ask us on the site within a day.")]
    assert reading("plan.pdf", pdf(page)).text.split("\n\n") == [
        "Blog once a week", "Film once a month", "We answer every question that people ask us on the site within a day.\n",
    ]  # fmt: skip


def test_headings_by_size_bullets_by_sign_and_depth_by_indent(reading: Reading) -> None:
    text = "Words of the plan that fill a line and a half so that this is the size of most letters here."
    page = [
        *lines(760, "Our plan", size=20), *lines(720, "What we make", size=14), *lines(690, text, text),
        *lines(650, "• a blog", "• a film"), *lines(622, "- a long one", left=90), *lines(608, "• a podcast"),
    ]  # fmt: skip
    assert reading("plan.pdf", pdf(page)).text == (
        f"# Our plan\n\n## What we make\n\n{text} {text}\n\n- a blog\n- a film\n    - a long one\n- a podcast\n"
    )


def test_tables_are_rows_of_cells(reading: Reading) -> None:
    page = []
    for number, row in enumerate((("Place", "What", "Who"), ("Blog", "a guide", "Ann"), ("Forum", "answers", "Bob"))):
        page += [(70 + 120 * column, 700 - 30 * number, 11.0, words) for column, words in enumerate(row)]
    found = reading("plan.pdf", pdf(page))
    assert found.text == "| Place | What | Who |\n| --- | --- | --- |\n| Blog | a guide | Ann |\n| Forum | answers | Bob |\n"
    assert [p.label for p in found.places][-1] == "page 1, row 3, cell 3"


def test_margins_are_left_out_and_a_paragraph_goes_on_over_the_page(reading: Reading) -> None:
    def page(number: int, *texts: str) -> list[Spot]:
        return [(70, 810, 9, "Acme, confidential"), *lines(700, *texts), (280, 30, 9, f"Page {number} of 3")]

    found = reading("plan.pdf", pdf(page(1, "We start on the blog and go"), page(2, "on in the forum."), page(3, "The end is open.")))
    assert found.text == "We start on the blog and go on in the forum.\n\nThe end is open.\n"
    assert [p.label for p in found.places] == ["page 1 to 2", "page 3"]


def test_two_columns_are_read_one_after_the_other(reading: Reading) -> None:
    left = [f"left column line {n} is so long" for n in "abc"]
    right = [f"right column line {n} is long" for n in "abc"]
    text = reading("plan.pdf", pdf([*lines(700, *left), *lines(700, *right, left=320)])).text
    assert text.index("left column line c") < text.index("right column line a")


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (pdf([], more="q 200 0 0 200 100 400 cm 0 0 1 1 re f Q"),
         "scan.pdf: this PDF holds pictures of text and no text; run text recognition (OCR) over it, or export it from the program that it"
         " was written in"),
        (pdf([]), "scan.pdf: this PDF holds no words; name the file that holds the plan"),
        (b"%PDF-1.4\nnothing of the kind", "scan.pdf: this PDF is damaged and cannot be read; make it anew in the program that it was"
         " written in"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_in_one_line(reading: Reading, raw: bytes, said: str) -> None:
    with pytest.raises(InputError) as error:
        reading("scan.pdf", raw)
    assert str(error.value) == said


def test_too_many_pages(reading: Reading) -> None:
    with pytest.raises(InputError, match="more than 2 pages"):
        reading("long.pdf", pdf(*[lines(700, "words")] * 3), Limits(max_pages=2))


def test_a_cut_off_file_gives_words_or_one_line(samples: Path) -> None:
    whole = (samples / "weak.pdf").read_bytes()
    for part in range(1, 10):
        assert reads_or_says(whole[: len(whole) * part // 10])


def reads_or_says(raw: bytes) -> bool:
    try:
        return bool(read_document("cut.pdf", raw, Limits()).text.strip())
    except InputError as error:
        return str(error).startswith("cut.pdf: ") and "\n" not in str(error)


@pytest.mark.parametrize("drawn", ["BT /F 12 Tf -100 Tz 300 600 Td (We blog.) Tj ET", "BT /F 12 Tf -1 0 0 1 300 600 Tm (We blog.) Tj ET"])
def test_letters_that_stand_the_other_way_round_are_read(reading: Reading, drawn: str) -> None:
    assert reading("plan.pdf", pdf(lines(700, "Our plan for the summer"), more=drawn)).text == "Our plan for the summer\n\nWe blog.\n"


def test_signs_side_by_side_belong_to_the_words_after_them(reading: Reading) -> None:
    page = [*lines(700, "Our plan for the summer"), (70, 650, 11, "1."), (100, 650, 11, "-"), (125, 650, 11, "We blog weekly")]
    assert "1. - We blog weekly" in reading("plan.pdf", pdf(page)).text
