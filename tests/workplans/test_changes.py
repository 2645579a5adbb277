"""Changing plans in the browser's way: who may, what is asked, what is refused, what two people at once see."""

from datetime import date

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.urls import reverse

from core.audit import AuditEvent
from organisations.grants import RoleKind
from tests.factories import (
    TODAY,
    ActionFactory,
    ActionLeadFactory,
    AllianceFactory,
    LeadFactory,
    NetworkFactory,
    ObjectiveFactory,
    StepFactory,
    WorkPlanFactory,
    a_plan,
    someone,
)
from workplans import operations
from workplans.models import Action, Lead, PlanState, WorkPlan
from workplans.progress import Status

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def network():
    return NetworkFactory(code="wessex-lung", name="Lung", alliance=AllianceFactory(code="wessex"))


@pytest.fixture
def plan(network):
    return WorkPlanFactory(network=network, title="Lung work plan 2026/27", state=PlanState.DRAFT)


@pytest.fixture
def objective(plan):
    return ObjectiveFactory(plan=plan, number="1", title="Find it early", position=1)


@pytest.fixture
def action(objective):
    action = ActionFactory(objective=objective, number="1.1", text="Agree the pathway", due="Dec 26")
    for position, name in enumerate(("MCN Manager", "Clinical Lead"), start=1):
        lead = LeadFactory(network=objective.plan.network, name=name)
        ActionLeadFactory(action=action, lead=lead, position=position, accountable=position == 1)
    StepFactory(action=action, position=1, text="Draft it", due="Oct 26")
    return action


@pytest.fixture
def manager(client, network):
    """A network manager, signed in."""
    user = someone(RoleKind.NETWORK_MANAGER, network)
    client.force_login(user)
    return user


def of_plan(plan, name, *more):
    return reverse(f"workplans:{name}", args=[plan.network.code, plan.year, *more])


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def lines(prefix, *rows):
    """What a browser sends for lines: their management form and each row's values."""
    data = {f"{prefix}-TOTAL_FORMS": str(len(rows)), f"{prefix}-INITIAL_FORMS": "0"}
    for number, row in enumerate(rows):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def action_data(*, leads=(), steps=(), **values):
    return (
        {"save": "1", "text": "Agree the pathway", "starts_on": "", "read": values.get("due", "")}
        | values
        | lines("leads", *({"name": name} for name in leads))
        | lines("steps", *({"text": text, "due": due} for text, due in steps))
    )


# --- Who may ------------------------------------------------------------------------------------------

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


# --- Opening ------------------------------------------------------------------------------------------


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


# --- Title, agreeing, closing -------------------------------------------------------------------------


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


# --- Objectives ---------------------------------------------------------------------------------------


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


# --- Adding an action ---------------------------------------------------------------------------------


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


# --- Editing an action --------------------------------------------------------------------------------


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


# --- Rolling over -------------------------------------------------------------------------------------


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
