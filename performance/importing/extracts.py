"""Provider and sub-ICB data extracts, as a sheet or saved as CSV: one row for each breakdown, no totals.

The 31- and 62-day rows come in two families, cancer type × all modalities and all cancers × modality, each of which
adds up to the whole. Here they become series of their own; totals are added up from one family only (totals.py).
"""

from __future__ import annotations

from functools import lru_cache
from operator import itemgetter
from typing import Any

from performance.importing import words
from performance.importing.cells import CellRows, FigureSheet
from performance.importing.memory import Places
from performance.importing.months import Period, read_name, read_period
from performance.importing.numbers import NotANumber, read_counts
from performance.importing.parsed import FileRefused, Finding, ParsedFile, Problems, Row, SeriesKey
from performance.importing.records import RecordRows, Records

KIND = "data extract"
_COLUMNS = {
    "period": ("period",),
    "year": ("year", "financial year"),
    "month": ("month",),
    "standard": ("standard",),
    "code": (
        "org code",
        "ods code",
        "sub icb code",
        "sub-icb code",
        "sicbl code",
        "sub icb location code",
        "sub-icb location code",
        "sub icb location ods code",
        "commissioner code",
        "provider code",
        "icb code",
    ),
    "route": ("stage/route", "stage / route", "route/stage"),
    "modality": ("treatment modality",),
    "tumour": ("cancer type",),
    "total": ("total treated", "total"),
    "within": ("within standard", "within"),
    "after": ("breaches", "outside standard"),
}
_KEY = ("code", "standard", "route", "modality", "tumour")
_NEEDED = (*_KEY, "total", "within")


def is_extract(headings: list[Any]) -> bool:
    """Whether these are the headings of an extract, even if some are not as they should be.

    Route and modality are what our own layout has not, by whatever names it calls its columns.
    """
    found = _columns(headings)
    broken_down = "route" in found or "modality" in found
    return "route" in found and "standard" in found or broken_down and sum(name in found for name in _NEEDED) >= 5


def _columns(headings: list[Any]) -> dict[str, int]:
    folded = [words.fold(heading) for heading in headings]
    return {
        name: next(folded.index(spelling) for spelling in spellings if spelling in folded)
        for name, spellings in _COLUMNS.items()
        if set(spellings) & set(folded)
    }


def read_sheet(sheet: str, rows: list[list[Any]], *, name: str) -> ParsedFile:
    """An extract as a sheet, headings first. Raises FileRefused."""
    headings, *below = rows
    problems = Problems()
    parsed, columns, read = _looked_at(headings, problems, name=name, sheet=sheet)
    found = CellRows([FigureSheet(below, 2, _places(headings, columns), read)], problems)
    parsed.rows = found if _has_periods(columns) else iter(found)
    return parsed


def read_records(headings: list[str], records: Records, *, name: str) -> ParsedFile:
    """An extract that somebody has saved as CSV. Raises FileRefused."""
    problems = Problems()
    parsed, columns, read = _looked_at(headings, problems, name=name)
    rows = RecordRows(records, _places(headings, columns), read, problems)
    parsed.rows = rows if _has_periods(columns) else iter(rows)
    return parsed


def _places(headings, columns) -> Places:
    return Places(
        width=len(headings),
        key=tuple(columns[column] for column in _KEY),
        month=columns.get("period"),
        total=columns["total"],
        within=columns["within"],
    )


def _has_periods(columns) -> bool:
    """Whether one cell tells the period, or none does. What is remembered of a month alone is not true of each year."""
    return "period" in columns or "month" not in columns


def _looked_at(headings, problems, *, name, sheet=""):
    """What an extract is, where its columns are, and how one row is read.

    One that does not say it is final is provisional: extracts come out with the provisional data.
    """
    columns, place = _columns(headings), f"sheet “{sheet}”, row" if sheet else "line"
    missing = [column for column in _NEEDED if column not in columns]
    if missing:
        there = ", ".join(str(cell) for cell in headings if str(cell).strip())
        raise FileRefused(Finding("error", f"{place} 1", f"No column for {', '.join(missing)}. There are: {there}."))
    basis = words.basis_of(sheet, name) or words.basis_of(str(headings[columns["code"]]))
    if basis is None:
        who = "Neither sheet nor file name says" if sheet else "Its name does not say"
        raise FileRefused(Finding("error", "file", f"{who} provider or sub-ICB."))
    final = words.status_of(sheet, name) is True
    parsed = ParsedFile(KIND, (), adds_up=True, prints_shares=False)
    if not final:
        parsed.tell("file", "It is not called final, so its figures are taken as provisional.")
    return parsed, columns, _reader(columns, problems, place, basis=basis, final=final, named=read_name(name))


def _reader(columns, problems, place, *, basis, final, named):
    """How one row is read."""
    parts_of = itemgetter(*(columns[column] for column in _KEY))
    counts_of = itemgetter(columns["total"], columns["within"])
    # A month beside a financial year (OCT, 2023/24) is read where there is no period.
    period_at = [
        columns[name] for name in (("period",) if "period" in columns else ("month", "year")) if name in columns
    ]
    periods: dict[Any, Period | None] = {}

    def read(number, row) -> Row | None:
        told = row[period_at[0]] if len(period_at) == 1 else " ".join(str(row[place]) for place in period_at)
        try:
            period = periods[told]
        except KeyError:
            period = periods[told] = read_period(told) or named
        parts = parts_of(row)
        key = _key(basis, *parts, period.frequency) if period else None
        if key is None:
            if any(str(cell).strip() for cell in row):
                problems.add(f"{place} {number}", _unread(told, parts, period))
            return None
        try:
            total, within = read_counts(*counts_of(row))
        except NotANumber as error:
            problems.add(f"{place} {number}", str(error))
            return None
        return Row(key, period.month, total, within, None, number, final)

    return read


@lru_cache(100_000, typed=True)
def _key(
    basis: str, code: Any, standard: Any, route: Any, modality: Any, tumour: Any, frequency: str
) -> SeriesKey | None:
    """The series of a row by its cells; None where it has no organisation, or no standard that is known."""
    measure = _measure(standard)
    code = str(code).strip().upper()
    if not measure or not code:
        return None
    parts = words.tumour_of(tumour), words.route_of(route), words.modality_of(modality)
    return SeriesKey(basis, code, measure, *parts, frequency)


def _measure(standard):
    return words.STANDARDS.get(words.fold(standard)) or words.measure_of(standard)


def _unread(told, parts, period) -> str:
    _, standard, *_ = parts
    if not _measure(standard):
        return f"No standard could be read: “{standard}”."
    return f"No {'organisation' if period else 'month'} could be read: “{told}”."
