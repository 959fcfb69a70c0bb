"""A small document of each kind, for a reader to warm up with."""

from __future__ import annotations

from io import BytesIO
from typing import Final
from zipfile import ZipFile

from briefprism.models.document import DocumentKind

_PDF: Final = b"""%PDF-1.4
1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>> endobj
4 0 obj <</Length 38>> stream
BT /F 12 Tf 20 100 Td (We blog.) Tj ET
endstream endobj
5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Arial>> endobj
trailer <</Root 1 0 R>>
"""
_HTML: Final = b"<!doctype html><meta charset=iso-8859-1><p>We <b>blog</b>.<table><tr><td>a<td>b<tr><td>c<td>d</table>"
_EML: Final = (
    b"Subject: =?utf-8?q?plan?=\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
    b"Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n<p>We blog.\n--b\n"
    b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename*=utf-8''a.txt\n\nYQ==\n--b--\n"
)
_ODT: Final = (
    '<d:c xmlns:d="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:t="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    "<d:body><d:text><t:p>We blog.</t:p></d:text></d:body></d:c>"
)


def make(kind: DocumentKind) -> bytes:
    """The bytes of a document that says "We blog."."""
    match kind:
        case "pdf":
            return _PDF
        case "html":
            return _HTML
        case "eml":
            return _EML
        case "text":
            return b"We blog."
    out = BytesIO()
    if kind == "odt":
        with ZipFile(out, "w") as packed:
            packed.writestr("mimetype", "application/vnd.oasis.opendocument.text")
            packed.writestr("content.xml", _ODT)
    elif kind == "docx":
        import docx

        word = docx.Document()
        word.add_paragraph("We blog.")
        word.save(out)
    else:
        import pptx

        slides = pptx.Presentation()
        slides.slides.add_slide(slides.slide_layouts[1]).shapes.title.text = "We blog."
        slides.save(out)
    return out.getvalue()
