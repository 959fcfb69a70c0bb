"""What the styles and lists of a Word file say of a paragraph: heading, list item, quotation, or table of contents."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from briefprism.documents.docx_words import W
from briefprism.documents.xml import whole

_BODY_LEVEL: Final = 9
_MOST_PARENTS: Final = 20
_HEADING = re.compile(r"heading (\d)")
_LIST = re.compile(r"list (?:bullet|number)(?: (\d))?")


@dataclass(frozen=True, slots=True)
class Role:
    """``heading`` is 1 to 9 or 0; ``depth`` that of a list item or 0; ``number`` its number in an ordered list."""

    heading: int = 0
    depth: int = 0
    number: int | None = None
    quote: bool = False
    contents: bool = False


class Styles:
    """Answers for one document; the numbers of its lists are counted as its paragraphs are asked for in order."""

    def __init__(self, styles: Any, numbering: Any) -> None:
        self._styles = {s.get(W + "styleId"): s for s in styles.iter(W + "style")} if styles is not None else {}
        default = next((s for s in self._styles.values() if s.get(W + "type") == "paragraph" and s.get(W + "default") == "1"), None)
        self._default = default.get(W + "styleId") if default is not None else None
        self._formats = _number_formats(numbering) if numbering is not None else {}
        self._counts: Counter[tuple[str, int]] = Counter()

    def role(self, paragraph: Any) -> Role:
        """The role of a ``w:p``."""
        own = paragraph.find(W + "pPr")
        chain = [own, *(s.find(W + "pPr") for s in self._chain(own))] if own is not None else []
        names = [_value(s, "name").lower() for s in self._chain(own)]
        if any(name.startswith(("toc ", "table of figures")) for name in names):
            return Role(contents=True)
        if level := self._heading(names, chain):
            return Role(heading=level)
        if any(name in ("quote", "intense quote") for name in names):
            return Role(quote=True)
        return self._item(names, chain)

    def _chain(self, properties: Any) -> Iterator[Any]:
        """The style of a paragraph and those that it is based on."""
        name = _value(properties, "pStyle") or self._default
        for _ in range(_MOST_PARENTS):
            style = self._styles.get(name)
            if style is None:
                return
            yield style
            name = _value(style, "basedOn")

    @staticmethod
    def _heading(names: list[str], chain: list[Any]) -> int:
        """By outline level, which holds in all languages, or by the name that Word gives built-in styles in all languages."""
        if names[:1] == ["title"]:
            return 1
        outline = next((v for p in chain if (v := _value(p, "outlineLvl"))), "")
        if (level := whole(outline, _BODY_LEVEL, _BODY_LEVEL)) < _BODY_LEVEL:
            return level + 1
        found = next((m for name in names if (m := _HEADING.fullmatch(name))), None)
        return int(found[1]) if found and not outline else 0

    def _item(self, names: list[str], chain: list[Any]) -> Role:
        lists = [p.find(W + "numPr") for p in chain if p is not None]
        lists = [n for n in lists if n is not None]
        list_id = next((v for n in lists if (v := _value(n, "numId"))), "")
        if not list_id or list_id == "0":
            return Role()
        by_name = next((m for name in names if (m := _LIST.fullmatch(name))), None)
        level = next((v for n in lists if (v := _value(n, "ilvl"))), "")
        depth = whole(level, _BODY_LEVEL, int(by_name[1] or 1) - 1 if by_name else 0)
        ordered = self._formats.get((list_id, 0 if by_name else depth), "bullet") not in ("bullet", "none", "")
        self._counts[list_id, depth] += 1
        for deeper in range(depth + 1, _BODY_LEVEL + 1):
            self._counts.pop((list_id, deeper), None)
        return Role(depth=depth + 1, number=self._counts[list_id, depth] if ordered else None)


def _number_formats(numbering: Any) -> dict[tuple[str, int], str]:
    """List id and level to the format of its numbers, such as ``decimal`` or ``bullet``."""
    shapes = {a.get(W + "abstractNumId"): a for a in numbering.findall(W + "abstractNum")}
    found = {}
    for number in numbering.findall(W + "num"):
        shape = shapes.get(_value(number, "abstractNumId"))
        for level in () if shape is None else shape.findall(W + "lvl"):
            found[number.get(W + "numId"), whole(level.get(W + "ilvl"), _BODY_LEVEL)] = _value(level, "numFmt")
    return found


def _value(parent: Any, name: str) -> str:
    """The ``w:val`` of a child, or nothing."""
    child = None if parent is None else parent.find(W + name)
    return "" if child is None else child.get(W + "val") or ""
