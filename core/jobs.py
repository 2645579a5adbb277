"""Long work as rows. The row is the truth; Celery only carries its id.

A job has a key, so asking twice starts it once. A worker holds a lease while it runs; where the worker dies the
lease runs out and the reaper hands the job to the next one. A handler must therefore be safe to run twice.
"""

from collections.abc import Callable
from datetime import timedelta

from celery import current_app
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

LEASE = timedelta(minutes=20)
MAX_ATTEMPTS = 5

_handlers: dict[str, Callable] = {}


class JobState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


class JobQuerySet(models.QuerySet):
    def stranded(self, *, now):
        """Work that nobody is doing: leases that ran out, and waiting rows whose message got lost."""
        return self.filter(
            Q(state=JobState.RUNNING, lease_until__lt=now)
            | Q(state=JobState.WAITING, created_at__lt=now - timedelta(minutes=2), lease_until__isnull=True)
            | Q(state=JobState.WAITING, lease_until__lt=now)
        )


class Job(models.Model):
    """One piece of long work: its kind, its arguments, and how far it has come."""

    key = models.CharField(max_length=200, unique=True, help_text="Asking for the same key again starts nothing.")
    kind = models.CharField(max_length=80)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    progress = models.PositiveSmallIntegerField(default=0, help_text="Per cent.")
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    asked_by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "lease_until"], name="job_by_state")]

    def __str__(self):
        return f"{self.kind} ({self.key})"


def handler(kind: str):
    """Name the function that does jobs of a kind; it takes the job's arguments and returns a dict or None."""

    def register(function):
        _handlers[kind] = function
        return function

    return register


def ask(*, kind: str, key: str, arguments: dict | None = None, by=None) -> Job:
    """Ask for work to be done once. The worker is told after the transaction commits."""
    job, created = Job.objects.get_or_create(
        key=key,
        defaults={"kind": kind, "arguments": arguments or {}, "asked_by_id": getattr(by, "pk", None)},
    )
    if created:
        # Robust: where the broker is down the row waits for the reaper, and the asker's page still comes.
        transaction.on_commit(lambda: _dispatch(job.pk), robust=True)
    return job


def run(job_id: int) -> Job | None:
    """Do a job, if it is still to be done and nobody else holds it; returns it, or None where there was nothing to do.

    An exception of the handler is kept on the row and raised again; after MAX_ATTEMPTS the job has failed.
    """
    now = timezone.now()
    claimed = (
        Job.objects.filter(pk=job_id)
        .filter(Q(state=JobState.WAITING) | Q(state=JobState.RUNNING, lease_until__lt=now))
        .update(state=JobState.RUNNING, attempts=F("attempts") + 1, lease_until=now + LEASE, error="")
    )
    if not claimed:
        return None
    job = Job.objects.get(pk=job_id)
    try:
        if job.kind not in _handlers:
            raise LookupError(f"No handler for jobs of the kind “{job.kind}”.")
        result = _handlers[job.kind](**job.arguments)
    except Exception as error:
        job.error = f"{type(error).__name__}: {error}"
        if job.attempts >= MAX_ATTEMPTS:
            job.state, job.finished_at, job.lease_until = JobState.FAILED, timezone.now(), None
        else:
            # Wait a little longer after each failure; the reaper hands it out again.
            job.state, job.lease_until = JobState.WAITING, timezone.now() + timedelta(minutes=job.attempts**2)
        job.save(update_fields=["state", "error", "finished_at", "lease_until"])
        raise
    job.state, job.result, job.progress = JobState.DONE, result or {}, 100
    job.finished_at, job.lease_until = timezone.now(), None
    job.save(update_fields=["state", "result", "progress", "finished_at", "lease_until"])
    return job


def tell_progress(key: str, per_cent: int) -> None:
    """Let those who wait see how far a running job has come; its lease begins anew."""
    Job.objects.filter(key=key, state=JobState.RUNNING).update(
        progress=min(per_cent, 99), lease_until=timezone.now() + LEASE
    )


def requeue_stranded() -> int:
    """Hand stranded jobs out again; returns how many."""
    ids = list(Job.objects.stranded(now=timezone.now()).values_list("pk", flat=True)[:100])
    for job_id in ids:
        _dispatch(job_id)
    return len(ids)


def _dispatch(job_id: int) -> None:
    # By name, because the task's module stands above this one.
    current_app.send_task("core.tasks.run_job", [job_id])
