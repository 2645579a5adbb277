"""The delivery dashboard: where a delivery plan stands on a day, by workstream, by quarter, and what needs attention.

All of it is counted from the milestones in hand (alliance/delivery.py), as they stand or as they stood, by the measures
of the board's dashboard; every number leads to the milestones behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse

from alliance.delivery import PlanReading, WorkstreamGroup
from alliance.measures import ALL, QUESTIONS, RATINGS, Measure, Number
from alliance.milestones import LATER, MilestoneLine
from core.periods import Quarter
from performance.rag import RagRating
from workplans.attention import QUESTIONS as LISTS
from workplans.progress import Status
from workplans.summaries import COUNTED, Tally

SHORTLIST = 10


@dataclass(frozen=True)
class NumbersRow:
    """A line of the table: a workstream (None for the whole plan), the rating it rolls up to, and its numbers."""

    group: WorkstreamGroup | None
    rating: RagRating
    all: Number
    ratings: tuple[Number, ...]
    questions: tuple[Number, ...]

    @property
    def bar(self) -> list[tuple[str, int]]:
        return [(number.measure.name, number.count) for number in self.ratings]


@dataclass(frozen=True)
class QuarterStanding:
    """The milestones due in a quarter: how many, how many of them are complete, open, and open past its end.

    `late` counts those that are overdue on the day; each number has the address of its list.
    """

    quarter: Quarter
    current: bool
    rated: list[tuple[str, int]]
    due: int
    complete: int
    open: int
    late: int
    moved: int
    due_url: str
    complete_url: str
    open_url: str
    late_url: str

    @property
    def words(self) -> str:
        return "This quarter" if self.current else "Last quarter"


@dataclass(frozen=True)
class ListOfLines:
    """The first lines of what needs attention, with the number of all of them and their address."""

    name: str
    title: str
    none: str
    first: str
    number: Number
    lines: list[MilestoneLine]


_TITLES = {
    "overdue": ("Overdue", "Nothing is overdue.", "the most late first"),
    "slipped": ("Slipped past the first agreed date", "No date has slipped.", "the furthest first"),
    "differing": ("Rated against the facts", "Every rating given agrees with the facts.", "the widest apart first"),
    "quiet": ("Not updated for long", "Everything open was updated in time.", "the longest first"),
}


class DeliveryBoard:
    """The dashboard of a plan as its page shows it, from what was read of the plan for a day."""

    def __init__(self, reading: PlanReading):
        self.reading, self.plan, self.on = reading, reading.plan, reading.on
        self._grid = reverse("delivery:grid", args=[reading.plan.alliance.code, reading.plan.year])

    def url(self, **filters) -> str:
        """The milestones that these filters find, on the day of the dashboard."""
        day = {"on": self.on.isoformat()} if self.reading.past else {}
        query = urlencode(day | filters, doseq=True)
        return f"{self._grid}?{query}" if query else self._grid

    @cached_property
    def total(self) -> NumbersRow:
        return self._row(None, self.reading.tally, self.reading.rating)

    @cached_property
    def rows(self) -> list[NumbersRow]:
        """A row for each workstream."""
        return [self._row(group, group.tally, group.rating) for group in self.reading.groups()]

    @cached_property
    def counts(self) -> dict[str, Number]:
        return {number.measure.name: number for number in self.total.questions}

    @cached_property
    def quarters(self) -> list[QuarterStanding]:
        """The quarter of the day and the one before, as far as they lie in the plan's year."""
        this, year = self.reading.quarter, self.plan.financial_year
        before = this.number - 1 if this.year == year else 4 if this.year > year else 0
        found = [self._quarter(year.quarter(this.number), current=True)] if this.year == year else []
        return found + ([self._quarter(year.quarter(before), current=False)] if before else [])

    @cached_property
    def lists(self) -> list[ListOfLines]:
        """What needs attention, the first lines of each."""
        on, thresholds = self.on, self.reading.thresholds
        found = []
        for question in LISTS:
            if question.name in _TITLES:
                title, none, first = _TITLES[question.name]
                holds = COUNTED[question.name]
                lines = [line for line in self.reading.lines if holds(line, on, thresholds)]
                lines.sort(key=question.key)
                number = self.counts[question.name]
                found.append(ListOfLines(question.name, title, none, first, number, lines[:SHORTLIST]))
        return found

    def _row(self, group: WorkstreamGroup | None, tally: Tally, rating: RagRating) -> NumbersRow:
        where = {"workstream": group.workstream.number} if group else {}

        def number(measure: Measure) -> Number:
            count = measure.count(tally)
            return Number(measure, count, self.url(**where, **self._filters(measure)) if count else "", None)

        return NumbersRow(group, rating, number(ALL), tuple(map(number, RATINGS)), tuple(map(number, QUESTIONS)))

    def _filters(self, measure: Measure) -> dict[str, str]:
        """A measure as filters of the grid, which asks for what is due soon by the scheme."""
        return {"due_soon": "1"} if measure.name == "due_soon" else dict(measure.filters(self.reading.thresholds))

    def _quarter(self, quarter: Quarter, *, current: bool) -> QuarterStanding:
        number = quarter.number
        due = [line for line in self.reading.lines if line.due == number]
        tally = self.reading.count(due)
        moved = [line for line in self.reading.lines if line.planned == number and line.due > number]

        def url(some: Sequence, **filters) -> str:
            return self.url(quarter=number, **filters) if some else ""

        complete = [line for line in due if line.state.status == Status.COMPLETE]
        still_open = [line for line in due if line.is_open]
        late = [line for line in due if line.days_late]
        return QuarterStanding(
            quarter=quarter,
            current=current,
            rated=[(rating.value, count) for rating, count in tally.by_rating.items()],
            due=len(due),
            complete=len(complete),
            open=len(still_open),
            late=len(late),
            moved=len(moved),
            due_url=url(due),
            complete_url=url(complete, status="complete"),
            open_url=url(still_open, open="1"),
            late_url=url(late, overdue="1"),
        )

    @property
    def later(self) -> int:
        """How many milestones are due after the plan's year."""
        return sum(line.due == LATER for line in self.reading.lines)

    @property
    def later_url(self) -> str:
        return self.url(quarter=LATER)
