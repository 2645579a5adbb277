"""Published waiting-times figures: who is counted, in which series, month by month, and every value ever published.

A Figure hangs on its Series by one number. Nothing but the database's own two keys guards these links (no foreign key
constraints): figures come and go by the hundred thousand, always through performance/loading.py, which resolves a
series before it writes a figure of it.
"""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from core.history import AppendOnlyModel
from organisations.models import Nation, NaturalCode, Provider, TumourGroup
from performance.measures import Measure
from performance.querysets import FigureQuerySet, SeriesQuerySet


class BodyKind(models.TextChoices):
    PROVIDER = "provider", "Provider"
    BOARD = "board", "Health board"
    ICB = "icb", "Integrated care board"
    SUB_ICB = "sub_icb", "Sub-ICB location"
    HUB = "hub", "Commissioning hub"
    NATION = "nation", "Nation"
    SITE = "site", "Treatment site"
    UNKNOWN = "unknown", "Not known"


class Basis(models.TextChoices):
    """By whom patients are counted. The same patients appear once under each basis: never add across."""

    PROVIDER = "provider", "Provider"
    COMMISSIONER = "commissioner", "Commissioner"
    TREATMENT = "treatment", "Board of treatment"
    RESIDENCE = "residence", "Board of residence"


class Frequency(models.TextChoices):
    MONTH = "month", "Month"
    QUARTER = "quarter", "Quarter"


class ReportingBody(models.Model):
    """An organisation as published figures know it, by its code; names change and differ from file to file.

    A provider or board points at the organisation that the rest of the product knows. A code that nobody vouched for
    stands here with `recognised` off. Every file that uses it says so, until an administrator has mapped it.
    """

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=BodyKind, default=BodyKind.UNKNOWN)
    nation = models.CharField(max_length=20, choices=Nation, default=Nation.ENGLAND)
    provider = models.OneToOneField(Provider, models.SET_NULL, null=True, blank=True, related_name="reporting_body")
    parent = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="parts", help_text="The ICB of a sub-ICB location."
    )
    recognised = models.BooleanField(default=False, help_text="Somebody, or the reference data, says who this is.")

    objects = NaturalCode()

    class Meta:
        verbose_name_plural = "reporting bodies"
        ordering = ["name"]

    def __str__(self):
        return f"{self.name} ({self.code})"

    def natural_key(self):
        return (self.code,)


class ReportingBodyName(models.Model):
    """A name or a code that some file uses for a body: mapped once and remembered."""

    body = models.ForeignKey(ReportingBody, models.CASCADE, related_name="other_names")
    name = models.CharField(max_length=200, unique=True, help_text="In capitals.")

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class Series(models.Model):
    """One line of figures over time: who, what, which patients of it, counted on which basis.

    Empty `tumour`, `route` and `modality` mean all of them: such a series is published as a total (or, in a file
    without totals, was added up by us once, see Figure.derived) and is never added to its parts.

    A file may bring thousands. They are made by a join with the bodies that are there, so that the database need not
    look each of them up once more; whoever deletes a body or a group is stopped by PROTECT.
    """

    # Found by the unique key below, which begins with it.
    body = models.ForeignKey(ReportingBody, models.PROTECT, related_name="series", db_constraint=False, db_index=False)
    basis = models.CharField(max_length=12, choices=Basis)
    frequency = models.CharField(max_length=8, choices=Frequency, default=Frequency.MONTH)
    measure = models.CharField(max_length=20, choices=Measure.choices)
    tumour = models.CharField(
        max_length=160, blank=True, help_text="The group's code, or the published words where they are not mapped."
    )
    tumour_group = models.ForeignKey(
        TumourGroup, models.PROTECT, null=True, blank=True, related_name="series", db_constraint=False
    )
    tumour_name = models.CharField(max_length=160, blank=True, help_text="As it was published.")
    route = models.CharField("route or stage", max_length=60, blank=True)
    modality = models.CharField(max_length=60, blank=True)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "series"
        ordering = ["measure", "body", "tumour", "route", "modality"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "measure", "basis", "frequency", "tumour", "route", "modality"],
                name="series_named_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["measure", "basis", "body"],
                condition=Q(tumour="", route="", modality=""),
                name="series_headlines",
            ),
            models.Index(
                fields=["measure", "tumour", "basis", "body"],
                condition=Q(route="", modality=""),
                name="series_by_tumour",
            ),
        ]

    def __str__(self):
        parts = [part for part in (self.tumour_name, self.route, self.modality) if part]
        return f"{self.body.code} {self.get_measure_display()}" + (f" ({', '.join(parts)})" if parts else "")


class FigureSource(models.Model):
    """A file whose figures were loaded: what it was, how far it goes, and with what result."""

    name = models.CharField("file name", max_length=255)
    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    kind = models.CharField(max_length=40)
    published_on = models.DateField(help_text="The day of the file as it says itself, else of its first load.")
    loaded_at = models.DateTimeField(default=timezone.now)
    loaded_by_id = models.BigIntegerField(null=True)
    result = models.JSONField(default=dict, help_text="Counts and findings.")

    class Meta:
        verbose_name = "loaded file"
        ordering = ["-loaded_at", "-id"]

    def __str__(self):
        return self.name


class FigureValues(models.Model):
    """What a file says of a series in a month, and how much it counts against another file.

    Final outranks provisional; then the later file, by its own day; then what was published against what we added up.
    """

    total = models.DecimalField(max_digits=10, decimal_places=1, null=True, help_text="Empty: suppressed, not known.")
    within = models.DecimalField(max_digits=10, decimal_places=1, null=True, help_text="Empty: not known.")
    printed = models.DecimalField(
        max_digits=12, decimal_places=9, null=True, help_text="The share as it came printed: kept, never computed with."
    )
    final = models.BooleanField(default=True, help_text="Off: provisional.")
    derived = models.BooleanField(default=False, help_text="We added it up from the published parts.")

    class Meta:
        abstract = True


class Figure(FigureValues):  # noqa: DJ008 - read in bulk only
    """The value that stands for a series in a month (the first month of a quarter).

    The month comes first in the key, because figures arrive by the month: a file is written at the end of the key, and
    compared with what stands for its own months alone. Whoever reads a series names its months (`between`).
    """

    pk = models.CompositePrimaryKey("month", "series_id")
    series = models.ForeignKey(Series, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="figures")
    month = models.DateField(help_text="The first day of the month, or of the quarter.")
    published_on = models.DateField()
    source = models.ForeignKey(FigureSource, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")

    objects = FigureQuerySet.as_manager()

    class Meta:
        constraints = [
            # What is not known passes: a comparison with it is neither true nor false.
            models.CheckConstraint(
                condition=Q(within__gte=0) & Q(total__gte=Coalesce("within", 0)),
                name="within_no_more_than_total",
            ),
        ]


class FigureRevision(AppendOnlyModel, FigureValues):
    """A value that does not stand, or no longer: replaced by a better file, or come too late to replace one."""

    series = models.ForeignKey(Series, models.DO_NOTHING, db_constraint=False, related_name="+", db_index=False)
    month = models.DateField()
    published_on = models.DateField()
    source = models.ForeignKey(FigureSource, models.DO_NOTHING, db_constraint=False, related_name="+", db_index=False)
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["series", "month", "published_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["series", "month", "source"], name="one_revision_of_a_figure_from_a_file")
        ]

    def __str__(self):
        return f"{self.series_id} {self.month:%Y-%m}: {self.within} of {self.total}"


class Coverage(models.Model):
    """That a final file told everything about a month, a measure and a breakdown: what it leaves out was withdrawn."""

    month = models.DateField()
    frequency = models.CharField(max_length=8, choices=Frequency)
    basis = models.CharField(max_length=12, choices=Basis)
    measure = models.CharField(max_length=20, choices=Measure.choices)
    route = models.CharField(max_length=60, blank=True)
    by_tumour = models.BooleanField()
    by_modality = models.BooleanField()
    source = models.ForeignKey(FigureSource, models.DO_NOTHING, db_constraint=False, related_name="+", db_index=False)

    class Meta:
        verbose_name_plural = "coverage"
        constraints = [
            models.UniqueConstraint(
                fields=["month", "frequency", "basis", "measure", "route", "by_tumour", "by_modality"],
                name="covered_once",
            )
        ]

    def __str__(self):
        return f"{self.measure} {self.basis} {self.month:%Y-%m}"
