"""The structure of a text: headings, paragraphs, list items, rows, quotes, code, with offsets into the source.

Markdown is parsed by markdown-it-py; plain notes (one point a line, bold or capitalised titles, bullets that Markdown
does not know) are read as their author meant them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from briefprism.models.brief import UnitKind

_FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*(?:\r\n?|\n)(?=[\w-]+[ \t]*:).*?[\r\n]---[ \t]*(?:\r\n?|\n|\Z)", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_CHECKBOX = re.compile(r"\[[ xX✓✔]?\]\s+|[☐☑☒✅✔]\ufe0f?\s+(?=\S)")
_BULLET = re.compile(r"(?:[•●▪◦‣∙·–—→➤»*+-]|\(?(?:\d{1,2}|[a-z])\))\s+(?=\S)")
_CODE_START = re.compile(r"^\s*(?:import |from \w+ import|def |#!|\$ |curl |npm |pip |git |[{<]|\w+\s*=\s*\w+\()", re.MULTILINE)
_LINE_END = re.compile(r"\r\n|\r|\n")
_LINE = re.compile(r"[^\r\n]+")
_BEYOND = re.compile(r"[^\s|](?:.*[^\s|])?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch ``source[start:end]``. ``level`` orders headings (1 to 6) and list items (their depth from 1).

    ``columns`` and ``cells`` (offsets) are those of a table row; ``parent`` says that nested content follows a list item.
    """

    kind: UnitKind
    start: int
    end: int
    group: int
    level: int = 0
    columns: tuple[str, ...] = ()
    cells: tuple[tuple[int, int], ...] = ()
    parent: bool = False


def parse(source: str) -> list[Block]:
    """Cut ``source`` into blocks in reading order; every block is a stretch of ``source`` without white space around it."""
    blocks = []
    for block in _Walker(source).walk():
        for piece in _without_comments(source, block):
            start, end = trimmed(source, piece.start, piece.end)
            if start < end:
                blocks.append(replace(piece, start=start, end=end))
    return blocks


def trimmed(source: str, start: int, end: int) -> tuple[int, int]:
    """The offsets of ``source[start:end]`` without the white space at its ends."""
    words = source[start:end]
    return start + len(words) - len(words.lstrip()), start + len(words.rstrip())


class _Walker:
    """One pass over the tokens. markdown-it gives line numbers; the walker turns them into offsets."""

    def __init__(self, source: str) -> None:
        self.source = source
        front = _FRONT_MATTER.match(source)
        self.skip = front.end() if front else 0
        ends = [m.end() for m in _LINE_END.finditer(source)]
        self.lines = [0, *ends]
        self.lines.append(len(source))
        # The parser gets the same lines; NUL would be replaced and other line ends counted as one.
        self.searched = source.replace("\x00", " ")
        body = _LINE_END.sub("\n", self.searched[self.skip :]).removeprefix("\ufeff")
        body = "\n" * len(_LINE_END.findall(source, 0, self.skip)) + body
        # Indented text is a note far more often than code, and a lone "---" below a line is no title.
        parser = MarkdownIt("commonmark", {"maxNesting": 40}).enable("table").disable(["code", "lheading", "reference"])
        self.tokens = parser.parse(body)
        self.group = 0

    def walk(self) -> Iterator[Block]:
        if self.skip:
            yield Block("meta", 0, self.skip, 0)
        depth = quote = 0
        columns: tuple[str, ...] = ()
        fresh_item = ordered_title = False
        for i, token in enumerate(self.tokens):
            match token.type:
                case "bullet_list_open" | "ordered_list_open":
                    depth += 1
                    self.group += depth == 1
                    ordered_title = token.type == "ordered_list_open" and self._is_single_item(i)
                case "bullet_list_close" | "ordered_list_close":
                    depth -= 1
                case "list_item_open":
                    fresh_item = True
                case "blockquote_open" | "blockquote_close":
                    quote += 1 if token.type.endswith("open") else -1
                    self.group += 1
                case "table_open":
                    self.group, columns = self.group + 1, ()
                case "tr_open":
                    if row := self._row(i, token, columns):
                        yield row
                        columns = columns or tuple(self.source[a:b].strip("*_ ") for a, b in row.cells)
                case "fence":
                    yield self._fence(token)
                case "html_block":
                    yield from self._html(token)
                case "heading_open":
                    self.group += 1
                    start, end = self._content(self.tokens[i + 1], token)[0]
                    yield Block("heading", start, end, self.group, level=int(token.tag[1]))
                case "paragraph_open":
                    self.group += depth == 0
                    nested = depth > 0 and fresh_item and self._has_nested(i)
                    kind: UnitKind = "bullet" if depth and fresh_item else "quote" if quote else "sentence"
                    if ordered_title and depth == 1 and fresh_item and self._is_title(self.tokens[i + 1]):
                        kind = "heading"
                    yield from self._paragraph(self.tokens[i + 1], token, kind, 7 if kind == "heading" else depth, nested)
                    fresh_item = False
                case _:
                    pass

    def _is_single_item(self, i: int) -> bool:
        level = self.tokens[i].level
        items = 0
        for token in self._from(i + 1):
            if token.type == "ordered_list_close" and token.level == level:
                break
            items += token.type == "list_item_open" and token.level == level + 1
        return items == 1

    def _from(self, i: int) -> Iterator[Token]:
        """The tokens from number ``i`` on; a slice would copy them all for each list and row."""
        return (self.tokens[at] for at in range(i, len(self.tokens)))

    def _is_title(self, inline: Token) -> bool:
        text = inline.content.strip()
        return "\n" not in text and len(text.split()) <= 6 and text[-1:] not in ".!?;"

    def _has_nested(self, i: int) -> bool:
        following = self.tokens[i + 3].type if i + 3 < len(self.tokens) else ""
        return following in {"bullet_list_open", "ordered_list_open", "paragraph_open"}

    def _content(self, inline: Token, block: Token) -> list[tuple[int, int]]:
        """Offsets of each line of an inline token, without the markers of lists and quotes before it."""
        first, last = block.map or [0, 0]
        found = []
        wanted = inline.content.split("\n")
        for number in range(first, last):
            start, end = self._line(number)
            text = wanted[number - first].strip() if number - first < len(wanted) else ""
            at = self.searched.rfind(text, start, end) if text else -1  # the last: in "1. 1" the first is the marker
            if at < 0:  # white space that Markdown does not know was cut off: fall back on the visible part of the line
                line = self.source[start:end]
                at = start + len(line) - len(line.lstrip(" \t>"))
                text = self.source[at:end].rstrip()
            if text:
                found.append((at, at + len(text)))
        return found or [self._line(first)]

    def _line(self, number: int) -> tuple[int, int]:
        if number + 1 >= len(self.lines):
            return len(self.source), len(self.source)
        start, end = self.lines[number], self.lines[number + 1]
        return start, start + len(self.source[start:end].rstrip("\r\n"))

    def _paragraph(self, inline: Token, block: Token, kind: UnitKind, level: int, parent: bool) -> Iterator[Block]:
        for start, end in self._logical_lines(self._content(inline, block)):
            start, here = self._marker(start, end, kind)
            text = self.source[start:end]
            cells = _tab_cells(text, start)
            if cells:
                yield Block("row", start, end, self.group, cells=cells)
            elif start < end:
                yield Block(here, start, end, self.group, level=level, parent=parent)
            kind = "bullet" if kind in ("bullet", "heading") and level else kind

    def _marker(self, start: int, end: int, kind: UnitKind) -> tuple[int, UnitKind]:
        """Step over a bullet or a checkbox that Markdown left in the text."""
        if kind in ("sentence", "quote") and (bullet := _BULLET.match(self.source, start, end)):
            start, kind = bullet.end(), "bullet"
        if kind != "heading" and (box := _CHECKBOX.match(self.source, start, end)):
            start, kind = box.end(), "checkbox"
        return start, kind

    def _logical_lines(self, lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Join lines that an editor wrapped; keep apart lines that are points of their own."""
        joined: list[tuple[int, int]] = []
        for start, end in lines:
            first, last = joined[-1] if joined else (0, 0)
            last_line = self.source[max(first, self.source.rfind("\n", first, last) + 1) : last]
            here = self.source[start:end]
            wrapped = len(last_line) >= 50 and last_line[-1:] not in ":" and not _BULLET.match(here) and "\t" not in here
            if first < last and (wrapped or (here[:1].islower() and len(last_line) >= 30)):
                joined[-1] = (joined[-1][0], end)
            else:
                joined.append((start, end))
        return joined

    def _row(self, i: int, token: Token, columns: tuple[str, ...]) -> Block | None:
        start, end = self._line((token.map or [0])[0])
        cells = []
        at = start
        for cell in self._from(i + 1):
            if cell.type == "tr_close":
                break
            if cell.type != "inline":
                continue
            text = cell.content.strip()
            written = text if text in self.searched[at:end] else text.replace("|", "\\|")
            found = self.searched.find(written, at, end)
            if text and found >= 0:
                cells.append((found, found + len(written)))
                at = found + len(written)
            else:
                cells.append((at, at))
        if rest := _BEYOND.search(self.source, at, end):  # cells beyond the last column, which Markdown drops
            cells.append(rest.span())
        filled = [c for c in cells if c[0] < c[1]]
        if not filled:
            return None
        cells = [(max(a, filled[0][0]), max(b, filled[0][0])) for a, b in cells]  # empty ones before the first stand at it
        kind: UnitKind = "row" if columns else "heading"
        return Block(kind, filled[0][0], filled[-1][1], self.group, level=0, columns=columns, cells=tuple(cells))

    def _fence(self, token: Token) -> Block:
        self.group += 1
        first = (token.map or [0, 0])[0]
        start, end = self._line(first)[1], self._line(first + len(token.content.removesuffix("\n").split("\n")))[1]
        kind: UnitKind = "code" if token.info.strip() or _CODE_START.search(token.content) else "quote"
        return Block(kind, start, end if token.content else start, self.group)

    def _html(self, token: Token) -> Iterator[Block]:
        self.group += 1
        first, last = token.map or [0, 0]
        whole = Block("sentence", self._line(first)[0], self._line(max(first, last - 1))[1], self.group)
        for piece in _without_comments(self.source, whole):
            if piece.kind == "meta":
                yield piece
                continue
            for line in _LINE.finditer(self.source, piece.start, piece.end):
                if re.search(r"\w", re.sub(r"<[^>]*>", "", line.group())):
                    yield replace(piece, start=line.start(), end=line.end())


def _without_comments(source: str, block: Block) -> Iterator[Block]:
    """Set the HTML comments inside a block apart as ``meta``: they are hints of a template."""
    at = block.start
    if block.kind not in ("code", "meta") and not block.cells:
        for comment in _COMMENT.finditer(source, block.start, block.end):
            yield replace(block, start=at, end=comment.start())
            yield Block("meta", comment.start(), comment.end(), block.group)
            at = comment.end()
    yield replace(block, start=at)


def _tab_cells(text: str, start: int) -> tuple[tuple[int, int], ...]:
    """Offsets of the cells of a line pasted from a spreadsheet (two tabs or more); empty for any other line."""
    if text.strip().count("\t") < 2:
        return ()
    cells = []
    for cell in re.finditer(r"[^\t]+", text):
        if bare := cell.group().strip():
            at = start + cell.start() + cell.group().index(bare)
            cells.append((at, at + len(bare)))
    return tuple(cells)
