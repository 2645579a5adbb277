"""Rolling a plan over: choose, preview, confirm."""

import pytest

from tests.factories import (
    TODAY,
    ActionFactory,
    ObjectiveFactory,
    StepFactory,
    WorkPlanFactory,
)
from tests.workplans.changes.pages import of_plan
from workplans.models import PlanState, WorkPlan
from workplans.progress import Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def year_end(objective):
    """A plan with one action that is late, one that lies ahead, one that is done."""
    late = ActionFactory(objective=objective, number="1.1", text="Late work", due="Dec 26", position=1)
    ahead = ActionFactory(objective=objective, number="1.2", text="Long work", due="30 June 2027", position=2)
    ActionFactory(objective=objective, number="1.3", text="Done work", status=Status.COMPLETE, position=3)
    StepFactory(action=late, position=1, text="Still to do", due="Oct 26")
    StepFactory(action=late, position=2, text="Done already", completed_on=TODAY)
    return late, ahead


def test_open_actions_are_ticked_and_their_new_dates_shown(client, manager, year_end):
    response = client.get(of_plan(year_end[0].plan, "plan_roll_over"))

    shown = {line.number: (line.due_then, line.dropped, line.steps) for line in response.context["rolling"].lines}
    assert shown == {"1.1": ("TBC", True, 1), "1.2": ("30 June 2027", False, 0)}
    assert response.context["ticked"] == {action.pk for action in year_end}
    assert "Lung work plan 2027/28" in response.text
    assert "Done work" not in response.text


def test_choose_preview_confirm(client, manager, year_end):
    late, ahead = year_end
    address = of_plan(late.plan, "plan_roll_over")
    choice = {"title": "Next year", "actions": [str(ahead.pk)]}

    preview = client.post(address, choice | {"stage": "preview"})
    assert "Long work" in preview.text
    assert "Late work" not in preview.text
    assert WorkPlan.objects.count() == 1

    response = client.post(address, choice | {"stage": "confirm"})
    target = WorkPlan.objects.get(year=2027)
    assert response.url == target.get_absolute_url()
    assert (target.title, target.state) == ("Next year", PlanState.DRAFT)
    carried = target.actions.get()
    assert (carried.number, carried.carried_from, carried.due_text) == ("1.2", ahead, "30 June 2027")
    ahead.refresh_from_db()
    late.refresh_from_db()
    assert (ahead.status, late.status) == (Status.CARRIED_FORWARD, Status.NOT_STARTED)


def test_back_from_the_preview_the_choice_is_still_there(client, manager, year_end):
    data = {"title": "Other", "actions": [str(year_end[1].pk)], "stage": "change"}

    response = client.post(of_plan(year_end[0].plan, "plan_roll_over"), data)

    assert response.context["ticked"] == {year_end[1].pk}
    assert 'value="Other"' in response.text


def test_nothing_ticked_is_said(client, manager, year_end):
    response = client.post(of_plan(year_end[0].plan, "plan_roll_over"), {"title": "", "stage": "preview"})

    assert response.status_code == 422
    assert "Tick at least one action" in response.text


def test_a_plan_that_is_there_takes_what_it_lacks(client, manager, year_end):
    late, ahead = year_end
    target = WorkPlanFactory(network=late.plan.network, year=2027, state=PlanState.DRAFT)
    ActionFactory(objective=ObjectiveFactory(plan=target, number="1"), number="1.1")

    page = client.get(of_plan(late.plan, "plan_roll_over"))
    assert page.context["ticked"] == {ahead.pk}
    assert "has an action 1.1 already" in page.text

    client.post(of_plan(late.plan, "plan_roll_over"), {"actions": [str(ahead.pk)], "stage": "confirm"})
    assert sorted(target.actions.values_list("number", flat=True)) == ["1.1", "1.2"]


def test_actions_of_another_plan_cannot_be_slipped_in(client, manager, year_end):
    other = ActionFactory()

    response = client.post(
        of_plan(year_end[0].plan, "plan_roll_over"), {"actions": [str(other.pk)], "stage": "confirm"}
    )

    assert response.status_code == 422
    other.refresh_from_db()
    assert other.status == Status.NOT_STARTED


def test_a_closed_plan_says_what_to_do_first(client, manager, year_end):
    WorkPlan.objects.update(state=PlanState.CLOSED)

    response = client.get(of_plan(year_end[0].plan, "plan_roll_over"))

    assert of_plan(year_end[0].plan, "plan_reopen") in response.text


def test_with_nothing_open_there_is_nothing_to_roll_over(client, manager, plan):
    assert "Nothing is open in this plan" in client.get(of_plan(plan, "plan_roll_over")).text
