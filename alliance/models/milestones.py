"""Milestones: what is to be reached in a quarter, and everything that was reported of it, moved and flagged.

What stands on a milestone as current is written by the verbs together with the append-only row that is the truth.
"""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from alliance.models.delivery import QUARTERS, Deliverable, DeliveryPlan
from alliance.querysets import MilestoneQuerySet
from core.periods import Quarter
from workplans import progress
from workplans.work import DateRevision, OverdueEvent, PlannedStep, PlannedWork, Rating, StatusUpdate


class Milestone(PlannedWork):
    """What is to be reached in a quarter, or by a date. A progress.Work: the rule for actions judges it.

    `quarter` is the one under which the plan has it; a move changes the due date, never this, so that a milestone that
    slipped shows in both. `starts_on` is the first day of that quarter, before which nothing is expected.
    """

    plan = models.ForeignKey(DeliveryPlan, models.CASCADE, related_name="milestones", db_index=False)
    deliverable = models.ForeignKey(Deliverable, models.CASCADE, related_name="milestones")
    quarter = models.PositiveSmallIntegerField(
        choices=QUARTERS, validators=[MinValueValidator(1), MaxValueValidator(4)]
    )
    position = models.PositiveSmallIntegerField(help_text="Order in the quarter.")
    text = models.TextField("milestone")
    in_plan_from = models.DateField(help_text="The day from which it counts.")
    latest_update = models.ForeignKey(
        "MilestoneUpdate", models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )

    # No plan calls a milestone a watching brief, and its steps are parts.
    watching_brief = models.BooleanField(default=False, editable=False)
    next_step_due = models.DateField(null=True, blank=True, help_text="Earliest own date of a part that is not done.")

    objects = MilestoneQuerySet.as_manager()

    class Meta(PlannedWork.Meta):
        ordering = ["plan", "deliverable__position", "quarter", "position"]
        constraints = [
            *PlannedWork.Meta.constraints,
            models.UniqueConstraint(fields=["deliverable", "quarter", "position"], name="milestone_place_once"),
            models.CheckConstraint(condition=Q(quarter__in=[1, 2, 3, 4]), name="milestone_in_a_quarter"),
            models.CheckConstraint(condition=PlannedWork.COMPLETE_HAS_A_DAY, name="complete_milestone_has_a_day"),
            models.CheckConstraint(condition=PlannedWork.RATING_HAS_A_BASIS, name="milestone_rating_given_has_a_basis"),
        ]
        indexes = [
            models.Index(fields=["plan", "quarter"], name="milestone_by_quarter"),
            models.Index(
                fields=["due_latest", "id"],
                condition=progress.OPEN_Q & Q(due_latest__isnull=False),
                name="milestone_open_by_due",
            ),
        ]

    def __str__(self):
        return self.text

    def get_absolute_url(self):
        return reverse("delivery:milestone", args=[self.plan.alliance.code, self.plan.year, self.pk])

    @property
    def number(self) -> str:
        """How a list or a message names it: by its deliverable's number and its quarter, "3.3a, Q2"."""
        return f"{self.deliverable.number}, Q{self.quarter}"

    @property
    def planned_quarter(self) -> Quarter:
        """The quarter under which the plan has it."""
        return self.plan.financial_year.quarter(self.quarter)

    @property
    def due_quarter(self) -> Quarter | None:
        """The quarter in which it is due now, perhaps of a later year; None where it has no date."""
        return Quarter.containing(self.due_latest) if self.due_latest else None


class MilestonePart(PlannedStep):
    """A point that a milestone announces."""

    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="parts", db_index=False)

    class Meta(PlannedStep.Meta):
        ordering = ["milestone", "position"]
        constraints = [
            *PlannedStep.Meta.constraints,
            models.UniqueConstraint(fields=["milestone", "position"], name="part_position_once_in_milestone"),
        ]


class MilestoneUpdate(StatusUpdate, Rating):
    """A status update of a milestone, with the rating standing after it."""

    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="updates", db_index=False)

    class Meta:
        ordering = ["milestone", "on", "id"]
        indexes = [models.Index(fields=["milestone", "-on", "-id"], name="latest_update_of_milestone")]


class MilestoneDateRevision(DateRevision):
    """A due date of a milestone that was moved."""

    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="date_revisions")

    class Meta:
        ordering = ["milestone", "on", "id"]


class MilestoneOverdueFlag(OverdueEvent):
    """That a milestone was found overdue against a date."""

    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="overdue_flags", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["milestone", "due_latest"], name="milestone_flagged_once_for_a_date")
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(cleared_on__isnull=True), name="milestone_flag_standing"),
            models.Index(fields=["id"], condition=Q(told=False), name="milestone_flag_to_tell"),
        ]

    def __str__(self):
        return f"{self.milestone.number} overdue since {self.due_latest}"
