"""Everything that happened to an action, in words, by day, newest first."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from tests.factories import TODAY, ActionFactory, StepFactory, UserFactory, WorkPlanFactory
from workplans import operations
from workplans.models import ActionUpdate, PlanState
from workplans.operations import StatusReport
from workplans.progress import Status
from workplans.timeline import read_timeline

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager():
    return UserFactory(name="A Manager")


def at(day, hour=9):
    return time_machine.travel(datetime(day.year, day.month, day.day, hour, tzinfo=UTC), tick=False)


def report(action, by, on=TODAY, **values):
    values.setdefault("status", Status.IN_PROGRESS)
    with at(on):
        return operations.record_status_update(action=action, report=StatusReport(**values), by=by, on=on)


def entries(action):
    action.refresh_from_db()
    return [entry for day in read_timeline(action).days for entry in day.entries]


def test_nothing_yet():
    timeline = read_timeline(ActionFactory())
    assert (timeline.days, timeline.rated, timeline.latest) == ((), None, None)


def test_days_and_what_happened_on_them_stand_newest_first(manager):
    action = ActionFactory(due="Aug 26")
    report(action, manager, on=date(2026, 8, 1), comment="one")
    operations.flag_overdue(on=date(2026, 9, 1))
    report(action, manager, on=date(2026, 9, 1), comment="two")
    report(action, manager, on=date(2026, 9, 2), comment="three")
    days = read_timeline(action).days
    assert [day.on for day in days] == [date(2026, 9, 2), date(2026, 9, 1), date(2026, 8, 1)]
    assert [entry.text for day in days for entry in day.entries] == [
        "three",
        "two",
        "It was due by 31 August 2026.",
        "one",
    ]


class TestUpdates:
    @pytest.mark.parametrize(
        ("before", "status", "title"),
        [
            ((), Status.IN_PROGRESS, "Started"),
            ((), Status.NOT_STARTED, "Update"),
            ((Status.IN_PROGRESS,), Status.IN_PROGRESS, "Update"),
            ((Status.IN_PROGRESS,), Status.NOT_STARTED, "Not started after all"),
            ((), Status.COMPLETE, "Completed"),
            ((Status.COMPLETE,), Status.IN_PROGRESS, "Reopened"),
            ((), Status.CLOSED, "Closed"),
        ],
    )
    def test_titles(self, manager, before, status, title):
        action = ActionFactory()
        for number, earlier in enumerate(before, start=1):
            report(action, manager, on=date(2026, 9, number), status=earlier)
        report(action, manager, status=status)
        entry = entries(action)[0]
        assert (entry.title, entry.who) == (title, "A Manager")
        assert entry.status == ("" if title in ("Completed", "Closed") else status)

    def test_a_rating_better_than_the_facts_is_marked_with_its_reason(self, manager):
        action = ActionFactory(due="Aug 26", status=Status.IN_PROGRESS)
        report(action, manager, rating="amber", rating_reason="Nearly there", path_to_green="Chase")
        (entry,) = entries(action)
        assert (entry.rating, entry.mark) == ("amber", "better")
        assert entry.facts == "The facts suggested Red: Overdue by 32 days: it was due by 31 August 2026"
        assert entry.notes == (("Why better", "Nearly there"), ("Path to green", "Chase"))

    def test_a_rating_that_only_stands_is_not_given_again(self, manager):
        action = ActionFactory()
        given = report(action, manager, on=date(2026, 9, 1), rating="green")
        report(action, manager, comment="On course")
        latest, first = entries(action)
        assert (latest.rating, latest.mark, first.rating) == ("", "", "green")
        assert read_timeline(action).rated == given

    def test_a_rating_left_to_the_facts_is_nobodys(self, manager):
        action = ActionFactory()
        report(action, manager, on=date(2026, 9, 1), rating="red")
        report(action, manager, rating="suggested")
        action.refresh_from_db()
        assert read_timeline(action).rated is None

    def test_an_update_without_a_person_is_the_systems(self):
        action = ActionFactory()
        ActionUpdate.objects.create(action=action, status=Status.IN_PROGRESS, on=TODAY)
        assert entries(action)[0].who == "the system"

    def test_what_is_recorded_later_says_when(self, manager):
        action = ActionFactory()
        with at(TODAY):
            operations.record_status_update(
                action=action, report=StatusReport(status=Status.IN_PROGRESS), by=manager, on=date(2026, 9, 1)
            )
        (entry,) = entries(action)
        assert (entry.on, entry.recorded_later) == (date(2026, 9, 1), TODAY)


class TestDates:
    @pytest.mark.parametrize(
        ("due", "text", "title"),
        [
            ("Aug 26", "Sep 26", "Due date moved 30 days later"),
            ("31/08/2026", "30/08/2026", "Due date brought forward 1 day"),
            ("Aug 26", "31/8/2026", "Due date written anew"),
            ("Aug 26", "TBC", "Due date withdrawn"),
            ("TBC", "Aug 26", "Due date set"),
        ],
    )
    def test_titles(self, manager, due, text, title):
        action = ActionFactory(due=due)
        operations.move_due_date(action=action, text=text, reason="Because", agreed_by="Board", by=manager, on=TODAY)
        (entry,) = entries(action)
        assert (entry.kind, entry.title) == ("date", title)
        assert entry.changes == (("Due date", due, text),)
        assert entry.notes == (("Why", "Because"), ("Agreed by", "Board"))

    def test_a_flag_that_was_cleared_is_two_events(self, manager):
        action = ActionFactory(due="Aug 26")
        operations.flag_overdue(on=date(2026, 9, 1))
        report(action, manager, on=date(2026, 9, 3), status=Status.COMPLETE)
        operations.flag_overdue(on=date(2026, 9, 4))
        assert [entry.title for entry in entries(action)] == ["No longer overdue", "Completed", "Flagged overdue"]


class TestOtherChanges:
    def test_steps(self, manager):
        step = StepFactory(text="Draft")
        with at(TODAY):
            operations.record_step(step=step, done=True, by=manager, on=TODAY)
        (entry,) = entries(step.action)
        assert (entry.title, entry.text, entry.changes) == ("Step done", "Draft", ())

    def test_words_leads_and_steps(self, manager):
        action = ActionFactory(text="Audit", objective__plan=WorkPlanFactory(state=PlanState.DRAFT))
        with at(TODAY):
            operations.revise_action(
                action=action,
                by=manager,
                text="Audit the waits",
                leads=["Clinical lead", "Audit lead"],
                steps=[("Draft", "Jun 26"), ("Send", "")],
                starts_on=date(2026, 5, 1),
            )
        (entry,) = entries(action)
        assert entry.title == "Words or leads changed"
        changes = {what: (old, new) for what, old, new in entry.changes}
        assert changes["Text"] == ("Audit", "Audit the waits")
        assert changes["Leads"] == ("", "Clinical lead; Audit lead")
        assert changes["Steps"] == ("", "Draft (Jun 26); Send")
        assert changes["Starts on"] == ("", "1 May 2026")

    def test_what_was_recorded_last_is_known_whatever_day_it_speaks_of(self, manager):
        action = ActionFactory()
        report(action, manager, on=date(2026, 9, 1), comment="first")
        with at(TODAY):
            operations.record_status_update(
                action=action,
                report=StatusReport(status=Status.IN_PROGRESS, comment="late note"),
                by=manager,
                on=date(2026, 8, 1),
            )
        assert read_timeline(action).latest.text == "late note"


def test_it_takes_four_statements(manager, django_assert_num_queries):
    action = ActionFactory(due="Aug 26")
    for number in range(10):
        report(action, manager, comment=str(number))
    with django_assert_num_queries(4):
        read_timeline(action)
