"""The verbs of trajectories: what is planned is set, changed with its history, described anew, or deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from core import audit
from core.rewriting import update_each
from organisations.access import Capability, require
from organisations.models import Alliance, Provider, ProviderAlliance
from performance.models import BodyKind, ReportingBody, Trajectory, TrajectoryPoint, TrajectoryRevision
from performance.models.figures import Frequency
from performance.trajectories.rules import PER_CENT, PlannedMeasure, direction_of, quarter_of, units_of

KEEP: Any = object()
"""Stands for "as it is", where None would mean "none"."""
LARGEST = Decimal(10) ** 9

Values = Mapping[date, Decimal | None]


@dataclass(frozen=True)
class PlannedCourse:
    """What one trajectory is to be. Months that are not named keep what they have; None takes a value out.

    `actuals` are typed values, for a measure of the alliance's own only. What is left out keeps its value, and of a new
    trajectory is what its measure usually has.
    """

    measure: str
    planned: Values = field(default_factory=dict)
    title: str = ""
    provider: Provider | None = None
    system: ReportingBody | None = None
    unit: str = KEEP
    more_is_better: bool = KEEP
    frequency: str = KEEP
    target: Decimal | None = KEEP
    source: str = KEEP
    actuals: Values = field(default_factory=dict)

    @property
    def key(self) -> tuple:
        """By what a trajectory is known within its alliance."""
        provider, system = getattr(self.provider, "pk", None), getattr(self.system, "pk", None)
        return str(self.measure), " ".join(self.title.split()), provider, system


@transaction.atomic
def set_trajectory(*, alliance: Alliance, measure: str, planned: Values, by, reason: str = "", **facts) -> Trajectory:
    """Set one trajectory: see PlannedCourse for `facts` and set_trajectories for the rest."""
    course = PlannedCourse(measure=measure, planned=planned, **facts)
    (trajectory,) = set_trajectories(alliance=alliance, courses=[course], by=by, reason=reason)
    return trajectory


@transaction.atomic
def set_trajectories(*, alliance: Alliance, courses: Sequence[PlannedCourse], by, reason: str = "") -> list[Trajectory]:
    """Make or change trajectories of an alliance, all or none, in a handful of statements; returns them in order.

    A trajectory is known by its measure, title and place. A value that changes stays in its history with the reason;
    what is the same already is left alone, and not written down again. Raises ValidationError with all that is wrong.
    """
    if by is not None:
        require(by, Capability.IMPORT, alliance)
    _check(alliance, courses)
    there = {
        (row.measure, row.title, row.provider_id, row.system_id): row
        for row in Trajectory.objects.select_for_update(of=("self",))
        .filter(alliance=alliance)
        .select_related("alliance", "provider", "system")
    }
    described: dict[int, dict] = {}
    made, changed = [], []
    for course in courses:
        row = there.get(course.key)
        if row is None:
            row = there[course.key] = _new(alliance, course)
            made.append(row)
            continue
        changes = {name: (getattr(row, name), value) for name, value in _said(course).items()}
        changes = {name: (old, new) for name, (old, new) in changes.items() if old != new}
        for name, (_, new) in changes.items():
            setattr(row, name, new)
        if changes:
            described[row.pk] = changes
            changed.append(row)
    rows = [there[course.key] for course in courses]
    problems = [f"{row}: {words}" for row, course in zip(rows, courses, strict=True) for words in _misfits(row, course)]
    if problems:
        raise ValidationError(problems)
    Trajectory.objects.bulk_create(made)
    update_each(changed, ["unit", "more_is_better", "frequency", "target", "source"])
    touched = _set_points(list(zip(rows, courses, strict=True)), by=by, reason=reason)
    new = {id(row) for row in made}
    audit.record(
        *(
            audit.Change(
                "added" if id(row) in new else "changed",
                row,
                described.get(row.pk, {}) | touched.get(row.pk, {}),
                alliance_id=alliance.pk,
                note=reason,
            )
            for row in dict.fromkeys(rows)
            if id(row) in new or row.pk in described or row.pk in touched
        ),
        by=by,
    )
    return rows


@transaction.atomic
def delete_trajectory(*, trajectory: Trajectory, by, reason: str) -> None:
    """Take a trajectory away with its values; the audit keeps each of them, and why. Raises ValidationError."""
    if by is not None:
        require(by, Capability.IMPORT, trajectory.alliance)
    if not reason.strip():
        raise ValidationError("Say why the trajectory is deleted.")
    row = Trajectory.objects.select_for_update(of=("self",)).select_related("alliance", "provider", "system")
    row = row.get(pk=trajectory.pk)
    facts = {name: getattr(row, name) for name in ("measure", "unit", "frequency", "target", "source")}
    changes = {name: (value, None) for name, value in facts.items() if value not in (None, "")}
    for point in row.points.all():
        for name in ("planned", "actual"):
            if getattr(point, name) is not None:
                changes[f"{name} {point.month:%Y-%m}"] = (getattr(point, name), None)
    audit.record(
        audit.Change("deleted", row, changes, alliance_id=row.alliance_id, note=" ".join(reason.split())), by=by
    )
    # What was planned before stands in the audit, change by change with its reason. The copies that its page reads are
    # append-only, so they go by a plain queryset.
    models.QuerySet(TrajectoryRevision).filter(trajectory=row).delete()
    row.delete()


def _new(alliance, course):
    units, direction = units_of(course.measure), direction_of(course.measure)
    facts = {"unit": units[0] if units else PER_CENT, "more_is_better": direction is not False} | _said(course)
    place = {"provider": course.provider, "system": course.system}
    return Trajectory(alliance=alliance, measure=course.measure, title=course.key[1], **place, **facts)


def _said(course) -> dict:
    named = {name: getattr(course, name) for name in ("unit", "more_is_better", "frequency", "target", "source")}
    return {name: value for name, value in named.items() if value is not KEEP}


# --- What is wrong --------------------------------------------------------------------------------------


def _check(alliance, courses):
    problems, seen = [], set()
    ours = set(ProviderAlliance.objects.filter(alliance=alliance).values_list("provider_id", flat=True))
    for course in courses:
        name = course.title or course.measure
        if course.measure not in PlannedMeasure.values:
            problems.append(f"“{course.measure}” is no measure that can be planned.")
        if course.key in seen:
            problems.append(f"“{name}” is planned twice for the same.")
        seen.add(course.key)
        if course.measure == PlannedMeasure.LOCAL and not course.key[1]:
            problems.append("A measure of your own needs a title.")
        if course.provider is not None and course.provider.pk not in ours:
            problems.append(f"{course.provider} is no provider of {alliance}.")
        if course.system is not None and course.system.kind != BodyKind.ICB:
            problems.append(f"{course.system} is no integrated care board.")
        if course.provider is not None and course.system is not None:
            problems.append(f"“{name}” is for a provider or for a system, not for both.")
    if problems:
        raise ValidationError(problems)


def _misfits(row, course):
    """What does not fit a trajectory as it is going to be."""
    units = units_of(row.measure)
    if units and row.unit not in units:
        yield f"it is planned in {' or in '.join(units)}, not in “{row.unit}”."
    if direction_of(row.measure) not in (None, row.more_is_better):
        yield f"{'more' if direction_of(row.measure) else 'less'} is better here, always."
    if not row.unit.strip():
        yield "it needs a unit, such as % or people."
    if row.frequency not in Frequency.values:
        yield f"it is planned by month or by quarter, not by “{row.frequency}”."
    if course.actuals and row.measure != PlannedMeasure.LOCAL:
        yield "its actual values come from loaded figures and are not typed."
    if row.target is not None:
        yield from _wrong_value(row, row.target, "the target")
    for month, value in [*course.planned.items(), *course.actuals.items()]:
        if month.day != 1 or (row.frequency == Frequency.QUARTER and month != quarter_of(month)):
            yield f"{month:%-d %B %Y} is not the first day of a {row.frequency}."
        if value is not None:
            yield from _wrong_value(row, value, f"{month:%B %Y}")


def _wrong_value(row, value, where):
    if not value.is_finite() or abs(value) > LARGEST:
        yield f"{value} for {where} is no number that can be planned."
    elif value != round(value, 2):
        yield f"{value} for {where} has more than two decimals."
    elif row.measure != PlannedMeasure.LOCAL and value < 0:
        yield f"{value} for {where} is less than nothing."
    elif row.unit == PER_CENT and row.measure != PlannedMeasure.LOCAL and value > 100:
        yield f"{value}% for {where} is more than all."


# --- Points ---------------------------------------------------------------------------------------------


def _set_points(pairs, *, by, reason) -> dict[int, dict]:
    """Write the values that change, and what they were; returns the changes by trajectory."""
    rows = [row for row, _ in pairs]
    points = {(p.trajectory_id, p.month): p for p in TrajectoryPoint.objects.filter(trajectory__in=rows)}
    changed: dict[tuple, TrajectoryPoint] = {}
    revisions = []
    touched: dict[int, dict] = {}
    for row, course in pairs:
        for name, values in (("planned", course.planned), ("actual", course.actuals)):
            for month, value in sorted(values.items()):
                point = points.get((row.pk, month))
                old = getattr(point, name) if point else None
                if old == value:
                    continue
                if point is None:
                    point = points[row.pk, month] = TrajectoryPoint(trajectory=row, month=month)
                setattr(point, name, value)
                changed[row.pk, month] = point
                touched.setdefault(row.pk, {})[f"{name} {month:%Y-%m}"] = (old, value)
                if old is not None:
                    revisions.append(
                        TrajectoryRevision(
                            trajectory=row,
                            month=month,
                            of_actual=name == "actual",
                            old=old,
                            new=value,
                            reason=reason,
                            by_id=getattr(by, "pk", None),
                            by_label=audit.actor_label(by),
                        )
                    )
    TrajectoryPoint.objects.bulk_create(
        # Without their ids, so that what is there is found by trajectory and month.
        [
            TrajectoryPoint(trajectory_id=p.trajectory_id, month=p.month, planned=p.planned, actual=p.actual)
            for p in changed.values()
        ],
        update_conflicts=True,
        unique_fields=["trajectory", "month"],
        update_fields=["planned", "actual"],
    )
    if revisions:
        TrajectoryPoint.objects.filter(trajectory__in=rows, planned=None, actual=None).delete()
        TrajectoryRevision.objects.bulk_create(revisions)
    return touched


def compare_courses(*, alliance: Alliance, courses: Sequence[PlannedCourse]) -> tuple[int, int, int]:
    """How many values are new, would change, or stand already: what set_trajectories would do, without doing it.

    Raises ValidationError as it does.
    """
    _check(alliance, courses)
    there = {
        (row.measure, row.title, row.provider_id, row.system_id): row
        for row in Trajectory.objects.filter(alliance=alliance).select_related("alliance", "provider", "system")
    }
    rows = [there.get(course.key) or _new(alliance, course) for course in courses]
    problems = [f"{row}: {words}" for row, course in zip(rows, courses, strict=True) for words in _misfits(row, course)]
    if problems:
        raise ValidationError(problems)
    points = {(p.trajectory_id, p.month): p for p in TrajectoryPoint.objects.filter(trajectory__alliance=alliance)}
    new = changed = unchanged = 0
    for row, course in zip(rows, courses, strict=True):
        for name, values in (("planned", course.planned), ("actual", course.actuals)):
            for month, value in values.items():
                point = points.get((row.pk, month))
                old = getattr(point, name) if point else None
                if old == value:
                    unchanged += 1
                elif old is None:
                    new += 1
                else:
                    changed += 1
    return new, changed, unchanged
