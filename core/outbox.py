"""Messages as rows: written in the transaction that gives cause for them, sent afterwards.

The unique key makes a message go out once however often its cause is worked through. A sender holds a short lease, so
two workers do not send the same row; a crash between sending and noting it can repeat one message, never lose one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.core.mail import EmailMessage
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

LEASE = timedelta(minutes=5)
MAX_ATTEMPTS = 8


class MessageState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    SENT = "sent", "Sent"
    FAILED = "failed", "Failed"


class EmailOutbox(models.Model):
    """One e-mail to one address."""

    dedupe_key = models.CharField(max_length=200, unique=True)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=MessageState, default=MessageState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(default=timezone.now)
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "message"
        indexes = [models.Index(fields=["state", "not_before"], name="outbox_by_state")]

    def __str__(self):
        return f"{self.subject} to {self.to}"


@dataclass(frozen=True)
class Message:
    """What to send; `key` is what makes it the same message when it is put again."""

    key: str
    to: str
    subject: str
    body: str


def put(messages: Iterable[Message]) -> None:
    """Put messages into the outbox in one statement; those with a known key are left as they are."""
    EmailOutbox.objects.bulk_create(
        [
            EmailOutbox(dedupe_key=m.key, to=m.to, subject=m.subject[:200].replace("\n", " "), body=m.body)
            for m in messages
        ],
        ignore_conflicts=True,
        batch_size=500,
    )


def send_waiting(*, limit: int = 100) -> int:
    """Send what waits, at most `limit`; returns how many went out. A failure waits longer each time."""
    now = timezone.now()
    due = Q(state=MessageState.WAITING, not_before__lte=now)
    sent = 0
    for pk in list(EmailOutbox.objects.filter(due).order_by("id").values_list("pk", flat=True)[:limit]):
        mine = EmailOutbox.objects.filter(due, pk=pk).update(not_before=now + LEASE, attempts=F("attempts") + 1)
        if not mine:
            continue
        row = EmailOutbox.objects.get(pk=pk)
        try:
            EmailMessage(subject=row.subject, body=row.body, to=[row.to]).send()
        except Exception as error:  # whatever the mail server says is kept on the row, and tried again
            row.last_error = f"{type(error).__name__}: {error}"
            row.not_before = timezone.now() + timedelta(minutes=2**row.attempts)
            if row.attempts >= MAX_ATTEMPTS:
                row.state = MessageState.FAILED
            row.save(update_fields=["last_error", "not_before", "state"])
            continue
        row.state, row.sent_at, row.last_error = MessageState.SENT, timezone.now(), ""
        row.save(update_fields=["state", "sent_at", "last_error"])
        sent += 1
    return sent
