"""Reading XML and HTML from strangers: entities are not resolved, nothing outside is fetched, and no tree is huge."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from briefprism.documents.limits import LimitError
from briefprism.models.document import Limits

_DIGITS: Final = 10
_DEEPEST: Final = 255  # the library takes nothing deeper


def parse_xml(raw: bytes) -> Any:
    """The root element.

    Raises:
        lxml.etree.XMLSyntaxError: when it is no XML.
    """
    from lxml import etree

    return etree.fromstring(raw, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False))


def parse_html(text: str) -> Any:
    """The root element of a page, or None where there is nothing to see."""
    from lxml import etree

    parser = etree.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, encoding="utf-8")
    return etree.fromstring(text.encode("utf-8", "replace"), parser)


def check_depth(root: Any, limits: Limits) -> None:
    """Refuse a tree whose elements are too deep inside one another.

    Raises:
        LimitError: when they are.
    """
    # An element at that depth is looked for level by level, which takes each element once.
    if limits.max_depth < _DEEPEST and root.xpath("boolean(" + "*/" * limits.max_depth + "*)"):
        raise LimitError(f"its elements are more than {limits.max_depth} deep inside one another", "max_depth", limits.max_depth)


def whole(value: str | None, most: int, otherwise: int = 0) -> int:
    """A number in a file, at most ``most``; ``otherwise`` where it is none."""
    return min(int(value), most) if value and value.isdecimal() and len(value) < _DIGITS else otherwise


def name_of(element: Any) -> str:
    """The name of an element without its namespace; empty for comments and the like."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def texts(element: Any) -> Iterator[tuple[str, Any]]:
    """What stands in an element in reading order: text as ("…", None), and child elements as ("", child)."""
    if element.text:
        yield element.text, None
    for child in element:
        yield "", child
        if child.tail:
            yield child.tail, None
