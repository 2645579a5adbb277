"""How each place stands, month by month: headline figures added up, kept for pages that read many places at once.

Nothing here is a fact of its own. Every row follows from the figures and from the dated mapping of providers, and
performance/positions.py makes it anew wherever one of these changes.
"""

from django.db import models

from performance.measures import Measure
from performance.models.figures import Basis, Frequency
from performance.querysets import PositionQuerySet


class PlaceKind(models.TextChoices):
    """What a place is: `place_id` is the id of an Alliance, of a Provider, or of a ReportingBody."""

    ALLIANCE = "alliance", "Alliance"
    PROVIDER = "provider", "Provider, with all that merged into it"
    BODY = "body", "Any other body: a nation, an ICB, a hub"


class PlaceSeries(models.Model):
    """One line of summed headlines over time: of which place, which patients, counted on which basis."""

    place_kind = models.CharField(max_length=10, choices=PlaceKind)
    place_id = models.BigIntegerField()
    measure = models.CharField(max_length=20, choices=Measure.choices)
    basis = models.CharField(max_length=12, choices=Basis)
    frequency = models.CharField(max_length=8, choices=Frequency)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place_kind", "place_id", "measure", "basis", "frequency"], name="place_series_named_once"
            )
        ]

    def __str__(self):
        return f"{self.place_kind} {self.place_id} {self.measure} by {self.basis}, by {self.frequency}"


class StandardPosition(models.Model):  # noqa: DJ008 - read in bulk only
    """All patients of a measure, of one place in one month (or quarter)."""

    pk = models.CompositePrimaryKey("month", "series_id")
    series = models.ForeignKey(
        PlaceSeries, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="positions"
    )
    month = models.DateField(help_text="The first day of the month, or of the quarter.")
    total = models.DecimalField(max_digits=12, decimal_places=1, null=True, help_text="Empty: a part is not known.")
    within = models.DecimalField(max_digits=12, decimal_places=1, null=True, help_text="Empty: a part is not known.")
    final = models.BooleanField(help_text="Off: a part is provisional.")
    bodies = models.PositiveSmallIntegerField(help_text="How many organisations' figures were added.")

    objects = PositionQuerySet.as_manager()
