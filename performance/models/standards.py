"""Waiting-time standards as dated data: what level was in force, where, and from when to when."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from organisations.models import Nation, NaturalCode
from performance.measures import Measure
from performance.querysets import StandardQuerySet

_PER_CENT = [MinValueValidator(0), MaxValueValidator(100)]


class WaitingTimeStandard(models.Model):
    """The level that a nation sets for a measure, from one day to another. A figure is judged by that of its month.

    Source of the levels: the operational standards of NHS England, Public Health Scotland, and the departments of
    health of Wales and Northern Ireland (fixtures/waiting_time_standards.json names them).
    """

    code = models.SlugField(unique=True)
    nation = models.CharField(max_length=20, choices=Nation)
    measure = models.CharField(max_length=20, choices=Measure.choices)
    level = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=_PER_CENT,
        help_text="Per cent; empty where it is measured and no level is set.",
    )
    more_is_better = models.BooleanField(default=True, help_text="Untick where a lower share is the better one.")
    valid_from = models.DateField(null=True, blank=True, help_text="Empty: since before the first figures here.")
    valid_until = models.DateField(null=True, blank=True, help_text="The last day; empty while it lasts.")
    note = models.CharField(max_length=300, blank=True)

    objects = NaturalCode.from_queryset(StandardQuerySet)()

    class Meta:
        ordering = ["nation", "measure", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["nation", "measure", "valid_from"],
                name="one_standard_from_a_day",
                violation_error_message="There is a standard from this day already.",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
                name="standard_ends_after_it_begins",
                violation_error_message="The last day lies before the first.",
            ),
            models.CheckConstraint(
                condition=Q(level__isnull=True) | Q(level__range=(0, 100)),
                name="standard_is_a_percentage",
                violation_error_message="The level is a percentage.",
            ),
        ]

    def __str__(self):
        level = f"{self.level.normalize():f}%" if self.level is not None else "no level"
        return f"{self.get_measure_display()} ({self.get_nation_display()}): {level}"

    def natural_key(self):
        return (self.code,)


class Ambition(models.Model):
    """A level to be reached by a month, set beside a standard that stays in force (77% by March 2025)."""

    standard = models.ForeignKey(WaitingTimeStandard, models.CASCADE, related_name="ambitions")
    level = models.DecimalField(max_digits=5, decimal_places=2, validators=_PER_CENT, help_text="Per cent.")
    by = models.DateField(help_text="The last day of the month by which it is to be reached.")

    class Meta:
        ordering = ["standard", "by"]
        constraints = [
            models.UniqueConstraint(fields=["standard", "by"], name="one_ambition_for_a_month"),
            models.CheckConstraint(condition=Q(level__range=(0, 100)), name="ambition_is_a_percentage"),
        ]

    def __str__(self):
        return f"{self.level.normalize():f}% by {self.by:%B %Y}"
