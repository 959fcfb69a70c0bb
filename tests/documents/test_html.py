"""Web pages, mails and OpenDocument texts."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage
from io import BytesIO
from zipfile import ZipFile

import pytest

from briefprism.models.document import Document

Reading = Callable[..., Document]


def page(reading: Reading, body: str) -> str:
    return reading("plan.html", f"<!doctype html><body>{body}".encode()).text


def test_what_a_person_sees_and_nothing_else(reading: Reading) -> None:
    assert page(
        reading,
        "<nav>Home | Blog</nav><script>let x</script><style>p{}</style><p hidden>no<p style='display: none'>no"
        "<div aria-hidden=true>no</div>"
        "<h2>Our  plan</h2><p>We <b>Face</b>book<br>and blog.<ul><li>one<ul><li>two</ul><li><p>three</ul><ol start=4><li>four<li>five</ol>"
        "<blockquote><p>Be kind.</p></blockquote>",
    ) == "## Our plan\n\nWe Facebook\nand blog.\n\n- one\n    - two\n- three\n4. four\n5. five\n\n> Be kind.\n"  # fmt: skip


def test_tables_of_data_and_tables_that_arrange_a_page(reading: Reading) -> None:
    assert page(
        reading,
        "<table><tr><td><table><tr><th>Place<th>Who<tr><td>Blog<td>Ann</table><tr><td><p>Below.</table>",
    ) == "| Place | Who |\n| --- | --- |\n| Blog | Ann |\n\nBelow.\n"  # fmt: skip


@pytest.mark.parametrize(
    "raw",
    [
        "<p>Café – plan".encode(), "<p>Café – plan".encode("cp1252"), "<p>Café – plan".encode("utf-16"),
        b"<meta charset='iso-8859-1'>" + "<p>Café ".encode("latin-1") + b"&ndash; plan",
    ],
)  # fmt: skip
def test_the_encoding_is_found(reading: Reading, raw: bytes) -> None:
    assert reading("plan.html", raw).text == "Café – plan\n"


def test_a_page_named_txt_is_noticed_and_a_markdown_file_with_a_tag_is_none(reading: Reading) -> None:
    assert reading("plan.txt", b"<!DOCTYPE html><p>We blog.").text == "We blog.\n"
    assert reading("plan.md", b"<p>We blog.</p>").kind == "text"


def test_pages_inside_pages_and_entities_are_not_followed(reading: Reading) -> None:
    doctype = '<!DOCTYPE html [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    text = reading("plan.html", f"{doctype}<p>We blog &f;<iframe src='file:///etc/passwd'></iframe>".encode()).text
    assert "root" not in text
    deep = "<div>" * 3000 + "We blog." + "</div>" * 3000
    assert "We blog." in page(reading, "<p>Deep.</p>" + deep) or "Deep." in page(reading, "<p>Deep.</p>" + deep)


def mail(plain: str | None, html: str | None = None) -> EmailMessage:
    made = EmailMessage()
    made["Subject"] = "Our plän"
    if plain is not None:
        made.set_content(plain)
    if html is not None:
        (made.add_alternative if plain is not None else made.set_content)(html, subtype="html")
    return made


def test_a_mail_is_its_subject_its_plain_body_and_the_names_of_attachments(reading: Reading) -> None:
    made = mail("Hi Bob,\n\nwe blog.\n\n> Do we?\n", "<p>Hi Bob, we blog.")
    made.add_attachment("x", filename="brief.txt")
    found = reading("plan.eml", made.as_bytes())
    assert found.text == "# Our plän\n\nHi Bob,\n\nwe blog.\n\n> Do we?\n\nAttached, and not read: brief.txt\n"
    assert [p.label for p in found.places] == ["subject", "body, line 1", "body, line 3", "body, line 5", "attachments"]


def test_a_mail_that_is_a_web_page(reading: Reading) -> None:
    assert reading("plan.eml", mail(None, "<p>We <b>blog</b>.<ul><li>weekly</ul>").as_bytes()).text == (
        "# Our plän\n\nWe blog.\n\n- weekly\n"
    )


def odt(content: str, styles: str = "") -> bytes:
    names = " ".join(
        f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "text", "table", "style")
    ) + ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'  # fmt: skip
    out = BytesIO()
    with ZipFile(out, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        body = f"<office:body><office:text>{content}</office:text></office:body>"
        packed.writestr("content.xml", f"<office:document-content {names}>{body}</office:document-content>")
        packed.writestr("styles.xml", f"<office:document-styles {names}>{styles}</office:document-styles>")
    return out.getvalue()


def test_open_document_lists_changes_notes_and_headers(reading: Reading) -> None:
    content = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion></text:changed-region>"
        '</text:tracked-changes><text:h text:outline-level="2">Plan</text:h>'
        '<text:p>We<text:s text:c="1"/><text:span>Face</text:span>book<text:note><text:note-body><text:p>a network</text:p>'
        "</text:note-body></text:note>.<text:line-break/>And more.</text:p>"
        '<text:list text:style-name="N"><text:list-item><text:p>one</text:p><text:list><text:list-item><text:p>deep</text:p>'
        "</text:list-item></text:list></text:list-item><text:list-item><text:p>two</text:p></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>Goal</text:p></table:table-cell><table:table-cell><text:p>60 people"
        "</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell><text:p>Who</text:p></table:table-cell>"
        "<table:table-cell><text:p>Ann</text:p></table:table-cell></table:table-row></table:table>"
    )
    styles = (
        '<text:list-style style:name="N"><text:list-level-style-number text:level="1" style:num-format="1"/></text:list-style>'
        "<style:header><text:p>Acme</text:p></style:header><style:footer><text:p>7</text:p></style:footer>"
    )
    assert reading("plan.odt", odt(content, styles)).text == (
        "## Plan\n\nWe Facebook.\nAnd more.\n\n1. one\n    - deep\n2. two\n\nGoal: 60 people\n\nWho: Ann\n\n# Notes\n\na network\n\n"
        "# Header and footer\n\nAcme\n"
    )
