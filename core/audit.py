"""Who changed what, and when: one append-only row for each change, written by the verb that made it.

The row stands in the same transaction as the change. It names its subject by type and id, and its actor
by id and label, so it outlives both and this floor needs to know no other.
"""

from dataclasses import dataclass, field

from django.db import models
from django.utils import timezone

from core.history import AppendOnlyModel, AppendOnlyQuerySet


class AuditQuerySet(AppendOnlyQuerySet):
    def about(self, subject):
        """The changes of one object, oldest first."""
        return self.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk).order_by("at", "id")


class AuditEvent(AppendOnlyModel):
    """One change: a verb in the past tense, its subject, its actor, and old and new values by field."""

    at = models.DateTimeField(default=timezone.now)
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=200, blank=True)
    verb = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=80)
    subject_id = models.BigIntegerField()
    subject_label = models.CharField(max_length=200, blank=True)
    alliance_id = models.BigIntegerField(null=True, help_text="The alliance whose people may read this.")
    changes = models.JSONField(default=dict, help_text="By field: the old and the new value.")
    note = models.TextField(blank=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "at"], name="audit_by_subject"),
            models.Index(fields=["alliance_id", "at"], name="audit_by_alliance"),
        ]

    def __str__(self):
        return f"{self.subject_label}: {self.verb} by {self.actor_label or 'the system'}"


@dataclass(frozen=True)
class Change:
    """What `record` needs to know of one change; `changes` maps a field to its (old, new) values."""

    verb: str
    subject: models.Model
    changes: dict = field(default_factory=dict)
    alliance_id: int | None = None
    note: str = ""


def actor_label(by) -> str:
    """How a history names a person: as they are called, or "the system" where nobody asked for the change."""
    return str(by)[:200] if by is not None else ""


def record(*changes: Change, by) -> None:
    """Write one AuditEvent for each change, in one statement; `by` is a user or None for the system."""
    now = timezone.now()
    AuditEvent.objects.bulk_create(
        [
            AuditEvent(
                at=now,
                actor_id=getattr(by, "pk", None),
                actor_label=actor_label(by),
                verb=change.verb,
                subject_type=change.subject._meta.label_lower,
                subject_id=change.subject.pk,
                subject_label=str(change.subject)[:200],
                alliance_id=change.alliance_id,
                changes={name: [_plain(old), _plain(new)] for name, (old, new) in change.changes.items()},
                note=change.note,
            )
            for change in changes
        ]
    )


def _plain(value):
    """A value as JSON can hold it; dates and choices as their text."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return str(value)
