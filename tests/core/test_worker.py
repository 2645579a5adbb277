"""A worker process of its own, fed through a real broker: Redis, and the embedded one that needs nothing."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from celery import Celery
from django.conf import settings
from django.db import connection
from django.utils import timezone

from core import jobs
from core.jobs import Job, JobState
from tests.factories import ActionFactory
from workplans.models import OverdueFlag
from workplans.tasks import FLAGGING

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 60  # seconds; a machine that does much else needs some


@pytest.fixture(params=["embedded", pytest.param("redis", marks=pytest.mark.redis)])
def broker(request, tmp_path, monkeypatch):
    """What a worker needs to know, as (environment, prefix of its keys); jobs asked for here go through that broker."""
    environment = {**os.environ, "DATABASE_URL": _address_of_the_database(), "VAR_DIR": str(tmp_path)}
    environment.pop("REDIS_URL", None)
    prefix = ""
    sender = Celery("sender", set_as_current=False)
    if request.param == "redis":
        environment["REDIS_URL"] = settings.REDIS_URL
        prefix = f"test-{os.getpid()}-{tmp_path.name}:"
        sender.conf.update(broker_url=settings.REDIS_URL, broker_transport_options={"global_keyprefix": prefix})
    else:
        folders = {name: tmp_path / "broker" / name for name in ("messages", "processed", "control")}
        for folder in folders.values():
            folder.mkdir(parents=True)
        options = {
            "data_folder_in": str(folders["messages"]),
            "data_folder_out": str(folders["messages"]),
            "processed_folder": str(folders["processed"]),
            "control_folder": str(folders["control"]),
        }
        sender.conf.update(broker_url="filesystem://", broker_transport_options=options)
    monkeypatch.setattr(jobs, "_dispatch", lambda job_id: sender.send_task("core.tasks.run_job", [job_id]))
    yield environment, prefix
    sender.close()
    if prefix:
        _forget(prefix)


def _address_of_the_database():
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    who = database["USER"] + (f":{database['PASSWORD']}" if database["PASSWORD"] else "")
    return f"postgres://{who}@{database['HOST']}:{database['PORT'] or 5432}/{database['NAME']}"


def _forget(prefix):
    from redis import Redis

    with Redis.from_url(settings.REDIS_URL) as client:
        for key in list(client.scan_iter(match=f"{prefix}*")):
            client.delete(key)


@contextmanager
def worker(name, broker):
    """A worker in a process group of its own, which ends with the block at the latest."""
    environment, prefix = broker
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.core.worker", name, prefix, str(os.getpid())],
        cwd=Path(settings.BASE_DIR),
        env={**environment, "DJANGO_SETTINGS_MODULE": "alliance.settings"},
        start_new_session=True,
    )
    try:
        yield process
    finally:
        _kill(process)


def _kill(process):
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def until(job, state, *, process):
    """Wait until a job is in a state; fails when the worker dies or patience ends."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        job.refresh_from_db()
        if job.state == state:
            return
        assert process.poll() is None, "the worker ended by itself"
        time.sleep(0.05)
    pytest.fail(f"The job is {job.state} after {PATIENCE} seconds: {job.error}")


def test_a_worker_does_the_nightly_job(broker):
    action = ActionFactory(due="1 September 2026")
    job = jobs.ask(kind=FLAGGING, key="flag_overdue:2026-09-02", arguments={"on": "2026-09-02"})
    with worker("one", broker) as process:
        until(job, JobState.DONE, process=process)
    assert job.result["raised"] == 1
    assert OverdueFlag.objects.get().action == action


def test_what_a_killed_worker_held_is_done_by_the_next(broker):
    job = jobs.ask(kind="tests.slow", key="slow", arguments={"key": "slow"})
    with worker("one", broker) as process:
        until(job, JobState.RUNNING, process=process)
        _kill(process)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.RUNNING, 1)
    assert jobs.requeue_stranded() == 0, "its lease still runs"

    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert jobs.requeue_stranded() == 1
    with worker("two", broker) as process:
        until(job, JobState.DONE, process=process)
    assert (job.result, job.attempts) == ({"done by": "two"}, 2)
