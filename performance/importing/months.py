"""The period of a file in the many forms in which it is written. Pure.

Quarters of England are those of the financial year (Q1 is April to June); Scotland's are those of the calendar
(2012Q1 is January to March). A month beside a financial year (`JUL 2023/24`) belongs to that year: `JAN 2023/24` is
January 2024.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_NAME = "|".join(sorted(_MONTHS, key=len, reverse=True))
_EXCEL = date(1899, 12, 30)
_MONTH_YEAR = re.compile(
    rf"(?<![a-z])({_NAME})[\s\-_'/.,]*((?:19|20)\d\d|\d\d)(?!\d)(?:\s*[/\-]\s*(\d\d(?:\d\d)?))?", re.I
)
_QUARTER_FIRST = re.compile(r"(?<![a-z])q(?:uarter)?\s*([1-4])[\s\-_]*((?:20)?\d\d)\s*[/\-_]\s*((?:20)?\d\d)", re.I)
_YEAR_FIRST = re.compile(r"((?:20)?\d\d)\s*/\s*((?:20)?\d\d)\s*q([1-4])", re.I)
_CALENDAR_QUARTER = re.compile(r"\s*((?:19|20)\d\d)\s*[-\s]?Q([1-4])\s*", re.I)


class Period(NamedTuple):
    """The first day of a month or quarter, and which of the two it is."""

    month: date
    frequency: str = "month"

    def __str__(self) -> str:
        if self.frequency == "month":
            return f"{self.month:%B %Y}"
        return f"the quarter from {self.month:%B %Y}"


def read_period(cell: Any) -> Period | None:
    """The period that a cell names; None where it names none. Never guesses a year."""
    if isinstance(cell, datetime | date):
        return Period(date(cell.year, cell.month, 1))
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _serial(float(cell))
    if not isinstance(cell, str):
        return None
    text = re.sub(r"^\s*period\s*:?\s*", "", cell, flags=re.I).strip()
    if re.fullmatch(r"\d{5}(?:\.0+)?", text):
        return _serial(float(text))
    return _day(text) or _quarter(text) or _month(text)


def read_name(name: str) -> Period | None:
    """The period that a file name tells (`201506-11.-…`, `OCTOBER-2023-CWT…`, `Q2-2015-2016-…`, `…_jul_2023`)."""
    stem = name.rsplit(".", 1)[0]
    match = re.search(r"(?<!\d)((?:19|20)\d\d)[-_]?(0[1-9]|1[0-2])(?!\d)", stem)
    month = _MONTH_YEAR.search(stem.replace("_", " "))
    quarter = _quarter(stem)
    if quarter:
        return quarter
    if month and not month[3]:
        return _of(month[1], int(month[2]) if len(month[2]) == 4 else 2000 + int(month[2]))
    if match and not re.search(r"(?<!\d)(?:20)\d\d[-_]\d\d[-_](?:[A-Za-z])", stem):
        return Period(date(int(match[1]), int(match[2]), 1))
    return None


def read_calendar_quarter(cell: Any) -> Period | None:
    """A quarter as Public Health Scotland writes it: `2012Q1`."""
    match = _CALENDAR_QUARTER.fullmatch(str(cell))
    return Period(date(int(match[1]), 3 * int(match[2]) - 2, 1), "quarter") if match else None


def _serial(number: float) -> Period | None:
    """A day as a spreadsheet counts it; None outside of 1990 to 2100."""
    if not 32874 <= number <= 73050:
        return None
    day = _EXCEL + timedelta(days=int(number))
    return Period(date(day.year, day.month, 1))


def _day(text: str) -> Period | None:
    match = re.fullmatch(r"((?:19|20)\d\d)[-/.](\d\d)(?:[-/.](\d\d))?(?:[T ].*)?|((?:19|20)\d\d)(\d\d)\d\d", text)
    if match:
        year, month = int(match[1] or match[4]), int(match[2] or match[5])
    else:
        match = re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.]((?:19|20)\d\d)(?: .*)?", text)
        if not match:
            return None
        year, month = int(match[3]), int(match[2])
    return Period(date(year, month, 1)) if 1 <= month <= 12 else None


def _quarter(text: str) -> Period | None:
    for pattern, number, year, end in ((_QUARTER_FIRST, 1, 2, 3), (_YEAR_FIRST, 3, 1, 2)):
        match = pattern.search(text)
        if match:
            start = int(match[year]) % 100 + 2000
            if int(match[end]) % 100 != (start + 1) % 100:
                return None
            quarter = int(match[number])
            month = date(start, 3 * quarter + 1, 1) if quarter < 4 else date(start + 1, 1, 1)
            return Period(month, "quarter")
    return None


def _month(text: str) -> Period | None:
    match = _MONTH_YEAR.search(text)
    if not match:
        return None
    year = int(match[2]) if len(match[2]) == 4 else 2000 + int(match[2])
    number = _MONTHS[match[1].lower()]
    if match[3]:  # a financial year stands beside the month
        if int(match[3]) % 100 != (year + 1) % 100:
            return None
        year += number < 4
    return Period(date(year, number, 1))


def _of(name: str, year: int) -> Period:
    return Period(date(year, _MONTHS[name.lower()], 1))
