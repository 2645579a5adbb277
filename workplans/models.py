"""Work plans: objectives, actions, steps and leads, and the history of each action.

Facts are stored here; opinions (overdue, suggested rating) are computed for a day by progress.py. What stands on
an action as current (status, rating given, last update, the next step's date) is written by the verbs in operations.py
together with the append-only row that is the truth; `manage.py check_current` compares the two.

Foreign keys that lead a unique key or an index have none of their own: a bulk import pays for each.
"""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from core.history import AppendOnlyModel
from core.periods import FinancialYear
from organisations.models import Network
from performance.rag import RagRating
from workplans import progress
from workplans.due import DueDate, DueKind
from workplans.leads import LeadKind
from workplans.progress import Status
from workplans.querysets import (
    ActionQuerySet,
    LeadQuerySet,
    ObjectiveQuerySet,
    WorkPlanQuerySet,
)
from workplans.staged import SourceDocument as SourceDocument
from workplans.staged import StagedImport as StagedImport

GIVEN_RATINGS = [(r.value, r.label) for r in (RagRating.GREEN, RagRating.AMBER, RagRating.RED)]
DATED = [DueKind.DAY, DueKind.MONTH, DueKind.QUARTER, DueKind.RANGE, DueKind.YEAR]


class PlanState(models.TextChoices):
    DRAFT = "draft", "Draft"
    AGREED = "agreed", "Agreed"
    CLOSED = "closed", "Closed"


class DatedWork(models.Model):
    """The due date of a piece of work: the words as written, and the window they mean."""

    due_text = models.TextField("due date as written", blank=True)
    due_kind = models.CharField(max_length=10, choices=DueKind.choices, default=DueKind.TBC)
    due_earliest = models.DateField(null=True, blank=True)
    due_latest = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(due_kind__in=DATED, due_earliest__isnull=False, due_latest__gte=F("due_earliest"))
                | (~Q(due_kind__in=DATED) & Q(due_earliest__isnull=True, due_latest__isnull=True)),
                name="%(app_label)s_%(class)s_dated_kind_has_window",
            )
        ]

    @property
    def due(self) -> DueDate:
        return DueDate(self.due_text, DueKind(self.due_kind), self.due_earliest, self.due_latest)


class WorkPlan(models.Model):
    """One network's plan for one financial year."""

    network = models.ForeignKey(Network, models.PROTECT, related_name="work_plans", db_index=False)
    year = models.PositiveSmallIntegerField(
        "financial year",
        help_text="The calendar year in which it starts: 2023 for 2023/24.",
        validators=[MinValueValidator(2000), MaxValueValidator(2100)],
    )
    title = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=PlanState, default=PlanState.DRAFT)
    agreed_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    objects = WorkPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "network__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["network", "year"],
                name="one_plan_a_year",
                violation_error_message="This network has a plan for that year already.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("workplans:plan", args=[self.network.code, self.year])

    @property
    def financial_year(self) -> FinancialYear:
        return FinancialYear(self.year)

    @property
    def access_place(self):
        """Where the permissions of this plan are given (see organisations/access.py)."""
        return self.network.alliance_id, self.network_id


class Objective(models.Model):
    """A numbered heading of the plan, under which its actions stand."""

    plan = models.ForeignKey(WorkPlan, models.CASCADE, related_name="objectives", db_index=False)
    number = models.CharField(max_length=20)
    title = models.TextField()
    position = models.PositiveIntegerField(help_text="Order in the paper.")
    watching_brief = models.BooleanField(default=False, help_text="Kept in view; nothing is due yet.")

    objects = ObjectiveQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "position"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="objective_number_once_in_plan")]

    def __str__(self):
        return f"{self.number}. {self.title}"

    @property
    def access_place(self):
        return self.plan.access_place


class Lead(models.Model):
    """A role, person or body that leads actions of a network; linked to an account where one is known.

    Linking once makes "my actions" and reminders work for every action that names this lead.
    """

    network = models.ForeignKey(Network, models.CASCADE, related_name="leads", db_index=False)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=LeadKind.choices, default=LeadKind.ROLE)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="leads",
        verbose_name="account",
        help_text="Who this is, where they sign in.",
    )

    objects = LeadQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["network", "name"],
                name="lead_named_once_in_network",
                violation_error_message="This network has a lead of that name.",
            )
        ]

    def __str__(self):
        return self.name


class Action(DatedWork):
    """One numbered action of a plan.

    `in_plan_from` is the day from which it counts: the first day of the plan's year for the plan as first
    entered, later for what was added since.
    """

    plan = models.ForeignKey(WorkPlan, models.CASCADE, related_name="actions", db_index=False)
    objective = models.ForeignKey(Objective, models.CASCADE, related_name="actions")
    number = models.CharField(max_length=20)
    position = models.PositiveIntegerField(help_text="Order in the paper.")
    text = models.TextField()
    watching_brief = models.BooleanField(default=False)
    starts_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True, help_text="When ongoing work is looked at again.")
    original_text = models.TextField(blank=True, help_text="The first date, as written.")
    original_latest = models.DateField(null=True, blank=True, help_text="Last day of the first date agreed.")
    in_plan_from = models.DateField()
    leads = models.ManyToManyField(Lead, through="ActionLead", related_name="actions")
    carried_from = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="carried_to",
        db_index=False,
        help_text="The action of an earlier plan.",
    )

    # Current state, written with the history row that is the truth.
    status = models.CharField(max_length=20, choices=Status, default=Status.NOT_STARTED)
    completed_on = models.DateField(null=True, blank=True)
    rating_given = models.CharField(max_length=10, choices=GIVEN_RATINGS, blank=True)
    rating_basis = models.CharField(
        max_length=10, choices=RagRating.choices, blank=True, help_text="The suggestion at that time."
    )
    last_update_on = models.DateField(null=True, blank=True)
    latest_update = models.ForeignKey(
        "ActionUpdate", models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    quiet_since = models.DateField(help_text="The later of the last update and the day work was due to start.")
    next_step_due = models.DateField(null=True, blank=True, help_text="Earliest own date of a step that is not done.")
    version = models.PositiveIntegerField(
        default=1, help_text="Counts changes, so that two people do not overwrite each other."
    )
    imported_row = models.BigIntegerField(
        null=True, blank=True, help_text="Fingerprint of the row it was last imported from."
    )
    imported_version = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="Its version after that import: while it stands, the same row has nothing to change.",
    )

    objects = ActionQuerySet.as_manager()

    class Meta(DatedWork.Meta):
        ordering = ["plan", "position"]
        constraints = [
            *DatedWork.Meta.constraints,
            models.UniqueConstraint(fields=["plan", "number"], name="action_number_once_in_plan"),
            models.CheckConstraint(
                condition=Q(status=Status.COMPLETE, completed_on__isnull=False)
                | (~Q(status=Status.COMPLETE) & Q(completed_on__isnull=True)),
                name="complete_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(rating_given="", rating_basis="") | (~Q(rating_given="") & ~Q(rating_basis="")),
                name="rating_given_has_a_basis",
            ),
        ]
        indexes = [
            models.Index(fields=["plan", "position"], name="action_in_order"),
            models.Index(
                fields=["due_latest", "id", "plan"],
                condition=progress.OPEN_Q & Q(due_latest__isnull=False),
                name="action_open_by_due",
            ),
            models.Index(fields=["carried_from"], condition=Q(carried_from__isnull=False), name="action_carried_from"),
        ]

    def __str__(self):
        return f"{self.number} {self.text}"

    def get_absolute_url(self):
        return reverse("workplans:action", args=[self.plan.network.code, self.plan.year, self.number])

    @property
    def access_place(self):
        return self.plan.access_place


class ActionLead(models.Model):
    """That a lead leads an action; one of an action's leads is accountable."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="action_leads", db_index=False)
    lead = models.ForeignKey(Lead, models.PROTECT, related_name="action_leads")
    position = models.PositiveSmallIntegerField()
    accountable = models.BooleanField(default=False)

    class Meta:
        ordering = ["action", "position"]
        constraints = [
            models.UniqueConstraint(fields=["action", "lead"], name="lead_once_on_action"),
            models.UniqueConstraint(fields=["action"], condition=Q(accountable=True), name="one_accountable_lead"),
        ]

    def __str__(self):
        return f"{self.lead} ({self.action.number})"


class Step(DatedWork):
    """A step of an action; it may have a due date of its own (empty words: it shares the action's)."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="steps", db_index=False)
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    completed_on = models.DateField(null=True, blank=True)

    class Meta(DatedWork.Meta):
        ordering = ["action", "position"]
        constraints = [
            *DatedWork.Meta.constraints,
            models.UniqueConstraint(fields=["action", "position"], name="step_position_once_in_action"),
        ]

    def __str__(self):
        return self.text


class StatusUpdate(AppendOnlyModel):
    """What somebody reported of a piece of work on a day. A correction is a new update."""

    status = models.CharField(max_length=20, choices=Status)
    comment = models.TextField(blank=True)
    on = models.DateField(help_text="The day it speaks of.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True


class Rating(models.Model):
    """The rating standing after an update: what was given, against which suggestion, and why.

    `rated` tells whether this update gave it; else it stands from an earlier one.
    """

    rated = models.BooleanField(default=False)
    rating_given = models.CharField(max_length=10, choices=GIVEN_RATINGS, blank=True)
    rating_basis = models.CharField(max_length=10, choices=RagRating.choices, blank=True)
    rating_reason = models.TextField("why better than suggested", blank=True)
    path_to_green = models.TextField(blank=True)
    suggested = models.CharField(
        max_length=10, choices=RagRating.choices, blank=True, help_text="The suggestion on that day."
    )
    suggested_reasons = models.JSONField(default=list, blank=True)

    class Meta:
        abstract = True


class DateRevision(AppendOnlyModel):
    """One move of a due date under change control."""

    old_text = models.TextField(blank=True)
    old_kind = models.CharField(max_length=10, choices=DueKind.choices)
    old_latest = models.DateField(null=True)
    new_text = models.TextField(blank=True)
    new_kind = models.CharField(max_length=10, choices=DueKind.choices)
    new_earliest = models.DateField(null=True)
    new_latest = models.DateField(null=True)
    reason = models.TextField()
    agreed_by = models.CharField(max_length=200, help_text="Who agreed to the new date: a person, role or meeting.")
    on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True


class ActionUpdate(StatusUpdate, Rating):
    """A status update of an action, with the rating standing after it."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="updates", db_index=False)

    class Meta:
        ordering = ["action", "on", "id"]
        indexes = [models.Index(fields=["action", "-on", "-id"], name="latest_update_of_action")]

    def __str__(self):
        return f"{self.action.number} {self.get_status_display()} on {self.on}"


class ActionDateRevision(DateRevision):
    """A due date of an action that was moved."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="date_revisions")

    class Meta:
        ordering = ["action", "on", "id"]

    def __str__(self):
        return f"{self.action.number}: {self.old_text or 'no date'} to {self.new_text or 'no date'}"


class OverdueEvent(models.Model):
    """That a piece of work was found overdue against a date: an event, once for each piece of work and date."""

    due_latest = models.DateField()
    flagged_on = models.DateField()
    cleared_on = models.DateField(null=True)
    told = models.BooleanField(default=False, help_text="The manager's message has been put into the outbox.")

    class Meta:
        abstract = True


class OverdueFlag(OverdueEvent):
    """That an action was found overdue against a date."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="overdue_flags", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["action", "due_latest"], name="flagged_once_for_a_date")]
        indexes = [
            models.Index(fields=["id"], condition=Q(cleared_on__isnull=True), name="flag_standing"),
            models.Index(fields=["id"], condition=Q(told=False), name="flag_to_tell"),
        ]

    def __str__(self):
        return f"{self.action.number} overdue since {self.due_latest}"
