"""Excel files, read and written whole: a sheet holds at most 1,048,576 rows."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from briefprism.batch.engine import in_our_words
from briefprism.batch.table import BATCH_ROWS, Table, refuse_width
from briefprism.batch.unpacking import check_unpacked
from briefprism.models.cells import is_formula
from briefprism.models.document import Limits
from briefprism.models.errors import InputError, UsageError

if TYPE_CHECKING:
    import pyarrow as pa

_SHEET_ROWS: Final = 1_048_576
_CELL: Final = 32_767
_EXTRA: Final = "install it with: pip install 'briefprism[xlsx]'"
# Cells are what they are: no links (of which Excel allows 65,530 a sheet, and the rest would be blank), formulas or numbers
# made of text. A fixed date makes the same input give the same bytes.
_OPTIONS: Final = {
    "constant_memory": True, "strings_to_urls": False, "strings_to_formulas": False, "strings_to_numbers": False,
    "nan_inf_to_errors": True, "remove_timezone": True, "default_date_format": "yyyy-mm-dd hh:mm:ss",
}  # fmt: skip


def open_xlsx(path: Path, sheet: str | None, limits: Limits) -> Table:
    """A sheet of a workbook; columns that mix numbers and text are read as text.

    Raises:
        InputError: when it cannot be read, or unpacks to more than the limits allow.
        UsageError: when the workbook has several sheets and none was named, or not that one.
    """
    try:
        import fastexcel
    except ImportError:
        raise UsageError(str(path), "Excel files need a library that is not installed", _EXTRA) from None
    import pyarrow as pa

    check_unpacked(path, limits)
    try:
        book = fastexcel.read_excel(str(path))
    except fastexcel.FastExcelError as error:
        raise InputError(str(path), f"it cannot be read ({str(error).splitlines()[0]})", "check that it is a whole .xlsx file") from error
    names = book.sheet_names
    if sheet is None and len(names) > 1:
        shown = ", ".join(map(repr, names))
        raise UsageError(str(path), f"it has several sheets ({shown})", "choose one with --sheet; the others are not copied")
    if sheet is not None and sheet not in names:
        raise UsageError(str(path), f"no sheet {sheet!r}", f"sheets: {', '.join(names)}")
    with in_our_words(str(path)):
        table = pa.table(book.load_sheet(sheet or names[0], schema_sample_rows=None))  # types by all rows, so that none is lost
    if not table.num_columns:
        raise InputError(str(path), "the table is empty", "write a header row with the names of the columns")

    refuse_width(str(path), table.num_columns)

    def read(name_at: int, describe_at: int | None) -> Iterator[pa.RecordBatch]:  # noqa: ARG001 - all columns are read
        yield from table.to_batches(BATCH_ROWS)

    return Table(str(path), tuple(table.column_names), read, table.schema)


def write_xlsx(path: Path, header: Sequence[str], batches: Iterator[pa.RecordBatch], raw_cells: bool, name: Path) -> None:
    """Write a sheet; every cell arrives, or nothing does.

    Every text is a text to Excel. Formulas among them are marked, so that they stay texts when somebody goes into the cell;
    the mark is not part of what the cell holds. Not so with ``raw_cells``. ``name`` is what a person calls the file.

    Raises:
        UsageError: when there are more rows than a sheet holds, or a cell is too long.
    """
    try:
        import xlsxwriter
    except ImportError:
        raise UsageError(str(name), "Excel files need a library that is not installed", _EXTRA) from None
    with tempfile.TemporaryDirectory(prefix="briefprism-") as folder:  # else the library would leave cells behind on a full disk
        whole = Path(folder, "book.xlsx")
        try:
            with xlsxwriter.Workbook(str(whole), {**_OPTIONS, "tmpdir": folder}) as book:
                marked = None if raw_cells else book.add_format({"quote_prefix": True})
                _write_sheet(name, book, marked, header, batches)
        except xlsxwriter.exceptions.FileCreateError as error:
            raise error.args[0] from error  # an OSError
        shutil.copyfile(whole, path)


def _write_sheet(path: Path, book: Any, marked: Any, header: Sequence[str], batches: Iterator[pa.RecordBatch]) -> None:
    book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001 - the library takes no zone
    sheet = book.add_worksheet()
    for at, name in enumerate(header):
        _write(path, sheet, 0, at, name, marked)
    number = 1
    for batch in batches:
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            if number == _SHEET_ROWS:
                raise UsageError(str(path), f"an Excel sheet holds {_SHEET_ROWS - 1:,} rows and this table has more", "write a .csv")
            for at, cell in enumerate(row):
                _write(path, sheet, number, at, cell, marked)
            number += 1


def _write(path: Path, sheet: Any, row: int, at: int, cell: Any, marked: Any) -> None:
    if cell is None:
        return
    if isinstance(cell, str):
        if len(cell) > _CELL:
            raise UsageError(f"{path}:{row + 1}", f"a cell of {len(cell):,} characters does not fit into an Excel file", "write a .csv")
        sheet.write_string(row, at, cell, marked if is_formula(cell) else None)
    elif isinstance(cell, (list, dict, bytes)) or (isinstance(cell, int) and abs(cell) > 2**53):
        sheet.write_string(row, at, str(cell))  # a number that Excel would round stays whole as text
    else:
        sheet.write(row, at, cell)
