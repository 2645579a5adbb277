"""Status, and the one rule for work against its date.

The rule is an ordered table of clauses (domain: status and RAG). The first clause that holds gives the
suggested rating; every clause that holds is a reason. Each clause stands twice side by side, for an object
and for a query, and one table of cases in the tests runs both. Milestones are judged by the same rule.

Knows no models and no clock: the day comes in as `on`, the numbers of days as `Thresholds`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from django.db.models import Case, CharField, F, Field, IntegerField, Q, TextChoices, Value, When
from django.db.models.functions import Greatest

from performance.rag import CONCERN, RagRating, Thresholds, worse_than
from workplans.due import DueKind


class Status(TextChoices):
    NOT_STARTED = "not_started", "Not started"
    IN_PROGRESS = "in_progress", "In progress"
    COMPLETE = "complete", "Complete"
    CLOSED = "closed", "Closed"
    CARRIED_FORWARD = "carried_forward", "Carried forward"


OPEN = (Status.NOT_STARTED, Status.IN_PROGRESS)
OPEN_Q = Q(status__in=OPEN)


class Work(Protocol):
    """What the rule needs to know of an action or a milestone on the day in question.

    `due_latest` is the last day of the window of the current date (None where there is none), `original_latest`
    that of the first date agreed; `starts_on` a start date where one is given; `quiet_since` the later of the
    last update and the day work was due to start; `next_step_due` the earliest date of an open step that has a
    date of its own; `watching_brief` whether the work is only kept in view.
    """

    status: str
    due_kind: str
    due_latest: date | None
    original_latest: date | None
    starts_on: date | None
    quiet_since: date
    next_step_due: date | None
    watching_brief: bool


@dataclass(frozen=True)
class WorkFacts:
    """The facts of one piece of work on some day, as `Work` names them: what history is judged by."""

    status: str
    due_kind: str
    due_latest: date | None
    original_latest: date | None
    starts_on: date | None
    quiet_since: date
    next_step_due: date | None
    watching_brief: bool


def is_open(work: Work) -> bool:
    """Neither complete nor closed nor carried forward."""
    return work.status in OPEN


def is_overdue(work: Work, on: date) -> bool:
    """Open, and the day lies after the last day of its window: a month is not overdue on its last day."""
    return is_open(work) and work.due_latest is not None and work.due_latest < on


def overdue_q(on: date) -> Q:
    """`is_overdue` for a query."""
    return OPEN_Q & Q(due_latest__lt=on)


def days_late(work: Work, on: date) -> int:
    """Days since the last day of the window; 0 while it is not overdue."""
    return (on - work.due_latest).days if is_overdue(work, on) and work.due_latest else 0


def slipped_days(work: Work) -> int:
    """Revised minus original, in days; 0 where the date did not move, moved forward, or was never a date."""
    if work.due_latest is None or work.original_latest is None:
        return 0
    return max(0, (work.due_latest - work.original_latest).days)


def date_withdrawn(work: Work) -> bool:
    """A date was agreed once, and what stands now is none: counted as slipped, or a date could be wished away."""
    return work.original_latest is not None and work.due_latest is None


SLIPPED_Q = Q(original_latest__isnull=False) & (Q(due_latest__isnull=True) | Q(due_latest__gt=F("original_latest")))


def has_slipped(work: Work) -> bool:
    return slipped_days(work) > 0 or date_withdrawn(work)


def is_due_within(work: Work, days: int, *, on: date) -> bool:
    """Open, and due from this day to so many days later."""
    return is_open(work) and work.due_latest is not None and on <= work.due_latest <= on + timedelta(days)


def lacks_date(work: Work) -> bool:
    """Open with no date agreed: to be confirmed, blank, or words not read. Ongoing work is meant so."""
    return is_open(work) and work.due_kind in (DueKind.TBC, DueKind.UNREAD)


def is_quiet(work: Work, days: int, *, on: date) -> bool:
    """Open, and without an update for more than so many days."""
    return is_open(work) and work.quiet_since < on - timedelta(days)


def quiet_since(*, last_update_on: date | None, starts_on: date | None, year_begins: date) -> date:
    """The later of the last update and the day work was due to start (a start date, else the plan year's first day)."""
    start = starts_on or year_begins
    return max(start, last_update_on) if last_update_on else start


def next_step_due(steps: Iterable[tuple[date | None, date | None]], *, on: date | None = None) -> date | None:
    """The earliest date among steps that are not done; steps as (own last day or None, completed on or None).

    With `on`, a step counts as done only where it was completed by that day.
    """
    open_dates = [
        latest for latest, done in steps if latest is not None and (done is None or (on is not None and done > on))
    ]
    return min(open_dates, default=None)


def _days(number: int) -> str:
    return f"{number} day" if number == 1 else f"{number} days"


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else ""


@dataclass(frozen=True)
class Clause:
    """One row of the rule: its colour, name and meaning, the same test for an object and for a query, and its words."""

    rating: RagRating
    name: str
    meaning: Callable[[Thresholds], str]
    holds: Callable[[Work, date, Thresholds], bool]
    where: Callable[[date, Thresholds], Q]
    words: Callable[[Work, date, Thresholds], str]


CLAUSES: tuple[Clause, ...] = (
    Clause(
        RagRating.BLUE,
        "complete",
        meaning=lambda t: "The work is complete.",
        holds=lambda w, on, t: w.status == Status.COMPLETE,
        where=lambda on, t: Q(status=Status.COMPLETE),
        words=lambda w, on, t: "Complete",
    ),
    Clause(
        RagRating.GREY,
        "closed",
        meaning=lambda t: "Closed, as it will not be delivered, or carried forward to a later plan.",
        holds=lambda w, on, t: w.status in (Status.CLOSED, Status.CARRIED_FORWARD),
        where=lambda on, t: Q(status__in=(Status.CLOSED, Status.CARRIED_FORWARD)),
        words=lambda w, on, t: (
            "Closed, will not be delivered" if w.status == Status.CLOSED else "Carried forward to a later plan"
        ),
    ),
    Clause(
        RagRating.RED,
        "overdue",
        meaning=lambda t: "The last day of its due date has passed.",
        holds=lambda w, on, t: is_overdue(w, on),
        where=lambda on, t: overdue_q(on),
        words=lambda w, on, t: f"Overdue by {_days(days_late(w, on))}: it was due by {_day(w.due_latest)}",
    ),
    Clause(
        RagRating.RED,
        "slipped far",
        meaning=lambda t: f"Its date was moved more than {_days(t.slipped_red_days)} past the original.",
        holds=lambda w, on, t: is_open(w) and slipped_days(w) > t.slipped_red_days,
        where=lambda on, t: (
            OPEN_Q
            # The first comparison says nothing new; it spares the arithmetic for all that never moved.
            & Q(due_latest__gt=F("original_latest"))
            & Q(due_latest__gt=F("original_latest") + timedelta(t.slipped_red_days))
        ),
        words=lambda w, on, t: (
            f"The date is {_days(slipped_days(w))} past the original, {_day(w.original_latest)}; "
            f"more than {_days(t.slipped_red_days)} is Red"
        ),
    ),
    Clause(
        RagRating.AMBER,
        "due soon, not started",
        meaning=lambda t: f"Due within {_days(t.due_soon_days)} and not started.",
        holds=lambda w, on, t: w.status == Status.NOT_STARTED and is_due_within(w, t.due_soon_days, on=on),
        where=lambda on, t: Q(status=Status.NOT_STARTED, due_latest__range=(on, on + timedelta(t.due_soon_days))),
        words=lambda w, on, t: f"Due by {_day(w.due_latest)}, within {_days(t.due_soon_days)}, and not started",
    ),
    Clause(
        RagRating.AMBER,
        "slipped",
        meaning=lambda t: "Its date was moved past the original, or withdrawn.",
        holds=lambda w, on, t: is_open(w) and has_slipped(w),
        where=lambda on, t: OPEN_Q & SLIPPED_Q,
        words=lambda w, on, t: (
            f"The date was withdrawn; it was {_day(w.original_latest)}"
            if date_withdrawn(w)
            else f"Slipped by {_days(slipped_days(w))} from {_day(w.original_latest)}"
        ),
    ),
    Clause(
        RagRating.AMBER,
        "gone quiet",
        meaning=lambda t: f"No update for more than {_days(t.quiet_days)} since the last, or since work was to start.",
        holds=lambda w, on, t: is_quiet(w, t.quiet_days, on=on),
        where=lambda on, t: OPEN_Q & Q(quiet_since__lt=on - timedelta(t.quiet_days)),
        words=lambda w, on, t: (
            f"No update for {_days((on - w.quiet_since).days)}; more than {_days(t.quiet_days)} is Amber"
        ),
    ),
    Clause(
        RagRating.AMBER,
        "step overdue",
        meaning=lambda t: "The date of one of its steps has passed.",
        holds=lambda w, on, t: is_open(w) and w.next_step_due is not None and w.next_step_due < on,
        where=lambda on, t: OPEN_Q & Q(next_step_due__lt=on),
        words=lambda w, on, t: f"A step was due by {_day(w.next_step_due)} and is not done",
    ),
    Clause(
        RagRating.GREY,
        "no date",
        meaning=lambda t: "Ongoing, without an agreed date, or a watching brief.",
        holds=lambda w, on, t: is_open(w) and (w.due_latest is None or w.watching_brief),
        where=lambda on, t: OPEN_Q & (Q(due_latest__isnull=True) | Q(watching_brief=True)),
        words=lambda w, on, t: (
            "Watching brief: kept in view, nothing to deliver yet"
            if w.watching_brief
            else "Ongoing work has no due date"
            if w.due_kind == DueKind.ONGOING
            else "No due date agreed"
        ),
    ),
    Clause(
        RagRating.GREY,
        "start ahead",
        meaning=lambda t: "The day it starts is still ahead.",
        holds=lambda w, on, t: is_open(w) and w.starts_on is not None and w.starts_on > on,
        where=lambda on, t: OPEN_Q & Q(starts_on__gt=on),
        words=lambda w, on, t: f"Starts on {_day(w.starts_on)}",
    ),
    Clause(
        RagRating.GREEN,
        "on course",
        meaning=lambda t: "Everything else.",
        holds=lambda w, on, t: True,
        where=lambda on, t: Q(),
        words=lambda w, on, t: f"On course: due by {_day(w.due_latest)}",
    ),
)


@dataclass(frozen=True)
class Reason:
    """One clause that holds, in words."""

    name: str
    rating: RagRating
    words: str


@dataclass(frozen=True)
class Suggestion:
    """The suggested rating for a day and every reason that holds; the first one gave the colour."""

    rating: RagRating
    reasons: tuple[Reason, ...]

    @property
    def words(self) -> str:
        return "; ".join(reason.words for reason in self.reasons)


def suggest(work: Work, *, on: date, thresholds: Thresholds) -> Suggestion:
    """The rating that follows from the facts alone on a day, with its reasons."""
    holding = [c for c in CLAUSES if c.holds(work, on, thresholds)]
    # "On course" is what is left where nothing else holds, no reason beside another one.
    reasons = holding[:-1] or holding
    return Suggestion(
        reasons[0].rating, tuple(Reason(c.name, c.rating, c.words(work, on, thresholds)) for c in reasons)
    )


def suggestion_case(*, on: date, thresholds: Thresholds) -> Case:
    """`suggest(...).rating` for a query, as an expression over the columns that `Work` names."""
    return _case_of_clauses(on, thresholds, str, CharField())


def suggestion_concern_case(*, on: date, thresholds: Thresholds) -> Case:
    """The concern of the suggestion as a number, for comparing it with a rating given in a query."""
    return _case_of_clauses(on, thresholds, CONCERN.__getitem__, IntegerField())


def _case_of_clauses(on: date, thresholds: Thresholds, value: Callable[[RagRating], str | int], output: Field) -> Case:
    *ordered, rest = CLAUSES
    return Case(
        *(When(c.where(on, thresholds), then=Value(value(c.rating))) for c in ordered),
        default=Value(value(rest.rating)),
        output_field=output,
    )


def shown_rating(*, status: str, given: str, basis: str, suggested: str) -> RagRating:
    """What a page shows: the rating given, as long as it answers the facts it was given with.

    Complete and closed work shows what its status says. Where the suggestion has become worse than it was when
    somebody rated (`basis`), it shows until they rate again, unless the rating given is worse still.
    """
    if status not in OPEN or not given:
        return RagRating(suggested)
    if worse_than(suggested, basis) and worse_than(suggested, given):
        return RagRating(suggested)
    return RagRating(given)


def concern_case(field: str) -> Case:
    """The concern of a rating column as a number, for comparing ratings in a query."""
    return Case(
        *(When(**{field: rating.value}, then=Value(rank)) for rating, rank in CONCERN.items()), default=Value(-1)
    )


def shown_case(*, given: str = "rating_given", basis: str = "rating_basis") -> Case:
    """`shown_rating` for a query that has `suggested` and, as a number, `suggested_concern` annotated."""
    stands = Q(suggested_concern__lte=Greatest(concern_case(given), concern_case(basis)))
    return Case(
        When(OPEN_Q & ~Q(**{given: ""}) & stands, then=F(given)), default=F("suggested"), output_field=CharField()
    )


def needs_reason(*, given: str, suggested: str) -> bool:
    """A rating better than the suggestion needs a reason and is marked as such."""
    return bool(given) and worse_than(suggested, given)


def rating_mark(*, status: str, given: str, suggested: str, shown: str) -> str:
    """Whose the rating shown is: "suggested", or given and "better" or "worse" than the facts suggest; else "".

    Complete and closed work shows what its status says, which is nobody's judgement.
    """
    if status not in OPEN:
        return ""
    if not given or shown != given:
        return "suggested"
    if worse_than(suggested, given):
        return "better"
    return "worse" if worse_than(given, suggested) else ""


def differs(*, status: str, given: str, suggested: str) -> bool:
    """Whether an open rating was given that the facts do not suggest, be it better or worse."""
    return status in OPEN and bool(given) and given != suggested


def counts_by_rating(ratings: Iterable[str]) -> Mapping[RagRating, int]:
    """How many items show each rating, every rating named."""
    counts = dict.fromkeys(RagRating, 0)
    for rating in ratings:
        counts[RagRating(rating)] += 1
    return counts
