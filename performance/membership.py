"""Which months a provider counts for which alliance, where the mapping between them changes with time. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

ALWAYS = (date(1, 1, 1), date(9999, 12, 1))


class Months(NamedTuple):
    """A run of months, by their first days; `of` is the alliance."""

    of: int
    first: date
    last: date


def months_of(periods: Iterable[tuple[int, date, date | None]]) -> list[Months]:
    """The periods of one provider, (alliance, first day, last day or None), as whole months that never overlap.

    A month in which a mapping begins or ends counts in whole. Where two mappings meet in one month, it belongs to the
    later one, so that no patient is counted for two alliances.
    """
    runs: list[Months] = []
    for of, first_day, last_day in sorted(periods, key=lambda period: period[1], reverse=True):
        first = first_day.replace(day=1)
        last = ALWAYS[1] if last_day is None else last_day.replace(day=1)
        if runs:
            last = min(last, (runs[-1].first - timedelta(days=1)).replace(day=1))
        if first <= last:
            runs.append(Months(of, first, last))
    return runs[::-1]
