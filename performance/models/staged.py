"""What waits between the preview of a load and its confirmation. A file is read once; what it says stands here.

No constraint leads from here to the figures, and none back: a stage is thrown away whole.
"""

from django.conf import settings
from django.db import models
from django.utils import timezone

from performance.models.figures import FigureValues
from performance.querysets import FigureImportQuerySet


class FigureImport(models.Model):
    """One or several files that somebody brought together: from their preview until it is read what was done.

    What was refused, and what each file did, stands here as plain values, for the person who brought them.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+", db_index=False)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    job_key = models.CharField(max_length=200, blank=True, help_text="The job that loads what was confirmed.")
    refused = models.JSONField(default=list, help_text="By file: its name and findings.")
    done = models.JSONField(default=list, help_text="By file: what its load did.")

    objects = FigureImportQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="figure_import_by_expiry")]

    def __str__(self):
        return f"Waiting times, {self.created_at:%-d %B %Y}"


class StagedLoad(models.Model):
    """One file, read and compared."""

    brought = models.ForeignKey(
        FigureImport,
        models.CASCADE,
        null=True,
        related_name="loads",
        help_text="Empty: a terminal, in one transaction.",
    )
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=40)
    published_on = models.DateField()
    by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    rows = models.PositiveIntegerField(default=0, help_text="Figures that were read.")
    first_month = models.DateField(null=True)
    last_month = models.DateField(null=True)
    provisional = models.BooleanField(default=True, help_text="Some figure of it is.")
    complete = models.BooleanField(default=False, help_text="It is final and lists everybody: see Coverage.")
    names = models.JSONField(default=dict, help_text="The published name of each code that is not known here.")
    findings = models.JSONField(default=list)
    tables = models.JSONField(default=list, help_text="By table of the file: how much it holds.")
    preview = models.JSONField(default=dict, help_text="What it would change, as the figures stood when it was read.")

    def __str__(self):
        return self.name


class StagedRow(models.Model):
    """A row of a stage, known by its load and a number inside it."""

    load = models.ForeignKey(StagedLoad, models.CASCADE, related_name="+", db_index=False, db_constraint=False)

    class Meta:
        abstract = True

    def __str__(self):
        return f"{type(self).__name__} {self.pk}"


class StagedSeries(StagedRow):  # noqa: DJ008 - StagedRow has it
    """A series that the file speaks of, by the code of its body; `series_id` is empty until it exists."""

    pk = models.CompositePrimaryKey("load_id", "number")
    number = models.IntegerField()
    series_id = models.BigIntegerField(null=True)
    code = models.CharField(max_length=12)
    basis = models.CharField(max_length=12)
    frequency = models.CharField(max_length=8)
    measure = models.CharField(max_length=20)
    tumour = models.CharField(max_length=160, blank=True)
    tumour_group_id = models.BigIntegerField(null=True)
    tumour_name = models.CharField(max_length=160, blank=True)
    route = models.CharField(max_length=60, blank=True)
    modality = models.CharField(max_length=60, blank=True)


class StagedFigure(StagedRow, FigureValues):  # noqa: DJ008
    """A row of figures of the file, or a total that we add up from such rows.

    Nothing looks for one row: each statement goes over all of a load. So the table has no index at all (nor a key:
    stage.py finds what came twice), which more than halves what it costs to write. SQLite, which joins by looking up,
    makes an index where it needs one (core/staging.py: looked_up).
    """

    pk = models.CompositePrimaryKey("load_id", "number", "month", "line")
    number = models.IntegerField(help_text="Its StagedSeries.")
    line = models.IntegerField(help_text="Of the file; 0 for a total that we made.")
    month = models.DateField()


class StagedPart(StagedRow):  # noqa: DJ008
    """That one series of the file is a part of another, which the file leaves to its readers to add up."""

    pk = models.CompositePrimaryKey("load_id", "part", "whole")
    part = models.IntegerField()
    whole = models.IntegerField()
