"""What a person sent: the text, and what was told and asked of it. The form carries all of it; the server keeps nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Final

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from briefprism.hall.sources import read_bytes
from briefprism.models.brief import Place
from briefprism.models.document import Document
from briefprism.models.rule import ALL_ELEMENTS
from briefprism.web.desk import Desk, desk_of

_TOLD: Final = "told."
_YES_NO: Final = {"yes": True, "no": False}
_LONGEST_NAME: Final = 80
_FIELDS: Final = 5_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands in the form of a brief.

    ``places`` are those of the document that the text came from, as long as the text is as it was. ``answers`` are elements
    with yes, no or a sentence; ``add`` (ticks) and ``sentence`` are what a what-if supposes; ``subject`` what a why-not is
    about; ``insert`` a sentence to be put into the text. ``original`` is a Word file that was sent just now; no form carries it.
    """

    text: str = ""
    places: tuple[Place, ...] = ()
    source: str = "Your text"
    answers: Mapping[str, str | bool] = field(default_factory=dict)
    add: tuple[str, ...] = ()
    sentence: str = ""
    subject: str = ""
    insert: str = ""
    original: bytes | None = field(default=None, repr=False)

    @property
    def document(self) -> Document:
        """The text with its name and places."""
        return Document(self.source, self.text, self.places)

    @property
    def supposed(self) -> tuple[str, ...]:
        """All that a what-if supposes: ticks and a sentence."""
        return (*self.add, *([self.sentence] if self.sentence else []))

    @property
    def carried_places(self) -> str:
        """The places as they travel in the form, with a digest of the text that they hold for; empty where there are none."""
        if not self.places:
            return ""
        return json.dumps([_digest(self.text), [[p.start, p.end, p.label] for p in self.places]], separators=(",", ":"))


@asynccontextmanager
async def opened_form(request: Request) -> AsyncIterator[FormData]:
    """The fields of a request, each as long as a body may be; files are gone at the end."""
    async with request.form(max_files=1, max_fields=_FIELDS, max_part_size=desk_of(request).limits.body_bytes) as form:
        yield form


async def read_sheet(request: Request) -> Sheet:
    """The form of a brief; a file goes before the text.

    Raises:
        InputError: when a file cannot be read; the message names it.
    """
    async with opened_form(request) as form:
        return await _sheet(request, form)


async def _sheet(request: Request, form: FormData) -> Sheet:
    text = _word(form, "text")
    document = Document(_word(form, "source", _LONGEST_NAME) or "Your text", text, _places(form, text))
    file = await uploaded(form, "file")
    if file:
        document = await desk_of(request).run_for(request, _read_document, desk_of(request), *file)
    return Sheet(
        text=document.text,
        places=document.places,
        source=document.source,
        answers={} if _word(form, "forget") else _answers(form),
        add=tuple(value for value in map(str, form.getlist("add")) if value.startswith("element:")),
        sentence=" ".join(_word(form, "sentence").split()),
        subject=" ".join(_word(form, "subject").split()),
        insert=_word(form, "insert"),
        original=document.original,
    )


async def uploaded(form: FormData, name: str) -> tuple[str, bytes] | None:
    """The name and the bytes of a file, or None where none was chosen."""
    file = form.get(name)
    if not isinstance(file, UploadFile) or not file.filename:
        return None
    return file_name(file.filename), await file.read()


def file_name(given: str) -> str:
    """The last part of a file's name, as far as it can be shown, with its suffix."""
    shown = "".join(c if c.isprintable() else " " for c in PurePath(given.replace("\\", "/")).name).strip() or "file"
    path = PurePath(shown)
    return shown if len(shown) <= _LONGEST_NAME else path.stem[: _LONGEST_NAME - 12] + "…" + path.suffix[:10]


def _read_document(desk: Desk, name: str, raw: bytes) -> Document:
    found = read_bytes(name, raw, desk.settings)
    text = _as_browsers_send_it(found.text)
    return found if text == found.text else Document(found.source, text)


def _places(form: FormData, text: str) -> tuple[Place, ...]:
    """The places that the form carries; none where the text was changed since, or where they are not as we wrote them."""
    try:
        digest, places = json.loads(_word(form, "places") or "[null,[]]")
        if digest != _digest(text):
            return ()
        return tuple(Place(int(start), int(end), str(label)[:_LONGEST_NAME]) for start, end, label in places)
    except (ValueError, TypeError):
        return ()


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _as_browsers_send_it(text: str) -> str:
    """The text as a browser will send it back: with one kind of line end, and without what no page holds."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")


def _word(form: FormData, name: str, longest: int | None = None) -> str:
    """A field with the line ends that we count in: browsers send others."""
    value = form.get(name, "")
    text = value if isinstance(value, str) else ""
    return _as_browsers_send_it(text)[:longest]


def _answers(form: FormData) -> Mapping[str, str | bool]:
    """Answers by element: yes, no, or what was written, which goes before both."""
    answers: dict[str, str | bool] = {}
    for element in ALL_ELEMENTS:
        said = " ".join(_word(form, f"{_TOLD}{element}.words").split())
        ticked = _word(form, _TOLD + element)
        if said or ticked in _YES_NO:
            answers[element] = said or _YES_NO[ticked]
    return answers
