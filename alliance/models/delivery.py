"""The delivery plan of an alliance: workstreams, deliverables, measures, milestones, and the history of each milestone.

Facts are stored here; opinions (overdue, suggested rating) are computed for a day by workplans/progress.py, the same
rule that judges actions. What stands on a milestone as current is written by the verbs together with the
append-only row that is the truth.
"""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from alliance.querysets import (
    DeliverableQuerySet,
    DeliveryPlanQuerySet,
    MilestoneQuerySet,
    OfADeliverable,
    WorkstreamQuerySet,
)
from core.periods import FinancialYear, Quarter
from organisations.models import Alliance
from performance.measures import STANDARDS
from performance.rag import RagRating
from performance.spc import Direction
from workplans import progress
from workplans.models import GIVEN_RATINGS, DatedWork, DateRevision, OverdueEvent, Rating, StatusUpdate
from workplans.progress import Status

DIRECTIONS = [
    (Direction.INCREASE.value, "Up is better"),
    (Direction.DECREASE.value, "Down is better"),
    (Direction.NEUTRAL.value, "Neither is better"),
]
QUARTERS = [(number, f"Q{number}") for number in (1, 2, 3, 4)]


class DeliveryState(models.TextChoices):
    """How far a plan has come with the national team; in this order."""

    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    FEEDBACK = "feedback", "National feedback"
    FINAL = "final", "Final"
    FUNDED = "funded", "Funding agreed"
    CLOSED = "closed", "Closed"


class Programme(models.TextChoices):
    """What a plan says of a deliverable's milestones."""

    REQUIRED = "required", "Milestones required"
    NOT_REQUIRED = "not_required", "Milestones not required"
    NOT_APPLICABLE = "not_applicable", "Programme not applicable"


class DeliveryPlan(models.Model):
    """One alliance's plan for one financial year, as agreed with the national team."""

    alliance = models.ForeignKey(Alliance, models.PROTECT, related_name="delivery_plans")
    year = models.PositiveSmallIntegerField(
        "financial year",
        help_text="The calendar year in which it starts: 2023 for 2023/24.",
        validators=[MinValueValidator(2000), MaxValueValidator(2100)],
    )
    title = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.DRAFT)
    final_on = models.DateField(null=True, blank=True, help_text="When its milestones became the agreed ones.")
    closed_on = models.DateField(null=True, blank=True)

    objects = DeliveryPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "alliance__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["alliance", "year"],
                name="one_delivery_plan_a_year",
                violation_error_message="This alliance has a delivery plan for that year already.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("delivery:plan", args=[self.alliance.code, self.year])

    @property
    def financial_year(self) -> FinancialYear:
        return FinancialYear(self.year)

    @property
    def access_place(self):
        """Where the permissions of this plan are given (see organisations/access.py)."""
        return self.alliance_id, None


class SubmissionStep(models.Model):
    """One date of the submission's timetable: when a state is to be reached, and when it was."""

    plan = models.ForeignKey(DeliveryPlan, models.CASCADE, related_name="timetable")
    state = models.CharField(max_length=10, choices=DeliveryState)
    planned_on = models.DateField(null=True, blank=True)
    reached_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["plan", "planned_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["plan", "state"], name="one_date_for_a_state")]

    def __str__(self):
        return f"{self.get_state_display()}, {self.plan}"


class Workstream(models.Model):
    """A numbered part of the plan, under which its deliverables stand."""

    plan = models.ForeignKey(DeliveryPlan, models.CASCADE, related_name="workstreams")
    number = models.CharField(max_length=20)
    title = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(help_text="Order in the paper.")
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="workstreams_led",
        verbose_name="programme lead",
        help_text="The account of the programme lead who reports on it.",
    )

    objects = WorkstreamQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "position"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="workstream_number_once_in_plan")]

    def __str__(self):
        return f"{self.number}. {self.title}" if self.title else f"Workstream {self.number}"

    @property
    def access_place(self):
        return self.plan.access_place


class Deliverable(models.Model):
    """What is to be delivered: numbered as in the plan, with a lead contact, a narrative, measures and milestones.

    Paragraphs of `text` and `narrative` are lines. The lead contact is kept as the plan names it; `lead` is the account
    behind it, where one is known.
    """

    plan = models.ForeignKey(DeliveryPlan, models.CASCADE, related_name="deliverables", db_index=False)
    workstream = models.ForeignKey(Workstream, models.CASCADE, related_name="deliverables")
    number = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField(help_text="Order in the paper.")
    title = models.CharField(max_length=300)
    text = models.TextField("deliverable", blank=True)
    narrative = models.TextField(blank=True)
    lead_name = models.CharField("lead contact", max_length=200, blank=True)
    lead_email = models.EmailField("lead contact's address", blank=True)
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="deliverables_led",
        verbose_name="account of the lead",
    )
    programme = models.CharField("milestones", max_length=20, choices=Programme, default=Programme.REQUIRED)
    not_applicable_reason = models.TextField("why not applicable", blank=True)
    actions = models.ManyToManyField(
        "workplans.Action", blank=True, related_name="deliverables", help_text="Work-plan actions that serve it."
    )
    version = models.PositiveIntegerField(
        default=1, help_text="Counts changes, so that two people do not overwrite each other."
    )

    objects = DeliverableQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"],
                name="deliverable_number_once_in_plan",
                violation_error_message="Another deliverable of this plan has that number.",
            ),
            models.CheckConstraint(
                condition=~Q(programme=Programme.NOT_APPLICABLE) | ~Q(not_applicable_reason=""),
                name="not_applicable_has_a_reason",
                violation_error_message="Say why the programme is not applicable.",
            ),
        ]
        indexes = [models.Index(fields=["plan", "position"], name="deliverable_in_order")]

    def __str__(self):
        return f"{self.number} {self.title}"

    def get_absolute_url(self):
        return reverse("delivery:deliverable", args=[self.plan.alliance.code, self.plan.year, self.number])

    @property
    def access_place(self):
        return self.plan.access_place

    @property
    def paragraphs(self) -> list[str]:
        return self.text.splitlines()

    @property
    def narrative_paragraphs(self) -> list[str]:
        return self.narrative.splitlines()


class SuccessMeasure(models.Model):
    """How one will know that a deliverable succeeded. Linked to a standard, its actuals come from loaded figures."""

    deliverable = models.ForeignKey(Deliverable, models.CASCADE, related_name="measures", db_index=False)
    position = models.PositiveSmallIntegerField()
    text = models.TextField("success measure")
    code = models.CharField("national code", max_length=20, blank=True, help_text="Where there is one, like CAN-01.")
    unit = models.CharField(max_length=40, blank=True, help_text="What is counted: %, patients, pathways.")
    direction = models.CharField(max_length=10, choices=DIRECTIONS, default=Direction.INCREASE.value)
    baseline = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    target = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    standard = models.CharField(
        "waiting-time standard", max_length=10, choices=[(name, name) for name in STANDARDS], blank=True
    )

    class Meta:
        ordering = ["deliverable", "position"]
        constraints = [
            models.UniqueConstraint(fields=["deliverable", "position"], name="measure_position_once_in_deliverable")
        ]

    def __str__(self):
        return self.text

    @property
    def access_place(self):
        return self.deliverable.access_place


class Milestone(DatedWork):
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
    starts_on = models.DateField(null=True, blank=True)
    original_text = models.TextField(blank=True, help_text="The first date, as written.")
    original_latest = models.DateField(null=True, blank=True, help_text="Last day of the first date agreed.")
    in_plan_from = models.DateField(help_text="The day from which it counts.")
    watching_brief = models.BooleanField(default=False, editable=False)

    # Current state, written with the history row that is the truth.
    status = models.CharField(max_length=20, choices=Status, default=Status.NOT_STARTED)
    completed_on = models.DateField(null=True, blank=True)
    rating_given = models.CharField(max_length=10, choices=GIVEN_RATINGS, blank=True)
    rating_basis = models.CharField(
        max_length=10, choices=RagRating, blank=True, help_text="The suggestion at that time."
    )
    last_update_on = models.DateField(null=True, blank=True)
    latest_update = models.ForeignKey(
        "MilestoneUpdate", models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    quiet_since = models.DateField(help_text="The later of the last update and the day work was due to start.")
    next_step_due = models.DateField(null=True, blank=True, help_text="Earliest own date of a part that is not done.")
    version = models.PositiveIntegerField(
        default=1, help_text="Counts changes, so that two people do not overwrite each other."
    )

    objects = MilestoneQuerySet.as_manager()

    class Meta(DatedWork.Meta):
        ordering = ["plan", "deliverable__position", "quarter", "position"]
        constraints = [
            *DatedWork.Meta.constraints,
            models.UniqueConstraint(fields=["deliverable", "quarter", "position"], name="milestone_place_once"),
            models.CheckConstraint(condition=Q(quarter__in=[1, 2, 3, 4]), name="milestone_in_a_quarter"),
            models.CheckConstraint(
                condition=Q(status=Status.COMPLETE, completed_on__isnull=False)
                | (~Q(status=Status.COMPLETE) & Q(completed_on__isnull=True)),
                name="complete_milestone_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(rating_given="", rating_basis="") | (~Q(rating_given="") & ~Q(rating_basis="")),
                name="milestone_rating_given_has_a_basis",
            ),
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
    def access_place(self):
        return self.plan.access_place

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


class MilestonePart(DatedWork):
    """A point that a milestone announces, perhaps with a due date of its own (empty words: the milestone's)."""

    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="parts", db_index=False)
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    completed_on = models.DateField(null=True, blank=True)

    class Meta(DatedWork.Meta):
        ordering = ["milestone", "position"]
        constraints = [
            *DatedWork.Meta.constraints,
            models.UniqueConstraint(fields=["milestone", "position"], name="part_position_once_in_milestone"),
        ]

    def __str__(self):
        return self.text


class MilestoneUpdate(StatusUpdate, Rating):
    """A status update of a milestone, with the rating standing after it."""

    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="updates", db_index=False)

    class Meta:
        ordering = ["milestone", "on", "id"]
        indexes = [models.Index(fields=["milestone", "-on", "-id"], name="latest_update_of_milestone")]

    def __str__(self):
        return f"{self.get_status_display()} on {self.on}"


class MilestoneDateRevision(DateRevision):
    """A due date of a milestone that was moved."""

    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="date_revisions")

    class Meta:
        ordering = ["milestone", "on", "id"]

    def __str__(self):
        return f"{self.old_text or 'no date'} to {self.new_text or 'no date'}"


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


class ReviewComment(models.Model):
    """What a reviewer says of a deliverable, and how it was resolved. The words of a comment are never changed."""

    deliverable = models.ForeignKey(Deliverable, models.CASCADE, related_name="comments")
    text = models.TextField("comment")
    author = models.CharField(max_length=200, blank=True, help_text="Who made it, where that is no account here.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    resolution = models.TextField(blank=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    resolved_at = models.DateTimeField(null=True, blank=True)

    objects = OfADeliverable.as_manager()

    class Meta:
        ordering = ["deliverable", "made_at", "pk"]

    def __str__(self):
        return self.text[:80]

    @property
    def access_place(self):
        return self.deliverable.access_place
