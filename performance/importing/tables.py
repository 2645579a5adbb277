"""The tables of a published sheet: one or more, one below the other, each with headings, rows and often a total.

All published layouts since 2009 have the same bones: a title, a period and a basis on top; then, for each part, an
optional line `PART A: …`, a row of headings that starts with the code of the organisation, and rows until an empty one.
Columns are found by their headings, never by their place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter
from typing import Any

from performance.importing import words
from performance.importing.months import Period, read_period
from performance.importing.numbers import UNKNOWN, NotANumber, read_counts, read_share
from performance.importing.parsed import ENGLAND, ParsedFile, Problems, Row, SeriesKey, TableRead

_CODES = ("ods code", "ccg code", "org code")
_HEADINGS = (
    ("code", re.compile("|".join(_CODES))),
    (
        "name",
        re.compile(r"(accountable )?provider|integrated care board.*|clinical commissioning group.*|commissioner"),
    ),
    ("route", re.compile(r"referral route|treatment stage|care setting")),
    (
        "tumour",
        re.compile(r"cancer type|suspected cancer or breast symptomatic|suspected type of cancer|referral reason"),
    ),
    ("modality", re.compile(r"treatment (modality|type)")),
    ("total", re.compile(r"total")),
)
_READ = ("code", "name", "total", "within", "after", "printed", "tumour", "route", "modality")
_WITHIN = re.compile(r"within (\d+) days")
_AFTER = re.compile(r"after (\d+) days")
_PRINTED = re.compile(r"(told|treated|seen) within \d+ days")
_PART = re.compile(r"\s*PART [A-Z]\s*:", re.I)
_FOOT = re.compile(r"\s*(source\s*:|notes?\s*:|data quality|\(\d\))", re.I)
_TOP = 12
_MODALITY_MEASURES = ("31d-surgery", "31d-drugs", "31d-radiotherapy")


@dataclass
class Sheet:
    """What stands above the tables of a sheet."""

    name: str
    rows: list[list[Any]]
    title: str = ""
    period: Period | None = None
    basis: str | None = None
    measure: str | None = None


@dataclass
class Table:
    """One part of a sheet as it is read: where its columns are, and what it adds up to."""

    part: str
    columns: dict[str, int]
    first_line: int
    rows: int = 0
    organisations: int = 0
    total: Decimal = Decimal(0)
    england: dict[tuple[str, str, str], Decimal] = field(default_factory=dict)
    sums: dict[tuple[str, str, str], Decimal] = field(default_factory=dict)
    unknown: bool = False
    """Some count is suppressed, so that nothing can be said of the sum."""

    def __post_init__(self):
        self._last = max(self.columns.values())
        self._pick = itemgetter(*(self.columns.get(name, -1) for name in _READ))

    def cells_of(self, row: list[Any]) -> tuple:
        """The cells of a row that are read, in the order of _READ; an empty text where there is none."""
        return self._pick([*row, *[""] * max(1, self._last + 2 - len(row))])


def look_at(name: str, rows: list[list[Any]]) -> Sheet:
    """Title, period, basis and measure of a sheet, from what stands above its first headings."""
    sheet = Sheet(name, rows)
    for row in rows[:_TOP]:
        texts = [cell for cell in row if str(cell).strip()]
        if _is_heading(row):
            break
        for cell in texts[:1]:
            if not sheet.title and isinstance(cell, str):
                sheet.title = cell
                sheet.measure = words.measure_of(cell) or words.measure_of(name)
            elif words.fold(cell).startswith("basis"):
                sheet.basis = words.basis_of(str(cell))
            elif sheet.period is None and len(str(cell)) < 60 and not _PART.match(str(cell)):
                sheet.period = read_period(cell)
    return sheet


def has_tables(sheet: Sheet) -> bool:
    """Whether there is a row of headings in the sheet."""
    return any(_is_heading(row) for row in sheet.rows)


def _is_heading(row: list[Any]) -> bool:
    return any(isinstance(cell, str) and words.fold(cell) in _CODES for cell in row[:4])


def read_sheet(
    sheet: Sheet, into: ParsedFile, problems: Problems, *, basis: str, period: Period, final: bool, first_line: int = 0
) -> Iterator[Row]:
    """The rows of all tables of a sheet; counts of each go to `into.tables`, what cannot be read to `problems`.

    `first_line` is added to line numbers, so that lines of several sheets do not meet.
    """
    part, table, footer, previous = "", None, False, []
    for number, row in enumerate(sheet.rows, start=1):
        first = next((str(cell) for cell in row if cell != "" and str(cell).strip()), "")
        if _PART.match(first):
            _close(sheet, table, into, problems)
            part, table, footer = re.sub(r"\s+", " ", first).strip(), None, False
        elif _is_heading(row):
            _close(sheet, table, into, problems)
            table, footer = _open(sheet, part, row, previous, number, problems), False
        elif table is None or footer or not first:
            pass
        elif _FOOT.match(first):
            footer = True
        else:
            found = _read_row(sheet, table, row, number, into, problems)
            if found:
                key, total, within, printed = found
                series = SeriesKey(basis, *key, frequency=period.frequency)
                yield Row(series, period.month, total, within, printed, first_line + number, final)
        previous = row
    _close(sheet, table, into, problems)


def _open(sheet, part, row, previous, number, problems):
    """Find the columns of a table by its headings."""
    columns: dict[str, int] = {}
    for place, cell in enumerate(row):
        heading = words.fold(cell)
        for name, pattern in _HEADINGS:
            if pattern.fullmatch(heading):
                columns.setdefault(name, place)
        if _PRINTED.fullmatch(heading):
            columns.setdefault("printed", place)
        elif _WITHIN.fullmatch(heading) and "total" in columns:
            columns.setdefault("within", place)
        elif _AFTER.fullmatch(heading) and columns.get("within") == place - 1:
            columns.setdefault("after", place)
    if "printed" not in columns and "after" in columns:
        place = columns["after"] + 1
        above = words.fold(previous[place]) if place < len(previous) else ""
        own = words.fold(row[place]) if place < len(row) else "?"
        # A heading that came out of a spreadsheet as an error is none.
        if own in ("", "#value!", "#div/0!", "#ref!") and above.startswith(("percentage", "#")):
            columns["printed"] = place
    missing = [name for name in ("code", "name", "total", "within") if name not in columns]
    where = f"sheet “{sheet.name}”, row {number}"
    if missing:
        found = ", ".join(str(cell).strip() for cell in row if str(cell).strip())
        problems.add(where, f"No column for {' and '.join(missing)}. The headings are: {found}.")
        return None
    days = int(_WITHIN.fullmatch(words.fold(row[columns["within"]]))[1])
    expected = {"2ww": 14, "28d": 28, "31d": 31, "62d": 62}[sheet.measure.split("-")[0]]
    if days != expected:
        problems.add(where, f"The title speaks of {expected} days, the column of {days} days.")
        return None
    return Table(part, columns, number)


def _read_row(sheet, table, row, number, into, problems):
    """One row of a table: (code, measure, tumour, route, modality), total, within, printed; None where it is no row."""

    def wrong(message):
        problems.add(f"sheet “{sheet.name}”, row {number}", message)

    code, name, total_cell, within_cell, after_cell, printed, *words_of_row = table.cells_of(row)
    code, name = str(code).strip().upper(), " ".join(str(name).split())
    if not code:
        if not name and not str(total_cell).strip():
            return None
        if not words.is_england(name):
            return wrong(f"A row without a code that is no total of England: “{name or total_cell}”.")
        code = ENGLAND
    try:
        total, within = read_counts(total_cell, within_cell)
        _, after = read_counts(UNKNOWN, after_cell if "after" in table.columns else UNKNOWN)
    except NotANumber as error:
        return wrong(str(error))
    if None not in (total, within, after) and within + after != total:
        into.warn(f"sheet “{sheet.name}”, row {number}", f"{within} and {after} do not make {total}.")
    tumour, route, modality = _dimensions(sheet.measure, *words_of_row)
    table.rows += 1
    if code == ENGLAND:
        table.england[_folded((tumour, route, modality))] = total
    else:
        into.names.setdefault(code, name)
        table.organisations += 1
        if total is None:
            table.unknown = True
        else:
            table.total += total
            folded = _folded((tumour, route, modality))
            table.sums[folded] = table.sums.get(folded, Decimal(0)) + total
    return (code, sheet.measure, tumour, route, modality), total, within, read_share(printed)


def _folded(dimensions):
    """Rows of England write a tumour group in other letters than the rows above them."""
    tumour, route, modality = dimensions
    return words.fold(tumour), route, modality


@lru_cache(10_000, typed=True)
def _dimensions(measure, tumour, route, modality):
    """Tumour, route and modality of a row; what its measure says already is not said again."""
    route = words.route_of(route)
    if measure in _MODALITY_MEASURES or measure == "2ww-breast":
        return "", route, ""
    return words.tumour_of(tumour), route, words.modality_of(modality) if measure in ("31d", "62d") else ""


def _close(sheet, table, into, problems):
    """Note what a table holds, and whether its parts make the total of England."""
    if table is None:
        return
    into.tables.append(TableRead(sheet.name, table.part, table.rows, table.organisations, table.total))
    where = f"sheet “{sheet.name}”" + (f", {table.part}" if table.part else "")
    if not table.organisations:
        problems.add(where, "The table has no rows.")
    if not table.england or table.unknown:
        into.complete = False
        return
    for dimensions, england in table.england.items():
        added = table.sums.get(dimensions)
        if None not in (england, added) and england != added:
            into.complete = False
            label = ", ".join(part for part in dimensions if part)
            of = f" ({label})" if label else ""
            into.warn(where, f"The total of England{of} is {england}; its parts make {added}.")


def one_period(sheets: Iterable[Sheet], problems: Problems) -> Period | None:
    """The period that all sheets agree on; None where none names one. A disagreement goes to `problems`."""
    found: dict[Period, str] = {}
    for sheet in sheets:
        if sheet.period is not None:
            found.setdefault(sheet.period, sheet.name)
    if len(found) > 1:
        told = "; ".join(f"“{name}” says {period}" for period, name in found.items())
        problems.add("file", f"The sheets are of different months: {told}.")
    return next(iter(found), None)


def day_of(text: str) -> date | None:
    """The day of a time stamp as a document's properties hold it; None where it holds none."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
