"""Compliance frameworks: what every provider's pathway for a tumour group is held against.

One shape serves all of them: a set of principles is a framework with a criterion for each, the audit of a timed pathway
one with a criterion for each step. An assessment says how far a criterion was met on a day; it is never changed, the
latest stands.
"""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from alliance.compliance_levels import ASSESSED, Level
from alliance.querysets import AssessmentQuerySet, FrameworkQuerySet
from core.history import AppendOnlyModel
from core.periods import FinancialYear
from organisations.models import Alliance, NaturalCode, Provider, TumourGroup


class FrameworkKind(models.TextChoices):
    PRINCIPLES = "principles", "Principles"
    AUDIT = "audit", "Pathway audit"


class ComplianceFramework(models.Model):
    """What is assessed, for which tumour groups and by which year. One without alliance is common to all."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=12, choices=FrameworkKind, default=FrameworkKind.PRINCIPLES)
    alliance = models.ForeignKey(
        Alliance,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="frameworks",
        help_text="Empty where it is common to all alliances.",
    )
    description = models.TextField(blank=True)
    target_year = models.PositiveSmallIntegerField(
        "to be met by the end of",
        null=True,
        blank=True,
        help_text="The calendar year in which the financial year starts: 2023 for 2023/24.",
        validators=[MinValueValidator(2000), MaxValueValidator(2100)],
    )
    criterion_word = models.CharField(
        "a criterion is called", max_length=30, default="principle", help_text="Principle, step."
    )

    objects = NaturalCode.from_queryset(FrameworkQuerySet)()

    class Meta:
        ordering = ["kind", "name"]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.code,)

    @property
    def target(self) -> FinancialYear | None:
        return FinancialYear(self.target_year) if self.target_year else None

    @property
    def access_place(self):
        return self.alliance_id, None


class Criterion(models.Model):
    """One thing that is either met or not: a principle, a step of a pathway."""

    framework = models.ForeignKey(ComplianceFramework, models.CASCADE, related_name="criteria", db_index=False)
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    guidance = models.TextField(blank=True, help_text="What would show that it is met.")

    class Meta:
        verbose_name_plural = "criteria"
        ordering = ["framework", "position"]
        constraints = [models.UniqueConstraint(fields=["framework", "position"], name="criterion_position_once")]

    def __str__(self):
        return f"{self.position}. {self.name}"


class FrameworkGroup(models.Model):
    """A tumour group that a framework is about."""

    framework = models.ForeignKey(ComplianceFramework, models.CASCADE, related_name="groups", db_index=False)
    tumour_group = models.ForeignKey(TumourGroup, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "tumour group of a framework"
        verbose_name_plural = "tumour groups of frameworks"
        ordering = ["framework", "tumour_group__name"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "tumour_group"], name="group_once_in_framework"),
        ]

    def __str__(self):
        return f"{self.tumour_group}, {self.framework}"


class Assessment(AppendOnlyModel):
    """How far a criterion was met by a provider's pathway for a tumour group, on a day, and what shows it."""

    alliance = models.ForeignKey(Alliance, models.PROTECT, related_name="assessments", db_index=False)
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="assessments")
    tumour_group = models.ForeignKey(TumourGroup, models.PROTECT, related_name="+")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="+")
    level = models.CharField(max_length=12, choices=Level)
    evidence = models.TextField(blank=True)
    on = models.DateField("assessed on")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["alliance", "criterion__position", "tumour_group", "provider", "on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(level__in=ASSESSED) | ~Q(evidence=""),
                name="assessment_has_evidence",
                violation_error_message="Say what shows it.",
            )
        ]
        indexes = [
            models.Index(
                fields=["alliance", "criterion", "tumour_group", "provider", "-on", "-id"], name="latest_assessment"
            )
        ]

    def __str__(self):
        return f"{self.criterion}: {self.get_level_display().lower()} on {self.on}"

    def get_absolute_url(self):
        return reverse(
            "compliance:cell",
            args=[
                self.alliance.code,
                self.criterion.framework.code,
                self.criterion.position,
                self.tumour_group.code,
                self.provider.ods_code,
            ],
        )

    @property
    def access_place(self):
        return self.alliance_id, None
