"""Figures as people read them: shares, points, counts with halves, months and quarters. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from core.periods import month_window


def share(value: float | Decimal | None, *, digits: int = 1) -> str:
    """A share as per cent: 0.7012 is "70.1%"; nothing where it is not known."""
    return "" if value is None else f"{100 * float(value):.{digits}f}%"


def level(value: float | Decimal | None) -> str:
    """A level that is set, as it is set: 0.85 is "85%", 0.064 is "6.4%"."""
    return "" if value is None else f"{round(100 * float(value), 2):g}%"


def points(value: float | None) -> str:
    """A difference of shares in percentage points: "+1.2", "−0.4", "0.0"."""
    if value is None:
        return ""
    text = f"{abs(100 * value):.1f}"
    return text if text == "0.0" else f"{'+' if value > 0 else '−'}{text}"


def apart(value: float) -> str:
    """How far two shares are apart, in words: "12.3 points", "1 point", "less than 0.1 points"."""
    size = abs(100 * value)
    if size < 0.05:
        return "less than 0.1 points"
    text = f"{size:.1f}".removesuffix(".0")
    return f"{text} point{'' if text == '1' else 's'}"


def amount(value: Decimal | float | None) -> str:
    """A count, with its half where it has one: "1,234", "65.5"; nothing where it is not known."""
    if value is None:
        return ""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def month_words(month: date, period: str = "month", *, short: bool = False) -> str:
    """ "March 2024", "Mar 24", or "January to March 2013" for a quarter that begins in that month."""
    if period == "quarter":
        last = month_window(month.year, month.month + 2)[0]
        return f"{month:%b} to {last:%b %y}" if short else f"{month:%B} to {last:%B %Y}"
    return f"{month:%b %y}" if short else f"{month:%B %Y}"


def runs_of_months(months: Sequence[date], *, step: int = 1, period: str = "month") -> str:
    """Months in words, those in a row as "from to": "December 2023 to February 2024, and May 2024"."""
    runs: list[list[date]] = []
    for month in months:
        if runs and _number(month) - _number(runs[-1][-1]) == step:
            runs[-1].append(month)
        else:
            runs.append([month])
    parts = []
    for run in runs:
        first, last = month_words(run[0], period), month_words(run[-1], period)
        parts.append(first if len(run) == 1 else f"{first} to {last}" if period == "month" else f"{first} until {last}")
    return listed(parts)


def listed(words: Iterable[str]) -> str:
    """Words as a sentence lists them: "a", "a and b", "a, b and c"."""
    found = list(words)
    return " and ".join([", ".join(found[:-1]), found[-1]] if len(found) > 1 else found)


def ordinal(number: int) -> str:
    """ "1st", "2nd", "3rd", "11th", "21st"."""
    if 10 <= number % 100 <= 20:
        return f"{number}th"
    return str(number) + {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def _number(month: date) -> int:
    return month.year * 12 + month.month
