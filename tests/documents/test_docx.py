"""Word files: what a reader sees, in order, with its structure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from briefprism.models.document import Document

Reading = Callable[..., Document]
Saved = Callable[[Any], bytes]


@pytest.fixture
def text(reading: Reading, saved: Saved) -> Callable[[Any], str]:
    return lambda file: reading("plan.docx", saved(file)).text


def body(file: Any, xml: str) -> Any:
    """Append XML to the body, before its last section."""
    element = parse_xml(xml.replace(">", f" {nsdecls('w', 'wp', 'a', 'r')}>", 1))
    file.element.body.insert_element_before(element, "w:sectPr")
    return element


def test_headings_lists_and_quotes(text: Callable[[Any], str]) -> None:
    file = docx.Document()
    file.add_paragraph("Our plan", style="Title")
    file.add_heading("Goals", 2)
    file.add_paragraph("win", style="List Bullet")
    file.add_paragraph("friends", style="List Bullet 2")
    file.add_paragraph("first", style="List Number")
    file.add_paragraph("second", style="List Number")
    file.add_paragraph("Be kind.", style="Intense Quote")
    assert text(file) == "# Our plan\n\n## Goals\n\n- win\n    - friends\n1. first\n2. second\n\n> Be kind.\n"


def test_a_heading_in_another_language_is_told_by_its_outline(text: Callable[[Any], str]) -> None:
    file = docx.Document()
    style = file.styles.add_style("Überschrift eins", 1)
    style.element.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="1"/>'))
    file.add_paragraph("Ziele", style=style)
    file.add_paragraph("Mehr Gäste.")
    assert text(file) == "## Ziele\n\nMehr Gäste.\n"


def test_words_in_many_runs_are_whole_and_tracked_changes_are_taken_as_done(text: Callable[[Any], str]) -> None:
    file = docx.Document()
    paragraph = file.add_paragraph()
    paragraph.add_run("Face").bold = True
    paragraph.add_run("book")
    body(file, '<w:p><w:r><w:t xml:space="preserve">We post </w:t></w:r><w:del><w:r><w:delText>never</w:delText></w:r></w:del>'
         '<w:ins><w:r><w:t>weekly</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t> in secret</w:t></w:r></w:p>')  # fmt: skip
    assert text(file) == "Facebook\n\nWe post weekly\n"


def test_links_breaks_and_content_controls(text: Callable[[Any], str]) -> None:
    file = docx.Document()
    body(file, "<w:sdt><w:sdtContent><w:p><w:hyperlink><w:r><w:t>our blog</w:t></w:r></w:hyperlink><w:r><w:br/><w:t>and a forum"
         "</w:t></w:r></w:p></w:sdtContent></w:sdt>")  # fmt: skip
    assert text(file) == "our blog\nand a forum\n"


def test_tables_with_a_header_merged_cells_and_a_table_inside(text: Callable[[Any], str]) -> None:
    file = docx.Document()
    table = file.add_table(3, 3)
    for cell, words in zip(table.rows[0].cells, ("Place", "What", "Who"), strict=True):
        cell.text = words
    table.cell(1, 0).merge(table.cell(2, 0)).text = "Blog"
    table.cell(1, 1).text, table.cell(1, 2).text = "a guide | a list", "Ann"
    table.cell(2, 1).merge(table.cell(2, 2)).text = "one letter"
    table.cell(1, 2).add_table(1, 1).cell(0, 0).text = "and Bob"
    assert text(file).splitlines() == [
        "| Place | What | Who |", "| --- | --- | --- |", "| Blog | a guide ¦ a list | Ann; and Bob |", "|  | one letter |  |",
    ]  # fmt: skip


def test_a_form_of_two_columns_loses_nothing_and_a_frame_is_no_table(text: Callable[[Any], str]) -> None:
    file = docx.Document()
    form = file.add_table(2, 2)
    for row, (name, value) in zip(form.rows, (("Goal", "60 bookings"), ("For whom?", "young parents")), strict=True):
        row.cells[0].text, row.cells[1].text = name, value
    frame = file.add_table(1, 1).cell(0, 0)
    frame.text = "One paragraph."
    frame.add_paragraph("And another.")
    assert text(file) == "Goal: 60 bookings\n\nFor whom? young parents\n\nOne paragraph.\n\nAnd another.\n"


def test_headers_footnotes_and_text_boxes_are_read_once_and_comments_are_not(text: Callable[[Any], str]) -> None:
    file = docx.Document()
    section = file.sections[0]
    section.header.paragraphs[0].text = "Acme plan, 2026"
    section.footer.paragraphs[0].text = "12"
    file.add_section()
    paragraph = file.add_paragraph("We blog.")
    file.add_comment(paragraph.runs, text="Do we?", author="Bob")
    box = "<w:txbxContent><w:p><w:r><w:t>Ask us anything.</w:t></w:r></w:p></w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    run = f'<w:r {mc}><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}'
    paragraph._p.append(parse_xml(f"{run}</w:pict></mc:Fallback></mc:AlternateContent></w:r>".replace("<w:r ", f"<w:r {nsdecls('w')} ", 1)))
    assert text(file) == "We blog.\n\nAsk us anything.\n\n# Header and footer\n\nAcme plan, 2026\n"


def test_places_name_paragraph_heading_and_cell(reading: Reading, saved: Saved) -> None:
    file = docx.Document()
    file.add_heading("Plan")
    file.add_paragraph("We start.")
    file.add_heading("Where it goes", 2)
    file.add_paragraph("On our blog.")
    table = file.add_table(2, 3)
    for cell in (c for row in table.rows for c in row.cells):
        cell.text = "word"
    found = reading("plan.docx", saved(file))
    at = found.text.index
    labels = [p.label for p in found.places]
    assert labels[:4] == ["paragraph 1", "paragraph 2", "paragraph 3", "paragraph 4, under “Where it goes”"]
    assert labels[4:] == [f"table 1, row {row}, cell {cell}" for row in (1, 2) for cell in (1, 2, 3)]
    assert found.places[1].start == at("We start.")
    assert found.text[found.places[3].start : found.places[3].end] == "On our blog."


def test_deleted_rows_and_tables_of_contents_are_no_plan(text: Callable[[Any], str]) -> None:
    file = docx.Document()
    contents = file.styles.add_style("toc 1", 1)
    file.add_paragraph("Goals\t3", style=contents)
    table = file.add_table(3, 3)
    for number, row in enumerate(table.rows):
        for cell in row.cells:
            cell.text = f"r{number}"
    table.rows[2]._tr.get_or_add_trPr().append(table.rows[2]._tr.makeelement(qn("w:del"), {}))
    assert text(file) == "| r0 | r0 | r0 |\n| --- | --- | --- |\n| r1 | r1 | r1 |\n"
