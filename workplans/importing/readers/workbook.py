"""Excel workbooks -> blocks: one table per visible sheet, with the row numbers that Excel shows.

Cells are read as a person sees them: a day as 30/06/2023, a date shown as a month as "Jun 23", 1.10 as "1.10" where the
cell shows two decimals. Only cells that exist are visited, so a sheet that claims a million rows costs nothing.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.styles.colors import COLOR_INDEX

from workplans.importing.blocks import Block, Cell, Document, Finding, Line, Row, Table, one_line
from workplans.importing.colours import UNKNOWN_FILL
from workplans.importing.readers.left_out import LeftOut

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_WIDEST = 200


def read_xlsx(data: bytes) -> Document:
    """The sheets of an .xlsx file in order; hidden ones are named in a finding, a damaged file is answered with one."""
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), rich_text=True)
        has_formulas = any(cell.data_type == "f" for sheet in book.worksheets for cell in _cells(sheet))
        values = openpyxl.load_workbook(io.BytesIO(data), data_only=True, rich_text=True) if has_formulas else book
        return _read(book, values)
    except Exception:  # published workbooks point at parts that are not there: read the plain cells then
        try:
            return _read_plainly(data)
        except Exception as error:
            message = (
                f"The workbook could not be opened ({type(error).__name__}). Save it again in Excel and import that."
            )
            return Document(findings=(Finding("error", "file", message),))


def _read(book: Any, values: Any) -> Document:
    blocks: list[Block] = []
    findings: list[Finding] = []
    for sheet, shown in zip(book.worksheets, values.worksheets, strict=True):
        table = Table(tuple(_rows(sheet, shown, findings)), f"sheet {sheet.title}", sheet.title)
        if sheet.sheet_state != "visible":
            if table.rows:
                message = f"The sheet “{sheet.title}” is hidden and was not read ({len(table.rows)} rows)."
                findings = [item for item in findings if not item.where.startswith(f"sheet {sheet.title},")]
                findings.append(Finding("warning", f"sheet {sheet.title}", message))
            continue
        hidden = [number for number, size in sheet.row_dimensions.items() if size.hidden and number <= sheet.max_row]
        if hidden:
            message = "Hidden rows were read as well (" + _listed(hidden) + ")."
            findings.append(Finding("info", f"sheet {sheet.title}", message))
        columns = [f"{key}" for key, size in sheet.column_dimensions.items() if size.hidden]
        if columns and table.rows:
            message = f"Hidden columns were read as well ({', '.join(columns[:10])})."
            findings.append(Finding("info", f"sheet {sheet.title}", message))
        if table.rows:
            blocks.append(table)
    return Document(tuple(blocks), tuple(findings))


def _rows(sheet: Any, shown: Any, findings: list[Finding]) -> Iterator[Row]:
    rows: dict[int, dict[int, Cell]] = {}
    left_out = LeftOut()
    for cell in _cells(shown):
        text = _text(cell)
        formula = cell.value is None and sheet[cell.coordinate].data_type == "f"
        if formula:
            place = f"sheet {sheet.title}, row {cell.row}"
            message = (
                f"Cell {cell.coordinate} holds a formula without a stored result; open and save the file in Excel."
            )
            findings.append(Finding("warning", place, message))
        struck = _struck(cell, text)
        if struck:
            left_out.add(f"sheet {sheet.title}, row {cell.row}", struck, hidden=False)
            text = _not_struck(cell)
        if cell.column <= _WIDEST and (text or _fill(cell)):
            lines = tuple(Line(line, strong=bool(cell.font and cell.font.b)) for line in _lines(text))
            rows.setdefault(cell.row, {})[cell.column] = Cell(lines, fill=_fill(cell))
    findings.extend(left_out.findings())
    for area in list(sheet.merged_cells.ranges)[:20_000]:
        first = rows.get(area.min_row, {}).get(area.min_col, Cell())
        for number in range(area.min_row, min(area.max_row, area.min_row + 500) + 1):
            if number not in rows and number != area.min_row and not first.lines:
                continue
            row = rows.setdefault(number, {})
            for column in range(area.min_col, min(area.max_col, _WIDEST) + 1):
                if column > area.min_col:
                    row[column] = Cell(merged="across")
                elif number > area.min_row:
                    row[column] = Cell(first.lines, "down", first.fill)
    for number in sorted(rows):
        row = rows[number]
        if any(cell.lines for cell in row.values()):
            cells = tuple(row.get(column, Cell()) for column in range(1, max(row) + 1))
            yield Row(cells, f"sheet {sheet.title}, row {number}")


def _cells(sheet: Any) -> Iterator[Any]:
    """The cells that exist, row by row: openpyxl's own iteration visits every place up to the last one."""
    cells = sheet._cells
    return (cells[place] for place in sorted(cells))


def _read_plainly(data: bytes) -> Document:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    blocks: list[Block] = []
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        rows = []
        for number, cells in enumerate(sheet.iter_rows(max_col=_WIDEST), start=1):
            read = tuple(Cell(tuple(Line(line) for line in _lines(_text(cell)))) for cell in cells)
            if any(cell.lines for cell in read):
                rows.append(Row(read, f"sheet {sheet.title}, row {number}"))
        if rows and sheet.sheet_state == "visible":
            blocks.append(Table(tuple(rows), f"sheet {sheet.title}", sheet.title))
    message = "Parts of the workbook are damaged; only the plain contents of its cells were read."
    return Document(tuple(blocks), (Finding("info", "file", message),))


def _struck(cell: Any, text: str) -> str:
    """What of a cell's text is struck through: all of it, or some words."""
    if isinstance(cell.value, CellRichText):
        return "".join(str(part) for part in cell.value if _is_struck(part))
    return text if cell.font and cell.font.strike else ""


def _not_struck(cell: Any) -> str:
    if not isinstance(cell.value, CellRichText):
        return ""
    return "".join(str(part) for part in cell.value if not _is_struck(part))


def _is_struck(part: Any) -> bool:
    return isinstance(part, TextBlock) and bool(part.font and part.font.strike)


# --- A cell as it is shown -------------------------------------------------------------------------------------------


def _lines(text: str) -> list[str]:
    return [line for line in (one_line(line) for line in re.split(r"_x000D_|[\r\n\v\f\u2028\u2029]", text)) if line]


def _text(cell: Any) -> str:
    value = cell.value
    shape = cell.number_format or "General"
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime | date):
        return _date(value, shape)
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, int | float):
        return _number(value, shape)
    return str(value)


def _date(value: datetime | date, shape: str) -> str:
    shape = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", shape.lower()).split(";")[0]
    day = value.date() if isinstance(value, datetime) else value
    if "d" not in shape and "m" in shape and "h" not in shape:
        year = f"{day.year:04d}" if "yyyy" in shape else f"{day.year % 100:02d}"
        month = _MONTHS[day.month - 1]
        return f"{month if 'mmmm' in shape else month[:3]} {year}" if "mmm" in shape else f"{day.month:02d}/{day.year}"
    if "d" not in shape and "m" not in shape and "y" in shape:
        return str(day.year)
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def _number(value: int | float, shape: str) -> str:
    decimals = re.fullmatch(r"[#,]*0(?:\.(0+))?(%?)", shape.split(";")[0])
    if decimals and (decimals[1] or decimals[2]):
        places = len(decimals[1] or "")
        return f"{value * 100:.{places}f}%" if decimals[2] else f"{value:.{places}f}"
    if isinstance(value, float):
        if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        return repr(round(value, 10))
    return str(value)


def _fill(cell: Any) -> str:
    fill = getattr(cell, "fill", None)
    if fill is None or fill.fill_type != "solid":
        return ""
    colour = fill.fgColor
    if colour is None or colour.type not in ("rgb", "indexed"):
        return UNKNOWN_FILL if colour is not None else ""
    if colour.type == "indexed":
        shade = COLOR_INDEX[colour.indexed] if colour.indexed < len(COLOR_INDEX) else ""
    else:
        shade = colour.rgb
    return shade[-6:] if isinstance(shade, str) and shade[-6:] not in ("FFFFFF", "") else ""


def _listed(numbers: list[int]) -> str:
    shown = ", ".join(str(number) for number in sorted(numbers)[:10])
    return f"{shown} and {len(numbers) - 10} more" if len(numbers) > 10 else shown
