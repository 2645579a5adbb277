"""The nightly flagging of milestones: once for each milestone and date, told once, to the account that leads."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alliance import operations, tasks
from alliance.models import Deliverable, Milestone, MilestoneOverdueFlag, Workstream
from alliance.operations import StatusReport, flag_overdue_milestones
from core import jobs
from core.jobs import Job
from core.outbox import EmailOutbox
from organisations.grants import RoleKind
from tests.alliance.delivery.conftest import words
from tests.factories import TODAY, MilestoneFactory, UserFactory, a_delivery_plan, someone
from workplans.flagging import Flagging
from workplans.progress import Status

pytestmark = pytest.mark.django_db
NOTHING = Flagging(raised=0, cleared=0, told=0)


def day(number):
    return TODAY + timedelta(number)


@pytest.fixture
def late(plan):
    """The one milestone of the plan that is late."""
    return Milestone.objects.get(plan=plan, text="Agree the pathway")


def standing():
    flags = MilestoneOverdueFlag.objects.filter(cleared_on=None).order_by("milestone", "due_latest")
    return list(flags.values_list("milestone__text", "due_latest", "flagged_on"))


def told():
    return sorted(EmailOutbox.objects.values_list("to", flat=True))


def test_flagged_once_from_the_day_after_its_quarter(plan, late, lead):
    Milestone.objects.exclude(pk=late.pk).delete()
    assert flag_overdue_milestones(on=date(2026, 6, 30)) == NOTHING
    assert flag_overdue_milestones(on=date(2026, 7, 1)) == Flagging(raised=1, cleared=0, told=1)
    assert standing() == [("Agree the pathway", date(2026, 6, 30), date(2026, 7, 1))]
    before = list(MilestoneOverdueFlag.objects.values())
    assert flag_overdue_milestones(on=date(2026, 7, 1)) == NOTHING
    assert flag_overdue_milestones(on=TODAY) == NOTHING
    assert list(MilestoneOverdueFlag.objects.values()) == before
    assert told() == [lead.email]


def test_what_is_done_or_moved_is_cleared_and_a_new_date_is_flagged_anew(plan, late, lead):
    flag_overdue_milestones(on=TODAY)
    operations.move_milestone(milestone=late, text="Sep 26", reason="r", agreed_by="a", by=lead, on=TODAY)
    assert flag_overdue_milestones(on=day(1)) == Flagging(raised=1, cleared=1, told=1)
    late.refresh_from_db()
    operations.record_milestone_update(milestone=late, report=StatusReport(Status.COMPLETE), by=lead, on=day(1))
    assert flag_overdue_milestones(on=day(2)) == Flagging(raised=0, cleared=1, told=0)
    assert standing() == []
    # Reopened: the old flag stands again, and nobody is told twice.
    late.refresh_from_db()
    operations.record_milestone_update(milestone=late, report=StatusReport(Status.IN_PROGRESS), by=lead, on=day(2))
    assert flag_overdue_milestones(on=day(3)) == NOTHING
    assert len(standing()) == 1


def test_closed_plans_are_left_alone(plan, late, lead):
    operations.reach_state(plan=plan, state="closed", by=lead, on=TODAY)
    assert flag_overdue_milestones(on=TODAY) == NOTHING


@pytest.mark.parametrize(
    ("contact", "workstream", "who"),
    [
        ("active", "active", ["contact"]),
        ("inactive", "active", ["workstream"]),
        ("", "active", ["workstream"]),
        ("", "inactive", ["office", "programme"]),
        ("", "", ["office", "programme"]),
    ],
)
def test_who_is_told(plan, alliance, late, contact, workstream, who):
    people = {name: UserFactory(email=f"{name}@example.nhs.uk") for name in ("contact", "workstream")}
    for name in ("office", "programme"):
        alliance.roles.create(user=UserFactory(email=f"{name}@example.nhs.uk"), kind=RoleKind.PROGRAMME_LEAD)
    for name, how, model in (("contact", contact, Deliverable), ("workstream", workstream, Workstream)):
        if how:
            model.objects.filter(plan=plan).update(lead=people[name])
        people[name].is_active = how != "inactive"
        people[name].save()
    assert flag_overdue_milestones(on=TODAY) == Flagging(raised=1, cleared=0, told=len(who))
    assert told() == [f"{name}@example.nhs.uk" for name in who]
    message = EmailOutbox.objects.first()
    assert "1.1, Q1: Agree the pathway (due Q1, 94 days late, Pathway Lead)" in message.body
    assert "/delivery/wessex/2026-27/milestones/?overdue=1" in message.body


def test_where_nobody_is_to_be_told_the_flags_wait(plan, alliance, late):
    assert flag_overdue_milestones(on=TODAY) == Flagging(raised=1, cleared=0, told=0)
    someone(RoleKind.PROGRAMME_LEAD, alliance)
    assert flag_overdue_milestones(on=day(1)) == Flagging(raised=0, cleared=0, told=1)
    assert flag_overdue_milestones(on=day(2)) == NOTHING


def test_one_message_a_person_and_day(plan, alliance, lead, late):
    other = a_delivery_plan(alliance=alliance, year=2025)
    flag_overdue_milestones(on=TODAY)
    assert told() == [lead.email]
    body = EmailOutbox.objects.get().body
    assert "Wessex 2026/27: 1 newly overdue" in body
    assert "Wessex 2025/26: 4 newly overdue" in body
    MilestoneFactory(deliverable=other.deliverables.get(), quarter=2, position=9)
    assert flag_overdue_milestones(on=TODAY) == Flagging(raised=1, cleared=0, told=0)
    assert flag_overdue_milestones(on=day(1)) == Flagging(raised=0, cleared=0, told=1)


def test_a_long_list_is_cut_and_says_so(alliance, lead):
    a_delivery_plan(alliance=alliance, year=2025, deliverables=10)
    flag_overdue_milestones(on=TODAY)
    body = EmailOutbox.objects.get().body
    assert "40 newly overdue" in body
    assert "and 15 more" in body


def test_as_many_statements_however_many(plan, alliance, lead, late):
    def count():
        with CaptureQueriesContext(connection) as caught:
            flag_overdue_milestones(on=TODAY)
        return len(caught)

    few = count()
    MilestoneOverdueFlag.objects.all().delete()
    EmailOutbox.objects.all().delete()
    a_delivery_plan(alliance=alliance, year=2025, deliverables=10, milestones=2)
    someone(RoleKind.PROGRAMME_LEAD, a_delivery_plan(year=2025).alliance)
    assert count() == few


def test_the_flag_stands_in_the_history_of_the_milestone(client, plan, late, lead):
    flag_overdue_milestones(on=TODAY)
    client.force_login(lead)
    assert "Flagged overdue" in words(client.get(late.get_absolute_url()))


def test_beat_and_terminal_ask_the_same(plan, late, lead, settings):
    assert "alliance.tasks.flag_overdue_milestones" in {e["task"] for e in settings.CELERY_BEAT_SCHEDULE.values()}
    tasks.flag_overdue_milestones()
    tasks.flag_overdue_milestones()
    job = Job.objects.get()
    assert jobs.run(job.pk).result == {"raised": 1, "cleared": 0, "told": 1}
    out = StringIO()
    call_command("flag_overdue_milestones", "--on", "2026-10-02", stdout=out)
    assert "2 October 2026: nothing new" in out.getvalue()
