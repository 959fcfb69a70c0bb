"""Excel files that unpack to far more than they should, whatever they say of themselves."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest

from briefprism.batch.unpacking import check_unpacked
from briefprism.batch.xlsx_tables import open_xlsx
from briefprism.models.document import Limits
from briefprism.models.errors import InputError


def book(path: Path, rows: int) -> Path:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path)) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["source", "clicks"])
        for row in range(rows):
            sheet.write_row(row + 1, 0, ["Facebook", row])
    return path


def packed(path: Path, parts: Mapping[str, bytes], method: int = ZIP_DEFLATED) -> Path:
    with ZipFile(path, "w", method) as made:
        for name, part in parts.items():
            made.writestr(name, part)
    return path


def test_honest_tables_pass(tmp_path: Path) -> None:
    table = open_xlsx(book(tmp_path / "a.xlsx", 30_000), None, Limits())
    assert table.schema.names == ["source", "clicks"]
    check_unpacked(packed(tmp_path / "b.xlsx", {"a": b"We blog. " * 1_000}, ZIP_STORED), Limits())


def test_a_table_that_unpacks_to_far_more_is_not_opened(tmp_path: Path) -> None:
    bomb = packed(tmp_path / "a.xlsx", {"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": bytes(50_000_000)})
    with pytest.raises(InputError) as error:
        open_xlsx(bomb, None, Limits())
    assert str(error.value) == (
        f"{bomb}: it unpacks to more than 200 times its size; save it anew, or as a .csv; if you trust it, raise max_ratio "
        "(--limit max_ratio=400, or [limits] in briefprism.toml)"
    )
    check_unpacked(bomb, Limits(max_ratio=2_000))
    with pytest.raises(InputError, match=r"it unpacks to more than 40,000,000 bytes; .*max_sheet"):
        check_unpacked(bomb, Limits(max_ratio=2_000, max_sheet=40_000_000))


def test_what_the_file_says_of_its_sizes_is_not_believed(tmp_path: Path) -> None:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as made:
        made.writestr("xl/worksheets/sheet1.xml", bytes(50_000_001))
    lie = tmp_path / "a.xlsx"
    lie.write_bytes(out.getvalue().replace(struct.pack("<I", 50_000_001), struct.pack("<I", 900)))
    with ZipFile(lie) as told:
        assert told.infolist()[0].file_size == 900
    with pytest.raises(InputError, match="more than 200 times its size"):
        check_unpacked(lie, Limits())


def test_a_long_list_of_parts_is_not_read(tmp_path: Path) -> None:
    listed = struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 0, 0, 33, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"x"
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, len(listed) * 300_000, 0, 0)
    path = tmp_path / "a.xlsx"
    path.write_bytes(listed * 300_000 + end)
    with pytest.raises(InputError, match=r"packed from more than 10,000 parts"):
        check_unpacked(path, Limits())


@pytest.mark.parametrize("cut", [0.1, 0.5, 0.9, 0.99])
def test_torn_files_are_one_line(tmp_path: Path, cut: float) -> None:
    whole = book(tmp_path / "a.xlsx", 100).read_bytes()
    for name, raw in {"b": whole[: int(len(whole) * cut)], "c": whole[: int(len(whole) * cut)] + b"\xff" * 20}.items():
        torn = tmp_path / f"{name}.xlsx"
        torn.write_bytes(raw)
        with pytest.raises(InputError, match=r"it is damaged and cannot be unpacked; check that it is a whole \.xlsx file"):
            open_xlsx(torn, None, Limits())


def test_other_ways_of_packing_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be unpacked"):
        check_unpacked(packed(tmp_path / "a.xlsx", {"x": bytes(9_000)}, ZIP_BZIP2), Limits())
