"""Figures that do not add up: shown with both numbers wherever they are shown."""

from decimal import Decimal

from django.db import models

from performance.models.figures import FigureSource, Series
from performance.models.staged import StagedRow
from performance.querysets import DoubtQuerySet


class DoubtKind(models.TextChoices):
    """What does not agree with what."""

    SHARE = "share", "The printed percentage is not what its counts give"
    TUMOURS = "tumours", "The total is not the sum of its tumour groups"
    ROUTES = "routes", "The total is not the sum of its routes or stages"
    TREATMENTS = "treatments", "The total is not the sum of its treatments"
    BODIES = "bodies", "The country is not the sum of its organisations"


class Doubt(models.Model):
    """That a published figure says one thing, and what it is made of another."""

    month = models.DateField()
    kind = models.CharField("what does not agree", max_length=12, choices=DoubtKind)
    said = models.DecimalField(max_digits=18, decimal_places=9, help_text="As published: a share, or a total.")
    found = models.DecimalField(max_digits=18, decimal_places=9, help_text="What the counts give, or the parts.")

    class Meta:
        abstract = True


class FigureDoubt(Doubt):
    """A doubt about a figure that stands. It goes when a better file replaces the figure."""

    pk = models.CompositePrimaryKey("series_id", "month", "kind")
    series = models.ForeignKey(Series, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="doubts")
    source = models.ForeignKey(FigureSource, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")

    objects = DoubtQuerySet.as_manager()

    class Meta:
        verbose_name = "figure that does not add up"
        verbose_name_plural = "figures that do not add up"

    def __str__(self):
        return f"{self.get_kind_display()}, {self.month:%Y-%m}"

    @property
    def is_share(self) -> bool:
        """Whether its two numbers are shares; else they are counts."""
        return self.kind == DoubtKind.SHARE

    @property
    def per_cent(self) -> tuple[Decimal, Decimal]:
        """Its two shares in per cent."""
        return 100 * self.said, 100 * self.found


class StagedDoubt(StagedRow, Doubt):  # noqa: DJ008 - StagedRow has it
    """A doubt about a figure of a staged file."""

    pk = models.CompositePrimaryKey("load_id", "number", "month", "kind")
    number = models.IntegerField(help_text="Its StagedSeries.")
