"""Work plans: objectives, actions, steps and leads, and the history of each action.

Facts are stored here; opinions (overdue, suggested rating) are computed for a day by progress.py. What stands on
an action as current (status, rating given, last update, the next step's date) is written by the verbs in operations.py
together with the append-only row that is the truth; `manage.py check_current` compares the two. What actions have in
common with the milestones of the floor above stands in work.py.

Foreign keys that lead a unique key or an index have none of their own: a bulk import pays for each.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from organisations.models import Network
from workplans import progress
from workplans.leads import LeadKind
from workplans.querysets import (
    ActionQuerySet,
    LeadQuerySet,
    ObjectiveQuerySet,
    WorkPlanQuerySet,
)
from workplans.staged import SourceDocument as SourceDocument
from workplans.staged import StagedImport as StagedImport
from workplans.work import DateRevision, OverdueEvent, PlannedStep, PlannedWork, PlanOfAYear, Rating, StatusUpdate


class PlanState(models.TextChoices):
    DRAFT = "draft", "Draft"
    AGREED = "agreed", "Agreed"
    CLOSED = "closed", "Closed"


class WorkPlan(PlanOfAYear):
    """One network's plan for one financial year."""

    network = models.ForeignKey(Network, models.PROTECT, related_name="work_plans", db_index=False)
    state = models.CharField(max_length=10, choices=PlanState, default=PlanState.DRAFT)
    agreed_on = models.DateField(null=True, blank=True)

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

    def get_absolute_url(self):
        return reverse("workplans:plan", args=[self.network.code, self.year])

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


class Action(PlannedWork):
    """One numbered action of a plan.

    `in_plan_from` is the day from which it counts: the first day of the plan's year for the plan as first
    entered, later for what was added since.
    """

    plan = models.ForeignKey(WorkPlan, models.CASCADE, related_name="actions", db_index=False)
    objective = models.ForeignKey(Objective, models.CASCADE, related_name="actions")
    number = models.CharField(max_length=20)
    position = models.PositiveIntegerField(help_text="Order in the paper.")
    text = models.TextField()
    review_on = models.DateField(null=True, blank=True, help_text="When ongoing work is looked at again.")
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

    latest_update = models.ForeignKey(
        "ActionUpdate", models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
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

    class Meta(PlannedWork.Meta):
        ordering = ["plan", "position"]
        constraints = [
            *PlannedWork.Meta.constraints,
            models.UniqueConstraint(fields=["plan", "number"], name="action_number_once_in_plan"),
            models.CheckConstraint(condition=PlannedWork.COMPLETE_HAS_A_DAY, name="complete_has_a_day"),
            models.CheckConstraint(condition=PlannedWork.RATING_HAS_A_BASIS, name="rating_given_has_a_basis"),
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


class Step(PlannedStep):
    """A step of an action."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="steps", db_index=False)

    class Meta(PlannedStep.Meta):
        ordering = ["action", "position"]
        constraints = [
            *PlannedStep.Meta.constraints,
            models.UniqueConstraint(fields=["action", "position"], name="step_position_once_in_action"),
        ]


class ActionUpdate(StatusUpdate, Rating):
    """A status update of an action, with the rating standing after it."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="updates", db_index=False)

    class Meta:
        ordering = ["action", "on", "id"]
        indexes = [models.Index(fields=["action", "-on", "-id"], name="latest_update_of_action")]

    def __str__(self):
        return f"{self.action.number} {super().__str__()}"


class ActionDateRevision(DateRevision):
    """A due date of an action that was moved."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="date_revisions")

    class Meta:
        ordering = ["action", "on", "id"]

    def __str__(self):
        return f"{self.action.number}: {super().__str__()}"


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
