"""The pages that change a plan: who may, and what they cost."""

import pytest

from core.audit import AuditEvent
from organisations.grants import RoleKind
from tests.factories import (
    AllianceFactory,
    StepFactory,
    a_plan,
    someone,
)
from tests.workplans.changes.pages import of_plan
from workplans.models import Lead, PlanState, WorkPlan

pytestmark = pytest.mark.django_db


EDITORS = {RoleKind.ADMINISTRATOR, RoleKind.PROGRAMME_LEAD, RoleKind.NETWORK_MANAGER}
PAGES = [
    "plan_edit",
    "plan_agree",
    "plan_close",
    "plan_reopen",
    "plan_roll_over",
    "objective_add",
    "objective_edit",
    "action_add",
    "action_edit",
]


def address(name, action):
    more = {"objective_edit": [action.objective.number], "action_edit": [action.number]}.get(name, [])
    return of_plan(action.plan, name, *more)


@pytest.mark.parametrize("kind", RoleKind)
@pytest.mark.parametrize("name", PAGES)
def test_pages_are_for_those_who_may_edit_a_plan(client, network, action, kind, name):
    user = someone(kind, network.alliance)
    Lead.objects.update(user=user)
    client.force_login(user)

    status = client.get(address(name, action)).status_code

    assert status == (403 if kind not in EDITORS else 302 if name == "plan_reopen" else 200)


@pytest.mark.parametrize("name", PAGES)
def test_a_plan_of_another_alliance_is_not_there(client, action, name):
    client.force_login(someone(RoleKind.ADMINISTRATOR, AllianceFactory()))

    assert client.get(address(name, action)).status_code == 404
    assert client.post(address(name, action), {"title": "Mine now"}).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_looking_changes_nothing(client, manager, action, name):
    client.get(address(name, action))

    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("name", ["objective_add", "objective_edit", "action_add", "action_edit"])
def test_a_closed_plan_is_not_edited(client, manager, action, name):
    WorkPlan.objects.update(state=PlanState.CLOSED)

    response = client.get(address(name, action))

    assert response.status_code == 403
    assert "Reopen it" in response.text


@pytest.mark.parametrize("name", ["action_add", "action_edit", "plan_roll_over"])
@pytest.mark.parametrize("actions", [1, 200])
def test_queries_do_not_grow_with_the_plan(client, manager, network, django_assert_max_num_queries, name, actions):
    plan = a_plan(actions=actions, leads=2, network=network, year=2025)
    for other in plan.actions.all():
        StepFactory(action=other, position=1)

    with django_assert_max_num_queries(10):
        response = client.get(address(name, plan.actions.order_by("position").first()))

    assert response.status_code == 200
