"""Milestones as they stood on a day: asked for today, what stands; for a past day, what had been written by then."""

from datetime import date

import pytest
import time_machine
from django.db import connection

from alliance import operations
from alliance.delivery import read_plan
from alliance.milestones import lines_now, lines_on
from alliance.models import Milestone, MilestonePart
from alliance.operations import StatusReport
from performance.rag import Thresholds
from tests.alliance.delivery.conftest import statements
from tests.factories import TODAY, a_delivery_plan

pytestmark = pytest.mark.django_db


def on_day(day):
    return time_machine.travel(day, tick=False)


@pytest.fixture
def history(lead):
    """A plan with a year of history: final in May, an update in June, a move in July, words and parts in September."""
    plan = a_delivery_plan(state="draft", final_on=None)
    milestone = Milestone.objects.get(plan=plan, quarter=2)
    with on_day(date(2026, 4, 10)):
        operations.revise_milestone(milestone=milestone, text="First words", parts=[("Draft", "Jun 26")], by=lead)
    with on_day(date(2026, 4, 20)):
        operations.move_milestone(
            milestone=milestone, text="Q3", reason="r", agreed_by="a", by=lead, on=date(2026, 4, 20)
        )
    with on_day(date(2026, 5, 1)):
        operations.reach_state(plan=plan, state="final", by=lead, on=date(2026, 5, 1))
    with on_day(date(2026, 6, 1)):
        report = StatusReport("in_progress", "Begun", rating="amber", path_to_green="Hire")
        operations.record_milestone_update(milestone=milestone, report=report, by=lead, on=date(2026, 6, 1))
    with on_day(date(2026, 7, 15)):
        operations.move_milestone(
            milestone=milestone, text="Q4", reason="r", agreed_by="a", by=lead, on=date(2026, 7, 15)
        )
        operations.record_part(part=MilestonePart.objects.get(), done=True, by=lead, on=date(2026, 7, 15))
    with on_day(date(2026, 9, 1)):
        operations.revise_milestone(milestone=milestone, text="Later words", parts=[("Sign", "")], by=lead)
    plan.refresh_from_db()
    return plan


def stood(plan, day):
    lines = lines_on(plan, Milestone.objects.filter(plan=plan), on=day, thresholds=Thresholds())
    return next(line for line in lines if line.planned == 2)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 4, 15), ("First words", "Q2", "Q2", "not_started", "", (("Draft", False),))),
        (date(2026, 4, 25), ("First words", "Q3", "Q2", "not_started", "", (("Draft", False),))),
        (date(2026, 5, 2), ("First words", "Q3", "Q3", "not_started", "", (("Draft", False),))),
        (date(2026, 6, 2), ("First words", "Q3", "Q3", "in_progress", "amber", (("Draft", False),))),
        (date(2026, 8, 1), ("First words", "Q4", "Q3", "in_progress", "amber", (("Draft", True),))),
        (TODAY, ("Later words", "Q4", "Q3", "in_progress", "amber", (("Sign", False),))),
    ],
)
def test_what_stood_on_a_day(history, day, expected):
    line = stood(history, day)
    state = line.state
    parts = tuple((part.text, part.done) for part in state.parts)
    assert (state.text, state.due_text, state.original_text, state.status, state.rating_given, parts) == expected


def test_asked_for_today_it_is_what_stands(history, plan):
    for each in (history, plan):
        milestones = Milestone.objects.filter(plan=each)
        now = lines_now(milestones, year=each.financial_year, on=TODAY, thresholds=Thresholds())
        then = lines_on(each, milestones, on=TODAY, thresholds=Thresholds())
        if each is plan:
            # Made by a factory, its facts stand on the rows and in no history: only the dates can be the same.
            assert [line.due for line in now] == [line.due for line in then]
            continue
        assert [(a.state.id, a.shown, a.suggestion, a.due, a.elsewhere) for a in now] == [
            (b.state.id, b.shown, b.suggestion, b.due, b.elsewhere) for b in then
        ]


def test_a_milestone_that_was_not_there_yet_is_not_shown(history, lead):
    deliverable = history.deliverables.get()
    operations.add_milestone(deliverable=deliverable, quarter=4, text="New", by=lead, on=TODAY)
    before = read_plan(history, lead, on=date(2026, 9, 30), today=TODAY)
    history.alliance.roles.create(user=lead, kind="programme_lead")
    before = read_plan(history, lead, on=date(2026, 9, 30), today=TODAY)
    assert [line.state.text for line in before.lines if line.state.text == "New"] == []
    assert not any(line.may_update for line in before.lines)


def test_a_past_day_takes_as_many_statements_however_many_milestones(alliance, lead):
    small = a_delivery_plan(alliance=alliance)
    large = a_delivery_plan(alliance=alliance, year=2027, deliverables=10, milestones=3)
    day = date(2026, 8, 1)
    few = statements(connection, lambda: read_plan(small, lead, on=day, today=TODAY))
    assert statements(connection, lambda: read_plan(large, lead, on=day, today=TODAY)) == few
