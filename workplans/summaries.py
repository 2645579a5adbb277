"""The answers a board asks of work plans: where each plan stands, in counts by rating and by what is to be known.

Each answer can be had from two sides: from the actions as they stand, counted by the database, and from the states of
a past day that history.py puts together, counted here. The rule itself stands in progress.py, once for both.
The actions behind the counts, line by line, are in attention.py.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Max, OuterRef, Subquery

from core.periods import FinancialYear
from performance.rag import RagRating, Thresholds, roll_up
from workplans import progress
from workplans.addresses import address_of_plan
from workplans.models import Action, ActionLead, ActionUpdate, PlanState
from workplans.querysets import SLIPPED_Q, WITHOUT_DATE_Q, due_within_q, quiet_q


@dataclass(frozen=True, slots=True)
class PlanOutline:
    """A plan as its summaries name it: whose, of which year, and since when agreed or closed."""

    id: int
    title: str
    year: FinancialYear
    state: str
    agreed_on: date | None
    closed_on: date | None
    network_code: str
    network: str
    alliance_id: int

    @property
    def url(self) -> str:
        return address_of_plan(self.network_code, self.year.start)

    def state_on(self, day: date) -> PlanState:
        """The state the plan was in on a day; what was closed and reopened since counts as never closed."""
        if self.state == PlanState.CLOSED and (self.closed_on is None or self.closed_on <= day):
            return PlanState.CLOSED
        if self.state == PlanState.DRAFT or (self.agreed_on and self.agreed_on > day):
            return PlanState.DRAFT
        return PlanState.AGREED


@dataclass(frozen=True, slots=True)
class Tally:
    """How many actions there are, by the rating they show and by what is to be known of them.

    `due_soon` and `quiet` count by the numbers of days of the rating scheme; `no_date` is "no date agreed", ongoing
    work apart; `differing` are open ratings given that the facts do not suggest, `better` those of them that show and
    are better than suggested.
    """

    by_rating: Mapping[RagRating, int]
    overdue: int
    due_soon: int
    slipped: int
    no_date: int
    quiet: int
    differing: int
    better: int
    last_update_on: date | None

    @property
    def total(self) -> int:
        return sum(self.by_rating.values())


@dataclass(frozen=True, slots=True)
class PlanPosition:
    """Where one plan stands on a day: its counts, and the rating they roll up to by the scheme."""

    plan: PlanOutline
    tally: Tally
    rating: RagRating


@dataclass(frozen=True, slots=True)
class ActionState:
    """An action as it stood on some day: the facts that progress.py judges (it is a progress.Work), and its words.

    `lead` is the name of the accountable lead, "" where there is none; `comment` that of the last update, and
    `rating_reason` why the rating that stands is better than the facts suggested.
    """

    id: int
    plan_id: int
    position: int
    number: str
    text: str
    lead: str
    status: str
    due_text: str
    due_kind: str
    due_latest: date | None
    original_text: str
    original_latest: date | None
    starts_on: date | None
    quiet_since: date
    next_step_due: date | None
    watching_brief: bool
    rating_given: str
    rating_basis: str
    rating_reason: str
    comment: str
    last_update_on: date | None

    def judged(self, *, on: date, thresholds: Thresholds) -> JudgedAction:
        suggested = progress.suggest(self, on=on, thresholds=thresholds).rating
        shown = progress.shown_rating(
            status=self.status, given=self.rating_given, basis=self.rating_basis, suggested=suggested
        )
        return JudgedAction(self, suggested, shown)


class JudgedAction(NamedTuple):
    """A state with the rating that its facts suggest on a day, and the one that shows."""

    state: ActionState
    suggested: RagRating
    shown: RagRating

    @property
    def mark(self) -> str:
        return progress.rating_mark(
            status=self.state.status, given=self.state.rating_given, suggested=self.suggested, shown=self.shown
        )

    @property
    def differs(self) -> bool:
        return progress.differs(status=self.state.status, given=self.state.rating_given, suggested=self.suggested)


# What is counted beside the rating, asked of one action; the database is asked the same in `tallies_by`.
COUNTED: Mapping[str, Callable[[JudgedAction, date, Thresholds], bool]] = {
    "overdue": lambda a, on, t: progress.is_overdue(a.state, on),
    "due_soon": lambda a, on, t: progress.is_due_within(a.state, t.due_soon_days, on=on),
    "slipped": lambda a, on, t: progress.is_open(a.state) and progress.has_slipped(a.state),
    "no_date": lambda a, on, t: progress.lacks_date(a.state),
    "quiet": lambda a, on, t: progress.is_quiet(a.state, t.quiet_days, on=on),
    "differing": lambda a, on, t: a.differs,
    "better": lambda a, on, t: a.mark == "better",
}


def outlines(plans) -> list[PlanOutline]:
    """The plans of a queryset, by the names of their networks, the latest year first; one query."""
    rows = plans.order_by("network__name", "-year").values_list(
        "id", "title", "year", "state", "agreed_on", "closed_on", "network__code", "network__name", "network__alliance"
    )
    return [PlanOutline(pk, title, FinancialYear(year), *rest) for pk, title, year, *rest in rows]


# --- From the actions as they stand -------------------------------------------------------------------


def plan_positions(plans: Sequence[PlanOutline], *, on: date, thresholds: Thresholds) -> list[PlanPosition]:
    """The position of each plan, in one statement."""
    actions = Action.objects.filter(plan__in=[plan.id for plan in plans])
    return _positions(plans, tallies_by("plan", actions, on=on, thresholds=thresholds), thresholds)


def tallies_by(group: str, actions, *, on: date, thresholds: Thresholds) -> dict[int, Tally]:
    """Counts of a queryset of actions by a column of theirs ("plan" or "objective"), in one statement.

    The database works out the suggestion, the costly part, once for each action, and counts by everything that the
    rating shown depends on; what shows is then asked once for each of those few groups.
    """
    rows = (
        actions.annotate(suggested=progress.suggestion_case(on=on, thresholds=thresholds))
        .order_by()
        .values(group, "status", "suggested", "rating_given", "rating_basis")
        .annotate(
            actions=Count("*"),
            last_update=Max("last_update_on"),
            overdue=Count("pk", filter=progress.overdue_q(on)),
            due_soon=Count("pk", filter=due_within_q(thresholds.due_soon_days, on=on)),
            slipped=Count("pk", filter=SLIPPED_Q),
            no_date=Count("pk", filter=WITHOUT_DATE_Q),
            quiet=Count("pk", filter=quiet_q(thresholds.quiet_days, on=on)),
        )
    )
    counts: dict[int, _Counting] = defaultdict(_Counting)
    for row in rows:
        rating = {"status": row["status"], "given": row["rating_given"], "suggested": row["suggested"]}
        shown = progress.shown_rating(**rating, basis=row["rating_basis"])
        row["differing"] = row["actions"] if progress.differs(**rating) else 0
        row["better"] = row["actions"] if progress.rating_mark(**rating, shown=shown) == "better" else 0
        counts[row[group]].add(shown, row["actions"], row, row["last_update"])
    return {key: counting.tally() for key, counting in counts.items()}


def states_now(actions) -> list[ActionState]:
    """The actions of a queryset as they stand, in one statement."""
    accountable = ActionLead.objects.filter(action=OuterRef("pk"), accountable=True).order_by()
    # Asked for the few rows in hand: a join would read every update there is.
    latest = ActionUpdate.objects.filter(pk=OuterRef("latest_update")).order_by()
    rows = (
        actions.order_by()
        .annotate(
            lead=Subquery(accountable.values("lead__name")[:1]),
            rating_reason=Subquery(latest.values("rating_reason")),
            comment=Subquery(latest.values("comment")),
        )
        .values_list(*(field.name for field in fields(ActionState)))
    )
    # Nobody accountable, and nothing reported yet, come as nulls; every text of a state is one.
    words = [at for at, field in enumerate(fields(ActionState)) if field.name in ("lead", "rating_reason", "comment")]
    return [ActionState(*(value or "" if at in words else value for at, value in enumerate(row))) for row in rows]


# --- From the states of a day -------------------------------------------------------------------------


def plan_positions_of(
    plans: Sequence[PlanOutline], actions: Iterable[JudgedAction], *, on: date, thresholds: Thresholds
) -> list[PlanPosition]:
    """The position of each plan from its actions as they stood and were judged on a day."""
    by_plan = defaultdict(list)
    for action in actions:
        by_plan[action.state.plan_id].append(action)
    tallies = {key: tally_of(some, on=on, thresholds=thresholds) for key, some in by_plan.items()}
    return _positions(plans, tallies, thresholds)


def tally_of(works: Iterable[JudgedAction], *, on: date, thresholds: Thresholds) -> Tally:
    """The counts of work as it stood and was judged on a day: actions, or milestones."""
    counting = _Counting()
    for work in works:
        numbers = {name: int(holds(work, on, thresholds)) for name, holds in COUNTED.items()}
        counting.add(work.shown, 1, numbers, work.state.last_update_on)
    return counting.tally()


# --- Adding up ----------------------------------------------------------------------------------------


def total_of(tallies: Iterable[Tally]) -> Tally:
    """Several counts together; the last update is the latest of all."""
    counting = _Counting()
    for tally in tallies:
        numbers = {name: getattr(tally, name) for name in COUNTED}
        for rating, number in tally.by_rating.items():
            counting.by_rating[rating] += number
        counting.add_up(numbers, tally.last_update_on)
    return counting.tally()


def _positions(plans, tallies, thresholds):
    nothing = _Counting().tally()
    found = [(plan, tallies.get(plan.id, nothing)) for plan in plans]
    return [PlanPosition(plan, tally, roll_up(tally.by_rating, thresholds)) for plan, tally in found]


class _Counting:
    """A tally in the making."""

    def __init__(self):
        self.by_rating = dict.fromkeys(RagRating, 0)
        self.numbers = dict.fromkeys(COUNTED, 0)
        self.last_update_on = None

    def add(self, shown, actions, numbers, last_update_on):
        """Count actions that show one rating; `numbers` says of how many of them each question holds."""
        self.by_rating[shown] += actions
        self.add_up(numbers, last_update_on)

    def add_up(self, numbers, last_update_on):
        for name in COUNTED:
            self.numbers[name] += numbers[name]
        if last_update_on and (self.last_update_on is None or last_update_on > self.last_update_on):
            self.last_update_on = last_update_on

    def tally(self):
        return Tally(by_rating=self.by_rating, last_update_on=self.last_update_on, **self.numbers)
