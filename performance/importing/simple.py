"""Our own layout, as CSV or in a workbook: provider, standard, tumour group, month, total, within; if need be, status.

The provider is a code or a name that is known; the standard one of 2ww, 28d, 31d, 62d, or one of their parts such as
62d-gp. All tumour groups together are "All" or an empty cell. Totals are never made of parts here: a file may well
hold one tumour group only. A row is final unless its status is "provisional" (or "p").
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from performance.importing import words
from performance.importing.cells import CellRows, FigureSheet
from performance.importing.memory import Places
from performance.importing.months import Period, read_calendar_quarter, read_period
from performance.importing.numbers import NotANumber, read_counts
from performance.importing.parsed import ENGLAND, FileRefused, Finding, ParsedFile, Problems, Row, SeriesKey
from performance.importing.records import RecordRows, Records
from performance.measures import Measure, headlines

KIND = "our own layout"
STATUS = {"": True, "final": True, "f": True, "provisional": False, "p": False}
"""Whether a row is final, by what its status says."""
COLUMNS = ("provider", "standard", "tumour group", "month", "total", "within")
_SPELLINGS = {
    "organisation": "provider",
    "provider code": "provider",
    "tumour_group": "tumour group",
    "tumor group": "tumour group",
    "cancer type": "tumour group",
    "period": "month",
}
_PARTS = set(Measure.values)


_TITLES = 10
"""Rows of a sheet among which its headings are looked for."""


def is_simple(headings: list[Any]) -> bool:
    """Whether the headings are ours, even if some are not as they should be."""
    return len(set(map(_column, headings)) & set(COLUMNS)) >= 4


def _column(heading: Any) -> str:
    folded = words.fold(heading).replace("_", " ")
    return _SPELLINGS.get(folded, folded)


def read_simple(headings: list[str], records: Records) -> ParsedFile:
    """The file, record by record. Raises FileRefused."""
    columns = _columns(headings, "line 1")
    problems = Problems()
    rows = RecordRows(records, _places(headings, columns), _reader(columns, problems), problems, era=_era)
    return ParsedFile(KIND, rows, prints_shares=False)


def _places(headings, columns) -> Places:
    names = ("provider", "standard", "tumour group", "status")
    return Places(
        width=len(headings),
        key=tuple(columns[name] for name in names if name in columns),
        month=columns["month"],
        total=columns["total"],
        within=columns["within"],
    )


def sheets_of_ours(sheets: dict[str, list[list[Any]]]) -> dict[str, int]:
    """By name of each sheet in our layout: in which row, counted from 0, its headings stand.

    No published table has a column of standards or months beside those of ours that it has.
    """
    return {
        title: number
        for title, rows in sheets.items()
        for number, row in reversed(list(enumerate(rows[:_TITLES])))  # the first one stays
        if is_simple(row) and {"standard", "month"} & set(map(_column, row))
    }


def read_sheets(sheets: dict[str, list[list[Any]]], ours: dict[str, int]) -> ParsedFile:
    """All sheets of a workbook that are in our layout. Raises FileRefused."""
    parsed = ParsedFile(KIND, (), prints_shares=False)
    columns = {title: _columns(sheets[title][at], f"sheet “{title}”, row {at + 1}") for title, at in ours.items()}
    for title, rows in sheets.items():
        if title not in ours and any(str(cell).strip() for row in rows for cell in row):
            parsed.tell(f"sheet “{title}”", "It has no headings of ours, so nothing of it was read.")
    problems, tables = Problems(), []
    for title, at in ours.items():
        headings, *rows = sheets[title][at:]
        read = _reader(columns[title], problems, place=f"sheet “{title}”, row")
        tables.append(FigureSheet(rows, at + 2, _places(headings, columns[title]), read))
    parsed.rows = CellRows(tables, problems, era=_era)
    return parsed


def _columns(headings, where) -> dict[str, int]:
    columns = {_column(heading): place for place, heading in enumerate(headings) if str(heading).strip()}
    missing = [column for column in COLUMNS if column not in columns and column != "tumour group"]
    if missing:
        there = ", ".join(str(heading) for heading in headings if str(heading).strip())[:400]
        raise FileRefused(Finding("error", where, f"No column {', '.join(missing)}. There are: {there}."))
    return columns


def _reader(columns, problems, place="line"):
    """How one record is read."""
    provider_at, standard_at, month_at = columns["provider"], columns["standard"], columns["month"]
    total_at, within_at, tumour_at = columns["total"], columns["within"], columns.get("tumour group")
    status_at = columns.get("status")

    def read(line, cells) -> Row | None:
        period = _period(cells[month_at])
        if period is None:
            problems.add(f"{place} {line}", f"“{cells[month_at]}” is no month such as 2023-10.")
            return None
        tumour = cells[tumour_at] if tumour_at is not None else ""
        key = _key(cells[provider_at], cells[standard_at], tumour, period)
        if key is None:
            what = f"“{cells[standard_at]}” is no standard: write 2ww, 28d, 31d or 62d"
            problems.add(f"{place} {line}", f"{what if str(cells[provider_at]).strip() else 'No provider'}.")
            return None
        try:
            total, within = read_counts(cells[total_at], cells[within_at])
        except NotANumber as error:
            problems.add(f"{place} {line}", str(error))
            return None
        final = STATUS.get(words.fold(cells[status_at])) if status_at is not None else True
        if final is None:
            problems.add(f"{place} {line}", f"“{cells[status_at]}” is no status: write final or provisional.")
            return None
        return Row(key, period.month, total, within, None, line, final)

    return read


@lru_cache(10_000, typed=True)
def _period(cell: Any) -> Period | None:
    return read_period(cell) or read_calendar_quarter(cell)


@lru_cache(100_000, typed=True)
def _key_of(provider: Any, standard: Any, tumour: Any, since: date, frequency: str) -> SeriesKey | None:
    code = " ".join(str(provider).split()).upper()
    if code in ("ENGLAND", "ENG"):
        code = ENGLAND
    board = code.startswith(("S08", "S92"))
    folded = words.fold(standard)
    measure = folded if folded in _PARTS else words.STANDARDS.get(folded) or words.measure_of(folded)
    if measure in ("31d", "62d") and folded not in ("31-day combined", "62-day combined"):
        # One name before and after October 2023; another population.
        measure = str(headlines(measure, nation="scotland" if board else "england", month=since)[0])
    if not code or measure is None:
        return None
    basis = "treatment" if board else "commissioner" if len(code) == 3 and code.startswith("Q") else "provider"
    return SeriesKey(basis, code, measure, words.tumour_of(tumour), frequency=frequency)


_EARLIER, _SINCE = date(2023, 9, 1), date(2023, 10, 1)


def _era(row: Row) -> tuple[bool, str]:
    """What a series depends on besides its own cells."""
    return row.month >= _SINCE, row.key.frequency


def _key(provider, standard, tumour, period):
    return _key_of(provider, standard, tumour, _SINCE if period.month >= _SINCE else _EARLIER, period.frequency)
