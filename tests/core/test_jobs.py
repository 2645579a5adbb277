"""Jobs and messages survive what happens to workers."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from core import jobs, outbox
from core.models import EmailOutbox, Job

pytestmark = pytest.mark.django_db
CALLS = []


@jobs.handler("tests.note")
def note(word):
    CALLS.append(word)
    if word == "fail":
        raise RuntimeError("it broke")
    return {"word": word}


@pytest.fixture(autouse=True)
def _no_calls():
    CALLS.clear()


def test_asking_twice_does_it_once():
    first = jobs.ask(kind="tests.note", key="a", arguments={"word": "x"})
    again = jobs.ask(kind="tests.note", key="a", arguments={"word": "y"})
    assert first == again
    done = jobs.run(first.pk)
    assert (done.state, done.result, done.progress) == (jobs.JobState.DONE, {"word": "x"}, 100)
    assert jobs.run(first.pk) is None
    assert CALLS == ["x"]


def test_the_worker_is_told_after_commit(django_capture_on_commit_callbacks, monkeypatch):
    told = []
    monkeypatch.setattr(jobs, "_dispatch", told.append)
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.ask(kind="tests.note", key="a", arguments={"word": "x"})
        assert told == []
    assert told == [job.pk]


def test_a_job_somebody_holds_is_left_alone():
    job = jobs.ask(kind="tests.note", key="a", arguments={"word": "x"})
    Job.objects.update(state=jobs.JobState.RUNNING, lease_until=timezone.now() + timedelta(minutes=1))
    assert jobs.run(job.pk) is None
    assert CALLS == []


def test_a_dead_workers_job_is_handed_out_again(monkeypatch):
    job = jobs.ask(kind="tests.note", key="a", arguments={"word": "x"})
    Job.objects.update(state=jobs.JobState.RUNNING, attempts=1, lease_until=timezone.now() - timedelta(seconds=1))
    monkeypatch.setattr(jobs, "_dispatch", jobs.run)
    assert jobs.requeue_stranded() == 1
    job.refresh_from_db()
    assert (job.state, job.attempts) == (jobs.JobState.DONE, 2)


def test_a_waiting_job_whose_message_got_lost_is_handed_out_again(monkeypatch):
    jobs.ask(kind="tests.note", key="a", arguments={"word": "x"})
    assert not Job.objects.stranded(now=timezone.now())
    assert Job.objects.stranded(now=timezone.now() + timedelta(minutes=3)).count() == 1


def test_a_failure_is_kept_and_tried_again_until_it_has_failed():
    job = jobs.ask(kind="tests.note", key="a", arguments={"word": "fail"})
    for attempt in range(1, jobs.MAX_ATTEMPTS + 1):
        with pytest.raises(RuntimeError):
            jobs.run(job.pk)
        job.refresh_from_db()
        assert (job.attempts, job.error) == (attempt, "RuntimeError: it broke")
    assert job.state == jobs.JobState.FAILED
    assert jobs.run(job.pk) is None


def test_a_job_of_unknown_kind_says_so():
    job = jobs.ask(kind="tests.nothing", key="a")
    with pytest.raises(LookupError, match="tests.nothing"):
        jobs.run(job.pk)


MESSAGE = outbox.Message("k", "manager@example.nhs.uk", "Two\nlines", "Body")


def test_a_message_goes_out_once():
    outbox.put([MESSAGE])
    outbox.put([MESSAGE])
    assert outbox.send_waiting() == 1
    assert outbox.send_waiting() == 0
    assert [(m.to, m.subject) for m in mail.outbox] == [(["manager@example.nhs.uk"], "Two lines")]
    assert EmailOutbox.objects.get().sent_at


def test_a_mail_server_that_is_down_delays_and_does_not_lose(monkeypatch):
    outbox.put([MESSAGE])

    def refuse(self, **kwargs):
        raise OSError("connection refused")

    with monkeypatch.context() as down:
        down.setattr("django.core.mail.EmailMessage.send", refuse)
        assert outbox.send_waiting() == 0
    row = EmailOutbox.objects.get()
    assert (row.state, row.attempts, row.last_error) == ("waiting", 1, "OSError: connection refused")
    assert outbox.send_waiting() == 0  # not before the delay is over
    EmailOutbox.objects.update(not_before=timezone.now())
    assert outbox.send_waiting() == 1
