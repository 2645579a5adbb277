"""The plan as a sheet: its head, its objectives with their counts, and its actions row by row, read for one day.

Three statements whatever the size of the plan: the plan with what belongs to it, the counts, one page of rows with
their leads and steps. Ratings of the rows in hand are worked out here; the counts and filters ask the same rule of the
database.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, F, OuterRef, Subquery

from core.gathering import gathered
from core.paging import Page, page_of
from organisations.access import Capability, may
from performance.rag import RagRating, Thresholds, roll_up
from workplans import progress
from workplans.addresses import addresses_of_actions
from workplans.models import Action, ActionLead, Lead, Objective, PlanState, SourceDocument, Step, WorkPlan
from workplans.summaries import Tally, tallies_by, total_of

PAGE_SIZE = 100
COLUMNS_TO_READ = 7
COLUMNS_WITH_CONTROLS = 9  # a tick before, a link behind

# --- The plan and what may be done with it ------------------------------------------------------------


def plans(user):
    """The plans a person sees, each with its objectives, its leads and its last import in the same statement."""
    leading = ActionLead.objects.filter(lead=OuterRef("pk"), action__plan=OuterRef(OuterRef("pk")))
    last_import = SourceDocument.objects.filter(plan=OuterRef("pk")).order_by("-imported_at")
    return (
        WorkPlan.objects.visible_to(user)
        .with_places()
        .annotate(
            gathered_objectives=gathered(
                Objective.objects.all(), "position", "pk", "number", "title", "watching_brief", by="plan"
            ),
            gathered_leads=gathered(Lead.objects.filter(Exists(leading)), "name", "pk", by="network", outer="network"),
            imported_name=Subquery(last_import.values("name")[:1]),
            imported_at=Subquery(last_import.values("imported_at")[:1]),
        )
    )


def lead_choices(plan) -> list[tuple[int, str]]:
    """Who leads an action of the plan, as (id, name) by name; of a plan from `plans`."""
    return [(pk, name) for name, pk in sorted(plan.gathered_leads or (), key=lambda lead: lead[0].casefold())]


@dataclass(frozen=True)
class Permissions:
    """What one person may do in one plan; nobody changes the actions of a plan that is closed."""

    see_all: bool
    update_all: bool
    update_own: bool
    move_dates: bool
    edit: bool
    user: int

    @classmethod
    def of(cls, user, plan):
        open_for_change = plan.state != PlanState.CLOSED
        return cls(
            see_all=may(user, Capability.SEE, plan),
            update_all=open_for_change and may(user, Capability.UPDATE, plan),
            update_own=open_for_change and may(user, Capability.UPDATE_OWN, plan),
            move_dates=open_for_change and may(user, Capability.MOVE_DATE, plan),
            edit=may(user, Capability.EDIT_PLAN, plan),
            user=user.pk,
        )

    @property
    def update_any(self) -> bool:
        return self.update_all or self.update_own

    def update(self, leads: "tuple[LeadName, ...]") -> bool:
        """Whether status and rating of an action with these leads may be recorded."""
        return self.update_all or (self.update_own and any(lead.user == self.user for lead in leads))


# --- One action as a row ------------------------------------------------------------------------------

# In the order of the paper, without ties: objectives in theirs, then the actions of each.
_KEY = ("objective_position", "objective_id", "position", "id")
_COLUMNS = (
    "number", "text", "status", "due_text", "due_kind", "due_latest", "original_text", "original_latest",
    "watching_brief", "starts_on", "quiet_since", "next_step_due", "rating_given", "rating_basis",
    "last_update_on", "latest_update__comment", "latest_update__by__name", "row_leads", "row_steps",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LeadName:
    """A lead of an action, by name; `user` is the id of the linked account, or None."""

    name: str
    accountable: bool
    user: int | None


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step of an action: its words, its own date as written ("" where it shares the action's), whether it is done."""

    text: str
    due_text: str
    done: bool


@dataclass(slots=True, unsafe_hash=True)  # what was drawn is kept by all that a row says: never change one after `row`
class ActionRow:
    """One action of the sheet on a day; it has what `progress.Work` asks for, so the rule judges it like any work.

    `shown` is the rating that stands and `mark` whose it is (progress.rating_mark); `original` the words of the first
    date where the date has moved; `due_in` is given only where the date is near; `quiet` says how long
    nothing was heard, where the rule minds, and `step_overdue` that it minds a step.
    """

    pk: int
    objective_id: int
    number: str
    text: str
    status: str
    due_text: str
    due_kind: str
    due_latest: date | None
    original_text: str
    original_latest: date | None
    watching_brief: bool
    starts_on: date | None
    quiet_since: date
    next_step_due: date | None
    rating_given: str
    rating_basis: str
    last_update_on: date | None
    comment: str
    comment_by: str
    leads: tuple[LeadName, ...]
    steps: tuple[StepLine, ...]
    suggestion: progress.Suggestion = field(init=False)
    shown: str = ""
    mark: str = ""
    days_late: int = 0
    slipped_days: int = 0
    original: str = ""
    due_in: int | None = None
    ago: str = ""
    quiet: str = ""
    step_overdue: bool = False
    may_update: bool = False
    url: str = ""
    update_url: str = ""

    @property
    def id(self) -> str:
        """The key as the page writes it."""
        return str(self.pk)

    @property
    def steps_words(self) -> str:
        done, number = sum(step.done for step in self.steps), len(self.steps)
        return f"{done} of {number} step{'' if number == 1 else 's'} done"


class RowReader:
    """Makes rows of one plan's tuples, for one reader on one day."""

    def __init__(self, plan, permissions: Permissions, *, on: date, thresholds: Thresholds):
        self.permissions, self.on, self.thresholds = permissions, on, thresholds
        self.addresses = addresses_of_actions(plan.network.code, plan.year)

    def row(self, values: tuple) -> ActionRow:
        _, objective_id, _, pk, *columns, leads, steps = values
        leads = [LeadName(name, bool(accountable), user) for _, name, accountable, user in sorted_rows(leads)]
        row = ActionRow(
            pk,
            objective_id,
            *columns,
            leads=tuple(sorted(leads, key=lambda lead: not lead.accountable)),
            steps=tuple(StepLine(text, due, done is not None) for _, text, due, done in sorted_rows(steps)),
        )
        judge(row, row, on=self.on, thresholds=self.thresholds)
        row.comment, row.comment_by = row.comment or "", row.comment_by or ""
        row.may_update = self.permissions.update(row.leads)
        row.url, row.update_url = self.addresses(row.number)
        return row


def judge(row, work, *, on: date, thresholds: Thresholds) -> None:
    """Write onto a row what a list says of a piece of work on a day: ratings, lateness, slip, quiet."""
    row.suggestion = progress.suggest(work, on=on, thresholds=thresholds)
    suggested, given = row.suggestion.rating, work.rating_given
    shown = progress.shown_rating(status=work.status, given=given, basis=work.rating_basis, suggested=suggested)
    row.shown = shown.value
    row.mark = progress.rating_mark(status=work.status, given=given, suggested=suggested, shown=shown)
    row.ago = ago(work.last_update_on, on) if work.last_update_on else ""
    if not progress.is_open(work):
        return
    row.days_late = progress.days_late(work, on)
    if progress.has_slipped(work):
        row.slipped_days, row.original = progress.slipped_days(work), work.original_text
    if work.due_latest and 0 <= (work.due_latest - on).days <= thresholds.due_soon_days:
        row.due_in = (work.due_latest - on).days
    reasons = {reason.name for reason in row.suggestion.reasons}
    row.step_overdue = "step overdue" in reasons
    if "gone quiet" in reasons:
        row.quiet = f"No update for {(on - work.quiet_since).days} days"


def sorted_rows(gathered_rows) -> list:
    """What `gathered` brought, by the position that stands first in each row."""
    return sorted(gathered_rows or (), key=lambda row: row[0])


def ago(day: date, on: date) -> str:
    """How long ago a day was, in words."""
    days = (on - day).days
    if days <= 0:
        return "today"
    return "yesterday" if days == 1 else f"{days} days ago"


def _with_row_details(actions):
    leads, steps = ActionLead.objects.all(), Step.objects.all()
    return actions.annotate(
        objective_position=F("objective__position"),
        row_leads=gathered(leads, "position", "lead__name", "accountable", "lead__user", by="action"),
        row_steps=gathered(steps, "position", "text", "due_text", "completed_on", by="action"),
    )


def read_row(action_id: int, reader: RowReader) -> ActionRow:
    """One action as its row, in one statement; raises Action.DoesNotExist."""
    actions = _with_row_details(Action.objects.filter(pk=action_id))
    return reader.row(actions.values_list(*_KEY, *_COLUMNS).get())


# --- The counts ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PlanCounts:
    """The counts of a plan and of each of its objectives that has actions (by id), and the rating it rolls up to."""

    plan: Tally
    objectives: dict[int, Tally]
    rating: RagRating


def read_counts(actions, *, on: date, thresholds: Thresholds) -> PlanCounts:
    """Count the actions of one plan, as far as `actions` has them, in one statement."""
    objectives = tallies_by("objective", actions, on=on, thresholds=thresholds)
    plan = total_of(objectives.values())
    return PlanCounts(plan, objectives, roll_up(plan.by_rating, thresholds))


# --- The sheet ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ObjectiveGroup:
    """An objective on one page of the sheet, with its rows; `continued` where it began on an earlier page.

    `total` counts all its actions and `rated` those of each rating, whatever is filtered out.
    """

    number: str
    title: str
    watching_brief: bool
    total: int
    rated: list[tuple[str, int]]
    rows: list[ActionRow]
    continued: bool


@dataclass(frozen=True)
class Sheet:
    """One page of a plan's actions under their objectives; `previous` and `next` as core.paging.Page has them."""

    groups: list[ObjectiveGroup]
    previous: str
    next: str

    @property
    def rows(self) -> int:
        return sum(len(group.rows) for group in self.groups)


def read_sheet(plan, actions, counts: PlanCounts, reader: RowReader, *, whole: bool, after="", before="") -> Sheet:
    """One page of a plan (from `plans`), in one statement.

    `actions` are those asked for; `whole` says that nothing is filtered out, so that objectives without actions
    show as well.
    """
    page = page_of(_with_row_details(actions), key=_KEY, fields=_COLUMNS, size=PAGE_SIZE, after=after, before=before)
    rows = [reader.row(values) for values in page.rows]
    return Sheet(list(_groups(plan, rows, counts, page, whole=whole)), page.previous, page.next)


def _groups(plan, rows, counts, page: Page, *, whole) -> Iterator[ObjectiveGroup]:
    by_objective = {}
    for row in rows:
        by_objective.setdefault(row.objective_id, []).append(row)
    objectives = sorted_rows(plan.gathered_objectives)
    first, last = (page.rows[0][0], page.rows[-1][0]) if page.rows else (None, None)
    for position, pk, number, title, watching_brief in objectives:
        own, tally = by_objective.get(pk, []), counts.objectives.get(pk)
        here = (not page.previous or position > first) and (not page.next or position < last)
        if own or (whole and tally is None and here):
            rated = [(rating.value, number_of) for rating, number_of in tally.by_rating.items()] if tally else []
            total = tally.total if tally else 0
            continued = whole and bool(page.previous) and rows[:1] == own[:1] and len(own) < total
            yield ObjectiveGroup(number, title, bool(watching_brief), total, rated, own, continued)
