"""The national time series: blocks of England side by side, one for each standard; months, quarters, years, referrals.

Years are left out: they are sums of the months. Which months are final stands on the cover.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from performance.importing import words
from performance.importing.months import read_period
from performance.importing.numbers import NotANumber, read_count, read_share
from performance.importing.parsed import ENGLAND, FileRefused, Finding, ParsedFile, Problems, Row, SeriesKey

KIND = "national time series"
_STARTS = ("monthly", "quarterly", "month", "quarter")
_EMPTY = ("", "-", "no standard set")


def is_time_series(sheets: dict[str, list[list[Any]]]) -> bool:
    """Whether any sheet has blocks, each below its title, that start with a month or quarter and a total."""
    return any(_blocks(rows) for name, rows in sheets.items() if name != "Cover")


def _blocks(rows: list[list[Any]]) -> tuple[int, list[int]] | None:
    """The index of the row of headings, and the columns at which its blocks start."""
    for index, row in enumerate(rows[:12]):
        folded = [words.fold(cell) for cell in row]
        starts = [
            place for place, cell in enumerate(folded[:-1]) if cell in _STARTS and folded[place + 1].startswith("total")
        ]
        if starts and index:
            return index, starts
    return None


def read_time_series(sheets: dict[str, list[list[Any]]], *, name: str) -> ParsedFile:
    """Months and quarters of England. Raises FileRefused where a block's title names no standard."""
    cover = sheets.get("Cover", [])
    text = " ".join(str(cell) for row in cover for cell in row)
    basis = words.basis_of(*(str(cell) for row in cover[:8] for cell in row), name) or "provider"
    final = _final_months(cover)
    parsed = ParsedFile(KIND, ())
    if not final:
        parsed.tell("sheet “Cover”", "It does not say which months are final; all are taken as provisional.")
    if "commissioner" in words.fold(text) and basis != "provider":
        parsed.tell("sheet “Cover”", "Counted by commissioner.")
    if any(words.fold(sheet).startswith("annual") for sheet in sheets):
        parsed.tell("sheet “Annual Performance”", "Years are not loaded: they are sums of the months.")
    parsed.rows = _rows(sheets, parsed, basis, final)
    return parsed


def _final_months(cover: list[list[Any]]) -> tuple[date, date] | None:
    """The first and last month that the cover calls final."""
    expecting = False
    for row in cover:
        cells = [cell for cell in row if str(cell).strip()]
        if cells and isinstance(cells[-1], str) and "data for the periods" in cells[-1].lower():
            expecting = words.status_of(cells[-1]) is True
        elif expecting:
            days = [date(cell.year, cell.month, 1) for cell in cells if isinstance(cell, date | datetime)]
            if len(days) == 2:
                return days[0], days[1]
    return None


def _rows(sheets, parsed, basis, final) -> Iterator[Row]:
    problems, line = Problems(), 0
    for sheet, rows in sheets.items():
        found = _blocks(rows) if sheet != "Cover" and not words.fold(sheet).startswith("annual") else None
        if found is None:
            continue
        head, starts = found
        left: dict[str, None] = {}
        for start in starts:
            measure = _measure(rows, head, start)
            if measure is None:
                message = "The title of the block names no known standard, or no column “within standard” is beside it."
                problems.add(f"sheet “{sheet}”, column {start + 1}", message)
                continue
            for number, row in enumerate(rows[head + 1 :], start=head + 2):
                line += 1
                cells = (list(row) + [""] * (start + 5))[start : start + 5]
                told, period = str(cells[0]).strip(), read_period(cells[0])
                if not told or words.fold(cells[1]) in _EMPTY:
                    continue
                if period is None:
                    left[told[:40]] = None
                    continue
                try:
                    counts = _counts(cells, measure)
                except NotANumber as error:
                    problems.add(f"sheet “{sheet}”, row {number}", f"{error}, where a count belongs.")
                    continue
                is_final = final is not None and final[0] <= period.month <= final[1]
                key = SeriesKey(basis, ENGLAND, measure, frequency=period.frequency)
                yield Row(key, period.month, *counts, line, is_final)
        if left:
            some = ", ".join(f"“{told}”" for told in list(left)[:5])
            more = f" and {len(left) - 5} more" if len(left) > 5 else ""
            parsed.warn(f"sheet “{sheet}”", f"Rows that name no month or quarter are not loaded: {some}{more}.")
    problems.raise_any()
    if not line:
        raise FileRefused(Finding("error", "file", "It holds no months."))


_SEEN = {"2ww": "seen-suspected", "2ww-breast": "seen-breast"}
"""Referrals seen are counts without a clock: the block has a total and nothing else."""


def _measure(rows, head, start):
    """The measure by the nearest title above a block that names one; None without one, or where a column is missing."""
    timed = any(words.fold(cell).startswith("within") for cell in rows[head][start + 2 : start + 3])
    for row in reversed(rows[:head]):
        for cell in row[start : start + 5]:
            measure = words.measure_of(str(cell)) if isinstance(cell, str) else None
            if measure:
                return measure if timed else _SEEN.get(measure)
    return None


def _counts(cells, measure):
    """Total, within and printed share. Raises NotANumber."""
    total = read_count(cells[1])
    if measure in _SEEN.values():
        return total, None, None
    within = None if words.fold(cells[2]) in _EMPTY else read_count(cells[2])
    return total, within, read_share(cells[4])
