"""The nightly flagging: once for each action and date, told once, whatever happens to the run."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from core import jobs
from core.jobs import Job, JobState
from core.outbox import EmailOutbox
from organisations.grants import RoleKind
from tests.factories import (
    TODAY,
    ActionFactory,
    ActionLeadFactory,
    LeadFactory,
    NetworkFactory,
    ObjectiveFactory,
    RoleFactory,
    WorkPlanFactory,
    someone,
)
from workplans import operations, tasks
from workplans.flagging import Flagging, Flags
from workplans.models import OverdueFlag, PlanState
from workplans.operations import StatusReport, flag_overdue, overdue
from workplans.progress import Status

pytestmark = pytest.mark.django_db
NOTHING = Flagging(raised=0, cleared=0, told=0)


def day(number):
    """Today, and days after it."""
    return TODAY + timedelta(number)


@pytest.fixture
def network():
    return NetworkFactory(name="Lung", code="lung")


@pytest.fixture
def manager(network):
    return someone(RoleKind.NETWORK_MANAGER, network)


@pytest.fixture
def objective(network):
    return ObjectiveFactory(plan=WorkPlanFactory(network=network))


def late(objective, number="1.1", due="30 September 2026", **fields):
    return ActionFactory(objective=objective, number=number, due=due, **fields)


def standing():
    """The flags that stand: (number, date, flagged on)."""
    flags = OverdueFlag.objects.filter(cleared_on=None).order_by("action__number", "due_latest")
    return list(flags.values_list("action__number", "due_latest", "flagged_on"))


# --- Once for each action and date ------------------------------------------------------------------------------------


def test_flagged_from_the_day_after_its_last_day(objective):
    late(objective, due="Sep 26")
    assert flag_overdue(on=date(2026, 9, 30)) == NOTHING
    assert flag_overdue(on=date(2026, 10, 1)).raised == 1
    assert standing() == [("1.1", date(2026, 9, 30), date(2026, 10, 1))]


def test_a_run_repeated_changes_nothing(objective, manager):
    late(objective)
    assert flag_overdue(on=TODAY) == Flagging(raised=1, cleared=0, told=1)
    before = list(OverdueFlag.objects.values())
    assert flag_overdue(on=TODAY) == NOTHING
    assert flag_overdue(on=day(1)) == NOTHING
    assert list(OverdueFlag.objects.values()) == before
    assert EmailOutbox.objects.count() == 1


def test_a_moved_date_clears_the_flag_and_the_new_date_has_its_own(objective):
    action = late(objective)
    flag_overdue(on=TODAY)
    operations.move_due_date(
        action=action, text="31 October 2026", reason="Staff away", agreed_by="Advisory board", by=None, on=TODAY
    )
    assert flag_overdue(on=day(1)) == Flagging(raised=0, cleared=1, told=0)
    assert standing() == []
    flag_overdue(on=date(2026, 11, 1))
    assert standing() == [("1.1", date(2026, 10, 31), date(2026, 11, 1))]
    assert OverdueFlag.objects.count() == 2


@pytest.mark.parametrize("status", [Status.COMPLETE, Status.CLOSED])
def test_what_is_done_or_closed_is_unflagged(objective, status):
    action = late(objective)
    flag_overdue(on=TODAY)
    operations.record_status_update(action=action, report=StatusReport(status=status, comment="So"), by=None, on=TODAY)
    assert flag_overdue(on=day(1)).cleared == 1
    assert OverdueFlag.objects.get().cleared_on == day(1)


def test_reopened_work_has_its_old_flag_again_and_nobody_is_told_twice(objective, manager):
    action = late(objective)
    flag_overdue(on=TODAY)
    for number, status in ((1, Status.COMPLETE), (3, Status.IN_PROGRESS)):
        operations.record_status_update(action=action, report=StatusReport(status=status), by=None, on=day(number))
        flag_overdue(on=day(number + 1))
    assert standing() == [("1.1", date(2026, 9, 30), TODAY)]
    assert OverdueFlag.objects.count() == 1
    assert EmailOutbox.objects.count() == 1


def test_not_of_closed_plans(objective):
    late(objective)
    flag_overdue(on=TODAY)
    operations.close_plan(plan=objective.plan, by=None, on=day(1))
    assert flag_overdue(on=day(1)).cleared == 1
    late(ObjectiveFactory(plan=WorkPlanFactory(state=PlanState.CLOSED)))
    assert flag_overdue(on=day(1)) == NOTHING


@pytest.mark.parametrize("due", ["TBC", "Ongoing", "After the summer", "2 October 2026", "Oct 26"])
def test_what_has_no_date_or_is_not_late_yet_is_left_alone(objective, due):
    late(objective, due=due)
    assert flag_overdue(on=TODAY) == NOTHING


def test_a_draft_is_flagged_like_an_agreed_plan():
    late(ObjectiveFactory(plan=WorkPlanFactory(state=PlanState.DRAFT)))
    assert flag_overdue(on=TODAY).raised == 1


# --- Killed, and missed -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("where", "step"), [(Flags, "raise_missing"), (overdue, "put_messages")])
def test_killed_half_way_it_has_done_nothing(objective, manager, monkeypatch, where, step):
    cleared = late(objective, "1.1")
    flag_overdue(on=TODAY)
    operations.record_status_update(action=cleared, report=StatusReport(status=Status.COMPLETE), by=None, on=TODAY)
    late(objective, "1.2")
    before = list(OverdueFlag.objects.values()), EmailOutbox.objects.count()

    real = getattr(where, step)

    def killed(*arguments, **more):
        real(*arguments, **more)
        raise KeyboardInterrupt

    monkeypatch.setattr(where, step, killed)
    with pytest.raises(KeyboardInterrupt):
        flag_overdue(on=day(1))
    assert (list(OverdueFlag.objects.values()), EmailOutbox.objects.count()) == before

    monkeypatch.undo()
    assert flag_overdue(on=day(1)) == Flagging(raised=1, cleared=1, told=1)


def test_missed_for_a_week_it_says_all_of_it_at_once(objective, manager):
    for number in range(1, 8):
        late(objective, f"1.{number}", due=f"{number} October 2026")
    assert flag_overdue(on=date(2026, 10, 8)) == Flagging(raised=7, cleared=0, told=1)
    every_night = {(number, due) for number, due, _ in standing()}
    OverdueFlag.objects.all().delete()
    for number in range(2, 9):
        flag_overdue(on=date(2026, 10, number))
    assert {(number, due) for number, due, _ in standing()} == every_night


# --- Telling the managers ---------------------------------------------------------------------------------------------


def test_one_message_for_each_manager_with_all_that_is_new(objective, manager):
    lead = LeadFactory(network=objective.plan.network, name="Information Analyst")
    first = late(objective, "1.1", text="Count the cases")
    ActionLeadFactory(action=first, lead=lead)
    late(objective, "1.2", due="1 October 2026", text="Write it down")
    other = NetworkFactory(name="Breast", code="breast", alliance=objective.plan.network.alliance)
    someone(RoleKind.PROGRAMME_LEAD, other.alliance)
    late(ObjectiveFactory(plan=WorkPlanFactory(network=other)), "3.1", text="Ring them")

    assert flag_overdue(on=TODAY) == Flagging(raised=3, cleared=0, told=2)
    message = EmailOutbox.objects.get(to=manager.email)
    assert "Lung: 2 newly overdue" in message.body
    assert "- 1.1 Count the cases (due 30 September 2026, 2 days late, Information Analyst)" in message.body
    assert "- 1.2 Write it down (due 1 October 2026, 1 day late)" in message.body
    assert "/plans/lung/2026-27/?overdue=1" in message.body
    assert "Breast" not in message.body


def test_a_manager_of_two_networks_gets_one_message(network, manager, objective):
    other = NetworkFactory(name="Breast", code="breast")
    RoleFactory(user=manager, kind=RoleKind.NETWORK_MANAGER, alliance=None, network=other)
    late(objective)
    late(ObjectiveFactory(plan=WorkPlanFactory(network=other)))
    assert flag_overdue(on=TODAY).told == 1
    body = EmailOutbox.objects.get().body
    assert "Lung: 1 newly overdue" in body
    assert "Breast: 1 newly overdue" in body


@pytest.mark.parametrize(
    "kind", [kind for kind in RoleKind if kind not in (RoleKind.NETWORK_MANAGER, RoleKind.PROGRAMME_LEAD)]
)
def test_nobody_else_is_told(objective, network, kind):
    someone(kind, network)
    late(objective)
    assert flag_overdue(on=TODAY) == Flagging(raised=1, cleared=0, told=0)
    assert not EmailOutbox.objects.exists()


def test_where_nobody_manages_a_network_the_programme_lead_is_told(objective, network):
    lead = someone(RoleKind.PROGRAMME_LEAD, network.alliance)
    late(objective)
    flag_overdue(on=TODAY)
    assert EmailOutbox.objects.get().to == lead.email


def test_those_who_left_are_not_told(objective, manager):
    manager.is_active = False
    manager.save()
    late(objective)
    assert flag_overdue(on=TODAY).told == 0


def test_what_nobody_was_told_waits_for_the_first_manager(objective, network):
    late(objective)
    flag_overdue(on=TODAY)
    manager = someone(RoleKind.NETWORK_MANAGER, network)
    assert flag_overdue(on=day(1)) == Flagging(raised=0, cleared=0, told=1)
    assert EmailOutbox.objects.get().to == manager.email
    assert flag_overdue(on=day(2)) == NOTHING


def test_what_turns_up_later_the_same_day_is_told_the_next_day(objective, manager):
    late(objective, "1.1")
    flag_overdue(on=TODAY)
    late(objective, "1.2")
    assert flag_overdue(on=TODAY) == Flagging(raised=1, cleared=0, told=0)
    assert flag_overdue(on=day(1)) == Flagging(raised=0, cleared=0, told=1)
    assert EmailOutbox.objects.count() == 2
    latest = EmailOutbox.objects.latest("pk").body
    assert "Lung: 1 newly overdue" in latest
    assert "1.2" in latest


def test_a_long_list_is_cut_and_says_so(objective, manager):
    for number in range(30):
        late(objective, f"1.{number}")
    flag_overdue(on=TODAY)
    body = EmailOutbox.objects.get().body
    assert "Lung: 30 newly overdue" in body
    assert "- and 5 more" in body


# --- However many -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 200])
def test_a_constant_number_of_statements(objective, manager, number, django_assert_num_queries):
    for n in range(number):
        late(objective, f"1.{n}")
    with django_assert_num_queries(12):
        assert flag_overdue(on=TODAY).raised == number
    with django_assert_num_queries(7):
        assert flag_overdue(on=TODAY) == NOTHING


# --- The doors --------------------------------------------------------------------------------------------------------


@pytest.fixture
def today(monkeypatch):
    """Sets the day that the doors read from the clock."""

    def is_(now):
        monkeypatch.setattr("django.utils.timezone.localdate", lambda *a: now)

    is_(TODAY)
    return is_


def test_the_task_asks_once_a_day(objective, today):
    late(objective)
    tasks.flag_overdue()
    tasks.flag_overdue()
    job = Job.objects.get()
    assert (job.key, job.arguments) == ("flag_overdue:2026-10-02", {"on": "2026-10-02"})
    assert jobs.run(job.pk).result == {"raised": 1, "cleared": 0, "told": 0}
    today(day(1))
    tasks.flag_overdue()
    assert Job.objects.count() == 2


def test_a_job_that_was_stranded_over_midnight_does_not_set_flags_back(objective, today):
    late(objective, "1.1", due="30 September 2026")
    late(objective, "1.2", due="2 October 2026")
    tasks.flag_overdue()
    stranded = Job.objects.get()
    today(day(1))
    tasks.flag_overdue()
    jobs.run(Job.objects.latest("pk").pk)
    before = standing()
    assert len(before) == 2
    assert jobs.run(stranded.pk).state == JobState.DONE
    assert standing() == before


def test_beat_asks_for_the_task_by_this_name(settings):
    from alliance.celery import app

    app.loader.import_default_modules()
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        assert entry["task"] in app.tasks
    assert tasks.flag_overdue.name in {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}


def command(*arguments):
    out = StringIO()
    call_command("flag_overdue", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_says_what_it_did(objective, manager):
    late(objective)
    assert "2 October 2026: 1 flagged, 0 cleared, 1 person to be told" in command("--on", "2026-10-02")
    assert "2 October 2026: nothing new" in command("--on", "2026-10-02")


def test_the_command_takes_today(objective, today):
    late(objective)
    assert "2 October 2026: 1 flagged" in command()


def test_the_command_refuses_what_is_no_day():
    with pytest.raises(CommandError, match="not a day"):
        command("--on", "yesterday")
