"""Provider and sub-ICB data extracts: one sheet, one row for each breakdown, no totals.

The 31- and 62-day rows come in two families, cancer type × all modalities and all cancers × modality, each of which
adds up to the whole. Here they become series of their own; totals are added up from one family only (totals.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from operator import itemgetter
from typing import Any

from performance.importing import tables, words
from performance.importing.months import read_name, read_period
from performance.importing.numbers import NotANumber, read_counts
from performance.importing.parsed import FileRefused, Finding, ParsedFile, Problems, Row, SeriesKey

KIND = "data extract"
_COLUMNS = {
    "period": ("period",),
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
_NEEDED = ("standard", "code", "route", "modality", "tumour", "total", "within")


def is_extract(rows: list[list[Any]]) -> bool:
    """Whether a sheet starts with headings of an extract, even if some are not as they should be."""
    if not rows:
        return False
    found = _columns(rows[0])
    return "route" in found and "standard" in found or sum(name in found for name in _NEEDED) >= 5


def _columns(headings: list[Any]) -> dict[str, int]:
    folded = [words.fold(heading) for heading in headings]
    return {
        name: next(folded.index(spelling) for spelling in spellings if spelling in folded)
        for name, spellings in _COLUMNS.items()
        if set(spellings) & set(folded)
    }


def read_extract(sheet: str, rows: list[list[Any]], *, name: str) -> ParsedFile:
    """An extract. One that does not say it is final is provisional: extracts come out with the provisional data."""
    columns = _columns(rows[0])
    missing = [column for column in _NEEDED if column not in columns]
    if missing:
        headings = ", ".join(str(cell) for cell in rows[0] if str(cell).strip())
        raise FileRefused(
            Finding("error", f"sheet “{sheet}”, row 1", f"No column for {', '.join(missing)}. There are: {headings}.")
        )
    basis = words.basis_of(sheet, name) or words.basis_of(str(rows[0][columns["code"]]))
    if basis is None:
        raise FileRefused(Finding("error", "file", "Neither sheet nor file name says provider or sub-ICB."))
    final = words.status_of(sheet, name) is True
    parsed = ParsedFile(KIND, (), adds_up=True)
    if not final:
        parsed.tell("file", "It is not called final, so its figures are taken as provisional.")
    parsed.rows = _rows(sheet, rows, columns, parsed, basis=basis, final=final, named=read_name(name), name=name)
    return parsed


def _rows(sheet, rows, columns, parsed, *, basis, final, named, name) -> Iterator[Row]:
    problems, periods, found = Problems(), {}, set()
    parts_of = itemgetter(*(columns[column] for column in ("code", "standard", "route", "modality", "tumour")))
    counts_of = itemgetter(columns["total"], columns["within"])
    period_at, last = columns.get("period"), max(columns.values())
    for number, row in enumerate(rows[1:], start=2):
        if len(row) <= last:
            row = [*row, *[""] * (last + 1 - len(row))]
        told = "" if period_at is None else row[period_at]
        try:
            period = periods[told]
        except KeyError:
            period = periods[told] = read_period(told) or named
        parts = parts_of(row)
        key = _key(basis, *parts, period.frequency) if period else None
        if key is None:
            if any(str(cell).strip() for cell in row):
                problems.add(f"sheet “{sheet}”, row {number}", _unread(told, parts, period))
            continue
        try:
            total, within = read_counts(*counts_of(row))
        except NotANumber as error:
            problems.add(f"sheet “{sheet}”, row {number}", str(error))
            continue
        found.add(period)
        yield Row(key, period.month, total, within, None, number, final)
    if len(found) == 1:
        tables.against_name(found.pop(), named, name, parsed)
    problems.raise_any()


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
