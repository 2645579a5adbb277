"""The milestones that are one person's to report on: those of deliverables or workstreams they lead."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import F
from django.urls import reverse

from alliance.milestones import MilestoneLine, judged, states_now
from alliance.models import Deliverable, DeliveryPlan, DeliveryState, Milestone
from core.periods import Quarter
from performance.models import RatingScheme

MINE_AT_MOST = 200


@dataclass(frozen=True)
class MyMilestone:
    """A milestone in the list of what is mine; drawn like an action in "My actions"."""

    line: MilestoneLine
    plan: DeliveryPlan

    @property
    def id(self) -> int:
        return self.line.state.id

    @property
    def number(self) -> str:
        return f"{self.line.state.number}, Q{self.line.planned}"

    @property
    def title(self) -> str:
        return f"{self.number}: {self.line.state.text}"

    @property
    def plan_words(self) -> str:
        return self.plan.title

    @property
    def url(self) -> str:
        return reverse("delivery:milestone", args=[self.plan.alliance.code, self.plan.year, self.id])

    @property
    def update_url(self) -> str:
        return reverse("delivery:milestone_update", args=[self.plan.alliance.code, self.plan.year, self.id])

    @property
    def due_text(self) -> str:
        return self.line.state.due_text

    @property
    def status(self) -> str:
        return self.line.state.status

    @property
    def last_update_on(self) -> date | None:
        return self.line.state.last_update_on

    @property
    def rating(self) -> str:
        return self.line.shown

    def __getattr__(self, name):
        """Lateness, slip and mark, as the line has them."""
        return getattr(self.line, name)


@dataclass(frozen=True)
class MyMilestones:
    """Open milestones of what somebody leads, by what they ask of that person today.

    `led` is how many deliverables that is; `cut` where there are more milestones than were read: those due last are
    left out. `updatable` are the ids of those whose status the person may record.
    """

    overdue: list[MyMilestone]
    due: list[MyMilestone]
    quiet: list[MyMilestone]
    rest: list[MyMilestone]
    led: int
    cut: bool
    updatable: frozenset[int]

    @property
    def total(self) -> int:
        return len(self.overdue) + len(self.due) + len(self.quiet) + len(self.rest)


def led_by(user):
    """The open milestones, in plans that are not closed, of the deliverables and workstreams that a person leads."""
    led = Deliverable.objects.led_by(user)
    return (
        Milestone.objects.visible_to(user).filter(deliverable__in=led).open().exclude(plan__state=DeliveryState.CLOSED)
    )


def my_milestones(user, *, on: date) -> MyMilestones:
    """What is open and somebody's to report on; five statements."""
    schemes = RatingScheme.objects.thresholds(on=on)
    first = led_by(user).order_by(F("due_latest").asc(nulls_last=True), "pk").values_list("pk", flat=True)
    found = list(first[: MINE_AT_MOST + 1])
    shown = Milestone.objects.filter(pk__in=found[:MINE_AT_MOST])
    updatable = frozenset(shown.updatable_by(user).values_list("pk", flat=True))
    by_plan = defaultdict(list)
    for state in states_now(shown):
        by_plan[state.plan_id].append(state)
    quarter = Quarter.containing(on)
    groups = {"overdue": [], "due": [], "quiet": [], "rest": []}
    for plan in DeliveryPlan.objects.filter(pk__in=by_plan).select_related("alliance"):
        thresholds = schemes[plan.alliance_id]
        for line in judged(by_plan[plan.pk], year=plan.financial_year, on=on, thresholds=thresholds):
            groups[_group(line, quarter)].append(MyMilestone(line, plan))
    for lines in groups.values():
        lines.sort(key=lambda mine: (mine.line.state.due_latest or date.max, mine.id))
    led = Deliverable.objects.visible_to(user).led_by(user).exclude(plan__state=DeliveryState.CLOSED).count()
    return MyMilestones(**groups, led=led, cut=len(found) > MINE_AT_MOST, updatable=updatable)


def _group(line, quarter) -> str:
    due = line.state.due_latest
    if line.days_late:
        return "overdue"
    if due is not None and due <= quarter.last_day:
        return "due"
    return "quiet" if line.quiet else "rest"
