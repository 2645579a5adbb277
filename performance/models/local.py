"""Local counts: what an alliance counts itself by week or month, with the levels they are held against.

Totals only, never anything about a single patient. A count that comes later for the same week takes the place of the
one before, which is kept. Everything belongs to one alliance and is visible there alone.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from core.history import AppendOnlyModel
from organisations.models import Alliance, Provider, TumourGroup
from performance.local.measures import PARTS, UNITS, LocalKind
from performance.querysets import OwnQuerySet


class Period(models.TextChoices):
    WEEK = "week", "Week"
    MONTH = "month", "Month"


class LocalSeries(models.Model):
    """One line of local counts over time: what, where, of which patients. No provider or no tumour group means all."""

    alliance = models.ForeignKey(Alliance, models.PROTECT, related_name="local_series")
    kind = models.CharField(max_length=12, choices=LocalKind)
    part = models.CharField("band or modality", max_length=20, blank=True)
    provider = models.ForeignKey(Provider, models.PROTECT, null=True, blank=True, related_name="local_series")
    tumour_group = models.ForeignKey(TumourGroup, models.PROTECT, null=True, blank=True, related_name="local_series")
    frequency = models.CharField(max_length=8, choices=Period, default=Period.WEEK)

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "local series"
        ordering = ["alliance", "kind", "part", "id"]
        constraints = [
            models.UniqueConstraint(
                "alliance",
                "kind",
                "part",
                "frequency",
                Coalesce("provider", 0),
                Coalesce("tumour_group", 0),
                name="local_series_named_once",
            )
        ]

    def __str__(self):
        where = [self.provider.name if self.provider_id else "all providers"]
        where.append(self.tumour_group.name if self.tumour_group_id else "all tumour groups")
        return f"{self.what}: {', '.join(where)}"

    @property
    def what(self) -> str:
        """The kind, with its band or modality."""
        part = PARTS.get(self.kind, {}).get(self.part)
        return f"{self.get_kind_display()}, {part}" if part else self.get_kind_display()

    @property
    def unit(self) -> str:
        return UNITS[self.kind]


class LocalImport(models.Model):
    """A file of the alliance's own that was loaded: what it was, who confirmed it, and with what result."""

    alliance = models.ForeignKey(Alliance, models.PROTECT, related_name="local_imports")
    of = models.CharField(max_length=12, help_text="figures or trajectories")
    name = models.CharField("file name", max_length=255)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    imported_at = models.DateTimeField(default=timezone.now)
    result = models.JSONField(default=dict, help_text="Counts and findings.")

    objects = OwnQuerySet.as_manager()

    class Meta:
        ordering = ["-imported_at", "-id"]

    def __str__(self):
        return self.name


class LocalValues(models.Model):
    """A count and, where it is a part of something, of how many."""

    count = models.DecimalField(max_digits=10, decimal_places=1, null=True, help_text="Empty: suppressed, not known.")
    out_of = models.DecimalField(
        max_digits=10, decimal_places=1, null=True, help_text="How many are on the list, where that was told."
    )
    source = models.ForeignKey(
        LocalImport, models.PROTECT, null=True, related_name="+", help_text="Empty: typed into the form."
    )
    by_id = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True


class LocalCount(LocalValues):
    """The value that stands for a series in a week (by its Monday) or month (by its first day)."""

    series = models.ForeignKey(LocalSeries, models.CASCADE, related_name="counts")
    starts = models.DateField()

    class Meta:
        ordering = ["series", "starts"]
        constraints = [
            models.UniqueConstraint(fields=["series", "starts"], name="counted_once_a_period"),
            models.CheckConstraint(
                condition=(Q(count__isnull=True) | Q(count__gte=0))
                & (Q(out_of__isnull=True) | Q(out_of__gte=0))
                & (Q(count__isnull=True) | Q(out_of__isnull=True) | Q(count__lte=F("out_of"))),
                name="local_count_is_a_part",
            ),
        ]

    def __str__(self):
        return f"{self.starts}: {self.count}"


class LocalCountRevision(AppendOnlyModel, LocalValues):
    """A value that gave way to a later one; `recorded_at` and `by_id` say whose it was, `replaced_…` whose came."""

    series = models.ForeignKey(LocalSeries, models.PROTECT, related_name="revisions")
    starts = models.DateField()
    replaced_at = models.DateTimeField(default=timezone.now)
    replaced_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["series", "starts", "id"]

    def __str__(self):
        return f"{self.starts}: {self.count}"


class LevelKind(models.TextChoices):
    BASELINE = "baseline", "Baseline"
    CEILING = "ceiling", "Ceiling"


class LocalLevel(models.Model):
    """A baseline or a ceiling of a series, from one day to another: a number, or per cent of the list."""

    series = models.ForeignKey(LocalSeries, models.CASCADE, related_name="levels")
    kind = models.CharField(max_length=8, choices=LevelKind)
    value = models.DecimalField(max_digits=10, decimal_places=2)
    per_cent = models.BooleanField(default=False, help_text="Of the list; otherwise a number.")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True, help_text="The last day; empty while it lasts.")
    source = models.CharField(max_length=200, blank=True, help_text="Such as the weeks that a baseline is the mean of.")

    class Meta:
        ordering = ["series", "kind", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["series", "kind", "valid_from"], name="one_level_from_a_day"),
            models.CheckConstraint(condition=Q(value__gte=0), name="level_not_negative"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="level_ends_after_it_begins",
                violation_error_message="The last day lies before the first.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} of {self.series}: {self.value:f}{'%' if self.per_cent else ''}"


class StagedSheet(models.Model):
    """A file of our own template between its preview and its confirmation, bound to the person who brought it."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    alliance = models.ForeignKey(Alliance, models.CASCADE, related_name="+")
    of = models.CharField(max_length=12, help_text="figures or trajectories")
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    created_at = models.DateTimeField(default=timezone.now)
    rows = models.JSONField(default=list, help_text="What could be read, by ids.")
    findings = models.JSONField(default=list)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self):
        return self.name
