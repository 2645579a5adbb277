"""The numbers of the dashboard: what each counts, what it is called, and the list of actions that stands behind it.

For today a number leads to the lists of work plans, filtered; for a past day to the list of the dashboard itself, which
shows the actions as they stood.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse

from alliance.dashboard import (
    Dashboard,
    Place,
    Standing,
    actions_on,
    read_dashboard,
    read_standing,
    thresholds_on,
)
from core.periods import FinancialYear
from performance.rag import RagRating, Thresholds
from workplans import progress
from workplans.attention import ActionLine, line_of
from workplans.history import first_day_of
from workplans.models import PlanState
from workplans.summaries import COUNTED, JudgedAction, PlanOutline, PlanPosition, Tally


@dataclass(frozen=True)
class Measure:
    """One number: its name in addresses, its heading, what it counts, and the same as filters of a list.

    `meaning` says what is counted, in words that follow "Actions that are ...".
    """

    name: str
    heading: str
    count: Callable[[Tally], int]
    holds: Callable[[JudgedAction, date, Thresholds], bool]
    filters: Callable[[Thresholds], Mapping[str, str]]
    rating: RagRating | None = None


def _rating(rating: RagRating) -> Measure:
    return Measure(
        name=rating.value,
        heading=rating.label,
        count=lambda tally: tally.by_rating[rating],
        holds=lambda action, on, t: action.shown == rating,
        filters=lambda t: {"rating": rating.value},
        rating=rating,
    )


def _counted(name: str, heading: str, **filters: str) -> Measure:
    return Measure(
        name=name,
        heading=heading,
        count=lambda tally: getattr(tally, name),
        holds=COUNTED[name],
        filters=lambda t: filters or {"due_within": str(t.due_soon_days)},
    )


ALL = Measure("all", "All", lambda tally: tally.total, lambda action, on, t: True, lambda t: {})
RATINGS = tuple(
    _rating(rating) for rating in (RagRating.RED, RagRating.AMBER, RagRating.GREEN, RagRating.BLUE, RagRating.GREY)
)
QUESTIONS = (
    _counted("overdue", "Overdue", overdue="1"),
    _counted("due_soon", "Due soon"),
    _counted("slipped", "Slipped", slipped="1"),
    _counted("no_date", "No date agreed", no_date="1"),
    _counted("quiet", "Gone quiet", quiet="1"),
    _counted("differing", "Rated against the facts", differs="1"),
)
BY_NAME: Mapping[str, Measure] = {measure.name: measure for measure in (ALL, *RATINGS, *QUESTIONS)}


@dataclass(frozen=True, slots=True)
class Number:
    """A number on the page: how many, where the list behind it is ("" for none), and how many more than before."""

    measure: Measure
    count: int
    url: str
    change: int | None

    @property
    def change_in_words(self) -> str:
        """Such as "2 more"; "" where nothing changed or nothing is compared."""
        if not self.change:
            return ""
        return f"{abs(self.change)} {'more' if self.change > 0 else 'fewer'}"

    @property
    def change_in_signs(self) -> str:
        """Such as "+2" or "−1"; "" as above."""
        return f"{'+' if self.change > 0 else '−'}{abs(self.change)}" if self.change else ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: a plan (None for all of them together) and its numbers.

    `state` is the plan's state on the day in words, "" for one that is agreed.
    """

    position: PlanPosition | None
    state: str
    all: Number
    ratings: tuple[Number, ...]
    questions: tuple[Number, ...]

    @property
    def bar(self) -> list[tuple[str, int]]:
        return [(number.measure.name, number.count) for number in self.ratings]


class Board:
    """The dashboard of a place and year as its page shows it.

    Everything is read when it is first looked at: a page that was made earlier and still holds, as the `stamp` tells,
    reads no more than that. The stamp is empty where a page is not to be kept: of a past day, or compared with one.
    """

    def __init__(self, place: Place, year: FinancialYear, *, on: date, today: date, since: date | None = None):
        self.place, self.alliance, self.year, self.on, self.since = place, place.alliance, year, on, since
        self.past = on != today
        self._today = today

    @property
    def plans(self) -> list[PlanOutline]:
        return self.place.plans_of(self.year)

    @cached_property
    def _standing(self) -> Standing:
        if self.past or self.since:
            return Standing(thresholds_on(self.place, self.on), stamp="")
        return read_standing(self.place, self.year, on=self.on)

    @property
    def stamp(self) -> str:
        return self._standing.stamp

    @cached_property
    def dashboard(self) -> Dashboard:
        thresholds = self._standing.thresholds
        return read_dashboard(self.place, self.year, thresholds, on=self.on, today=self._today, since=self.since)

    @cached_property
    def rows(self) -> list[Row]:
        """A row for each plan."""
        before = {position.plan.id: position.tally for position in self.dashboard.before}
        return [self._row(p, p.tally, before.get(p.plan.id)) for p in self.dashboard.positions]

    @cached_property
    def total(self) -> Row:
        """The row of all plans together."""
        return self._row(None, self.dashboard.total, self.dashboard.total_before if self.since else None)

    @cached_property
    def counts(self) -> dict[str, Number]:
        """The numbers of what needs attention, by name."""
        return {number.measure.name: number for number in self.total.questions}

    @cached_property
    def first_day(self) -> date | None:
        """The first day on which these plans held anything: where to look instead of a day before it."""
        return first_day_of(self.plans)

    @property
    def first_day_url(self) -> str:
        where = {"alliance": self.alliance.code, "year": in_address(self.year)}
        return _address(reverse("home"), where | {"on": self.first_day.isoformat()})

    def url(self, measure: Measure, plan: PlanOutline | None = None) -> str:
        """The list of actions behind a number: of one plan, or of all plans of the dashboard."""
        if self.past:
            where = {"plan": plan.id} if plan else {}
            return _address(
                reverse("as_it_stood"),
                {
                    "on": self.on.isoformat(),
                    "alliance": self.alliance.code,
                    "year": in_address(self.year),
                    "list": measure.name,
                    **where,
                },
            )
        filters = measure.filters(self.dashboard.thresholds)
        if plan:
            return _address(plan.url, filters)
        where = {"alliance": self.alliance.code, "year": in_address(self.year)}
        return _address(reverse("workplans:action_list"), where | filters)

    def _row(self, position, tally, before) -> Row:
        plan = position.plan if position else None

        def number(measure):
            count = measure.count(tally)
            change = count - measure.count(before) if before else None
            return Number(measure, count, self.url(measure, plan) if count else "", change)

        state = plan.state_on(self.on) if plan else PlanState.AGREED
        words = "" if state == PlanState.AGREED else state.label
        return Row(position, words, number(ALL), tuple(map(number, RATINGS)), tuple(map(number, QUESTIONS)))


@dataclass(frozen=True, slots=True)
class PastLine(ActionLine):
    """An action as it stood on a past day, with what was to be known of its date."""

    days_late: int
    slipped_days: int
    original_text: str
    due_in: int | None


def list_on(place: Place, plans: Sequence[PlanOutline], measure: Measure, *, on: date) -> list[PastLine]:
    """The actions behind a number of a past day, plan by plan in the order of the papers."""
    thresholds = thresholds_on(place, on)
    by_plan: dict[int, list[JudgedAction]] = {plan.id: [] for plan in plans}
    for action in actions_on(plans, on=on, thresholds=thresholds):
        if measure.holds(action, on, thresholds):
            by_plan[action.state.plan_id].append(action)
    return [_past_line(action, plan, on, thresholds) for plan in plans for action in by_plan[plan.id]]


def _past_line(action: JudgedAction, plan: PlanOutline, on: date, thresholds: Thresholds) -> PastLine:
    state = action.state
    moved = progress.is_open(state) and progress.has_slipped(state)
    near = progress.is_due_within(state, thresholds.due_soon_days, on=on)
    return line_of(
        PastLine,
        action,
        plan,
        days_late=progress.days_late(state, on),
        slipped_days=progress.slipped_days(state) if moved else 0,
        original_text=state.original_text if moved else "",
        due_in=(state.due_latest - on).days if near else None,
    )


def in_address(year: FinancialYear) -> str:
    """A year as an address has it: 2026-27."""
    return str(year).replace("/", "-")


def _address(path: str, query: Mapping) -> str:
    return f"{path}?{urlencode(query)}" if query else path
