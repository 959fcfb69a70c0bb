"""Web pages (.html), also those inside a mail."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Any, Final

from briefprism.documents.flow import Flow
from briefprism.documents.plain import decoded
from briefprism.documents.tables import arranges
from briefprism.documents.xml import name_of, parse_html, texts, whole
from briefprism.models.document import Document, Limits

_UNSEEN: Final = {
    "script", "style", "head", "template", "noscript", "nav", "iframe", "object", "svg", "canvas", "select", "button", "input",
    "textarea", "audio", "video", "dialog",
}  # fmt: skip
_BLOCKS: Final = {
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "ol", "p", "pre", "section",
    "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "caption", "menu",
}  # fmt: skip
_WIDEST: Final = 60  # columns that a cell is believed to cover
_HIGHEST: Final = 10**8  # number that a list is believed to begin with
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|(?:font-size|opacity)\s*:\s*0(?:\.0+)?(?![.\d])", re.IGNORECASE
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w:.-]+)|<\?xml[^>]{0,100}encoding\s*=\s*[\"']([\w:.-]+)", re.IGNORECASE)
_BOMS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def read_html(source: str, raw: bytes, limits: Limits, encoding: str | None = None) -> Document:
    """The page as a person sees it; what is deeper in it than the limit is read as the text of its ancestor."""
    flow = Flow(limits)
    write_html(flow, decode_html(raw, encoding))
    return flow.writer.document(source, "html")


def decode_html(raw: bytes, encoding: str | None = None) -> str:
    """The text of a page by its mark, by what it says of itself, as UTF-8, or as browsers read what says nothing."""
    said = _CHARSET.search(raw[:2048])
    named = (said[1] or said[2]).decode("ascii") if said else None
    return decoded(raw, (encoding, next((name for mark, name in _BOMS if raw.startswith(mark)), None), named))


def write_html(flow: Flow, page: str) -> None:
    """Write the blocks of a page into a flow."""
    root = parse_html(page)
    if root is not None:
        _Page(flow).element(root)


class _Page:
    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self._line: list[str] = []
        self._lists: list[int | None] = []
        self._quote = self._depth = 0
        self._fresh = False

    def element(self, element: Any) -> None:
        name = name_of(element)
        if not name or name in _UNSEEN or _is_hidden(element):
            return
        self._depth += 1
        if self._depth > self.flow.limits.max_depth:
            self._line.append(" ".join(element.itertext()))
        elif name not in _BLOCKS:
            self._line.append("\n" if name == "br" else "")
            self._children(element)
        else:
            self._end()
            self._block(name, element)
            self._end()
        self._depth -= 1

    def _block(self, name: str, element: Any) -> None:
        if len(name) == 2 and name[0] == "h" and name[1].isdigit():
            self.flow.heading(int(name[1]), " ".join(_inline(element).split()))
        elif name == "table":
            self._table(element)
        elif name in ("ul", "ol", "menu"):
            self._lists.append(_start(element) if name == "ol" else None)
            self._children(element)
            self._end()
            self._lists.pop()
        elif name == "blockquote":
            self._quote += 1
            self._children(element)
            self._end()
            self._quote -= 1
        else:
            self._fresh = self._fresh or name == "li"
            self._children(element)

    def _children(self, element: Any) -> None:
        keep = name_of(element) == "pre"
        for text, child in texts(element):
            if child is not None:
                self.element(child)
            else:
                self._line.append(text if keep else re.sub(r"[ \t\r\n\f]+", " ", text))

    def _end(self) -> None:
        """Write the line that has come together."""
        text = re.sub(r"[ \t]*\n[ \t]*", "\n", "".join(self._line)).strip()
        self._line.clear()
        if not text:
            return
        depth, number = (len(self._lists), self._lists[-1]) if self._lists and self._fresh else (0, None)
        self.flow.text(text, depth=depth, number=number, quote=bool(self._quote) and not depth)
        if self._fresh and self._lists and number is not None:
            self._lists[-1] = number + 1
        self._fresh = False

    def _table(self, table: Any) -> None:
        """A table of data; one that only arranges the page, or holds others, is read cell by cell."""
        rows = [r for r in table.iter("tr") if next(r.iterancestors("table")) is table]
        cells = [[c for c in row if name_of(c) in ("td", "th") and not _is_hidden(c)] for row in rows]
        role = (table.get("role") or "").lower()
        if arranges(cells) or role in ("presentation", "none") or any(e is not table for e in table.iter("table", "h1", "h2", "h3")):
            for row in cells:
                for cell in row:
                    self.element(cell)
            return
        marked = bool(cells) and all(name_of(c) == "th" for c in cells[0])
        self.flow.table([[text for c in row for text in (_inline(c), *[""] * (_span(c) - 1))] for row in cells], header=marked)


def _inline(element: Any) -> str:
    """The text of an element on lines: a new one at a break and a block."""

    def parts(parent: Any) -> Iterator[str]:
        for text, child in texts(parent):
            name = "" if child is None else name_of(child)
            if child is None:
                yield re.sub(r"[ \t\r\n\f]+", " ", text)
            elif name == "br":
                yield "\n"
            elif name and name not in _UNSEEN and not _is_hidden(child):
                around = "\n" if name in _BLOCKS else ""
                yield around
                yield from parts(child)
                yield around

    return re.sub(r"\s*\n\s*", "\n", "".join(parts(element))).strip()


def _is_hidden(element: Any) -> bool:
    return element.get("hidden") is not None or element.get("aria-hidden") == "true" or bool(_HIDDEN.search(element.get("style") or ""))


def _span(cell: Any) -> int:
    return max(1, whole(cell.get("colspan"), _WIDEST, 1))


def _start(element: Any) -> int:
    return whole(element.get("start"), _HIGHEST, 1)
