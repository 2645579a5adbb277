"""The nightly door to the reminders: once a day by beat, and by hand from a terminal."""

from datetime import date

import pytest
import time_machine
from django.core.management import CommandError, call_command

from alliance import operations, tasks
from core.jobs import Job, JobState, run
from core.outbox import EmailOutbox
from organisations.grants import RoleKind
from tests.factories import TODAY, UserFactory, a_delivery_plan, someone

pytestmark = pytest.mark.django_db


@pytest.fixture
def late():
    plan = a_delivery_plan()
    someone(RoleKind.PROGRAMME_LEAD, plan.alliance)
    office = UserFactory()
    return operations.open_return(plan=plan, quarter=2, due_on=date(2026, 10, 5), by=office, on=TODAY)


def test_beat_asks_once_a_day(late):
    with time_machine.travel("2026-10-06 06:00", tick=False):
        tasks.remind_of_returns()
        tasks.remind_of_returns()
        job = Job.objects.get()
        assert run(job.pk).state == JobState.DONE
    assert EmailOutbox.objects.count() == 1


def test_from_a_terminal(late, capsys):
    call_command("remind_of_returns", "--on", "2026-10-06")
    call_command("remind_of_returns", "--on", "2026-10-06")
    assert EmailOutbox.objects.count() == 1
    assert "1 person is behind with a return" in capsys.readouterr().out
    with pytest.raises(CommandError, match="is not a day"):
        call_command("remind_of_returns", "--on", "yesterday")
