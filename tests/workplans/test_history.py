"""A past day: what was seen then is what is shown for it later."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
import time_machine

from organisations.grants import RoleKind
from performance.rag import Thresholds
from tests.factories import TODAY, YEAR, AllianceFactory, NetworkFactory, a_plan, someone
from tests.workplans.plans_at_random import Alliance
from workplans import operations, progress
from workplans.attention import attention, attention_of
from workplans.history import states_on
from workplans.importing.rows import COLUMNS
from workplans.importing.stage import stage_import
from workplans.models import WorkPlan
from workplans.operations import StatusReport
from workplans.operations.imports import Choices, apply_import
from workplans.summaries import outlines, plan_positions, plan_positions_of

T = Thresholds()
WEEKS = 30


def as_it_stands(plans, on):
    """The answers from the actions as they stand, counted by the database."""
    found = outlines(plans)
    return plan_positions(found, on=on, thresholds=T), attention(found, on=on, thresholds=T, limit=1000)


def as_it_stood(plans, on):
    """The same answers from the history, counted from objects."""
    found = outlines(plans)
    judged = [state.judged(on=on, thresholds=T) for state in states_on(found, on=on)]
    return (
        plan_positions_of(found, judged, on=on, thresholds=T),
        attention_of(found, judged, on=on, thresholds=T, limit=1000),
    )


def without_outlines(answers):
    """Positions and lines, without the plan's own title and state: these are as they are today."""
    positions, lists = answers
    return (
        {position.plan.id: (position.tally, position.rating) for position in positions},
        {
            name: [
                {slot: getattr(line, slot) for slot in _slots(line) if slot != "plan"} for line in getattr(lists, name)
            ]
            for name in ("overdue", "slipped", "no_date", "quiet", "differing")
        },
    )


def _slots(line):
    return [slot for kind in type(line).__mro__ for slot in getattr(kind, "__slots__", ())]


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(4))
def test_each_week_is_shown_later_as_it_was_seen_then(seed):
    alliance = Alliance(seed)
    seen = {}
    for _ in range(WEEKS):
        alliance.week()
        seen[alliance.day] = as_it_stands(alliance.plans, alliance.day)
        assert as_it_stood(alliance.plans, alliance.day) == seen[alliance.day], "history and columns differ today"
    alliance.close_one_plan()
    for day, answers in seen.items():
        assert without_outlines(as_it_stood(alliance.plans, day)) == without_outlines(answers), day


# --- Single facts ---------------------------------------------------------------------------------------


@pytest.fixture
def manager():
    return someone(RoleKind.NETWORK_MANAGER, AllianceFactory())


@pytest.fixture
def action(manager):
    """An action of an agreed plan, due in December, that nothing has happened to yet."""
    network = NetworkFactory(alliance=manager.roles.get().alliance)
    plan = operations.open_plan(network=network, year=YEAR, by=manager)
    objective = operations.add_objective(plan=plan, number="1", title="Pathways", by=manager)
    action = operations.add_action(
        objective=objective, number="1.1", text="Map the pathway", leads=["MCN Manager"], due_text="Dec 26",
        by=manager, on=date(2026, 3, 2),
    )  # fmt: skip
    operations.agree_plan(plan=plan, by=manager, on=date(2026, 4, 20))
    return action


def state_of(action, on):
    (state,) = states_on(outlines(WorkPlan.objects.filter(pk=action.plan_id)), on=on)
    return state


@pytest.mark.django_db
def test_an_action_is_in_the_plan_from_its_day(action):
    plans = outlines(WorkPlan.objects.all())
    assert states_on(plans, on=date(2026, 3, 1)) == []
    assert [state.number for state in states_on(plans, on=date(2026, 3, 2))] == ["1.1"]


@pytest.mark.django_db
def test_a_report_counts_from_the_day_it_speaks_of(action, manager):
    for on, status in ((date(2026, 6, 1), "in_progress"), (date(2026, 9, 1), "complete"), (date(2026, 7, 1), "closed")):
        operations.record_status_update(action=action, report=StatusReport(status=status), by=manager, on=on)
    days = {date(2026, 5, 31): "not_started", date(2026, 6, 1): "in_progress", date(2026, 8, 31): "closed"}
    assert {day: state_of(action, day).status for day in days} == days
    assert state_of(action, date(2026, 9, 1)).status == "complete"
    assert state_of(action, date(2026, 8, 31)).last_update_on == date(2026, 7, 1)


@pytest.mark.django_db
def test_a_date_counts_until_the_day_it_was_moved(action, manager):
    operations.move_due_date(
        action=action, text="Mar 27", reason="Staff", agreed_by="Board", by=manager, on=date(2026, 7, 1)
    )
    before, after = state_of(action, date(2026, 6, 30)), state_of(action, date(2026, 7, 1))
    assert (before.due_text, before.due_latest, before.original_latest) == (
        "Dec 26",
        date(2026, 12, 31),
        date(2026, 12, 31),
    )
    assert (after.due_text, after.due_latest, after.original_latest) == (
        "Mar 27",
        date(2027, 3, 31),
        date(2026, 12, 31),
    )


@pytest.mark.django_db
def test_the_original_is_the_first_date_until_the_plan_is_agreed(manager):
    plan = operations.open_plan(network=NetworkFactory(), year=YEAR, by=manager)
    objective = operations.add_objective(plan=plan, number="1", title="Pathways", by=manager)
    action = operations.add_action(
        objective=objective, number="1.1", text="Map", leads=[], due_text="Jun 26", by=manager, on=date(2026, 3, 2)
    )
    operations.move_due_date(
        action=action, text="Sep 26", reason="Draft", agreed_by="Group", by=manager, on=date(2026, 4, 10)
    )
    operations.agree_plan(plan=plan, by=manager, on=date(2026, 4, 20))
    assert progress.slipped_days(state_of(action, date(2026, 4, 9))) == 0
    assert progress.slipped_days(state_of(action, date(2026, 4, 19))) == 92
    assert progress.slipped_days(state_of(action, date(2026, 4, 20))) == 0


@pytest.mark.django_db
def test_words_start_and_lead_are_those_of_the_day(action, manager):
    with time_machine.travel(datetime(2026, 8, 1, 12, tzinfo=UTC)):
        operations.revise_action(
            action=action, by=manager, text="Map two pathways", leads=["Data Manager", "MCN Manager"], steps=[],
            starts_on=date(2026, 9, 1),
        )  # fmt: skip
    before, after = state_of(action, date(2026, 7, 31)), state_of(action, date(2026, 8, 1))
    assert (before.text, before.lead, before.starts_on) == ("Map the pathway", "MCN Manager", None)
    assert (after.text, after.lead, after.starts_on) == ("Map two pathways", "Data Manager", date(2026, 9, 1))


@pytest.mark.django_db
@pytest.mark.parametrize("actions", [1, 200])
def test_the_number_of_queries_does_not_grow(actions, django_assert_num_queries):
    a_plan(actions=actions)
    plans = outlines(WorkPlan.objects.all())
    with django_assert_num_queries(5):
        assert len(states_on(plans, on=TODAY)) == actions


# --- What an import changed ------------------------------------------------------------------------------


def import_rows(plan, *rows, by, on):
    """Import rows of cells, by heading, into a plan through the stage, as the admin does."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    stage = stage_import(
        text.getvalue().encode(), name="plan.csv", by=by, on=on, network=plan.network, year=plan.financial_year
    )
    choices = Choices(reason="The new paper", agreed_by="Board")
    return apply_import(stage=stage, choices=choices, by=by, on=on)


@pytest.mark.django_db
def test_what_an_import_changed_is_as_it_was_before_it(manager):
    network = NetworkFactory(alliance=manager.roles.get().alliance)
    with time_machine.travel(datetime(2026, 4, 1, 12, tzinfo=UTC), tick=False):
        plan = operations.open_plan(network=network, year=YEAR, by=manager)
        objective = operations.add_objective(plan=plan, number="1", title="Pathways", by=manager)
        action = operations.add_action(
            objective=objective, number="1.1", text="Map the pathway", leads=["MCN Manager", "Data Manager"],
            due_text="Dec 26", steps=[("Draft", "Jun 26"), ("Agree", "Aug 26")], starts_on=date(2026, 5, 1),
            by=manager, on=date(2026, 4, 1),
        )  # fmt: skip
        operations.agree_plan(plan=plan, by=manager, on=date(2026, 4, 1))
    with time_machine.travel(datetime(2026, 7, 1, 12, tzinfo=UTC), tick=False):
        operations.record_step(step=action.steps.get(text="Draft"), done=True, by=manager, on=date(2026, 7, 1))
    before = state_of(action, date(2026, 9, 30))
    with time_machine.travel(datetime(2026, 10, 1, 12, tzinfo=UTC), tick=False):
        result = import_rows(
            plan,
            {
                "Objective no.": "1", "Objective": "Pathways", "Action no.": "1.1", "Action": "Map two pathways",
                "Steps": "Agree; Publish", "Leads": "Data Manager; Lead Nurse", "Due date": "Mar 27",
                "Start date": "1 September 2026", "Status": "In progress", "Latest comment": "As imported",
            },
            by=manager,
            on=date(2026, 10, 1),
        )  # fmt: skip
    assert result["changed"] == 1
    after = state_of(action, date(2026, 10, 1))
    assert (after.text, after.lead, after.due_text, after.status) == (
        "Map two pathways",
        "Data Manager",
        "Mar 27",
        "in_progress",
    )
    assert after.starts_on == date(2026, 9, 1)
    assert state_of(action, date(2026, 9, 30)) == before
    assert before.next_step_due == date(2026, 8, 31)
