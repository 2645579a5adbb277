"""Risks, issues and mitigations of an alliance. A risk may happen, an issue has happened.

Each may hang on a part of a delivery plan or on a work plan. One on a work plan belongs to its network as well, so that
those who manage only that network see and keep it. The scores of a risk are dated and only ever added; what they mean
stands in alliance/exposure.py.
"""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from alliance.exposure import IMPACTS, LIKELIHOODS, Score
from alliance.models.delivery import Deliverable, DeliveryPlan, Workstream
from alliance.querysets import IssueQuerySet, MitigationQuerySet, RiskQuerySet
from core.history import AppendOnlyModel
from organisations.models import Alliance, Network
from workplans.models import Action, WorkPlan
from workplans.work import DatedWork

ONE_TO_FIVE = [MinValueValidator(1), MaxValueValidator(5)]


class RiskCategory(models.TextChoices):
    CLINICAL = "clinical", "Clinical quality and safety"
    WORKFORCE = "workforce", "Workforce"
    FINANCE = "finance", "Finance"
    DELIVERY = "delivery", "Delivery and timetable"
    PERFORMANCE = "performance", "Performance"
    DIGITAL = "digital", "Digital and data"
    ENGAGEMENT = "engagement", "Engagement and partners"
    INEQUALITIES = "inequalities", "Health inequalities"
    OTHER = "other", "Other"


class RiskState(models.TextChoices):
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"
    ISSUE = "issue", "Became an issue"


class Severity(models.TextChoices):
    """How bad an issue is; the words of the bands of risk."""

    LOW = "low", "Low"
    MODERATE = "moderate", "Moderate"
    HIGH = "high", "High"
    EXTREME = "extreme", "Extreme"


class InTheRegister(models.Model):
    """What risks and issues share: their number in the alliance, where they hang, and whose they are."""

    alliance = models.ForeignKey(Alliance, models.PROTECT, related_name="%(class)ss", db_index=False)
    number = models.PositiveIntegerField(help_text="In the alliance's register.")
    network = models.ForeignKey(Network, models.PROTECT, null=True, blank=True, related_name="%(class)ss")
    plan = models.ForeignKey(
        DeliveryPlan, models.PROTECT, null=True, blank=True, related_name="%(class)ss", verbose_name="delivery plan"
    )
    workstream = models.ForeignKey(Workstream, models.SET_NULL, null=True, blank=True, related_name="%(class)ss")
    deliverable = models.ForeignKey(Deliverable, models.SET_NULL, null=True, blank=True, related_name="%(class)ss")
    work_plan = models.ForeignKey(WorkPlan, models.PROTECT, null=True, blank=True, related_name="%(class)ss")
    action = models.ForeignKey(
        Action, models.SET_NULL, null=True, blank=True, related_name="%(class)ss", verbose_name="work-plan action"
    )
    title = models.CharField(max_length=300)
    owner_name = models.CharField("owner", max_length=200, blank=True, help_text="A role, a person or a body.")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="%(class)ss_owned",
        verbose_name="account of the owner",
    )
    raised_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(
        default=1, help_text="Counts changes, so that two people do not overwrite each other."
    )

    class Meta:
        abstract = True
        ordering = ["alliance", "number"]
        constraints = [
            models.UniqueConstraint(fields=["alliance", "number"], name="%(class)s_number_once_in_alliance"),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("raised_on")),
                name="%(class)s_ends_after_it_begins",
                violation_error_message="It cannot have ended before it was raised.",
            ),
        ]

    @property
    def access_place(self):
        """Where the permissions are given: the alliance, and the network where it hangs on a work plan."""
        return self.alliance_id, self.network_id


class Risk(InTheRegister):
    """What may happen. Its current score is the latest of `scores`; `inherent` is before mitigation, `target` is aimed
    at. `RiskQuerySet.standing(on=)` brings the score of a day along."""

    cause = models.TextField(blank=True, help_text="Because of …")
    effect = models.TextField(blank=True, help_text="… which would lead to …")
    category = models.CharField(max_length=20, choices=RiskCategory, default=RiskCategory.DELIVERY)
    inherent_likelihood = models.PositiveSmallIntegerField(
        "likelihood before mitigation", choices=LIKELIHOODS, validators=ONE_TO_FIVE
    )
    inherent_impact = models.PositiveSmallIntegerField(
        "impact before mitigation", choices=IMPACTS, validators=ONE_TO_FIVE
    )
    target_likelihood = models.PositiveSmallIntegerField(
        "likelihood aimed at", choices=LIKELIHOODS, null=True, blank=True, validators=ONE_TO_FIVE
    )
    target_impact = models.PositiveSmallIntegerField(
        "impact aimed at", choices=IMPACTS, null=True, blank=True, validators=ONE_TO_FIVE
    )
    review_on = models.DateField("next review", null=True, blank=True)
    state = models.CharField(max_length=10, choices=RiskState, default=RiskState.OPEN)
    closing_reason = models.TextField(blank=True)

    objects = RiskQuerySet.as_manager()

    class Meta(InTheRegister.Meta):
        constraints = [
            *InTheRegister.Meta.constraints,
            models.CheckConstraint(
                condition=Q(target_likelihood__isnull=True, target_impact__isnull=True)
                | Q(target_likelihood__isnull=False, target_impact__isnull=False),
                name="target_of_risk_is_whole",
                violation_error_message="Give both likelihood and impact of the target, or neither.",
            ),
            models.CheckConstraint(
                condition=Q(inherent_likelihood__range=(1, 5), inherent_impact__range=(1, 5)),
                name="inherent_score_from_1_to_5",
            ),
            models.CheckConstraint(
                condition=Q(state=RiskState.OPEN, closed_on__isnull=True)
                | (~Q(state=RiskState.OPEN) & Q(closed_on__isnull=False)),
                name="closed_risk_has_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["review_on"], condition=Q(state=RiskState.OPEN), name="risk_to_review"),
        ]

    def __str__(self):
        return f"{self.reference} {self.title}"

    def get_absolute_url(self):
        return reverse("risks:risk", args=[self.alliance.code, self.number])

    @property
    def reference(self) -> str:
        return f"R{self.number}"

    @property
    def inherent(self) -> Score:
        return Score(self.inherent_likelihood, self.inherent_impact)

    @property
    def target(self) -> Score | None:
        return Score(self.target_likelihood, self.target_impact) if self.target_likelihood else None


class RiskScore(AppendOnlyModel):
    """How likely a risk was held to be, and how bad, on a day."""

    risk = models.ForeignKey(Risk, models.CASCADE, related_name="scores", db_index=False)
    likelihood = models.PositiveSmallIntegerField(choices=LIKELIHOODS, validators=ONE_TO_FIVE)
    impact = models.PositiveSmallIntegerField(choices=IMPACTS, validators=ONE_TO_FIVE)
    comment = models.TextField(blank=True)
    on = models.DateField(help_text="The day it speaks of.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["risk", "on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(likelihood__range=(1, 5), impact__range=(1, 5)), name="score_of_risk_from_1_to_5"
            )
        ]
        indexes = [models.Index(fields=["risk", "-on", "-id"], name="latest_score_of_risk")]

    def __str__(self):
        return f"{self.score} on {self.on}"

    @property
    def score(self) -> Score:
        return Score(self.likelihood, self.impact)


class Mitigation(DatedWork):
    """What is done to make a risk less likely or less bad, by whom and by when (a date as people write it)."""

    risk = models.ForeignKey(Risk, models.CASCADE, related_name="mitigations", db_index=False)
    position = models.PositiveSmallIntegerField()
    text = models.TextField("mitigation")
    owner_name = models.CharField("owner", max_length=200, blank=True)
    done_on = models.DateField(null=True, blank=True)

    objects = MitigationQuerySet.as_manager()

    class Meta(DatedWork.Meta):
        ordering = ["risk", "position"]
        constraints = [
            *DatedWork.Meta.constraints,
            models.UniqueConstraint(fields=["risk", "position"], name="mitigation_position_once_in_risk"),
        ]

    def __str__(self):
        return self.text

    @property
    def access_place(self):
        return self.risk.access_place


class Issue(InTheRegister):
    """What has happened, from a risk or out of the blue, and how it was resolved. Resolved from `closed_on`."""

    risk = models.ForeignKey(Risk, models.PROTECT, null=True, blank=True, related_name="issues")
    text = models.TextField("what has happened", blank=True)
    severity = models.CharField(max_length=10, choices=Severity, default=Severity.MODERATE)
    mitigation = models.TextField("what is being done", blank=True)
    resolution = models.TextField("how it was resolved", blank=True)

    objects = IssueQuerySet.as_manager()

    class Meta(InTheRegister.Meta):
        constraints = [
            *InTheRegister.Meta.constraints,
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | ~Q(resolution=""),
                name="resolved_issue_says_how",
                violation_error_message="Say how the issue was resolved.",
            ),
        ]

    def __str__(self):
        return f"{self.reference} {self.title}"

    def get_absolute_url(self):
        return reverse("risks:issue", args=[self.alliance.code, self.number])

    @property
    def reference(self) -> str:
        return f"I{self.number}"

    @property
    def is_open(self) -> bool:
        return self.closed_on is None
