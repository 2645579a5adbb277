"""A file's name against its content: last year's file under this year's name is found out. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

from core.periods import FinancialYear, months_between
from performance.importing.months import Period, read_name
from performance.importing.parsed import Finding

_YEARS = re.compile(r"(?<!\d)(20\d\d)[-_ ](\d\d|20\d\d)(?!\d)")
_DAY = re.compile(r"(?<!\d)(?:19|20)\d\d(?:-\d\d-|_\d\d_|\d\d)\d\d(?!\d)")


def against_name(name: str, content: Collection[Period]) -> Finding | None:
    """A warning where a name tells a month, a quarter or a financial year of which the file holds nothing.

    The content counts. A whole day in a name says when the file was made, and so nothing about its months.
    """
    told = _named(_DAY.sub(" ", name))
    if told is None:
        return None
    speaks_of, months = told
    first, last = min(content), max(content)
    if set(months) & {month for period in content for month in _months(period)}:
        return None
    holds = str(first) if first == last else f"{first} to {last}"
    return Finding(
        "warning", "file name", f"“{name}” speaks of {speaks_of}, the content of {holds}. It is loaded as that."
    )


def _named(name: str) -> tuple[str, list[date]] | None:
    """What a name speaks of, in words, and its months."""
    period = read_name(name)
    if period is not None:
        return str(period), _months(period)
    for match in _YEARS.finditer(name):
        try:
            year = FinancialYear.parse("/".join(match.groups()))
        except ValueError:
            continue
        return str(year), months_between(year.first_day, year.last_day)
    return None


def _months(period: Period) -> list[date]:
    last = period.month.month + (2 if period.frequency == "quarter" else 0)
    return [period.month.replace(month=number) for number in range(period.month.month, last + 1)]
