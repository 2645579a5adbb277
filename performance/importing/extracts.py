"""Provider and sub-ICB data extracts: one sheet, one row for each breakdown, no totals.

The 31- and 62-day rows come in two families, cancer type × all modalities and all cancers × modality, each of which
adds up to the whole. Here they become series of their own; totals are added up from one family only (totals.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from performance.importing import tables, words
from performance.importing.months import Period, read_name, read_period
from performance.importing.numbers import NotANumber, read_count
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
    problems, periods = Problems(), set()
    for number, row in enumerate(rows[1:], start=2):
        if not any(str(cell).strip() for cell in row):
            continue
        where = f"sheet “{sheet}”, row {number}"

        def cell(column, row=row):
            place = columns.get(column)
            return row[place] if place is not None and place < len(row) else ""

        measure = words.STANDARDS.get(words.fold(cell("standard"))) or words.measure_of(cell("standard"))
        period: Period | None = read_period(cell("period")) or named
        code = str(cell("code")).strip().upper()
        if not measure or not period or not code:
            what = "standard" if not measure else "month" if not period else "organisation"
            problems.add(where, f"No {what} could be read: “{cell('standard' if not measure else 'period')}”.")
            continue
        try:
            total, within = read_count(cell("total")), read_count(cell("within"))
        except NotANumber as error:
            problems.add(where, f"{error}, where a count belongs.")
            continue
        if None not in (total, within) and within > total:
            problems.add(where, f"{within} within the time, of {total}: more than all.")
            continue
        periods.add(period)
        key = SeriesKey(
            basis,
            code,
            measure,
            words.tumour_of(cell("tumour")),
            words.route_of(cell("route")),
            words.modality_of(cell("modality")),
            period.frequency,
        )
        yield Row(key, period.month, total, within, None, number, final)
    if len(periods) == 1:
        tables.against_name(next(iter(periods)), named, name, parsed)
    problems.raise_any()
