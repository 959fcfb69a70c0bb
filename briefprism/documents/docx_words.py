"""The words of one Word paragraph as a reader sees them: insertions in, deletions and hidden text out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from briefprism.documents.writer import Piece

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHOICE: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Choice"
_ALTERNATE: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_AROUND_BLOCKS: Final = {W + n for n in ("sdt", "sdtContent", "ins", "moveTo", "customXml")}
_AROUND_RUNS: Final = _AROUND_BLOCKS | {W + n for n in ("hyperlink", "smartTag", "fldSimple", "dir", "bdo")}
_SIGNS: Final = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}
_OFF: Final = ("0", "false", "off")


@dataclass(slots=True)
class Inline:
    """What one paragraph holds: its words, the ids of its footnotes and endnotes, and the text boxes that hang on it."""

    pieces: list[Piece] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(piece.text for piece in self.pieces)


def inline(paragraph: Any) -> Inline:
    """The content of a ``w:p``. The origin of a piece is the element in a run that holds it, such as ``w:t``."""
    found = Inline()
    _walk(paragraph, found)
    return found


def blocks(parent: Any, *names: str) -> Iterator[Any]:
    """The children of these names (``p``, ``tbl``, ``tr``, ``tc``), through content controls and insertions around them."""
    wanted = {W + name for name in names}
    for child in parent:
        if child.tag in wanted:
            yield child
        elif child.tag in _AROUND_BLOCKS:
            yield from blocks(child, *names)


def is_on(parent: Any, name: str) -> bool:
    """Whether the switch ``name`` (such as ``vanish``) stands in ``parent`` and is not turned off."""
    switch = None if parent is None else parent.find(W + name)
    return switch is not None and switch.get(W + "val") not in _OFF


def _walk(element: Any, found: Inline) -> None:
    for child in element:
        if child.tag == W + "r":
            if not is_on(child.find(W + "rPr"), "vanish"):
                _run(child, found)
        elif child.tag in _AROUND_RUNS:
            _walk(child, found)


def _run(run: Any, found: Inline) -> None:
    for child in run:
        if child.tag == W + "t":
            found.pieces.append(Piece((child.text or "").replace("\n", " "), child))
        elif child.tag in _SIGNS:
            turned = child.get(W + "type") in ("page", "column")
            found.pieces.append(Piece(" " if turned else _SIGNS[child.tag], child))
        elif child.tag in (W + "footnoteReference", W + "endnoteReference"):
            found.notes.append((child.tag.removeprefix(W).removesuffix("Reference"), child.get(W + "id", "")))
        elif child.tag in (W + "drawing", W + "pict", W + "object", _ALTERNATE):
            shown = child.find(_CHOICE) if child.tag == _ALTERNATE else child  # the other branch shows the same to old programs
            found.boxes.extend(shown.iter(W + "txbxContent") if shown is not None else ())
