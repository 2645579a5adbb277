"""A confirmed load in a worker of its own, by the embedded broker and by Redis: one end, also where the worker dies."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from core import jobs
from core.jobs import Job, JobState
from performance import operations
from performance.models import Figure, FigureSource, StagedFigure
from tests.core.test_worker import broker, until, worker  # noqa: F401 - a fixture
from tests.performance.test_loading import HEAD

pytestmark = pytest.mark.django_db(transaction=True)


def confirmed():
    call_command("load_reference", verbosity=0)
    now = timezone.now()
    files = [
        ((HEAD + "RHM,62d,All,2024-01,10,9\n").encode(), "a.csv"),
        ((HEAD + "RHM,62d,All,2024-01,12,9\n").encode(), "b.csv"),
    ]
    brought = operations.bring_files(files=files, by=None, on=date(2026, 10, 2), now=now)
    return brought, operations.confirm_import(brought=brought, by=None, now=now)


def test_a_load_is_done_by_a_worker(broker):  # noqa: F811
    _, job = confirmed()
    with worker("one", broker) as process:
        until(job, JobState.DONE, process=process)
    assert (job.result, job.progress) == ({"files": 2}, 100)
    assert Figure.objects.get().total == 12
    assert not StagedFigure.objects.exists()


def test_what_a_dead_worker_has_half_done_is_ended_by_the_next(broker):  # noqa: F811
    brought, job = confirmed()
    first = brought.loads.order_by("pk").first()
    operations.load_staged(load=first, by=None)  # so far it came
    Job.objects.filter(pk=job.pk).update(
        state=JobState.RUNNING, attempts=1, lease_until=timezone.now() - timedelta(seconds=1)
    )
    assert jobs.requeue_stranded() == 1
    with worker("two", broker) as process:
        until(job, JobState.DONE, process=process)
    assert Figure.objects.get().total == 12
    assert FigureSource.objects.count() == 2
