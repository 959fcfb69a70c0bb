"""Bytes to text."""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from typing import Final

from briefprism.models.errors import InputError

_NO_TEXT: Final = {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined"}  # for parts of programs and of addresses
_BOMS: Final = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def decode(place: str, raw: bytes, encoding: str | None = None) -> str:
    """The text, line ends and byte order mark as they are.

    Raises:
        InputError: binary, in another encoding, or without words.
    """
    tried = encoding or _BOMS.get(raw[:2], "utf-8")
    if tried == "utf-8" and b"\x00" in raw and not _mostly_text(raw):
        raise InputError(place, "it is no text (it holds binary data)", "save it as plain text (.txt or .md) or as .docx, and try again")
    try:
        text = raw.decode(tried)
        text.encode("utf-8")  # an encoding that makes half characters is not the right one
    except LookupError:
        raise InputError(place, f"unknown encoding {tried!r}", "name one such as utf-8, cp1252 or utf-16") from None
    except UnicodeError as error:
        at = f"byte {error.start}; " if isinstance(error, UnicodeDecodeError) else ""
        raise InputError(
            place, f"it is not {tried} ({at}tried {tried})", "pass its --encoding, for example cp1252, or save it as UTF-8"
        ) from None
    if not any(c.isalnum() for c in text):
        raise InputError(place, "it holds no words", "pass the text of a brief")
    return text


def decoded(raw: bytes, names: Iterable[str | None]) -> str:
    """The text by the first of the encodings that fits, by UTF-8, or as browsers read what says nothing."""
    for name in (*names, "utf-8"):
        try:
            if name and codecs.lookup(name).name not in _NO_TEXT:
                return raw.decode(name)
        except (LookupError, ValueError):  # also a name that is no name, such as one with a NUL
            continue
    return raw.decode("cp1252", "replace")


def _mostly_text(raw: bytes) -> bool:
    """A stray NUL in a text is odd, a hundredth of NULs is a binary file."""
    return raw.count(b"\x00") * 100 < len(raw)
