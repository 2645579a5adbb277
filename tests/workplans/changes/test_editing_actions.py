"""Editing an action, alone and at the same time as somebody else."""

import pytest

from core.audit import AuditEvent
from organisations.grants import RoleKind
from tests.factories import (
    StepFactory,
    someone,
)
from tests.workplans.changes.pages import action_data, of_plan
from workplans import operations

pytestmark = pytest.mark.django_db


def edited(action, **values):
    standing = {
        "version": str(action.version),
        "review_on": "",
        "accountable": "0",
        "leads": ("MCN Manager", "Clinical Lead"),
        "steps": (("Draft it", "Oct 26"),),
    }
    return action_data(**(standing | values))


def test_the_form_shows_what_stands(client, manager, action):
    text = client.get(of_plan(action.plan, "action_edit", "1.1")).text

    for value in ("Agree the pathway", "MCN Manager", "Clinical Lead", "Draft it", "Oct 26"):
        assert value in text
    assert of_plan(action.plan, "action_move_date", "1.1") in text


def test_saving_what_stands_changes_nothing(client, manager, action):
    client.post(of_plan(action.plan, "action_edit", "1.1"), edited(action))

    action.refresh_from_db()
    assert action.version == 1
    assert not AuditEvent.objects.exists()


def test_words_leads_and_steps_change(client, manager, action):
    response = client.post(
        of_plan(action.plan, "action_edit", "1.1"),
        edited(action, text="Agree it all", leads=("", "Clinical Lead"), accountable="1", steps=()),
    )

    assert response.url == action.get_absolute_url()
    action.refresh_from_db()
    assert action.text == "Agree it all"
    assert [led.lead.name for led in action.action_leads.all()] == ["Clinical Lead"]
    assert not action.steps.exists()


def test_a_step_that_was_never_readable_stays(client, manager, action):
    StepFactory(action=action, position=2, text="Then this", due_text="after that", due_kind="unread")

    response = client.post(
        of_plan(action.plan, "action_edit", "1.1"),
        edited(action, text="New", steps=(("Draft it", "Oct 26"), ("Then this", "after that"))),
    )

    assert response.status_code == 302


def test_the_second_of_two_sees_both_versions_and_loses_nothing(client, manager, action):
    mine = edited(action, text="As I see it", leads=("MCN Manager", "Nurse"))
    operations.revise_action(
        action=action,
        text="As they see it",
        leads=["Clinical Lead"],
        steps=[],
        starts_on=None,
        by=someone(RoleKind.PROGRAMME_LEAD, action.plan.network.alliance),
    )

    response = client.post(of_plan(action.plan, "action_edit", "1.1"), mine)

    assert response.status_code == 409
    for words in ("As they see it", "As I see it", "Nurse", "Save mine on top", "Discard mine"):
        assert words in response.text
    action.refresh_from_db()
    assert action.text == "As they see it"

    again = mine | {"version": str(action.version)}
    client.post(of_plan(action.plan, "action_edit", "1.1"), again)
    action.refresh_from_db()
    assert action.text == "As I see it"


def test_a_number_that_is_not_there_is_a_404(client, manager, plan):
    assert client.get(of_plan(plan, "action_edit", "9.9")).status_code == 404
