"""What may be planned, in which unit and direction, and when a plan says that a level is met. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from core.choices import Choices
from core.periods import FinancialYear

PER_CENT = "%"


class PlannedMeasure(Choices):
    """What a trajectory plans. The actuals of all but the last come by themselves, from figures that are loaded."""

    FASTER_DIAGNOSIS = "28d", "28-day faster diagnosis"
    DAYS_31 = "31d", "31 days to treatment"
    DAYS_62 = "62d", "62 days to treatment"
    BACKLOG_62 = "backlog-62", "Waiting over 62 days"
    BACKLOG_104 = "backlog-104", "Waiting over 104 days"
    LOCAL = "local", "A measure of our own"


STANDARDS = (PlannedMeasure.FASTER_DIAGNOSIS, PlannedMeasure.DAYS_31, PlannedMeasure.DAYS_62)
BACKLOGS = (PlannedMeasure.BACKLOG_62, PlannedMeasure.BACKLOG_104)


def units_of(measure: str) -> tuple[str, ...]:
    """The units that a measure may be planned in, the usual one first; empty where any will do."""
    if measure in STANDARDS:
        return (PER_CENT,)
    return ("people", PER_CENT) if measure in BACKLOGS else ()


def direction_of(measure: str) -> bool | None:
    """Whether more is better; None where the measure does not say."""
    if measure in STANDARDS:
        return True
    return False if measure in BACKLOGS else None


def meets(value: Decimal, level: Decimal, *, more_is_better: bool) -> bool:
    """Whether a value is at its level, or beyond it on the better side."""
    return value >= level if more_is_better else value <= level


def met_from(
    planned: Mapping[date, Decimal], levels: Mapping[date, Decimal | None], *, more_is_better: bool
) -> date | None:
    """The first month from which a plan meets its level and stays there until it ends; None where it never does.

    `levels` gives the level in force by month. A month without one neither meets nor misses it.
    """
    since = None
    for month in sorted(planned):
        level = levels.get(month)
        if level is None:
            continue
        if not meets(planned[month], level, more_is_better=more_is_better):
            since = None
        elif since is None:
            since = month
    return since


def quarter_of(month: date) -> date:
    """The first month of the quarter that a month belongs to."""
    return date(month.year, (month.month - 1) // 3 * 3 + 1, 1)


def months_of(year: FinancialYear, frequency: str) -> list[date]:
    """The first days of the months, or of the quarters, of a financial year."""
    first = year.first_day.year
    months = [date(first, month, 1) for month in range(4, 13)] + [date(first + 1, month, 1) for month in range(1, 4)]
    return months[::3] if frequency == "quarter" else months


def months_of_quarter(first: date) -> tuple[date, date, date]:
    return first, first.replace(month=first.month + 1), first.replace(month=first.month + 2)


def share_of(counts: Iterable[tuple[Decimal | None, Decimal | None]]) -> Decimal | None:
    """The per cent that pairs of (within, total) make together; None where one is not known or there is nobody."""
    within = total = Decimal(0)
    for part, whole in counts:
        if part is None or whole is None:
            return None
        within, total = within + part, total + whole
    return 100 * within / total if total else None
