"""Adding an action: its lines, its date and how that is read, what is refused."""

from datetime import date

import pytest

from core.audit import AuditEvent
from tests.factories import (
    LeadFactory,
)
from tests.workplans.changes.pages import action_data, of_plan, said
from workplans.models import Action

pytestmark = pytest.mark.django_db


def test_the_first_action_waits_for_an_objective(client, manager, plan):
    response = client.get(of_plan(plan, "action_add"))

    assert response.url == of_plan(plan, "objective_add")


def test_adding_shows_how_the_date_is_read_before_it_counts(client, manager, objective):
    data = action_data(objective="1", due="Q3") | {"read": ""}

    first = client.post(of_plan(objective.plan, "action_add"), data)
    assert "Due by 31 December 2026: any time from 1 October 2026." in first.text
    assert '<input type="hidden" name="read" value="Q3">' in first.text
    assert not Action.objects.exists()

    client.post(of_plan(objective.plan, "action_add"), data | {"read": "Q3"})
    assert Action.objects.get().due_latest == date(2026, 12, 31)


def test_the_reading_refreshes_while_one_types(client, manager, objective):
    response = client.get(
        of_plan(objective.plan, "action_add"),
        {"due": "soon"},
        headers={"HX-Request": "true", "HX-Target": "reading"},
    )

    assert "cannot be read as a date" in response.text
    assert "<html" not in response.text


def test_an_action_with_leads_and_steps(client, manager, objective):
    LeadFactory(network=objective.plan.network, name="MCN Manager")
    data = action_data(
        objective="1",
        due="Dec 26",
        leads=("MCN Manager", "", "Clinical  Lead"),
        accountable="2",
        steps=(("Draft it", "Oct 26"), ("", ""), ("Agree it", "")),
        starts_on="2026-11-01",
    )

    response = client.post(of_plan(objective.plan, "action_add"), data)

    assert response.url == objective.plan.get_absolute_url()
    action = Action.objects.get()
    assert (action.number, action.text, action.starts_on) == ("1.1", "Agree the pathway", date(2026, 11, 1))
    assert [(led.lead.name, led.accountable) for led in action.action_leads.order_by("position")] == [
        ("MCN Manager", False),
        ("Clinical Lead", True),
    ]
    assert [(step.text, step.due_text) for step in action.steps.all()] == [("Draft it", "Oct 26"), ("Agree it", "")]
    assert AuditEvent.objects.about(action).get().actor_id == manager.pk


def test_another_stays_with_the_objective(client, manager, objective):
    response = client.post(of_plan(objective.plan, "action_add"), action_data(objective="1") | {"another": "1"})

    assert response.url == of_plan(objective.plan, "action_add") + "?objective=1"
    assert said(response) == ["Action 1.1 is added."]


def test_without_script_a_button_brings_more_lines_and_keeps_what_is_written(client, manager, objective):
    data = action_data(objective="1", leads=("MCN Manager", ""), text="Half-wr", due="Q", steps=(("A step", "soon"),))

    response = client.post(of_plan(objective.plan, "action_add"), data | {"more": "leads"})

    assert response.status_code == 200
    assert 'value="MCN Manager"' in response.text
    assert "Half-wr" in response.text
    assert "A step" in response.text
    assert 'name="leads-5-name"' in response.text
    assert "There is a problem" not in response.text


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (action_data(objective="1", text=""), "Write the action."),
        (action_data(objective=""), "Choose the objective."),
        (action_data(objective="1", number="1.1"), "This plan has an action 1.1 already."),
        (action_data(objective="1", steps=(("Draft it", "soonish"),)), "“soonish” is not a date we can read."),
        (action_data(objective="1", steps=(("", "Oct 26"),)), "Write the step that this date belongs to."),
        (action_data(objective="1", leads=("x" * 201,)), "200"),
    ],
)
def test_what_is_wrong_is_said_on_top_and_beside(client, manager, action, data, problem):
    response = client.post(of_plan(action.plan, "action_add"), data)

    assert response.status_code == 422
    assert "There is a problem" in response.text
    assert response.text.count(problem) >= 2
    assert "<title>Error: " in " ".join(response.text.split()).replace("<title> ", "<title>")
    assert Action.objects.count() == 1


def test_words_that_are_no_date_can_be_kept(client, manager, objective):
    client.post(of_plan(objective.plan, "action_add"), action_data(objective="1", due="Once agreed"))

    action = Action.objects.get()
    assert (action.due_text, action.due_kind, action.due_latest) == ("Once agreed", "unread", None)
