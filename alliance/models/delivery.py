"""The delivery plan of an alliance: its way through the national team, workstreams, deliverables, measures, comments.

Facts are stored here; opinions (overdue, suggested rating) are computed for a day by workplans/progress.py, the same
rule that judges actions. Milestones stand in milestones.py.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from alliance.querysets import (
    DeliverableQuerySet,
    DeliveryPlanQuerySet,
    OfADeliverable,
    WorkstreamQuerySet,
)
from organisations.models import Alliance
from performance.measures import STANDARDS
from performance.spc import Direction
from workplans.work import PlanOfAYear

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


class DeliveryPlan(PlanOfAYear):
    """One alliance's plan for one financial year, as agreed with the national team."""

    alliance = models.ForeignKey(Alliance, models.PROTECT, related_name="delivery_plans")
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.DRAFT)
    final_on = models.DateField(null=True, blank=True, help_text="When its milestones became the agreed ones.")

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

    def get_absolute_url(self):
        return reverse("delivery:plan", args=[self.alliance.code, self.year])

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
