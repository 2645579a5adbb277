"""CSV and XLSX that no spreadsheet will execute, and that say the same when they are read back.

A CSV cell that a spreadsheet would calculate is guarded (core/cells.py). In a workbook every cell is typed as a string,
so nothing needs a guard there.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from core.cells import guarded, printable, unguarded  # noqa: F401 - readers of figures ask for it here

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_CHUNK = 200
LONGEST_XLSX_CELL = 32_767


def csv_chunks(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """A CSV file piece by piece, in UTF-8 with the mark by which Excel knows it; cells are guarded.

    Rows are taken as they come, so memory does not grow with the file.
    """
    buffer = io.StringIO()
    write = csv.writer(buffer).writerow
    buffer.write("\ufeff")
    write(header)
    for number, row in enumerate(rows, start=1):
        write([guarded(cell) for cell in row])
        if number % _CHUNK == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook; `widths` are columns' widths in characters."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[str]]
    widths: Sequence[int]


def xlsx(
    title: str, header: Sequence[str], rows: Iterable[Sequence[str]], *, widths: Sequence[int], sheet_name: str = ""
) -> bytes:
    """A workbook of one sheet, which `title` names where `sheet_name` does not."""
    return xlsx_of(title, [Sheet(sheet_name or title, header, rows, widths)])


def xlsx_of(title: str, sheets: Iterable[Sheet]) -> bytes:
    """A workbook: in every sheet the header frozen and filterable, cells wrapped, every cell a string.

    A cell ends where Excel's limit of 32,767 characters ends, and says so.
    """
    book = Workbook(write_only=True)
    book.properties.title = printable(title)
    book.properties.language = "en-GB"
    book.properties.creator = ""
    for sheet in sheets:
        _write_sheet(book, sheet)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _write_sheet(book, said: Sheet) -> None:
    sheet = book.create_sheet(_sheet_name(said.name))
    sheet.freeze_panes = "A2"
    for column, width in enumerate(said.widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    head = {
        "font": Font(bold=True),
        "fill": PatternFill("solid", fgColor="E8EDEE"),
        "alignment": Alignment(wrap_text=True, vertical="center"),
    }
    body = {"alignment": Alignment(wrap_text=True, vertical="top")}
    sheet.append([_string_cell(sheet, cell, head) for cell in said.header])
    count = 1
    for count, row in enumerate(said.rows, start=2):  # noqa: B007 - the last number is the height of the sheet
        sheet.append([_string_cell(sheet, cell, body) for cell in row])
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(said.header))}{count}"


def _string_cell(sheet, text, looks):
    text = printable(text)
    if len(text) > LONGEST_XLSX_CELL:
        note = " [cut here: a cell of Excel holds no more]"
        text = text[: LONGEST_XLSX_CELL - len(note)] + note
    cell = WriteOnlyCell(sheet, value=text or None)
    if text:
        cell.data_type = "s"
    for name, value in looks.items():
        setattr(cell, name, value)
    return cell


def _sheet_name(title):
    return re.sub(r"[\[\]:*?/\\']", "-", printable(title))[:31].strip() or "Sheet"
