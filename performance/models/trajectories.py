"""Trajectories: what an alliance, a system or a provider plans to reach by month, and every value planned before.

A trajectory is the alliance's own. Actuals are not kept here: they come from published figures and from local counts
(performance/trajectories/courses.py), except for a measure of which nothing is loaded.
"""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from core.history import AppendOnlyModel
from organisations.models import Alliance, Provider
from performance.models.figures import Frequency, ReportingBody
from performance.querysets import OwnQuerySet
from performance.trajectories.rules import PER_CENT, PlannedMeasure


class Trajectory(models.Model):
    """A planned course of one measure, for the whole alliance, a system (an ICB) or a provider.

    A title tells two plans for the same apart, and names a measure of the alliance's own.
    """

    alliance = models.ForeignKey(Alliance, models.PROTECT, related_name="trajectories")
    measure = models.CharField(max_length=12, choices=PlannedMeasure.choices)
    provider = models.ForeignKey(Provider, models.PROTECT, null=True, blank=True, related_name="trajectories")
    system = models.ForeignKey(
        ReportingBody, models.PROTECT, null=True, blank=True, related_name="trajectories", help_text="An ICB."
    )
    title = models.CharField(max_length=200, blank=True)
    unit = models.CharField(max_length=30, default=PER_CENT)
    more_is_better = models.BooleanField(default=True)
    frequency = models.CharField(max_length=8, choices=Frequency, default=Frequency.MONTH)
    target = models.DecimalField(
        max_digits=12, decimal_places=2, null=True, blank=True, help_text="What is to be reached, beside any standard."
    )
    source = models.CharField(max_length=200, blank=True, help_text="The paper in which the plan was agreed.")

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "trajectories"
        ordering = ["alliance", "measure", "title", "id"]
        constraints = [
            models.UniqueConstraint(
                "alliance",
                "measure",
                "title",
                Coalesce("provider", 0),
                Coalesce("system", 0),
                name="trajectory_named_once",
                violation_error_message="There is a trajectory of this name for the same already.",
            ),
            models.CheckConstraint(
                condition=Q(provider__isnull=True) | Q(system__isnull=True),
                name="trajectory_of_provider_or_system",
                violation_error_message="A trajectory is for a provider or for a system, not for both.",
            ),
            models.CheckConstraint(
                condition=~Q(measure=PlannedMeasure.LOCAL) | ~Q(title=""),
                name="own_measure_has_a_title",
                violation_error_message="A measure of your own needs a title.",
            ),
        ]

    def __str__(self):
        return f"{self.name}, {self.place_name}"

    def get_absolute_url(self):
        return reverse("trajectories:trajectory", args=[self.alliance.code, self.pk])

    @property
    def name(self) -> str:
        """What is planned, in words."""
        if self.measure == PlannedMeasure.LOCAL:
            return self.title
        return f"{self.get_measure_display()}: {self.title}" if self.title else self.get_measure_display()

    @property
    def place_name(self) -> str:
        """For whom it is planned."""
        if self.provider_id:
            return self.provider.name
        return self.system.name if self.system_id else self.alliance.name


class TrajectoryPoint(models.Model):
    """The value planned for a month (or for the quarter that begins with it)."""

    trajectory = models.ForeignKey(Trajectory, models.CASCADE, related_name="points")
    month = models.DateField(help_text="The first day of the month, or of the quarter.")
    planned = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    actual = models.DecimalField(
        max_digits=12, decimal_places=2, null=True, help_text="Only where no loaded figure answers."
    )

    class Meta:
        ordering = ["trajectory", "month"]
        constraints = [models.UniqueConstraint(fields=["trajectory", "month"], name="planned_once_a_month")]

    def __str__(self):
        return f"{self.month:%Y-%m}: {self.planned}"


class TrajectoryRevision(AppendOnlyModel):
    """A planned value, or a typed actual, that gave way to another."""

    trajectory = models.ForeignKey(Trajectory, models.PROTECT, related_name="revisions")
    month = models.DateField()
    of_actual = models.BooleanField(default=False, help_text="Off: the planned value changed.")
    old = models.DecimalField(max_digits=12, decimal_places=2)
    new = models.DecimalField(max_digits=12, decimal_places=2, null=True, help_text="Empty: taken out.")
    reason = models.CharField(max_length=300, blank=True)
    by_id = models.BigIntegerField(null=True)
    by_label = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["trajectory", "month", "id"]

    def __str__(self):
        return f"{self.month:%Y-%m}: {self.old} to {self.new}"
