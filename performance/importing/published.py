"""NHS England's workbooks and the old CSVs: provider and commissioner, monthly and quarterly, before and since 2023."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from performance.importing import tables, words
from performance.importing.months import Period, read_name, read_period
from performance.importing.parsed import FileRefused, Finding, ParsedFile, Problems, Row
from performance.importing.tables import Sheet

# Line numbers of a sheet start at its place in the workbook times this.
SHEET = 100_000

SINCE_2023 = (
    "28-DAY FDS (ALL ROUTES)",
    "28-DAY FDS (BY ROUTE)",
    "31-DAY (ALL CANCER)",
    "31-DAY (BY CANCER)",
    "31-DAY (BY TREATMENT MODALITY)",
    "62-DAY (ALL CANCER)",
    "62-DAY (BY CANCER)",
    "62-DAY (BY TREATMENT MODALITY)",
    "USC referral to FOA",
    "UBS referral to FHA",
)
"""The sheets of a monthly workbook since October 2023."""

_COMBINED_SINCE = date(2023, 10, 1)

PARTS = {"31d": 3, "62d": 5}
"""How many tables stand one below the other in a sheet of the combined standards."""


def is_workbook(sheets: dict[str, list[list[Any]]]) -> bool:
    """Whether any sheet has the bones of a published table."""
    return any(tables.has_tables(Sheet(name, rows)) for name, rows in sheets.items())


def read_workbook(sheets: dict[str, list[list[Any]]], *, name: str) -> ParsedFile:
    """A monthly or quarterly workbook. Raises FileRefused with every reason at once."""
    front = [str(row[0]) for row in sheets.get("Frontpage", [])[:14] if row and str(row[0]).strip()]
    looked = [tables.look_at(title, rows) for title, rows in sheets.items() if title != "Frontpage"]
    problems = Problems()
    measured = [sheet for sheet in looked if tables.has_tables(sheet)]
    notes = []
    for sheet in looked:
        if sheet not in measured and any(any(str(cell).strip() for cell in row) for row in sheet.rows):
            if _speaks_of_figures(sheet):
                problems.add(f"sheet “{sheet.name}”", _no_headings(sheet))
            else:
                notes.append(sheet.name)
    kept = [sheet for sheet in measured if sheet.measure]
    for sheet in measured:
        if not sheet.measure:
            problems.add(f"sheet “{sheet.name}”", f"Its title names no known standard: “{sheet.title}”.")
    combined = any(sheet.measure in PARTS for sheet in kept)
    if combined:
        present = {words.fold(sheet.name) for sheet in measured}
        for missing in (title for title in SINCE_2023 if words.fold(title) not in present):
            problems.add(f"sheet “{missing}”", f"It is missing. There are: {', '.join(sheets)}.")
    fronts = [period for period in map(read_period, (line for line in front if len(line) < 40)) if period]
    period = tables.one_period(kept, problems) or next(iter(fronts), None) or read_name(name)
    if fronts and period and fronts[0] != period:
        problems.add("Frontpage", f"It speaks of {fronts[0]}, the sheets of {period}.")
    basis = _basis(kept, front, name, problems)
    if period is None:
        problems.add("file", "No month is named in it, nor in its name.")
    problems.raise_any()
    final = words.status_of(*(line for line in front if words.fold(line).startswith("status")), name)
    kind = "monthly workbook" if period.frequency == "month" else "quarterly workbook"
    parsed = ParsedFile(kind, (), complete=final is not False)
    for title in notes:
        parsed.tell(f"sheet “{title}”", "It holds words and no figures, so it is not read.")
    if final is None:
        parsed.tell("Frontpage", "Neither final nor provisional is said; taken as final.")
    parsed.rows = _rows(kept, parsed, basis=basis, period=period, final=final is not False, combined=combined)
    parsed.adds_up = True
    return parsed


def _speaks_of_figures(sheet):
    """Whether a sheet without headings should have had some: it is called after a measure, or numbers stand in it."""
    if sheet.measure or words.measure_of(sheet.name) or words.fold(sheet.name) in map(words.fold, SINCE_2023):
        return True
    numbers = [sum(isinstance(cell, int | float) for cell in row) for row in sheet.rows]
    return sum(count >= 3 for count in numbers) >= 3


def _no_headings(sheet):
    for number, row in enumerate(sheet.rows, start=1):
        texts = [str(cell).strip() for cell in row if str(cell).strip()]
        if len(texts) >= 4:
            return f"No row of headings with ODS CODE and TOTAL was found. Row {number} has: {', '.join(texts)[:200]}."
    return "No row of headings with ODS CODE and TOTAL was found."


def _basis(sheets, front, name, problems):
    found = {sheet.basis for sheet in sheets if sheet.basis}
    if len(found) > 1:
        problems.add("file", "Some sheets are counted by provider, some by commissioner.")
    basis = next(iter(found), None) or words.basis_of(*front) or words.basis_of(name)
    if basis is None:
        problems.add("file", "It says neither provider nor commissioner.")
    return basis


def _rows(sheets, parsed, *, basis, period, final, combined) -> Iterator[Row]:
    problems = Problems()
    for place, sheet in enumerate(sheets):
        before = len(parsed.tables)
        options = {"basis": basis, "period": period, "final": final}
        yield from tables.read_sheet(sheet, parsed, problems, **options, first_line=place * SHEET)
        if combined:
            _look_whether_whole(f"sheet “{sheet.name}”", sheet.measure, parsed.tables[before:], problems)
    problems.raise_any()


def _look_whether_whole(where, measure, found, problems):
    """Of a sheet since October 2023: whether each of its parts is there, and ends with the total of England."""
    wanted = PARTS.get(measure, 1)
    if len(found) < wanted:
        have = "; ".join(table.part for table in found) or "none"
        problems.add(where, f"It has {len(found)} of {wanted} parts: {have}.")
    for table in found:
        if table.rows == table.organisations:
            part = f", {table.part}" if table.part else ""
            problems.add(where + part, "It ends without its total of England, so the file may not be whole.")


def is_old_csv(rows: list[list[str]]) -> bool:
    """Whether the head of a CSV is that of a published table: a title of a standard, and headings some lines below."""
    sheet = tables.look_at("csv", rows)
    return sheet.measure is not None and tables.has_tables(sheet)


def read_old_csv(rows: list[list[str]], *, name: str) -> ParsedFile:
    """A single table as CSV, as published until 2023 (three parts by care setting, one below the other).

    A sheet of a workbook since then that somebody has saved as CSV is read as in the workbook.
    """
    sheet = tables.look_at("csv", rows)
    period: Period | None = sheet.period or read_name(name)
    basis = sheet.basis or words.basis_of(name)
    missing = [what for what, found in (("month", period), ("basis", basis)) if not found]
    if period is None or basis is None:
        raise FileRefused(
            Finding("error", "file", f"No {' and no '.join(missing)} is named in its first lines, nor in its name.")
        )
    final = words.status_of(name, sheet.title)
    parsed = ParsedFile("published CSV", (), complete=final is not False)
    if final is None:
        parsed.tell("file", "Neither final nor provisional is said; taken as final.")
    parsed.rows = _csv_rows(sheet, parsed, basis=basis, period=period, final=final is not False)
    parsed.adds_up = True
    return parsed


def _csv_rows(sheet, parsed, **options) -> Iterator[Row]:
    problems = Problems()
    yield from tables.read_sheet(sheet, parsed, problems, **options)
    parts = [table.part for table in parsed.tables]
    if options["period"].month >= _COMBINED_SINCE:
        _look_whether_whole("file", sheet.measure, parsed.tables, problems)
    elif parts and parts[0] and not any("ALL CARE" in part.upper() for part in parts):
        problems.add("file", f"The part for all care is missing; there are: {'; '.join(parts)}. Was it cut off?")
    problems.raise_any()
