"""The answers of trajectories: planned against actual, month by month, for one or for many at once.

`courses` gives every month, `positions_as_of` the one that counts for a month; both ask the same few queries for any
number of trajectories. Published figures answer through the summary (performance/positions.py), backlogs through the
local counts of the alliance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import prefetch_related_objects

from organisations.models import Alliance
from performance.local.entitled import limit_for
from performance.local.grids import HIDDEN, last_of_months
from performance.local.measures import LIST, Cell, table_of
from performance.measures import headlines
from performance.models import PlaceKind, RatingScheme, Trajectory, TrajectoryPoint, WaitingTimeStandard
from performance.models.figures import Frequency
from performance.positions import standings
from performance.rag import RagRating, rate_against_plan
from performance.trajectories.rules import (
    BACKLOGS,
    PER_CENT,
    STANDARDS,
    PlannedMeasure,
    met_from,
    months_of_quarter,
    quarter_of,
    share_of,
)


@dataclass(frozen=True, slots=True)
class TrajectoryPosition:
    """Planned against actual in one month (or quarter).

    `level` is the standard in force in the month, or the trajectory's own target where there is no standard.
    `variance` is actual minus planned. What is not known is None; `hidden`, where the actual is a count that the person
    may not see.
    """

    month: date
    planned: Decimal | None
    actual: Decimal | None
    level: Decimal | None
    rating: RagRating
    hidden: bool = False

    @property
    def variance(self) -> Decimal | None:
        if self.planned is None or self.actual is None:
            return None
        return self.actual - self.planned


@dataclass(frozen=True)
class Course:
    """A trajectory and its months, in order, those with a planned value or an actual.

    `met_from` is the first month from which the plan meets the standard in force (without one: its target) and stays
    there; `target_met_from` the same for the target.
    """

    trajectory: Trajectory
    positions: tuple[TrajectoryPosition, ...]
    met_from: date | None
    target_met_from: date | None

    def as_of(self, month: date) -> TrajectoryPosition | None:
        """The latest month, up to and with this one, whose actual is known; else the latest that is planned."""
        until = [position for position in self.positions if position.month <= month]
        known = [position for position in until if position.actual is not None and position.planned is not None]
        planned = [position for position in until if position.planned is not None]
        return next(reversed(known or planned), None)

    @property
    def latest(self) -> TrajectoryPosition | None:
        """The last month with a planned value and an actual."""
        return next((p for p in reversed(self.positions) if None not in (p.planned, p.actual)), None)

    @property
    def has_standard(self) -> bool:
        return self.trajectory.measure in STANDARDS


def positions_as_of(
    trajectories: Iterable[Trajectory], *, month: date, user=None
) -> dict[int, TrajectoryPosition | None]:
    """By id: where each trajectory stands as of a month (see Course.as_of, and `courses` for `user`)."""
    found = courses(trajectories, last=month, user=user)
    return {pk: course.as_of(month.replace(day=1)) for pk, course in found.items()}


def courses(trajectories: Iterable[Trajectory], *, last: date | None = None, user=None) -> dict[int, Course]:
    """By id: the course of each trajectory, in the order given; actuals up to the month `last` where it is given.

    `user` is who looks at it: small local counts are hidden from all who may not see them, and from None.
    """
    rows = list(trajectories)
    prefetch_related_objects(rows, "alliance", "provider", "system")  # those that are not there yet
    points: dict[int, dict[date, TrajectoryPoint]] = defaultdict(dict)
    for point in TrajectoryPoint.objects.filter(trajectory__in=rows):
        points[point.trajectory_id][point.month] = point
    months = [month for each in points.values() for month in each]
    if not months:
        return {row.pk: Course(row, (), None, None) for row in rows}
    first, until = min(months), max([*months, *([last.replace(day=1)] if last else [])])
    until = months_of_quarter(quarter_of(until))[2]
    backlogs, closed = _backlogs(rows, first, until, user)
    actuals: Mapping[int, Mapping[date, Decimal]] = _published(rows, first, until) | backlogs
    nations = {row.alliance.nation for row in rows}
    judged_by = {nation: WaitingTimeStandard.objects.of_nation(nation) for nation in sorted(nations)}
    schemes = RatingScheme.objects.thresholds(on=until)
    found = {}
    for row in rows:
        thresholds = schemes[row.alliance_id]
        own, known = points[row.pk], actuals.get(row.pk, {})
        if row.measure == PlannedMeasure.LOCAL:
            known = {month: point.actual for month, point in own.items() if point.actual is not None}
        begin = min(own, default=until)
        unseen = closed.get(row.pk, set())
        shown = sorted(set(own) | {month for month in {*known, *unseen} if begin <= month})
        levels = {month: _level(row, month, judged_by[row.alliance.nation]) for month in shown}
        positions = []
        for month in shown:
            planned, actual = own[month].planned if month in own else None, known.get(month)
            if last is not None and month > last:
                actual = None
            rating = rate_against_plan(
                actual=actual,
                planned=planned,
                share=row.unit == PER_CENT,
                more_is_better=row.more_is_better,
                thresholds=thresholds,
            )
            positions.append(TrajectoryPosition(month, planned, actual, levels[month], rating, month in unseen))
        plan = {p.month: p.planned for p in positions if p.planned is not None}
        meeting = met_from(plan, levels, more_is_better=row.more_is_better)
        own_target = dict.fromkeys(plan, row.target)
        found[row.pk] = Course(
            row, tuple(positions), meeting, met_from(plan, own_target, more_is_better=row.more_is_better)
        )
    return found


def _level(row, month, judged_by) -> Decimal | None:
    """The standard in force in a month, in per cent; without one, the trajectory's own target."""
    if row.measure not in STANDARDS:
        return row.target
    measure = headlines(row.measure, nation=row.alliance.nation, month=month)[0]
    standard = judged_by.on(measure, month)
    return standard.level if standard else None


# --- Actuals --------------------------------------------------------------------------------------------


def _published(rows, first, last):
    """Shares from published figures; one question for each kind of place, whatever the number of trajectories."""
    by_kind: dict[PlaceKind, dict[int, list[Trajectory]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row.measure in STANDARDS:
            by_kind[_kind(row)][row.provider_id or row.system_id or row.alliance_id].append(row)
    found: dict[int, dict[date, Decimal]] = {}
    for kind, by_place in by_kind.items():
        standards = sorted({str(row.measure) for each in by_place.values() for row in each})
        for standing in standings(kind, standards=standards, first=first, last=last, ids=list(by_place)):
            for row in by_place[standing.id]:
                found[row.pk] = _shares(standing.positions[str(row.measure)], row.frequency)
    return found


def _backlogs(rows, first, last, user):
    """Local counts, as far as a person may see them: of a month or quarter the last that was counted in it.

    A handful of queries for each alliance. A system has no local counts of its own.
    """
    by_alliance: dict[Alliance, list[Trajectory]] = defaultdict(list)
    for row in rows:
        if row.measure in BACKLOGS and not row.system_id:
            by_alliance[row.alliance].append(row)
    found: dict[int, dict[date, Decimal]] = defaultdict(dict)
    closed: dict[int, set[date]] = defaultdict(set)
    for alliance, own in by_alliance.items():
        limit = limit_for(user, alliance)
        grids = last_of_months(alliance, "waiting", first=first, last=last, limit=limit)
        for month, grid in sorted(grids.items()):
            for row in own:
                cell = Cell(table_of(row.measure), row.provider_id, None)
                shown = [grid.show(cell)]
                if row.unit == PER_CENT:
                    shown.append(grid.show(cell._replace(table=LIST)))
                known = shown[0].value if row.unit != PER_CENT else share_of([tuple(each.value for each in shown)])
                when = quarter_of(month) if row.frequency == Frequency.QUARTER else month
                found[row.pk].pop(when, None)
                closed[row.pk].discard(when)
                if HIDDEN in shown:
                    closed[row.pk].add(when)
                elif known is not None:
                    found[row.pk][when] = known
    return found, closed


def _kind(row):
    if row.provider_id:
        return PlaceKind.PROVIDER
    return PlaceKind.BODY if row.system_id else PlaceKind.ALLIANCE


def _shares(positions, frequency) -> dict[date, Decimal]:
    """Per cent by month, or by quarter of which all three months are known, or which is published as one."""
    counts = {(p.period, p.month): (p.within, p.total) for p in positions}
    if frequency == Frequency.MONTH:
        shares = {month: share_of([count]) for (period, month), count in counts.items() if period == "month"}
    else:
        shares = {}
        for first in sorted({quarter_of(month) for _, month in counts}):
            whole = counts.get(("quarter", first))
            months = [counts.get(("month", month), (None, None)) for month in months_of_quarter(first)]
            shares[first] = share_of([whole] if whole else months)
    return {month: share for month, share in shares.items() if share is not None}
