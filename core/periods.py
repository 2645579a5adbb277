"""Months, quarters and financial years as plain values.

The NHS financial year runs from 1 April to 31 March and is written by both its calendar years ("2023/24").
Knows no models and no clock.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date


def month_window(year: int, month: int) -> tuple[date, date]:
    """The first and the last day of a calendar month."""
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def months_between(first: date, last: date, *, step: int = 1) -> list[date]:
    """The first days of the months from the one of `first` to the one of `last`, both included; none where it is over.

    With a `step` of 3 they are the months in which calendar quarters begin.
    """
    number = first.year * 12 + first.month - 1
    number += -number % step
    return [date(each // 12, each % 12 + 1, 1) for each in range(number, last.year * 12 + last.month, step)]


@dataclass(frozen=True, order=True)
class Quarter:
    """One quarter of a financial year: Q1 is April to June, Q4 January to March."""

    year: FinancialYear
    number: int

    def __post_init__(self) -> None:
        if self.number not in (1, 2, 3, 4):
            raise ValueError(f"A financial year has quarters 1 to 4, not {self.number}.")

    @classmethod
    def containing(cls, day: date) -> Quarter:
        """The quarter that a day falls in."""
        return cls(FinancialYear.containing(day), (day.month - 4) % 12 // 3 + 1)

    @property
    def next(self) -> Quarter:
        return Quarter(self.year, self.number + 1) if self.number < 4 else Quarter(self.year.next, 1)

    @property
    def first_day(self) -> date:
        month = 3 * self.number + 1
        return date(self.year.start, month, 1) if self.number < 4 else date(self.year.start + 1, 1, 1)

    @property
    def last_day(self) -> date:
        first = self.first_day
        return month_window(first.year, first.month + 2)[1]

    def __str__(self) -> str:
        return f"Q{self.number} {self.year}"


@dataclass(frozen=True, order=True)
class FinancialYear:
    """A financial year, known by the calendar year in which it starts."""

    start: int

    @classmethod
    def parse(cls, text: str) -> FinancialYear:
        """Read "2023/24", "2023-24", "23/24" or "2023/2024".

        Raises ValueError, with a sentence for the person who typed it, for anything else.
        """
        match = re.fullmatch(r"\s*(?:FY\s*)?(\d{4}|\d{2})\s*[/\-–]\s*(\d{4}|\d{2})\s*", text, re.IGNORECASE)
        if match:
            start = int(match[1]) if len(match[1]) == 4 else 2000 + int(match[1])
            if int(match[2]) % 100 == (start + 1) % 100:
                return cls(start)
        raise ValueError(f"“{text}” is not a financial year. Write it like 2023/24.")

    @classmethod
    def containing(cls, day: date) -> FinancialYear:
        """The financial year that a day falls in."""
        return cls(day.year if day.month >= 4 else day.year - 1)

    @property
    def first_day(self) -> date:
        return date(self.start, 4, 1)

    @property
    def last_day(self) -> date:
        return date(self.start + 1, 3, 31)

    @property
    def next(self) -> FinancialYear:
        return FinancialYear(self.start + 1)

    def quarter(self, number: int) -> Quarter:
        """Quarter 1 to 4 of this year; raises ValueError for another number."""
        return Quarter(self, number)

    def __contains__(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day

    def __str__(self) -> str:
        return f"{self.start}/{(self.start + 1) % 100:02d}"
