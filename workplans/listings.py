"""The answers behind the long lists of actions: plain lines, a page at a time.

Each page is one statement that returns tuples, in an order that an index has. Ratings are worked out here from the
facts of the fifty rows in hand: the same rule as a condition in the statement costs more than the rest of the page.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.urls import reverse

from core.paging import Page, count_up_to, counted, page_of
from core.periods import FinancialYear
from organisations.access import Capability, scope
from workplans import progress
from workplans.addresses import addresses_of_actions
from workplans.models import Action, ActionLead, PlanState

PAGE_SIZE = 50
MINE_AT_MOST = 200

# In the order of progress.WorkFacts.
_FACTS = (
    "status", "due_kind", "due_latest", "original_latest", "starts_on", "quiet_since", "next_step_due",
    "watching_brief",
)  # fmt: skip
_WORDS = (
    "id", "number", "text", "due_text", "original_text", "last_update_on", "rating_given", "rating_basis",
    "plan__year", "plan__state", "plan__network", "plan__network__alliance",
    "plan__network__code", "plan__network__name",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ActionLine:
    """One action in a list across plans, judged on a day.

    `title` is its number and text, `plan_words` the plan's network and year, `lead` the accountable one ("" where there
    is none); `due_in` the days left where the date is near, else None; `mark` says whose the rating is, as
    progress.rating_mark does.
    """

    id: int
    number: str
    title: str
    lead: str
    network_id: int
    alliance_id: int
    plan_words: str
    plan_url: str
    plan_closed: bool
    due_text: str
    days_late: int
    due_in: int | None
    slipped_days: int
    original: str
    status: str
    rating: str
    mark: str
    gone_quiet: bool
    last_update_on: date | None
    url: str
    update_url: str


@dataclass(frozen=True)
class Listing:
    """One page of lines; `previous` and `next` as core.paging.Page has them."""

    lines: list
    previous: str
    next: str
    found: QuerySet

    def total(self, one: str, many: str) -> str:
        """How many there are on all pages, in words; nothing is counted where one page holds all, or past 1,000."""
        number, more = count_up_to(self.found) if self.previous or self.next else (len(self.lines), False)
        return counted(number, more, one, many)


@dataclass(frozen=True)
class MyActions:
    """Open actions that one person leads, by what they ask of that person today.

    `cut` where there are more than were read: those that are due last are left out.
    """

    overdue: list[ActionLine]
    due_soon: list[ActionLine]
    quiet: list[ActionLine]
    rest: list[ActionLine]
    cut: bool

    @property
    def all(self) -> list[ActionLine]:
        return [*self.overdue, *self.due_soon, *self.quiet, *self.rest]

    @property
    def total(self) -> int:
        return len(self.all)


def overdue_actions(actions, *, on: date, schemes, after="", before="") -> Listing:
    """A page of overdue actions, the most late first. `actions` is what may be seen and is asked for.

    Plans that are closed are left out: nobody is chased for them any more.
    """
    late = actions.overdue(on=on).exclude(plan__state=PlanState.CLOSED)
    return _listing(late, ("due_latest", "id"), on=on, schemes=schemes, after=after, before=before)


def actions_in_order(actions, *, on: date, schemes, after="", before="") -> Listing:
    """A page of actions plan by plan, in the order of the paper."""
    actions = actions.annotate(objective_position=F("objective__position"))
    key = ("plan", "objective_position", "position", "id")
    return _listing(actions, key, on=on, schemes=schemes, after=after, before=before)


def my_actions(user, *, on: date, schemes) -> MyActions:
    """What is open in plans that are not closed and has a lead linked to this account."""
    mine = (
        Action.objects.visible_to(user)
        .led_by(user)
        .open()
        .exclude(plan__state=PlanState.CLOSED)
        .order_by(F("due_latest").asc(nulls_last=True), "plan", "position")
    )
    rows = list(mine.values_list(*_columns())[: MINE_AT_MOST + 1])
    lines = [_line(row, on=on, schemes=schemes) for row in rows[:MINE_AT_MOST]]
    groups = {"overdue": [], "due_soon": [], "quiet": [], "rest": []}
    for line in lines:
        groups[_group(line)].append(line)
    groups["quiet"].sort(key=lambda line: line.last_update_on or date.min)
    return MyActions(**groups, cut=len(rows) > MINE_AT_MOST)


def updatable(lines: Iterable[ActionLine], user, *, own: bool = False) -> frozenset[int]:
    """The ids of those lines whose status this user may record; `own` says that they are the user's own to lead, else
    those that are so are asked for, in one query, where there may be any.

    Nobody reports on the actions of a closed plan.
    """
    everyone, theirs = scope(user, Capability.UPDATE), scope(user, Capability.UPDATE_OWN)
    open_lines = [line for line in lines if not line.plan_closed]
    allowed = {line.id for line in open_lines if _covers(everyone, line)}
    to_lead = {line.id for line in open_lines if _covers(theirs, line)} - allowed
    if to_lead and not own:
        to_lead = set(Action.objects.filter(pk__in=to_lead).led_by(user).values_list("pk", flat=True))
    return frozenset(allowed | to_lead)


def _covers(where, line) -> bool:
    return where.covers(alliance_id=line.alliance_id, network_id=line.network_id)


# --- Rows into lines ----------------------------------------------------------------------------------


def _listing(actions, key, *, on, schemes, after, before) -> Listing:
    page: Page = page_of(actions, key=key, fields=_columns(), size=PAGE_SIZE, after=after, before=before)
    lines = [_line(row[len(key) :], on=on, schemes=schemes) for row in page.rows]
    return Listing(lines, page.previous, page.next, actions)


def _columns():
    accountable = ActionLead.objects.filter(action=OuterRef("pk"), accountable=True).order_by()
    return (*_FACTS, *_WORDS, Subquery(accountable.values("lead__name")[:1]))


def _line(row, *, on, schemes) -> ActionLine:
    facts = progress.WorkFacts(*row[: len(_FACTS)])
    (
        pk, number, text, due_text, original_text, last_update_on, given, basis, year, state, network_id, alliance_id,
        code, network, lead,
    ) = row[len(_FACTS) :]  # fmt: skip
    words, plan_url, addresses = _plan(network, code, year)
    page, update = addresses(number)
    thresholds = schemes[alliance_id]
    suggestion = progress.suggest(facts, on=on, thresholds=thresholds)
    shown = progress.shown_rating(status=facts.status, given=given, basis=basis, suggested=suggestion.rating)
    near = progress.is_due_within(facts, thresholds.due_soon_days, on=on)
    moved = progress.is_open(facts) and progress.has_slipped(facts)
    return ActionLine(
        id=pk,
        number=number,
        title=f"{number} {text}",
        lead=lead or "",
        network_id=network_id,
        alliance_id=alliance_id,
        plan_words=words,
        plan_url=plan_url,
        plan_closed=state == PlanState.CLOSED,
        due_text=due_text,
        days_late=progress.days_late(facts, on),
        due_in=(facts.due_latest - on).days if near else None,
        slipped_days=progress.slipped_days(facts) if moved else 0,
        original=original_text if moved else "",
        status=facts.status,
        rating=shown.value,
        mark=progress.rating_mark(status=facts.status, given=given, suggested=suggestion.rating, shown=shown),
        gone_quiet=progress.is_quiet(facts, thresholds.quiet_days, on=on),
        last_update_on=last_update_on,
        url=page,
        update_url=update,
    )


@lru_cache(maxsize=2048)
def _plan(network, code, year):
    """A plan in words, its address, and the function that gives those of its actions."""
    address = reverse("workplans:plan", args=[code, year])
    return f"{network} {FinancialYear(year)}", address, addresses_of_actions(code, year)


def _group(line) -> str:
    if line.days_late:
        return "overdue"
    if line.due_in is not None:
        return "due_soon"
    return "quiet" if line.gone_quiet else "rest"
