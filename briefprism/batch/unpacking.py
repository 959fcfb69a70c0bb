"""How much a packed table really unpacks to, before a library unpacks it into memory."""

from __future__ import annotations

import struct
import zlib
from io import SEEK_END
from pathlib import Path
from typing import BinaryIO, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from briefprism.models.document import Limits
from briefprism.models.errors import InputError

_PIECE: Final = 1 << 20
_TAIL: Final = 65_557  # bytes: the record at the end with its longest comment
_HEAD: Final = struct.Struct("<26xHH")  # of a part: how long its name and its further fields are
_SMALL: Final = 1_000_000  # a part of this size may be packed as tightly as it likes


def check_unpacked(path: Path, limits: Limits) -> None:
    """Refuse a workbook that unpacks to more than the limits allow.

    The sizes that a file tells may be lies, and the library does not stop at them, so each part is unpacked here, piece by piece
    and into nothing.

    Raises:
        InputError: when it does, or cannot be unpacked.
    """
    try:
        with path.open("rb") as file:
            _check_list(path, file, limits)
            with ZipFile(file) as packed:
                parts = packed.infolist()
            left = limits.max_sheet
            for part in parts:
                left -= _unpacked(path, file, part, left, limits)
    except (BadZipFile, NotImplementedError, EOFError, ValueError, zlib.error, struct.error) as error:
        raise InputError(str(path), "it is damaged and cannot be unpacked", "check that it is a whole .xlsx file") from error


def _check_list(path: Path, file: BinaryIO, limits: Limits) -> None:
    """Refuse a list of parts that would take memory by itself: each entry has at least 46 bytes."""
    size = file.seek(0, SEEK_END)
    file.seek(max(0, size - _TAIL))
    tail = file.read()
    end = tail.rfind(b"PK\x05\x06")
    told = int.from_bytes(tail[end + 12 : end + 16], "little") if end >= 0 else 0
    if told == 0xFFFFFFFF:
        record = tail.rfind(b"PK\x06\x06")
        told = int.from_bytes(tail[record + 40 : record + 48], "little") if record >= 0 else 0
    if told > limits.max_parts * 1_000:
        raise _refused(path, f"it is packed from more than {limits.max_parts:,} parts", "max_parts", limits.max_parts)


def _unpacked(path: Path, file: BinaryIO, part: ZipInfo, left: int, limits: Limits) -> int:
    """The bytes that a part unpacks to."""
    file.seek(part.header_offset)
    names = _HEAD.unpack(file.read(_HEAD.size))
    file.seek(sum(names), 1)
    if part.compress_type == ZIP_STORED:
        size = part.compress_size
    elif part.compress_type == ZIP_DEFLATED:
        most = min(left, max(_SMALL, part.compress_size * limits.max_ratio))
        size = _inflated(file, part.compress_size, most)
        if size > most and most < left:
            fault = f"it unpacks to more than {limits.max_ratio} times its size"
            raise _refused(path, fault, "max_ratio", limits.max_ratio)
    else:
        raise BadZipFile("office programs pack in two ways, and this is another one")
    if size > left:
        raise _refused(path, f"it unpacks to more than {limits.max_sheet:,} bytes", "max_sheet", limits.max_sheet)
    return size


def _inflated(file: BinaryIO, packed: int, most: int) -> int:
    """The bytes that the next ``packed`` bytes unpack to, counted to a little more than ``most``."""
    unpacker, size = zlib.decompressobj(-zlib.MAX_WBITS), 0
    while packed > 0 and size <= most and not unpacker.eof:
        piece = file.read(min(_PIECE, packed))
        if not piece:
            raise EOFError
        packed -= len(piece)
        while piece and size <= most:
            size += len(unpacker.decompress(piece, _PIECE))
            piece = unpacker.unconsumed_tail
    return size


def _refused(path: Path, fault: str, limit: str, value: int) -> InputError:
    step = f"save it anew, or as a .csv; if you trust it, raise {limit} (--limit {limit}={value * 2}, or [limits] in briefprism.toml)"
    return InputError(str(path), fault, step)
