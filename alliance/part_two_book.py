"""Part two of a delivery plan as a workbook: our template, empty or with what stands, ready to be brought back.

Cells of words are typed as text, so nothing in them is calculated; amounts and figures are numbers. Cells of choices
offer the words that are allowed.
"""

import io
from datetime import date
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from alliance.importing.part_two import (
    ALLOCATION,
    MEASURES,
    RISKS,
    SPEND,
    TRAJECTORIES,
    StandingPartTwo,
    standing_part_two,
)
from alliance.importing.part_two_sheets import GUIDE, LISTS, SheetOf, sheets_of
from core.cells import printable

ROOM = 500
"""Rows in which cells offer their choices, beyond those that are filled."""


def part_two_xlsx(plan, *, on: date) -> bytes:
    """Part two of a plan with its current values."""
    there = standing_part_two(plan, on=on)
    year = plan.financial_year
    book = Workbook()
    book.properties.title = printable(f"{plan.title}: part two")
    book.properties.language, book.properties.creator = "en-GB", ""
    guide = book.active
    guide.title = GUIDE
    specs = sheets_of(year)
    _write_guide(guide, plan, specs)
    lists = book.create_sheet(LISTS)
    lists.sheet_state = "hidden"
    rows = _rows_of(there)
    at = 0
    for spec in specs:
        sheet = book.create_sheet(spec.name)
        at = _write_sheet(sheet, spec, rows[spec.name], lists, at, there)
    file = io.BytesIO()
    book.move_sheet(lists, offset=len(specs))
    book.save(file)
    return file.getvalue()


def file_name(plan) -> str:
    """What the file is called: "wessex-part-two-2023-24.xlsx"."""
    return f"{plan.alliance.code}-part-two-{str(plan.financial_year).replace('/', '-')}.xlsx"


def _rows_of(there: StandingPartTwo) -> dict[str, list[dict]]:
    """The rows of each sheet; every deliverable has its four quarters under Finance, and spending stands with the first
    allocation of its quarter."""
    finance: dict[tuple[str, str], list[dict]] = {
        (number, f"Q{quarter}"): [] for number in there.deliverables for quarter in (1, 2, 3, 4)
    }
    for (whose, quarter, fund), values in there.tables[ALLOCATION].items():
        row = {"whose": whose, "quarter": quarter, "fund": fund, **values}
        finance.setdefault((whose, quarter), []).append(row)
    for place, values in there.tables[SPEND].items():
        rows = finance.setdefault(place, [])
        if not rows:
            rows.append({"whose": place[0], "quarter": place[1]})
        rows[0].update(values)
    money = [
        row for (whose, quarter), rows in finance.items() for row in (rows or [{"whose": whose, "quarter": quarter}])
    ]
    return {
        "Finance": money,
        MEASURES: [{"whose": key[0], "text": key[1], **values} for key, values in there.tables[MEASURES].items()],
        TRAJECTORIES: [
            {"measure": key[0], "title": key[1], "place": key[2], **values}
            for key, values in there.tables[TRAJECTORIES].items()
        ],
        RISKS: [{"ref": key[0], **values} for key, values in there.tables[RISKS].items()],
    }


def _write_sheet(sheet, spec: SheetOf, rows, lists, used: int, there: StandingPartTwo) -> int:
    sheet.freeze_panes = "B2"
    head = PatternFill("solid", fgColor="E8EDEE")
    for at, column in enumerate(spec.columns, start=1):
        cell = sheet.cell(1, at, column.heading)
        cell.font, cell.fill = Font(bold=True), head
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        sheet.column_dimensions[get_column_letter(at)].width = column.width
    for number, row in enumerate(rows, start=2):
        for at, column in enumerate(spec.columns, start=1):
            _write_cell(sheet.cell(number, at), column, row.get(column.key))
    last = len(rows) + ROOM
    for at, column in enumerate(spec.columns, start=1):
        words = [word for _, word in column.words]
        if column.key == "whose" and spec.name != "Finance":
            words = list(there.deliverables)
        if words:
            used += 1
            _offer(sheet, get_column_letter(at), last, words, lists, used)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(spec.columns))}{max(len(rows) + 1, 2)}"
    return used


def _write_cell(cell, column, value):
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if column.kind == "money":
        cell.number_format = "#,##0.00"
    if value in (None, "", []):
        return
    if column.kind in ("money", "number"):
        cell.value = Decimal(value)
    elif column.kind == "date":
        cell.value, cell.number_format = date.fromisoformat(value), "dd/mm/yyyy"
    else:
        text = "\n".join(value) if isinstance(value, list) else dict(column.words).get(value, value)
        cell.value = printable(text)
        cell.data_type = "s"


def _offer(sheet, letter, last, words, lists, used):
    """A list of allowed words on a column; they stand on a hidden sheet, since one in a rule ends at 255 characters."""
    column = get_column_letter(used)
    for number, word in enumerate(words, start=1):
        cell = lists.cell(number, used, word)
        cell.data_type = "s"
    rule = DataValidation("list", formula1=f"{LISTS}!${column}$1:${column}${len(words)}", allow_blank=True)
    rule.error, rule.errorTitle = "Choose one of the words in the list.", "Not in the list"
    sheet.add_data_validation(rule)
    rule.add(f"{letter}2:{letter}{last}")


def _write_guide(sheet, plan, specs):
    lines = [
        (f"{plan.title}: part two", ""),
        ("How to use it", "Change what has changed and bring the workbook back. First you see what would change."),
        ("Empty cells", "An empty cell says nothing: what is there stays. An allocation of 0 takes the money back."),
        ("Rows", "A row that you take out changes nothing. The first columns say what a row is about; keep them."),
        *((spec.name, spec.about) for spec in specs),
        ("", ""),
        ("Column", "What may stand in it"),
    ]
    for spec in specs:
        lines.extend(
            (f"{spec.name}: {column.heading}", "Shown only; it is not read." if column.shown_only else column.expected)
            for column in spec.columns
            if column.key[:2] != "20"
        )
    for number, (name, words) in enumerate(lines, start=1):
        first, second = sheet.cell(number, 1, printable(name)), sheet.cell(number, 2, printable(words))
        first.font = Font(bold=True, size=14 if number == 1 else 11)
        first.data_type = second.data_type = "s"
        second.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 44, 100
