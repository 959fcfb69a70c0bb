"""The report as a Word file: the author's own, unchanged but for comments and a last page, or a new one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import docx
import pytest
from docx.oxml.ns import qn

from briefprism.documents.reading import read_document
from briefprism.hall.brief.pipeline import Checker, glossary
from briefprism.models.document import Limits
from briefprism.models.errors import InputError
from briefprism.models.report import Report
from briefprism.report.word import render_docx

MARKERS = tuple(map(qn, ("w:commentRangeStart", "w:commentRangeEnd")))


def weak() -> bytes:
    """A plan with sentences in pieces: bold, a link, an insertion, a cell, a footnote's neighbour, and a comment of somebody else."""
    file = docx.Document()
    file.add_heading("Social media plan")
    first = file.add_paragraph("We want to be more visible on social media this spring. ")
    first.add_run("Post on Face").bold = True
    first.add_run("book and Instagram three times a week. ").italic = True
    first.add_run("Count the likes\tand new followers at the end of May.")
    file.add_comment(file.paragraphs[0].runs, text="Is this ours?", author="Bob")
    table = file.add_table(2, 3)
    for cell, words in zip((c for r in table.rows for c in r.cells), ("Place", "What", "Who", "Instagram", "photos", "Jess"), strict=True):
        cell.text = words
    out = BytesIO()
    file.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def original() -> bytes:
    return weak()


@pytest.fixture(scope="module")
def report(plain_checker: Checker, original: bytes) -> Report:
    document = read_document("plan.docx", original, Limits())
    return plain_checker.report(plain_checker.read_document(document))


@pytest.fixture(scope="module")
def written(report: Report, original: bytes) -> bytes:
    return render_docx(report, glossary(), original)


def bare(body: Any, paragraphs: int) -> list[Any]:
    """The content of a body without comment marks and without what follows its first blocks: letters with their looks."""
    found = []
    for block in list(body)[:paragraphs]:
        for run in block.iter(qn("w:r")):
            if run.find(qn("w:commentReference")) is not None and run.find(qn("w:t")) is None:
                continue
            look = run.find(qn("w:rPr"))
            xml = "" if look is None else docx.oxml.xmlchemy.serialize_for_reading(look)
            for child in run:
                if child.tag == qn("w:t"):
                    found += [(letter, xml) for letter in child.text]
                elif child.tag != qn("w:rPr"):
                    found.append((child.tag, xml))
    return found


def skeleton(body: Any, paragraphs: int) -> list[tuple[str, str]]:
    """All elements but runs and comment marks, with their attributes."""
    return [
        (e.tag, str(sorted(e.attrib.items())))
        for block in list(deepcopy(body))[:paragraphs]
        for e in block.iter()
        if e.tag not in (*MARKERS, *map(qn, ("w:r", "w:t", "w:commentReference"))) and qn("w:r") not in [a.tag for a in e.iterancestors()]
    ]


def test_nothing_of_the_author_changes(original: bytes, written: bytes) -> None:
    before, after = docx.Document(BytesIO(original)).element.body, docx.Document(BytesIO(written)).element.body
    count = len(before) - 1  # all but the section at the end
    assert bare(after, count) == bare(before, count)
    assert skeleton(after, count) == skeleton(before, count)
    assert docx.oxml.xmlchemy.serialize_for_reading(after[-1]) == docx.oxml.xmlchemy.serialize_for_reading(before[-1])


def test_all_other_parts_keep_their_bytes(original: bytes, written: bytes) -> None:
    with ZipFile(BytesIO(original)) as before, ZipFile(BytesIO(written)) as after:
        assert set(after.namelist()) == set(before.namelist())
        changed = {name for name in before.namelist() if before.read(name) != after.read(name)}
    assert changed == {"word/document.xml", "word/comments.xml"}


def test_a_file_without_comments_gets_them_and_what_they_need(plain_checker: Checker, made_of: Callable[[str], bytes]) -> None:
    original = made_of("Post on Facebook and Instagram three times a week.")
    report = plain_checker.report(plain_checker.read_document(read_document("plan.docx", original, Limits())))
    written = render_docx(report, glossary(), original)
    with ZipFile(BytesIO(original)) as before, ZipFile(BytesIO(written)) as after:
        changed = {name for name in before.namelist() if before.read(name) != after.read(name)}
        assert changed == {"word/document.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"}
        assert set(after.namelist()) - set(before.namelist()) == {"word/comments.xml"}
    assert len(list(docx.Document(BytesIO(written)).comments)) >= 1


@pytest.fixture(scope="module")
def made_of() -> Callable[[str], bytes]:
    def make(*paragraphs: str) -> bytes:
        file = docx.Document()
        for words in ("We want to win young parents this spring.", *paragraphs):
            file.add_paragraph(words)
        out = BytesIO()
        file.save(out)
        return out.getvalue()

    return make


def commented(raw: bytes) -> list[tuple[str, str]]:
    """(words that a comment of ours is about, its first paragraph)."""
    file = docx.Document(BytesIO(raw))
    found = []
    for comment in file.comments:
        if comment.author != "briefprism":
            continue
        inside, words = False, ""
        for element in file.element.body.iter():
            if element.get(qn("w:id")) == str(comment.comment_id) and element.tag in MARKERS:
                inside = element.tag == MARKERS[0]
            elif inside and element.tag in (qn("w:t"), qn("w:tab")):
                words += element.text or "\t"
        found.append((words, comment.paragraphs[0].text))
    return found


def test_comments_stand_on_the_sentences_that_findings_rest_on(report: Report, written: bytes) -> None:
    found = commented(written)
    titles = {f.title for f in report.roots if f.evidence and not f.by_experts}
    assert {title.split(": see")[0].rstrip(".") for _, title in found} == titles
    assert {words for words, _ in found} <= {
        "We want to be more visible on social media this spring.", "Post on Facebook and Instagram three times a week.",
        "Count the likes\tand new followers at the end of May.", "Instagram", "photos",
    }  # fmt: skip
    assert ("Post on Facebook and Instagram three times a week.", "The plan knows only social networks.") in found
    assert [c.text for c in docx.Document(BytesIO(written)).comments if c.author == "Bob"] == ["Is this ours?"]


def test_comments_on_the_same_words_stand_in_the_order_of_the_report(report: Report, written: bytes) -> None:
    file = docx.Document(BytesIO(written))
    marks = [int(mark.get(qn("w:id"))) for mark in file.paragraphs[1]._p.iter(qn("w:commentReference"))]
    first = [file.comments.get(mark).paragraphs[0].text.rstrip(".") for mark in marks]
    assert len(first) > 1
    order = [f.title for f in report.roots if f.title in first]
    assert [title for title in first if title in order] == order


def test_the_last_page_has_the_verdict_and_what_is_missing(report: Report, original: bytes, written: bytes) -> None:
    count = len(docx.Document(BytesIO(original)).paragraphs)
    added = docx.Document(BytesIO(written)).paragraphs[count:]
    assert added[0].paragraph_format.page_break_before
    text = "\n".join(p.text for p in added)
    assert report.summary in text
    for finding in report.roots:
        assert (f"{finding.title}." in text) == (not finding.evidence) or finding.by_experts
    assert all(praise in text for praise, _ in report.strengths)
    assert report.fingerprint in text


def test_the_same_input_gives_the_same_file(report: Report, original: bytes, written: bytes) -> None:
    assert render_docx(report, glossary(), original) == written


def test_a_file_that_changed_since_is_refused(report: Report, made_of: Callable[[str], bytes]) -> None:
    with pytest.raises(InputError, match=r"plan\.docx: it was changed since it was read"):
        render_docx(report, glossary(), made_of("Something else."))


def test_the_file_with_comments_reads_as_before_and_its_last_page_after_it(report: Report, written: bytes) -> None:
    assert read_document("plan.docx", written, Limits()).text.startswith(report.brief.text)


@pytest.mark.parametrize("name", ["weak", "complete", "press", "german"])
def test_a_new_document_of_any_text(plain_checker: Checker, texts: Mapping[str, str], name: str) -> None:
    report = plain_checker.check(texts[name], f"{name}.md")
    file = docx.Document(BytesIO(render_docx(report, glossary(), None)))
    text = "\n".join(p.text for p in file.paragraphs)
    assert report.summary in text
    for finding in report.roots:
        if not finding.by_experts:
            assert finding.title in text
            assert finding.why in text
            assert finding.fix in text
    assert file.core_properties.title == f"Report on {name}.md"


def test_words_in_a_text_box_are_told_on_the_last_page(plain_checker: Checker) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    file = docx.Document()
    file.add_paragraph("We want to win 60 young parents this spring.")
    box = "<w:r %s><w:pict><w:txbxContent><w:p><w:r><w:t>Post on Facebook and Instagram.</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"
    file.add_paragraph("We write a plan.")._p.append(parse_xml(box % nsdecls("w")))
    out = BytesIO()
    file.save(out)
    report = plain_checker.report(plain_checker.read_document(read_document("plan.docx", out.getvalue(), Limits())))
    assert any("Facebook" in words.quote for f in report.roots for words in f.evidence)
    written = render_docx(report, glossary(), out.getvalue())
    text = "\n".join(p.text for p in docx.Document(BytesIO(written)).paragraphs)
    assert "“Post on Facebook and Instagram.”" in text


def test_a_file_that_was_read_with_a_raised_limit_is_written_too(plain_checker: Checker, original: bytes) -> None:
    out = BytesIO()
    with ZipFile(BytesIO(original)) as old, ZipFile(out, "w") as deep:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/document.xml":
                part = part.replace(b"<w:body>", b"<w:body>" + b"<w:sdt><w:sdtContent>" * 80 + b"<w:p/>" + b"</w:sdtContent></w:sdt>" * 80)
            deep.writestr(name, part)
    with pytest.raises(InputError, match="more than 150 deep"):
        read_document("plan.docx", out.getvalue(), Limits())
    document = read_document("plan.docx", out.getvalue(), Limits(max_depth=200))
    report = plain_checker.report(plain_checker.read_document(document))
    assert len(docx.Document(BytesIO(render_docx(report, glossary(), out.getvalue()))).paragraphs) > 3
