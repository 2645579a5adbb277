"""What waits between the preview of an import and its confirmation, and the log of what was imported.

A file is read once. What it says stands here, in the database that all web processes share, bound to the person
who brought it, until they confirm or it expires. `Staged…` rows repeat the file and are never changed; a `StagedChange`
says what a row would do to the plan, and is worked out anew where the plan moves on.

No constraint leads from here into the plan, and none back: these rows are thrown away whole (importing/stage.py).
"""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from organisations.models import Network
from workplans.due import DueKind
from workplans.querysets import SourceDocumentQuerySet, StagedImportQuerySet


class SourceDocument(models.Model):
    """A file that was imported: what it was, who confirmed it, and with what result; one row for each plan in it."""

    plan = models.ForeignKey("workplans.WorkPlan", models.CASCADE, null=True, blank=True, related_name="sources")
    name = models.CharField("file name", max_length=255)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    imported_at = models.DateTimeField(default=timezone.now)
    result = models.JSONField(default=dict, help_text="Counts and findings.")

    objects = SourceDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "imported file"
        ordering = ["-imported_at", "-id"]

    def __str__(self):
        return f"{self.name}, {self.imported_at:%-d %B %Y}"


class Outcome(models.TextChoices):
    """What a row of a file would do."""

    NEW = "new", "New"
    CHANGED = "changed", "Changed"
    UNCHANGED = "unchanged", "Unchanged"
    ERROR = "error", "Error"


class StagedImport(models.Model):
    """One file that somebody brought, as far as its preview."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+", db_index=False)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    network = models.ForeignKey(
        Network,
        models.CASCADE,
        null=True,
        related_name="+",
        db_index=False,
        help_text="Empty: the file names its plans.",
    )
    year = models.PositiveSmallIntegerField(null=True)
    title = models.CharField(max_length=300, blank=True, help_text="The title that stands in the document.")
    said = models.JSONField(default=list, help_text="The fields of which the file says anything.")
    findings = models.JSONField(default=list, help_text="What reading it found: level, where, message.")
    counts = models.JSONField(default=dict)
    stamp = models.JSONField(default=dict, help_text="How the plans stood when the preview was made.")
    confirmed_at = models.DateTimeField(null=True)
    result = models.JSONField(default=dict, help_text="What the confirmed import did.")

    objects = StagedImportQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="staged_import_by_expiry")]

    def __str__(self):
        return f"{self.name}, {self.created_at:%-d %B %Y}"

    @property
    def changes_something(self) -> bool:
        return bool(
            self.counts.get("new")
            or self.counts.get("changed")
            or self.counts.get("new_objectives")
            or self.counts.get("changed_objectives")
        )


class StagedRow(models.Model):
    """A row of the stage, known by its import and a number inside it."""

    stage = models.ForeignKey(StagedImport, models.CASCADE, related_name="+", db_index=False, db_constraint=False)

    class Meta:
        abstract = True

    def __str__(self):
        return f"{type(self).__name__} {self.pk}"


class StagedPlan(StagedRow):  # noqa: DJ008 - StagedRow has it
    """A plan that the file speaks of; `plan_id` is empty until it exists."""

    pk = models.CompositePrimaryKey("stage_id", "place")
    place = models.IntegerField()
    network_id = models.BigIntegerField()
    year = models.PositiveSmallIntegerField()
    plan_id = models.BigIntegerField(null=True)
    in_plan_from = models.DateField(null=True, help_text="From when its new actions count; known on confirming.")


class StagedObjective(StagedRow):  # noqa: DJ008
    """An objective of the file, numbered in the order of the paper."""

    pk = models.CompositePrimaryKey("stage_id", "line")
    line = models.IntegerField()
    place = models.IntegerField(help_text="Its StagedPlan.")
    number = models.CharField(max_length=20)
    title = models.TextField()
    watching_brief = models.BooleanField(default=False)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.UNCHANGED)
    objective_id = models.BigIntegerField(null=True)
    old_title = models.TextField(blank=True)


class StagedLead(StagedRow):  # noqa: DJ008
    """One name out of a cell of leads. Equal cells of one network are staged once."""

    pk = models.CompositePrimaryKey("stage_id", "cell", "position")
    cell = models.IntegerField()
    position = models.PositiveSmallIntegerField()
    network_id = models.BigIntegerField()
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)


class StagedAction(StagedRow):  # noqa: DJ008
    """A row of the file: an action as it would stand, were it new."""

    pk = models.CompositePrimaryKey("stage_id", "line")
    line = models.IntegerField(help_text="Order in the file.")
    place = models.IntegerField(help_text="Its StagedPlan.")
    where = models.CharField(max_length=100)
    objective_number = models.CharField(max_length=20)
    number = models.CharField(max_length=20)
    text = models.TextField()
    leads_cell = models.IntegerField(null=True)
    due_text = models.TextField()
    due_kind = models.CharField(max_length=10, choices=DueKind)
    due_earliest = models.DateField(null=True)
    due_latest = models.DateField(null=True)
    starts_on = models.DateField(null=True)
    quiet_since = models.DateField(null=True)
    next_step_due = models.DateField(null=True)
    status = models.CharField(max_length=20)
    rating = models.CharField(max_length=10)
    comment = models.TextField()
    fingerprint = models.BigIntegerField(help_text="Of all that the row says.")
    outcome = models.CharField(max_length=10, choices=Outcome)


class StagedStep(StagedRow):  # noqa: DJ008
    """A step of a staged action."""

    pk = models.CompositePrimaryKey("stage_id", "line", "position")
    line = models.IntegerField()
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    due_text = models.TextField()
    due_kind = models.CharField(max_length=10, choices=DueKind)
    due_earliest = models.DateField(null=True)
    due_latest = models.DateField(null=True)
    completed_on = models.DateField(null=True, help_text="Kept from the step of the same words that it replaces.")


class StagedChange(StagedRow):  # noqa: DJ008
    """What a row would change in an action that exists: the values to be written, and what to tell a person."""

    pk = models.CompositePrimaryKey("stage_id", "line")
    line = models.IntegerField()
    action_id = models.BigIntegerField()
    version = models.PositiveIntegerField(help_text="Of the action, when this was worked out.")
    rewrites = models.BooleanField(help_text="Words, leads, steps, start or place change.")
    moves = models.BooleanField(help_text="The due date moves.")
    reports = models.BooleanField(help_text="Status, rating or comment change.")
    replaces_steps = models.BooleanField()
    replaces_leads = models.BooleanField()
    text = models.TextField()
    starts_on = models.DateField(null=True)
    due_text = models.TextField()
    due_kind = models.CharField(max_length=10, choices=DueKind)
    due_earliest = models.DateField(null=True)
    due_latest = models.DateField(null=True)
    original_text = models.TextField()
    original_latest = models.DateField(null=True)
    quiet_since = models.DateField()
    next_step_due = models.DateField(null=True)
    changes = models.JSONField(encoder=DjangoJSONEncoder, help_text="By field: the old and the new value.")
    audited = models.JSONField(help_text="Those of them that no other history tells.")
