"""PDF files."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from briefprism.documents.limits import LimitError
from briefprism.documents.pdf_blocks import Block, Grid, blocks, leading_of, vocabulary_of
from briefprism.documents.pdf_lines import Line, page_lines
from briefprism.documents.tables import has_header
from briefprism.documents.writer import Writer, words
from briefprism.models.document import Document, Limits
from briefprism.models.errors import InputError

_MARGIN: Final = 0.1  # of the height of a page: where headers, footers and page numbers stand
_PAGE_NUMBER = re.compile(r"\W*(?:page\s*)?\d{1,4}(?:\s*(?:of|/|\|)\s*\d{1,4})?\W*", re.IGNORECASE)
_LARGER: Final = 1.12  # a heading is at least that much larger than the text
_TITLE_WORDS: Final = 14
_MOST_TITLES: Final = 0.3  # of all letters: where more are large, size says nothing
_PASSWORD, _PASSWORD_ERROR = ("it is protected with a password", "save a copy without a password, and try again"), 4


def read_pdf(source: str, raw: bytes, limits: Limits) -> Document:
    """The text of the pages in reading order; headings are told by the size of their letters.

    Raises:
        InputError: for a scan without text, or a password.
        LimitError: for more pages than the limits allow.
    """
    import pypdfium2

    try:
        file = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        if error.err_code == _PASSWORD_ERROR:
            raise InputError(source, *_PASSWORD) from None
        raise InputError(source, "this PDF is damaged and cannot be read", "make it anew in the program that it was written in") from None
    with file:
        if len(file) > limits.max_pages:
            otherwise = "save the pages with the plan as a PDF of their own"
            raise LimitError(f"it has more than {limits.max_pages:,} pages", "max_pages", limits.max_pages, otherwise)
        pages, pictures = _pages(file)
    if not any(pages):
        raise InputError(source, *_no_text(pictures))
    return _document(source, _without_margins(pages), limits)


def _no_text(pictures: bool) -> tuple[str, str]:
    if not pictures:
        return "this PDF holds no words", "name the file that holds the plan"
    fault = "this PDF holds pictures of text and no text"
    return fault, "run text recognition (OCR) over it, or export it from the program that it was written in"


def _pages(file: Any) -> tuple[list[list[tuple[Line, bool]]], bool]:
    """For each page its lines, and whether each stands in the margin; and whether there are pictures where no text is."""
    pages, pictures = [], False
    for page in file:
        textpage = page.get_textpage()
        _, bottom, _, top = page.get_bbox()
        low, high = bottom + (top - bottom) * _MARGIN, top - (top - bottom) * _MARGIN
        lines = [(line, not low < line.y < high) for line in page_lines(textpage)]
        pictures = pictures or (not lines and next(page.get_objects(max_depth=3), None) is not None)
        pages.append(lines)
        textpage.close()
        page.close()
    return pages, pictures


def _without_margins(pages: list[list[tuple[Line, bool]]]) -> list[list[Line]]:
    """The lines of each page, without page numbers and without what stands in the margin of most pages."""
    seen = Counter(text for page in pages for text in {_bare(line) for line, margin in page if margin})
    often = max(2, len(pages) // 2)

    def stays(line: Line, margin: bool) -> bool:
        return not margin or not (_PAGE_NUMBER.fullmatch(line.text) or seen[_bare(line)] >= often)

    return [[line for line, margin in page if stays(line, margin)] for page in pages]


def _bare(line: Line) -> str:
    return re.sub(r"\d+", "0", line.text)


def _document(source: str, pages: list[list[Line]], limits: Limits) -> Document:
    writer = Writer(limits)
    lines = [line for page in pages for line in page]
    vocabulary = vocabulary_of(lines)
    leading = leading_of(pages)
    found = list(_across_pages(block for number, page in enumerate(pages, 1) for block in blocks(page, number, leading)))
    levels = _heading_levels(lines, [b for b in found if isinstance(b, Block)])
    indents = sorted({round(b.lines[0].left) for b in found if isinstance(b, Block) and b.bullet})
    for block in found:
        if isinstance(block, Grid):
            _write_grid(writer, block)
            continue
        text = words(block.text(vocabulary))
        place = f"page {block.page}" + (f" to {block.last_page}" if block.last_page > block.page else "")
        level = levels.get(round(block.size), 0)
        if block.bullet:
            writer.item(_depth(indents, round(block.lines[0].left)), text, place)
        elif level and _is_short(block):
            writer.heading(level, text, place)
        else:
            writer.paragraph(text, place)
    return writer.document(source, "pdf")


def _write_grid(writer: Writer, grid: Grid) -> None:
    rows = [[words(cell) for cell in row] for row in grid.rows]
    writer.table(rows, lambda row, cell: f"page {grid.page}, row {row}, cell {cell}", header=has_header(rows, marked=False))


def _across_pages(found: Iterable[Block | Grid]) -> Iterator[Block | Grid]:
    """Join a paragraph that goes on on the next page: it does not end there, and what follows begins in small letters."""
    last: Block | Grid | None = None
    for block in found:
        if isinstance(block, Block) and isinstance(last, Block) and block.page > last.last_page and not block.bullet:
            goes_on = last.lines[-1].text[-1:] not in '.!?:;”"' and block.lines[0].text[:1].islower()
            if goes_on and round(block.size) == round(last.size):
                last.lines += block.lines
                last.last_page = block.page
                continue
        if last is not None:
            yield last
        last = block
    if last is not None:
        yield last


def _heading_levels(lines: Sequence[Line], found: Sequence[Block]) -> dict[int, int]:
    """Size of letters to level of heading, the largest first; nothing where large letters are no exception."""
    letters: Counter[int] = Counter()
    for line in lines:
        letters[round(line.size)] += len(line.text)
    if not letters:
        return {}
    body = letters.most_common(1)[0][0]
    titles = [b for b in found if round(b.size) >= body * _LARGER and _is_short(b) and not b.bullet]
    if sum(len(line.text) for b in titles for line in b.lines) > sum(letters.values()) * _MOST_TITLES:
        return {}
    sizes = sorted({round(b.size) for b in titles}, reverse=True)
    return {size: min(level, 6) for level, size in enumerate(sizes, 1)}


def _is_short(block: Block) -> bool:
    text = " ".join(line.text for line in block.lines)
    return len(text.split()) <= _TITLE_WORDS and any(c.isalpha() for c in text)


def _depth(indents: Sequence[int], left: int) -> int:
    """How deep a bullet stands: indents of a few points count as one."""
    depth, before = 0, -100
    for indent in indents:
        depth += indent - before > 6
        before = indent
        if indent == left:
            break
    return max(1, depth)
