"""What a person sent: the text, and what was told and asked of it. The form carries all of it; the server keeps nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Final

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from briefprism.hall.sources import decode
from briefprism.models.rule import ALL_ELEMENTS
from briefprism.web.desk import Desk, desk_of

_TOLD: Final = "told."
_YES_NO: Final = {"yes": True, "no": False}
_LONGEST_NAME: Final = 80
_FIELDS: Final = 5_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands in the form of a brief.

    ``answers`` are elements with yes, no or a sentence; ``add`` is what a what-if supposes; ``subject`` what a why-not is
    about; ``insert`` a sentence to be put into the text.
    """

    text: str = ""
    source: str = "Your text"
    answers: Mapping[str, str | bool] = field(default_factory=dict)
    add: tuple[str, ...] = ()
    sentence: str = ""
    subject: str = ""
    insert: str = ""

    @property
    def supposed(self) -> tuple[str, ...]:
        """All that a what-if supposes: ticks and a sentence."""
        return (*self.add, *([self.sentence] if self.sentence else []))


async def read_form(request: Request) -> FormData:
    """The fields of a request, each as long as a body may be."""
    return await request.form(max_files=1, max_fields=_FIELDS, max_part_size=desk_of(request).limits.body_bytes)


async def read_sheet(request: Request) -> Sheet:
    """The form of a brief; a file goes before the text.

    Raises:
        InputError: when a file cannot be read; the message names it.
    """
    form = await read_form(request)
    source, text = _word(form, "source", _LONGEST_NAME) or "Your text", _word(form, "text")
    file = await uploaded(form, "file")
    if file:
        source, text = file[0], await desk_of(request).run(_read_document, desk_of(request), *file)
    return Sheet(
        text=text,
        source=source,
        answers={} if _word(form, "forget") else _answers(form),
        add=tuple(value for value in map(str, form.getlist("add")) if value.startswith("element:")),
        sentence=" ".join(_word(form, "sentence").split()),
        subject=" ".join(_word(form, "subject").split()),
        insert=_word(form, "insert"),
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


def _read_document(desk: Desk, name: str, raw: bytes) -> str:
    return decode(name, raw, desk.settings)


def _word(form: FormData, name: str, longest: int | None = None) -> str:
    """A field with the line ends that we count in: browsers send others."""
    value = form.get(name, "")
    text = value if isinstance(value, str) else ""
    return text.replace("\r\n", "\n")[:longest]


def _answers(form: FormData) -> Mapping[str, str | bool]:
    """Answers by element: yes, no, or what was written, which goes before both."""
    answers: dict[str, str | bool] = {}
    for element in ALL_ELEMENTS:
        said = " ".join(_word(form, f"{_TOLD}{element}.words").split())
        ticked = _word(form, _TOLD + element)
        if said or ticked in _YES_NO:
            answers[element] = said or _YES_NO[ticked]
    return answers
