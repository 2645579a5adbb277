"""What needs a board's attention, line by line: overdue, slipped, without a date, gone quiet, rated against the facts.

Each question stands once, in the table QUESTIONS: for a query and for a state, with the order in which its actions
are listed. So the first ten of today, found by the database, and the first ten of a past day, found here, follow
the same rule. The numbers behind the lists are those of summaries.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q

from performance.querysets import SchemesInForce
from performance.rag import CONCERN, RagRating, Thresholds
from workplans import progress
from workplans.addresses import addresses_of_actions
from workplans.models import Action
from workplans.querysets import AGAINST_SUGGESTION_Q, SLIPPED_Q, WITHOUT_DATE_Q, quiet_q
from workplans.summaries import COUNTED, JudgedAction, PlanOutline, states_now

SHORTLIST = 10


@dataclass(frozen=True, slots=True)
class ActionLine:
    """An action in a list: its plan, number, words and accountable lead; the rating that shows, and whose it is.

    `mark` is as progress.rating_mark says it.
    """

    plan: PlanOutline
    number: str
    text: str
    lead: str
    status: str
    rating: RagRating
    mark: str
    due_text: str
    last_update_on: date | None

    @property
    def url(self) -> str:
        page, _ = addresses_of_actions(self.plan.network_code, self.plan.year.start)(self.number)
        return page


@dataclass(frozen=True, slots=True)
class OverdueLine(ActionLine):
    """Open, and late by so many days against the date that stands."""

    due_latest: date
    days_late: int


@dataclass(frozen=True, slots=True)
class SlippedLine(ActionLine):
    """Open, and its date was moved: the first date agreed, the one that stands, and the days between them.

    `withdrawn` where no date stands any more; then there are no days to count.
    """

    original_text: str
    original_latest: date
    due_latest: date | None
    days: int
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class NoDateLine(ActionLine):
    """Open, with no date agreed; `due_text` holds whatever the plan says instead of one."""


@dataclass(frozen=True, slots=True)
class QuietLine(ActionLine):
    """Open, and without news for so many days, from the last update or the day work was due to start."""

    days: int


@dataclass(frozen=True, slots=True)
class DifferingLine(ActionLine):
    """Open, with a rating given that the facts do not suggest, and why somebody gave it.

    `reason` is what was said for it (else the last comment), `because` the first reason of the suggestion. Where the
    facts have become worse since it was given the suggestion shows; the rating is then `overtaken`, and waits to be
    given anew.
    """

    given: RagRating
    suggested: RagRating
    reason: str
    because: str

    @property
    def overtaken(self) -> bool:
        return self.rating != self.given

    @property
    def better(self) -> bool:
        return self.mark == "better"


@dataclass(frozen=True, slots=True)
class Attention:
    """The first lines of every list; how many there are of each is in the tallies of summaries.py."""

    overdue: tuple[OverdueLine, ...] = ()
    slipped: tuple[SlippedLine, ...] = ()
    no_date: tuple[NoDateLine, ...] = ()
    quiet: tuple[QuietLine, ...] = ()
    differing: tuple[DifferingLine, ...] = ()


@dataclass(frozen=True)
class Question:
    """One list: its name in summaries.COUNTED, which asks a state; the same for a query; the order; the line.

    `order` is the order for a query, `key` the same for states.
    """

    name: str
    where: Callable[[date, Thresholds], Q]
    order: tuple
    key: Callable[[JudgedAction], tuple]
    line: Callable[[JudgedAction, PlanOutline, date, Thresholds], ActionLine]


def _gap(action: JudgedAction) -> int:
    """By how much the facts are worse than the rating given."""
    return CONCERN[action.suggested] - CONCERN[RagRating(action.state.rating_given)]


def line_of(kind, action: JudgedAction, plan: PlanOutline, **own):
    """A line of this kind (an ActionLine) from an action; `own` are the fields that the kind adds."""
    state = action.state
    return kind(
        plan=plan,
        number=state.number,
        text=state.text,
        lead=state.lead,
        status=state.status,
        rating=action.shown,
        mark=action.mark,
        due_text=state.due_text,
        last_update_on=state.last_update_on,
        **own,
    )


QUESTIONS: tuple[Question, ...] = (
    Question(
        "overdue",
        where=lambda on, t: progress.overdue_q(on),
        order=("due_latest", "id"),
        key=lambda a: (a.state.due_latest, a.state.id),
        line=lambda a, plan, on, t: line_of(
            OverdueLine, a, plan, due_latest=a.state.due_latest, days_late=progress.days_late(a.state, on)
        ),
    ),
    Question(
        "slipped",
        where=lambda on, t: SLIPPED_Q,
        order=((F("due_latest") - F("original_latest")).desc(nulls_last=True), "id"),
        key=lambda a: (progress.date_withdrawn(a.state), -progress.slipped_days(a.state), a.state.id),
        line=lambda a, plan, on, t: line_of(
            SlippedLine,
            a,
            plan,
            original_text=a.state.original_text,
            original_latest=a.state.original_latest,
            due_latest=a.state.due_latest,
            days=progress.slipped_days(a.state),
            withdrawn=progress.date_withdrawn(a.state),
        ),
    ),
    Question(
        "no_date",
        where=lambda on, t: WITHOUT_DATE_Q,
        order=("plan_id", "position", "id"),
        key=lambda a: (a.state.plan_id, a.state.position, a.state.id),
        line=lambda a, plan, on, t: line_of(NoDateLine, a, plan),
    ),
    Question(
        "quiet",
        where=lambda on, t: quiet_q(t.quiet_days, on=on),
        order=("quiet_since", "id"),
        key=lambda a: (a.state.quiet_since, a.state.id),
        line=lambda a, plan, on, t: line_of(QuietLine, a, plan, days=(on - a.state.quiet_since).days),
    ),
    Question(
        "differing",
        where=lambda on, t: AGAINST_SUGGESTION_Q,
        order=((F("suggested_concern") - progress.concern_case("rating_given")).desc(), "id"),
        key=lambda a: (-_gap(a), a.state.id),
        line=lambda a, plan, on, t: line_of(
            DifferingLine,
            a,
            plan,
            given=RagRating(a.state.rating_given),
            suggested=a.suggested,
            reason=a.state.rating_reason or a.state.comment,
            because=progress.suggest(a.state, on=on, thresholds=t).reasons[0].words,
        ),
    ),
)


def attention(plans: Sequence[PlanOutline], *, on: date, thresholds: Thresholds, limit: int = SHORTLIST) -> Attention:
    """The first lines of every list from the actions as they stand, in one statement."""
    among = Action.objects.filter(plan__in=[plan.id for plan in plans])
    rated = among.with_rating(on=on, schemes=SchemesInForce(thresholds, {}))
    first = Q(pk__in=[])
    for question in QUESTIONS:
        found = rated if question.name == "differing" else among
        first |= Q(pk__in=found.filter(question.where(on, thresholds)).order_by(*question.order).values("pk")[:limit])
    judged = [state.judged(on=on, thresholds=thresholds) for state in states_now(among.filter(first))]
    return attention_of(plans, judged, on=on, thresholds=thresholds, limit=limit)


def attention_of(
    plans: Sequence[PlanOutline],
    actions: Iterable[JudgedAction],
    *,
    on: date,
    thresholds: Thresholds,
    limit: int = SHORTLIST,
) -> Attention:
    """The first lines of every list from actions as they stood and were judged on a day."""
    actions = list(actions)
    by_id = {plan.id: plan for plan in plans}
    lists = {}
    for question in QUESTIONS:
        found = sorted((a for a in actions if COUNTED[question.name](a, on, thresholds)), key=question.key)
        lists[question.name] = tuple(
            question.line(action, by_id[action.state.plan_id], on, thresholds) for action in found[:limit]
        )
    return Attention(**lists)
