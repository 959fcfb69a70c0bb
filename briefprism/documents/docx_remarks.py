"""Word files written: remarks as comments in the author's own file, and new documents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from io import BytesIO
from typing import Any, Final

from briefprism.documents.docx import open_word, scan
from briefprism.documents.docx_parts import composed, set_parts
from briefprism.documents.docx_words import W
from briefprism.documents.limits import NONE
from briefprism.documents.writer import Origin
from briefprism.documents.xml import parse_xml
from briefprism.models.document import Part, Remark
from briefprism.models.errors import InputError

__all__ = ["composed", "remarked"]

AUTHOR: Final = "briefprism"
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_OUTSIDE: Final = {W + "txbxContent", W + "footnote", W + "endnote", W + "hdr", W + "ftr"}  # Word has no comments there


def remarked(source: str, raw: bytes, text: str, remarks: Sequence[Remark], ending: Callable[[Sequence[Remark]], Sequence[Part]]) -> bytes:
    """The file with remarks as comments on the words that they are about, and a page at its end; nothing else changes.

    Args:
        source: the name of the file, for errors.
        raw: the bytes of the file.
        text: its text as read; the offsets of the remarks point into it.
        remarks: what is said of its parts.
        ending: gives the last page; it is told the remarks on words that Word has no comments for, such as a footnote.

    Raises:
        InputError: when the file is not the one that was read.
    """
    file = open_word(raw)
    writer = scan(file, NONE)
    if writer.document(source, "docx").text != text:
        raise InputError(source, "it was changed since it was read", "run the command again")
    body = file.element.body
    origins = [o for o in writer.origins if not any(a.tag in _OUTSIDE for a in o.element.iterancestors()) and _root(o.element) is body]
    beginnings = _cut(origins, {offset for remark in remarks for offset in (remark.start, remark.end)})
    # Each goes right behind its words, so the last comes first: then those on the same words stand in the order given.
    left_over = [remark for remark in reversed(remarks) if not _comment(file, beginnings, remark)]
    set_parts(file, ending(left_over[::-1]), new_page=True)
    return _grafted(raw, file)


def _root(element: Any) -> Any:
    return next((a for a in element.iterancestors() if a.tag == W + "body"), None)


def _cut(origins: Sequence[Origin], offsets: set[int]) -> list[tuple[int, Any]]:
    """Divide runs so that each offset begins one; (offset, first element) of each stretch, in order."""
    beginnings: list[tuple[int, Any]] = []
    for origin in reversed(origins):
        for offset in sorted((o for o in offsets if origin.start < o < origin.end), reverse=True):
            beginnings.append((offset, _split_text(origin.element, origin.at + offset - origin.start)))
        if origin.start in offsets and origin.at == 0:
            _split_run(origin.element)
        beginnings.append((origin.start, origin.element))
    return beginnings[::-1]


def _split_text(element: Any, at: int) -> Any:
    """Divide a ``w:t`` and its run before a character; the second ``w:t``."""
    rest = deepcopy(element)
    rest.text, element.text = element.text[at:], element.text[:at]
    for part in (rest, element):
        part.set(_SPACE, "preserve")
    element.addnext(rest)
    _split_run(rest)
    return rest


def _split_run(element: Any) -> None:
    """Let a run begin with an element: what stands before it stays in a run of its own with the same look."""
    run = element.getparent()
    if all(child.tag == W + "rPr" for child in element.itersiblings(preceding=True)):
        return
    following = [element, *element.itersiblings()]
    rest = deepcopy(run)
    for child in list(rest):
        if child.tag != W + "rPr":
            rest.remove(child)
    rest.extend(following)
    run.addnext(rest)


def _comment(file: Any, beginnings: Sequence[tuple[int, Any]], remark: Remark) -> bool:
    """Add a comment; False where no run holds the words."""
    from docx.text.run import Run

    held = [element for offset, element in beginnings if remark.start <= offset < remark.end]
    if not held:
        return False
    ends = [Run(element.getparent(), file) for element in (held[0], held[-1])]
    comment = file.add_comment(ends, author=AUTHOR, initials="bp")
    comment._comment_elm.attrib.pop(W + "date", None)  # the same input gives the same file
    for number, part in enumerate(remark.parts):
        paragraph = comment.paragraphs[0] if number == 0 else comment.add_paragraph()
        if part.strong:
            paragraph.add_run(part.strong + (" " if part.text else "")).bold = True
        if part.text:
            paragraph.add_run(part.text)
    return True


def _grafted(raw: bytes, file: Any) -> bytes:
    """The original package with the parts that changed put in; all others keep their bytes."""
    from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

    saved = BytesIO()
    file.save(saved)
    main = str(file.part.partname).lstrip("/")
    folder, _, name = main.rpartition("/")
    comments = next((str(r.target_part.partname) for r in file.part.rels.values() if r.reltype.endswith("/comments")), "").lstrip("/")
    out = BytesIO()
    with ZipFile(BytesIO(raw)) as old, ZipFile(saved) as new, ZipFile(out, "w", ZIP_DEFLATED) as packed:
        first_comments = bool(comments) and comments not in old.namelist()
        changed = {main, comments, *([f"{folder}/_rels/{name}.rels"] if first_comments else [])} - {""}
        for part in old.infolist():
            content = new.read(part.filename) if part.filename in changed else old.read(part)
            if first_comments and part.filename == "[Content_Types].xml":
                content = _with_comments(content, "/" + comments)
            packed.writestr(part, content)
        for added in changed - set(old.namelist()):
            packed.writestr(ZipInfo(added), new.read(added), ZIP_DEFLATED)
    return out.getvalue()


def _with_comments(content_types: bytes, part: str) -> bytes:
    """The list of the kinds of parts, with one for the comments."""
    from docx.opc.constants import CONTENT_TYPE
    from lxml import etree

    root = parse_xml(content_types)
    etree.SubElement(root, root.tag.replace("Types", "Override"), PartName=part, ContentType=CONTENT_TYPE.WML_COMMENTS)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
