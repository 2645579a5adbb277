"""A delivery plan as its pages show it: workstreams, deliverables, milestones, with counts, for one reader on one day.

A handful of statements whatever the size of the plan.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Count, Q

from alliance.milestones import LATER, MilestoneLine, lines_now, lines_on
from alliance.models import Deliverable, DeliveryPlan, DeliveryState, Milestone, Programme, Workstream
from alliance.operations.delivery import next_states
from core.periods import Quarter
from performance.models import RatingScheme
from performance.rag import RagRating, Thresholds, roll_up
from workplans.sheet import Permissions
from workplans.summaries import Tally, tallies_by, tally_of, total_of

# --- The plan -----------------------------------------------------------------------------------------


@dataclass
class DeliverableGroup:
    """A deliverable with its milestones, as far as they are asked for; `tally` counts all of them."""

    deliverable: Deliverable
    lines: list[MilestoneLine]
    tally: Tally
    rating: RagRating
    may_update: bool

    @property
    def id(self) -> str:
        return str(self.deliverable.pk)

    @property
    def rated(self) -> list[tuple[str, int]]:
        return [(rating.value, number) for rating, number in self.tally.by_rating.items()]

    @property
    def cells(self) -> list[Cell]:
        """The quarters of the plan's year, and what is due later."""
        return [Cell.of(column, self.lines) for column in (1, 2, 3, 4, LATER)]


@dataclass(frozen=True)
class Cell:
    """One quarter of a deliverable: the milestones due in it, and those the plan has in it that are due elsewhere."""

    column: int
    due: list[MilestoneLine]
    gone: list[MilestoneLine]

    @classmethod
    def of(cls, column: int, lines: Iterable[MilestoneLine]) -> Cell:
        lines = list(lines)
        return cls(
            column,
            [line for line in lines if line.due == column],
            [line for line in lines if line.planned == column and line.due != column],
        )

    @property
    def words(self) -> str:
        return "Later" if self.column == LATER else f"Q{self.column}"


@dataclass
class WorkstreamGroup:
    """A workstream with its deliverables, as far as they are asked for; `tally` counts all its milestones."""

    workstream: Workstream
    groups: list[DeliverableGroup]
    tally: Tally
    rating: RagRating

    @property
    def rated(self) -> list[tuple[str, int]]:
        return [(rating.value, number) for rating, number in self.tally.by_rating.items()]


@dataclass
class PlanReading:
    """A delivery plan, as far as one person sees it, on a day. `lines` are all its milestones, judged."""

    plan: DeliveryPlan
    permissions: Permissions
    on: date
    past: bool
    thresholds: Thresholds
    workstreams: list[Workstream]
    deliverables: list[Deliverable]
    lines: list[MilestoneLine]

    @cached_property
    def tally(self) -> Tally:
        return self.count(self.lines)

    @property
    def rating(self) -> RagRating:
        return roll_up(self.tally.by_rating, self.thresholds)

    @property
    def quarter(self) -> Quarter:
        """The quarter of the day."""
        return Quarter.containing(self.on)

    @cached_property
    def by_deliverable(self) -> dict[int, list[MilestoneLine]]:
        found = defaultdict(list)
        for line in self.lines:
            found[line.state.deliverable_id].append(line)
        return found

    def count(self, lines: Iterable[MilestoneLine]) -> Tally:
        """Counts of some of the milestones."""
        return tally_of(lines, on=self.on, thresholds=self.thresholds)

    def groups(self, keeps: Callable[[MilestoneLine], bool] | None = None) -> list[WorkstreamGroup]:
        """Workstreams and deliverables in the order of the paper; with `keeps`, only milestones that it keeps, and only
        what has such a milestone."""
        by_workstream = defaultdict(list)
        for deliverable in self.deliverables:
            by_workstream[deliverable.workstream_id].append(deliverable)
        found = []
        for workstream in self.workstreams:
            groups = [self.group(each, keeps) for each in by_workstream[workstream.pk]]
            if keeps:
                groups = [group for group in groups if group.lines]
            if groups or (not keeps and self.permissions.see_all):
                own = [line for each in by_workstream[workstream.pk] for line in self.by_deliverable[each.pk]]
                tally = self.count(own)
                rating = roll_up(tally.by_rating, self.thresholds)
                found.append(WorkstreamGroup(workstream, groups, tally, rating))
        return found

    def group(self, deliverable: Deliverable, keeps=None) -> DeliverableGroup:
        """One deliverable with its milestones."""
        lines = self.by_deliverable[deliverable.pk]
        tally = self.count(lines)
        return DeliverableGroup(
            deliverable,
            [line for line in lines if keeps is None or keeps(line)],
            tally,
            roll_up(tally.by_rating, self.thresholds),
            self.may_update(deliverable),
        )

    def may_update(self, deliverable: Deliverable) -> bool:
        """Whether this person may report on the milestones of a deliverable, today."""
        own = self.permissions.user in (deliverable.lead_id, deliverable.workstream.lead_id)
        return not self.past and (self.permissions.update_all or (self.permissions.update_own and own))


def thresholds_of(alliance_id: int, *, on: date) -> Thresholds:
    """The numbers that an alliance is judged by on a day."""
    return RatingScheme.objects.thresholds(on=on)[alliance_id]


def read_plan(plan, user, *, on: date, today: date, deliverables=None) -> PlanReading:
    """A plan (with its alliance) on a day: four statements for today, a few more for a past day.

    `deliverables` narrows it down to some, as a queryset.
    """
    thresholds = thresholds_of(plan.alliance_id, on=on)
    seen = Deliverable.objects.visible_to(user) if deliverables is None else deliverables
    seen = list(
        seen.filter(plan=plan)
        .select_related("workstream", "lead")
        .annotate(
            measure_count=Count("measures", distinct=True),
            open_comments=Count("comments", filter=Q(comments__resolved_at=None), distinct=True),
        )
        .order_by("position", "pk")
    )
    for deliverable in seen:
        deliverable.plan = plan  # in hand: its address asks for it
    milestones = Milestone.objects.filter(plan=plan, deliverable__in=[deliverable.pk for deliverable in seen])
    if on == today:
        lines = lines_now(milestones, year=plan.financial_year, on=on, thresholds=thresholds)
    else:
        lines = lines_on(plan, milestones, on=on, thresholds=thresholds)
    permissions = Permissions.of(user, plan)
    reading = PlanReading(
        plan=plan,
        permissions=permissions,
        on=on,
        past=on != today,
        thresholds=thresholds,
        workstreams=list(plan.workstreams.select_related("lead").order_by("position", "pk")),
        deliverables=seen,
        lines=lines,
    )
    theirs = {deliverable.pk for deliverable in seen if reading.may_update(deliverable)}
    for line in lines:
        line.may_update = line.state.deliverable_id in theirs
    return reading


def without_milestones(deliverable) -> str:
    """Why a deliverable has no milestones, in words; "" where it is to have some."""
    return {
        Programme.NOT_REQUIRED: "Milestones not required",
        Programme.NOT_APPLICABLE: "Programme not applicable",
    }.get(deliverable.programme, "")


# --- The way of the submission ------------------------------------------------------------------------


@dataclass(frozen=True)
class WayStep:
    """A state of the submission: by when it is to be reached, when it was, whether the plan stands there, or may go
    there next. `late` where its planned day has passed."""

    state: DeliveryState
    planned_on: date | None
    reached_on: date | None
    current: bool
    next: bool
    late: bool

    @property
    def label(self) -> str:
        return self.state.label


def way_of(plan, *, on: date) -> list[WayStep]:
    """The submission of a plan, state by state; one statement."""
    steps = {step.state: step for step in plan.timetable.all()}
    order = list(DeliveryState)
    here = order.index(DeliveryState(plan.state))
    way = []
    for place, state in enumerate(order):
        step = steps.get(state)
        planned = step.planned_on if step else None
        passed = place <= here
        reached = step.reached_on if step and passed else None
        late = bool(planned and planned < on and not passed and plan.state != DeliveryState.CLOSED)
        way.append(WayStep(state, planned, reached, place == here, state in next_states(plan.state), late))
    return way


# --- The list of plans --------------------------------------------------------------------------------


@dataclass(frozen=True)
class DeliveryPlanLine:
    """One plan in the list of plans, with the counts of the milestones that the person may see."""

    plan: DeliveryPlan
    tally: Tally
    rating: RagRating
    deliverables: int

    @property
    def rated(self) -> list[tuple[str, int]]:
        return [(rating.value, count) for rating, count in self.tally.by_rating.items()]

    @property
    def rated_words(self) -> str:
        return ", ".join(f"{count} {rating.label}" for rating, count in self.tally.by_rating.items() if count)


def delivery_plans(user, *, on: date) -> list[DeliveryPlanLine]:
    """The plans somebody sees, the latest year first; one statement, and one more for each scheme that differs."""
    schemes = RatingScheme.objects.thresholds(on=on)
    plans = list(
        DeliveryPlan.objects.visible_to(user)
        .select_related("alliance")
        .annotate(deliverable_count=Count("deliverables"))
        .order_by("-year", "alliance__name")
    )
    by_scheme: dict[Thresholds, list[int]] = defaultdict(list)
    for plan in plans:
        by_scheme[schemes[plan.alliance_id]].append(plan.pk)
    tallies: dict[int, Tally] = {}
    for thresholds, ids in by_scheme.items():
        seen = Milestone.objects.visible_to(user).filter(plan__in=ids)
        tallies |= tallies_by("plan", seen, on=on, thresholds=thresholds)
    nothing = total_of([])
    return [
        DeliveryPlanLine(
            plan,
            tallies.get(plan.pk, nothing),
            roll_up(tallies.get(plan.pk, nothing).by_rating, schemes[plan.alliance_id]),
            plan.deliverable_count,
        )
        for plan in plans
    ]
