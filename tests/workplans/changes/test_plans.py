"""Opening, naming, agreeing, closing and reopening a plan; its objectives."""

import pytest
from django.urls import reverse

from organisations.grants import RoleKind
from tests.factories import (
    TODAY,
    ActionFactory,
    NetworkFactory,
    someone,
)
from tests.workplans.changes.pages import of_plan, said
from workplans import operations
from workplans.models import PlanState, WorkPlan

pytestmark = pytest.mark.django_db


# --- Opening ----------------------------------------------------------------------------------------


def test_opening_a_plan_leads_on_to_its_first_objective(client, manager, network):
    response = client.post(reverse("workplans:plan_open"), {"network": "wessex-lung", "year": "2027", "title": ""})

    plan = WorkPlan.objects.get()
    assert (plan.year, plan.state, plan.title) == (2027, "draft", "Lung work plan 2027/28")
    assert response.url == of_plan(plan, "objective_add")


def test_a_second_plan_for_a_year_is_refused_beside_the_year(client, manager, plan):
    response = client.post(reverse("workplans:plan_open"), {"network": "wessex-lung", "year": "2026", "title": "Again"})

    assert response.status_code == 422
    assert response.context["form"].errors == {"year": ["This network has a plan for that year already."]}
    assert WorkPlan.objects.count() == 1


def test_a_plan_is_opened_only_where_one_may_edit(client, manager):
    elsewhere = NetworkFactory(code="elsewhere")

    response = client.post(reverse("workplans:plan_open"), {"network": elsewhere.code, "year": "2026"})

    assert response.status_code == 422
    assert "network" in response.context["form"].errors


@pytest.mark.parametrize("kind", [RoleKind.ANALYST, RoleKind.BOARD_MEMBER, RoleKind.ACTION_LEAD])
def test_others_are_refused(client, network, kind):
    client.force_login(someone(kind, network))

    assert client.get(reverse("workplans:plan_open")).status_code == 403


# --- Title, agreeing, closing -----------------------------------------------------------------------


def test_the_title_changes(client, manager, plan):
    client.post(of_plan(plan, "plan_edit"), {"title": " Lung plan "})

    plan.refresh_from_db()
    assert plan.title == "Lung plan"


def test_agreeing_says_that_the_dates_become_the_originals(client, manager, action):
    ActionFactory(objective=action.objective, due="TBC")

    page = client.get(of_plan(action.plan, "plan_agree"))
    response = client.post(of_plan(action.plan, "plan_agree"))

    assert "2 actions and their due dates are agreed" in page.text
    assert "become the originals" in page.text
    assert "1 action without a date" in page.text
    assert response.url == action.plan.get_absolute_url()
    action.plan.refresh_from_db()
    assert (action.plan.state, action.plan.agreed_on) == (PlanState.AGREED, TODAY)


def test_closing_says_what_is_left_open(client, manager, action):
    page = client.get(of_plan(action.plan, "plan_close"))
    client.post(of_plan(action.plan, "plan_close"))

    assert "1 open action stays as it is" in page.text
    action.plan.refresh_from_db()
    assert action.plan.state == PlanState.CLOSED


def test_reopening_brings_back_what_it_was(client, manager, plan):
    operations.close_plan(plan=plan, by=manager, on=TODAY)

    assert "a draft again" in client.get(of_plan(plan, "plan_reopen")).text
    client.post(of_plan(plan, "plan_reopen"))

    plan.refresh_from_db()
    assert plan.state == PlanState.DRAFT


def test_what_is_done_already_is_said(client, manager, plan):
    assert said(client.get(of_plan(plan, "plan_reopen"))) == ["This plan is open already."]
    operations.agree_plan(plan=plan, by=manager, on=TODAY)
    assert said(client.get(of_plan(plan, "plan_agree")))[-1] == "This plan is agreed already."


# --- Objectives -------------------------------------------------------------------------------------


def test_an_objective_gets_the_next_number(client, manager, objective):
    response = client.post(of_plan(objective.plan, "objective_add"), {"title": "Treat it well", "another": "1"})

    added = objective.plan.objectives.get(title="Treat it well")
    assert added.number == "2"
    assert response.url == of_plan(objective.plan, "action_add") + "?objective=2"


def test_a_number_in_use_is_refused(client, manager, objective):
    response = client.post(of_plan(objective.plan, "objective_add"), {"number": "1", "title": "Again"})

    assert response.context["form"].errors == {"number": ["This plan has an objective 1 already."]}


def test_an_objective_becomes_a_watching_brief_with_its_actions(client, manager, action):
    client.post(of_plan(action.plan, "objective_edit", "1"), {"title": "Keep in view", "watching_brief": "on"})

    action.refresh_from_db()
    assert (action.objective.title, action.watching_brief) == ("Keep in view", True)


def test_an_objective_that_is_not_there_is_a_404(client, manager, plan):
    assert client.get(of_plan(plan, "objective_edit", "99")).status_code == 404
