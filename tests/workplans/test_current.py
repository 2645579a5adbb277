"""The check that what stands on the actions follows from their history."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories import TODAY, ObjectiveFactory, WorkPlanFactory, a_plan
from workplans import current, operations
from workplans.models import Action, Step
from workplans.operations import StatusReport
from workplans.progress import Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def action():
    """An action with some history: two updates, a moved date, a step done."""
    action = operations.add_action(
        objective=ObjectiveFactory(plan=WorkPlanFactory()),
        number="1.1",
        text="Count the cases",
        leads=["MCN Manager"],
        due_text="Dec 26",
        steps=[("Ask", "Jun 26"), ("Add up", "Nov 26")],
        by=None,
        on=TODAY - timedelta(100),
    )
    report(action, Status.IN_PROGRESS, on=TODAY - timedelta(50), rating="amber", path_to_green="More hands")
    operations.move_due_date(action=action, text="Jan 27", reason="Leave", agreed_by="Board", by=None, on=TODAY)
    operations.record_step(step=action.steps.get(position=1), done=True, by=None, on=TODAY)
    report(action, Status.IN_PROGRESS, on=TODAY)
    return Action.objects.get(pk=action.pk)


def report(action, status, *, on, **more):
    return operations.record_status_update(action=action, report=StatusReport(status=status, **more), by=None, on=on)


def check():
    out = StringIO()
    call_command("check_current", stdout=out)
    return out.getvalue()


def test_what_the_verbs_write_agrees(action):
    a_plan(actions=3)
    assert list(current.differences()) == []
    assert "4 actions agree with their history" in check()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("status", Status.NOT_STARTED),
        ("rating_given", "red"),
        ("rating_basis", "red"),
        ("last_update_on", date(2026, 5, 1)),
        ("latest_update", None),
        ("quiet_since", date(2026, 5, 1)),
        ("next_step_due", None),
        ("due_text", "Feb 27"),
        ("due_latest", date(2027, 1, 30)),
    ],
)
def test_what_was_changed_behind_the_verbs_is_found(action, field, value):
    Action.objects.filter(pk=action.pk).update(**{field: value})
    (difference,) = current.differences()
    assert difference.field.removesuffix("_id") == field
    assert "action 1.1" in difference.where
    with pytest.raises(CommandError, match="1 field differs"):
        check()


def test_a_completion_without_history_is_found(action):
    Action.objects.filter(pk=action.pk).update(status=Status.COMPLETE, completed_on=TODAY)
    assert {difference.field for difference in current.differences()} == {"status", "completed_on"}


def test_a_step_done_behind_the_verbs_is_found(action):
    Step.objects.update(completed_on=TODAY)
    (difference,) = current.differences()
    assert (difference.field, difference.stands, difference.should_be) == ("next_step_due", date(2026, 11, 30), None)


def test_an_update_of_an_earlier_day_changes_nothing_that_stands(action):
    report(action, Status.NOT_STARTED, on=TODAY - timedelta(70))
    assert list(current.differences()) == []


def test_of_two_updates_of_a_day_the_later_one_counts(action):
    report(action, Status.COMPLETE, on=TODAY)
    report(action, Status.IN_PROGRESS, on=TODAY)
    assert list(current.differences()) == []


@pytest.mark.parametrize("number", [1, 200])
def test_statements_by_the_thousand_not_by_the_action(number, django_assert_num_queries):
    a_plan(actions=number)
    with django_assert_num_queries(5):  # a batch, its updates, moves and steps; then no further batch
        assert list(current.differences()) == []


def test_batches_join_up(action, monkeypatch):
    a_plan(actions=5)
    Action.objects.update(status=Status.CARRIED_FORWARD)
    monkeypatch.setattr(current, "BATCH", 2)
    assert len({difference.work_id for difference in current.differences()}) == 6
