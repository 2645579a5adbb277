"""All local counts of an alliance in a week or month, with their totals, levels, and what of them may be shown.

A total that nobody gave is added up here once, from parts that are all known. Every count leaves this room through
`Grid.show`, so a page, a chart and a file hide the same cells.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q

from core.periods import month_window
from organisations.models import Alliance
from performance.disclosure import MARK, hidden
from performance.local.measures import BANDS, LIST, Cell, LocalKind, lines, table_of
from performance.models import LevelKind, LocalCount, LocalLevel
from performance.models.local import Period

FAMILIES: Mapping[str, tuple[LocalKind, ...]] = {
    "referrals": (LocalKind.REFERRALS,),
    "waiting": (LocalKind.BACKLOG_62, LocalKind.BACKLOG_104, LocalKind.WAITS),
    "diagnostics": (LocalKind.DIAGNOSTICS,),
}
"""Kinds whose counts tell on each other, so that they are protected together."""

ABSENT = "–"


class Shown(NamedTuple):
    """A count as a person may see it. `value` is None where it is not to be seen, not known, or not there."""

    value: Decimal | None
    text: str


NOTHING = Shown(None, ABSENT)
HIDDEN = Shown(None, MARK)


class Level(NamedTuple):
    """A baseline or a ceiling in force."""

    value: Decimal
    per_cent: bool = False


@dataclass(frozen=True)
class Grid:
    """The counts of one period. `added` are totals that we added up; `short` are tables that lack a provider then."""

    starts: date
    counts: Mapping[Cell, Decimal | None] = field(default_factory=dict)
    closed: Collection[Cell] = frozenset()
    baselines: Mapping[Cell, Decimal | None] = field(default_factory=dict)
    closed_baselines: Collection[Cell] = frozenset()
    ceilings: Mapping[Cell, Level] = field(default_factory=dict)
    added: Collection[Cell] = frozenset()

    def show(self, cell: Cell) -> Shown:
        """A count, or why it is not shown."""
        return _shown(cell, self.counts, self.closed)

    def baseline(self, cell: Cell) -> Shown:
        return _shown(cell, self.baselines, self.closed_baselines)

    def ceiling(self, cell: Cell) -> Level | None:
        """The ceiling of a cell; a share that holds for the whole alliance holds for each of its parts."""
        own = self.ceilings.get(cell)
        if own is None and (whole := self.ceilings.get(Cell(cell.table, None, None))) and whole.per_cent:
            return whole
        return own

    def has(self, table: tuple[str, str]) -> bool:
        return any(cell.table == table for cell in self.counts)

    def providers(self, table: tuple[str, str]) -> set:
        """The providers that told something of a table."""
        return {cell.provider for cell in self.counts if cell.table == table and cell.provider is not None}

    def groups(self, table: tuple[str, str], provider=None) -> set:
        """The tumour groups of which something is known in a table, of all providers or of one."""
        return {cell.group for cell in self.counts if cell.table == table and cell.provider == provider and cell.group}


def _shown(cell, counts, closed) -> Shown:
    if cell not in counts:
        return NOTHING
    if cell in closed or counts[cell] is None:
        return HIDDEN
    return Shown(counts[cell], number(counts[cell]))


def number(value: Decimal) -> str:
    """A count as people write it: 1,987, or 10.5 where a pathway is shared."""
    return f"{value:,.0f}" if value == value.to_integral_value() else f"{value.normalize():,f}"


# --- Read -----------------------------------------------------------------------------------------------


def periods(alliance: Alliance, family: str) -> list[tuple[str, date]]:
    """The weeks and months of which something is known, as (frequency, first day), the latest first."""
    rows = LocalCount.objects.filter(series__alliance=alliance, series__kind__in=FAMILIES[family])
    return sorted(
        rows.order_by().values_list("series__frequency", "starts").distinct(), key=lambda row: row[1], reverse=True
    )


def step_before(frequency: str, starts: date) -> date:
    """The first day of the week or month before."""
    if frequency == Period.WEEK:
        return starts - timedelta(days=7)
    return (starts - timedelta(days=1)).replace(day=1)


def read_grids(
    alliance: Alliance, family: str, *, frequency: str, starts: Iterable[date], limit: int | None
) -> dict[date, Grid]:
    """By first day: the counts of some weeks or months, each period protected by itself. Two queries.

    `limit` is that of performance/local/entitled.py: None hides nothing.
    """
    wanted = sorted(set(starts))
    if not wanted:
        return {}
    counts: dict[date, dict[Cell, Decimal | None]] = {day: {} for day in wanted}
    lists: dict[date, dict[Cell, Decimal | None]] = {day: {} for day in wanted}
    rows = LocalCount.objects.filter(
        series__alliance=alliance, series__kind__in=FAMILIES[family], series__frequency=frequency, starts__in=wanted
    ).order_by("series__kind", "series_id")
    for day, kind, part, provider, group, count, out_of in rows.values_list(
        "starts", "series__kind", "series__part", "series__provider", "series__tumour_group", "count", "out_of"
    ):
        counts[day][Cell(table_of(kind, part), provider, group)] = count
        if out_of is not None:
            lists[day].setdefault(Cell(LIST, provider, group), out_of)
    levels = _levels(alliance, family, frequency, wanted)
    return {day: _grid(day, counts[day] | lists[day], levels, limit) for day in wanted}


def last_of_months(alliance: Alliance, family: str, *, first: date, last: date, limit: int | None) -> dict[date, Grid]:
    """By month (its first day): the counts of its last week, or of the month itself where no week was told."""
    rows = LocalCount.objects.filter(
        series__alliance=alliance,
        series__kind__in=FAMILIES[family],
        starts__range=(first, month_window(last.year, last.month)[1]),
    )
    chosen = {}
    for frequency, starts in rows.order_by("starts", "-series__frequency").values_list("series__frequency", "starts"):
        chosen[starts.replace(day=1)] = (frequency, starts)
    found = {}
    for frequency in Period.values:
        own = {starts: month for month, (of, starts) in chosen.items() if of == frequency}
        grids = read_grids(alliance, family, frequency=frequency, starts=own, limit=limit)
        found |= {month: grids[starts] for starts, month in own.items()}
    return found


def _levels(alliance, family, frequency, wanted):
    rows = LocalLevel.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=wanted[0]),
        series__alliance=alliance,
        series__kind__in=FAMILIES[family],
        series__frequency=frequency,
        valid_from__lte=wanted[-1],
    ).order_by("valid_from")
    return list(
        rows.values_list(
            "kind", "series__kind", "series__part", "series__provider", "series__tumour_group",
            "value", "per_cent", "valid_from", "valid_until",
        )
    )  # fmt: skip


def _grid(day, counts, levels, limit) -> Grid:
    cells = _whole(counts)
    baselines: dict[Cell, Decimal | None] = {}
    ceilings: dict[Cell, Level] = {}
    for what, kind, part, provider, group, value, per_cent, first, last in levels:
        if first <= day and (last is None or day <= last):
            cell = Cell(table_of(kind, part), provider, group)
            if what == LevelKind.CEILING:
                ceilings[cell] = Level(value, per_cent)
            elif not per_cent:
                baselines[cell] = value
    held = _whole(baselines)
    closed: Collection[Cell] = frozenset()
    closed_baselines: Collection[Cell] = frozenset()
    if limit is not None:
        closed = hidden(cells, lines(cells), limit=limit)
        closed_baselines = hidden(held, lines(held), limit=limit)
    return Grid(day, cells, closed, held, closed_baselines, ceilings, frozenset(set(cells) - set(counts)))


def _whole(counts: Mapping[Cell, Decimal | None]) -> dict[Cell, Decimal | None]:
    """Counts with the totals that nobody gave: over bands, over tumour groups, over providers.

    A total of parts of which one is not known is not known. Modalities are never added: some are totals already.
    """
    cells = dict(counts)
    bands: dict[tuple, dict[str, Decimal | None]] = defaultdict(dict)
    for cell, count in counts.items():
        if cell.table[0] == LocalKind.WAITS:
            bands[cell.provider, cell.group][cell.table[1]] = count
    for place, by_band in bands.items():
        if set(by_band) == set(BANDS):
            cells.setdefault(Cell(LIST, *place), _sum(by_band.values()))
    for over in ("group", "provider"):
        parts: dict[Cell, list] = defaultdict(list)
        for cell, count in cells.items():
            if getattr(cell, over) is not None:
                parts[cell._replace(**{over: None})].append(count)
        for total, values in parts.items():
            cells.setdefault(total, _sum(values))
    return cells


def _sum(values: Iterable[Decimal | None]) -> Decimal | None:
    total = Decimal(0)
    for value in values:
        if value is None:
            return None
        total += value
    return total
