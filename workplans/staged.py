"""What waits between the preview of an import and its confirmation, and the log of what was imported.

A file is read once. What it says stands here, in the database that all web processes share, bound to the person
who brought it, until they confirm or it expires. `Staged…` rows repeat the file and are never changed; a `StagedChange`
says what a row would do to the plan, and is worked out anew where the plan moves on.

No constraint leads from here into the plan, and none back: these rows are thrown away whole (importing/stage.py).
"""

from django.conf import settings
from django.db import models
from django.utils import timezone

from organisations.models import Network
from workplans.due import DueKind
from workplans.querysets import SourceDocumentQuerySet, StagedImportQuerySet


class ImportedFile(models.Model):
    """A file that was imported: what it was, who confirmed it, and with what result."""

    name = models.CharField("file name", max_length=255)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    imported_at = models.DateTimeField(default=timezone.now)
    result = models.JSONField(default=dict, help_text="Counts and findings.")

    class Meta:
        abstract = True
        verbose_name = "imported file"
        ordering = ["-imported_at", "-id"]

    def __str__(self):
        return f"{self.name}, {self.imported_at:%-d %B %Y}"


class SourceDocument(ImportedFile):  # noqa: DJ008 - ImportedFile has it
    """A file that was imported into a work plan; one row for each plan in it."""

    plan = models.ForeignKey("workplans.WorkPlan", models.CASCADE, null=True, blank=True, related_name="sources")

    objects = SourceDocumentQuerySet.as_manager()


class BroughtFile(models.Model):
    """One file that somebody brought, as far as its preview: theirs alone, until they confirm or it expires."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+", db_index=False)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    year = models.PositiveSmallIntegerField(null=True)
    title = models.CharField(max_length=300, blank=True, help_text="The title that stands in the document.")
    counts = models.JSONField(default=dict)
    stamp = models.JSONField(default=dict, help_text="How the plans stood when the preview was made.")
    confirmed_at = models.DateTimeField(null=True)
    result = models.JSONField(default=dict, help_text="What the confirmed import did.")

    objects = StagedImportQuerySet.as_manager()

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["expires_at"], name="%(class)s_by_expiry")]

    def __str__(self):
        return f"{self.name}, {self.created_at:%-d %B %Y}"


class StagedImport(BroughtFile):  # noqa: DJ008 - BroughtFile has it
    """A file of work plans; its rows stand below."""

    network = models.ForeignKey(
        Network,
        models.CASCADE,
        null=True,
        related_name="+",
        db_index=False,
        help_text="Empty: the file names its plans.",
    )
    said = models.JSONField(default=list, help_text="The fields of which the file says anything.")

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="staged_import_by_expiry")]


class StagedRow(models.Model):
    """A row of the stage, known by its import and a number inside it."""

    stage = models.ForeignKey(StagedImport, models.CASCADE, related_name="+", db_index=False, db_constraint=False)

    class Meta:
        abstract = True

    def __str__(self):
        return f"{type(self).__name__} {self.pk}"


# --- What the file says: never changed once it stands ---------------------------------------------


class StagedAction(StagedRow):  # noqa: DJ008 - StagedRow has it
    """A row of the file, cell by cell, as it is written there."""

    pk = models.CompositePrimaryKey("stage_id", "line")
    line = models.IntegerField(help_text="Of the file; else a number in the order of the paper.")
    found_at = models.TextField(db_default="", help_text="Where it stands; empty: on that line of the file.")
    network = models.TextField(db_default="")
    year = models.TextField(db_default="")
    objective_number = models.TextField(db_default="")
    objective = models.TextField(db_default="")
    number = models.TextField(db_default="")
    text = models.TextField(db_default="")
    steps = models.TextField(db_default="")
    leads = models.TextField(db_default="")
    due = models.TextField(db_default="")
    starts = models.TextField(db_default="")
    status = models.TextField(db_default="")
    rating = models.TextField(db_default="")
    comment = models.TextField(db_default="")


class StagedFinding(StagedRow):  # noqa: DJ008
    """Something that a person should know of the file; an error on a line keeps that line out of the plan."""

    pk = models.CompositePrimaryKey("stage_id", "number")
    number = models.IntegerField()
    line = models.IntegerField(null=True)
    level = models.CharField(max_length=10)
    found_at = models.TextField()
    message = models.TextField()
    of_plan = models.BooleanField(db_default=False, help_text="Depends on how the plan stands, not on the file alone.")


# --- What its cells mean: each distinct cell once -------------------------------------------------


class StagedPlan(StagedRow):  # noqa: DJ008
    """A plan that the file speaks of, by the words of its network and year; `plan_id` is empty until it exists."""

    pk = models.CompositePrimaryKey("stage_id", "place")
    place = models.IntegerField(help_text="The line of its first row.")
    network = models.TextField()
    year = models.TextField()
    network_id = models.BigIntegerField(null=True)
    starts_in = models.PositiveSmallIntegerField(null=True, help_text="The year, as a number.")
    plan_id = models.BigIntegerField(null=True)
    is_new = models.BooleanField(default=False, help_text="There was no such plan when the preview was made.")
    problem = models.TextField(blank=True, help_text="Why its rows cannot be imported.")
    quiet_since = models.DateField(null=True, help_text="Of a new action without a start date.")
    in_plan_from = models.DateField(null=True, help_text="From when a new action counts; known on confirming.")


class StagedObjective(StagedRow):  # noqa: DJ008
    """An objective of the file."""

    pk = models.CompositePrimaryKey("stage_id", "line")
    line = models.IntegerField(help_text="Where it is first named.")
    place = models.IntegerField(help_text="Its StagedPlan.")
    position = models.IntegerField(help_text="In its plan.")
    number = models.CharField(max_length=20)
    title = models.TextField()
    watching_brief = models.BooleanField(default=False)
    is_new = models.BooleanField(default=True)
    old_title = models.TextField(blank=True, help_text="Filled where the title changes.")


class StagedDate(StagedRow):  # noqa: DJ008
    """What a cell with a due or start date means in a plan of that year."""

    pk = models.CompositePrimaryKey("stage_id", "number")
    number = models.IntegerField()
    starts_in = models.PositiveSmallIntegerField()
    cell = models.TextField()
    due_text = models.TextField()
    due_kind = models.CharField(max_length=10, choices=DueKind.choices)
    due_earliest = models.DateField(null=True)
    due_latest = models.DateField(null=True)
    quiet_since = models.DateField(null=True, help_text="Of a new action that starts then.")
    remark = models.TextField(help_text="What a person should look at.")


class StagedLead(StagedRow):  # noqa: DJ008
    """One name out of a cell of leads; at position 0 stands what a person should look at, with no name."""

    pk = models.CompositePrimaryKey("stage_id", "number")
    number = models.IntegerField()
    network_id = models.BigIntegerField()
    cell = models.TextField()
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    remark = models.TextField()


class StagedStep(StagedRow):  # noqa: DJ008
    """One step out of a cell of steps, read together with the due date beside it."""

    pk = models.CompositePrimaryKey("stage_id", "number")
    number = models.IntegerField()
    starts_in = models.PositiveSmallIntegerField()
    cell = models.TextField()
    due = models.TextField()
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    due_text = models.TextField()
    due_kind = models.CharField(max_length=10, choices=DueKind.choices)
    due_earliest = models.DateField(null=True)
    due_latest = models.DateField(null=True)
    next_due = models.DateField(null=True, help_text="On the first step: the earliest date of all of them.")


# --- What it would do: worked out anew where the plan moves on ------------------------------------


class StagedMatch(StagedRow):  # noqa: DJ008
    """A row that may have something to do: it is new (no `action_id`), or not known to be unchanged."""

    pk = models.CompositePrimaryKey("stage_id", "line")
    line = models.IntegerField()
    place = models.IntegerField()
    action_id = models.BigIntegerField(null=True)
    fingerprint = models.BigIntegerField()


class StagedChange(StagedRow):  # noqa: DJ008
    """What a row would change in an action that exists: the values to be written, and what to tell a person."""

    pk = models.CompositePrimaryKey("stage_id", "line")
    line = models.IntegerField()
    action_id = models.BigIntegerField()
    version = models.PositiveIntegerField(help_text="Of the action, when this was worked out.")
    rewrites = models.BooleanField(help_text="Words, leads, steps, start or objective change.")
    moves = models.BooleanField(help_text="The due date moves.")
    reports = models.BooleanField(help_text="Status, rating or comment change.")
    replaces_steps = models.BooleanField()
    replaces_leads = models.BooleanField()
    objective_number = models.TextField()
    text = models.TextField()
    starts_on = models.DateField(null=True)
    due_text = models.TextField()
    due_kind = models.CharField(max_length=10, choices=DueKind.choices)
    due_earliest = models.DateField(null=True)
    due_latest = models.DateField(null=True)
    original_text = models.TextField()
    original_latest = models.DateField(null=True)
    quiet_since = models.DateField()
    next_step_due = models.DateField(null=True)
    changes = models.JSONField(help_text="By field: the old and the new value.")
    audited = models.JSONField(help_text="Those of them that no other history tells.")


class StagedKeptStep(StagedRow):  # noqa: DJ008
    """That a step of a changed action was done already: the new step of the same words keeps the day."""

    pk = models.CompositePrimaryKey("stage_id", "line", "position")
    line = models.IntegerField()
    position = models.PositiveSmallIntegerField()
    completed_on = models.DateField()


STAGED_TABLES = (
    StagedAction,
    StagedFinding,
    StagedPlan,
    StagedObjective,
    StagedDate,
    StagedLead,
    StagedStep,
    StagedMatch,
    StagedChange,
    StagedKeptStep,
)
