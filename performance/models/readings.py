"""How a series is read as an XmR chart: where its limits begin anew, and by which settings. Only ever added to.

Both hang on a place (by its code), a standard and a tumour group ("" for all cancers), and say who chose so, and why.
"""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone

from core.history import AppendOnlyModel
from performance.measures import StandardName
from performance.querysets import ReadingQuerySet
from performance.spc import Direction

RUNS = [(7, "7 points"), (6, "6 points")]
DIRECTIONS = [
    (Direction.INCREASE, "Higher is better"),
    (Direction.DECREASE, "Lower is better"),
    (Direction.NEUTRAL, "Neither way is better"),
]


class ReadingChoice(AppendOnlyModel):
    """A choice about the chart of a place, a standard and a tumour group. The latest one counts."""

    place = models.CharField(max_length=60, help_text="The code of an alliance, provider, board, ICB or nation.")
    standard = models.CharField(max_length=8, choices=StandardName.choices)
    tumour = models.CharField(max_length=60, blank=True, help_text="Code of the tumour group; empty for all cancers.")
    reason = models.CharField(max_length=500)
    recorded_at = models.DateTimeField(default=timezone.now)
    by_id = models.BigIntegerField(null=True)
    by_label = models.CharField(max_length=200, blank=True)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        abstract = True


class Rebase(ReadingChoice):
    """That limits begin anew at a month; or, `withdrawn`, that they no longer do."""

    month = models.DateField(help_text="The first day of the month.")
    withdrawn = models.BooleanField(default=False)

    class Meta:
        ordering = ["recorded_at", "id"]
        indexes = [models.Index(fields=["place", "standard", "tumour"], name="rebases_of_a_series")]

    def __str__(self):
        return f"{self.place} {self.standard} {'not ' if self.withdrawn else ''}rebased at {self.month:%B %Y}"


class SpcSetting(ReadingChoice):
    """The settings of a chart; without any row the defaults of the method stand."""

    fix_after = models.PositiveSmallIntegerField(
        "points of the baseline", null=True, blank=True, validators=[MinValueValidator(12)]
    )
    screen = models.BooleanField("screen moving ranges", default=True)
    run = models.PositiveSmallIntegerField("length of a run", choices=RUNS, default=7)
    direction = models.CharField("which way is better", max_length=10, choices=DIRECTIONS, default=Direction.INCREASE)

    class Meta:
        ordering = ["recorded_at", "id"]
        indexes = [models.Index(fields=["place", "standard", "tumour"], name="settings_of_a_series")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(fix_after__isnull=True) | models.Q(fix_after__gte=12),
                name="baseline_of_twelve_points",
                violation_error_message="A baseline needs at least 12 points.",
            ),
            models.CheckConstraint(condition=models.Q(run__in=(6, 7)), name="run_of_six_or_seven"),
        ]

    def __str__(self):
        return f"Settings of {self.place} {self.standard}"
