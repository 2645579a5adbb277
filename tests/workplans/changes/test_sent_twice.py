"""A form that is sent twice, or again after going back, adds one thing; words of any script are kept whole."""

import pytest

from organisations.grants import RoleKind
from tests.factories import AllianceFactory, NetworkFactory, ObjectiveFactory, WorkPlanFactory, someone
from tests.workplans.changes.pages import action_data, of_plan
from workplans.models import Action, Objective, PlanState

pytestmark = pytest.mark.django_db

WORDS = "Gwella’r llwybr – ŵŷ, Slighe aillse Ghàidhealach \U0001fac1 <b>&amp;"
UNBROKEN = "Llanfairpwllgwyngyll" * 14


def test_an_objective_sent_twice_is_added_once(client, manager, plan):
    address = of_plan(plan, "objective_add")
    assert client.post(address, {"title": "Treat it well"}).status_code == 302
    again = client.post(address, {"title": "Treat it well"})
    assert again.status_code == 422
    assert "Objective 1 has this title already." in again.text
    assert Objective.objects.count() == 1


def test_an_action_sent_twice_is_added_once(client, manager, objective):
    address = of_plan(objective.plan, "action_add")
    data = action_data(objective="1", due="Q3", text="Open a clinic")
    assert client.post(address, data).status_code == 302
    again = client.post(address, data)
    assert again.status_code == 422
    assert "Action 1.1 says the same already." in again.text
    assert Action.objects.count() == 1


def test_the_same_words_under_another_objective_are_another_action(client, manager, objective):
    other = ObjectiveFactory(plan=objective.plan, number="2", title="Treat it well", position=2)
    for number in (objective.number, other.number):
        client.post(of_plan(objective.plan, "action_add"), action_data(objective=number, text="Open a clinic"))
    assert list(Action.objects.order_by("number").values_list("number", flat=True)) == ["1.1", "2.1"]


@pytest.mark.parametrize("words", [WORDS, UNBROKEN, "ﷺ‮tracking‬ א ب ไทย", "x" * 300])
def test_words_of_any_script_and_length_are_kept_and_shown(client, manager, objective, words):
    plan = objective.plan
    client.post(of_plan(plan, "objective_add"), {"title": words})
    client.post(
        of_plan(plan, "action_add"), action_data(objective="2", due=words[:90], text=words, leads=[words[:150]])
    )
    action = Action.objects.get()
    assert (action.text, action.objective.title, action.due_text) == (words, words, words[:90])
    for address in (plan.get_absolute_url(), action.get_absolute_url(), "/actions/", "/my-actions/", "/"):
        page = client.get(address)
        assert page.status_code == 200
        assert "<b>&amp;" not in page.text


def test_what_is_too_long_is_refused_with_its_place(client, manager, objective):
    answer = client.post(of_plan(objective.plan, "plan_edit"), {"title": "x" * 301})
    assert answer.status_code == 422
    assert 'href="#id_title"' in answer.text
    answer = client.post(of_plan(objective.plan, "action_add"), action_data(objective="1", leads=["x" * 201]))
    assert answer.status_code == 422
    assert 'href="#id_leads-0-name"' in answer.text
    assert not Action.objects.exists()


PAGES = ("plan", "plan_edit", "objective_add", "action_add", "plan_bulk_update", "plan_roll_over", "plan_close")
OF_ACTIONS = ("action", "action_update", "action_edit", "action_move_date")


@pytest.mark.parametrize("name", [*PAGES, *OF_ACTIONS])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_lead_of_one_network_finds_nothing_of_another(client, action, name, method):
    """Nor does one of another alliance: to them the page is not there, whatever they send."""
    plan = action.objective.plan
    more = (action.number,) if name in OF_ACTIONS else ()
    beside = WorkPlanFactory(network=NetworkFactory(alliance=plan.network.alliance))
    elsewhere = NetworkFactory(alliance=AllianceFactory())
    for person in (
        someone(RoleKind.ACTION_LEAD, beside.network),
        someone(RoleKind.NETWORK_MANAGER, beside.network),
        someone(RoleKind.PROGRAMME_LEAD, elsewhere.alliance),
    ):
        client.force_login(person)
        answer = getattr(client, method)(of_plan(plan, name, *more), {"title": "x", "text": "x", "status": "complete"})
        assert answer.status_code in ((404, 405) if method == "post" and name in ("plan", "action") else (404,))
    action.refresh_from_db()
    assert action.status == "not_started"


@pytest.mark.parametrize("name", ["objective_add", "action_add", "action_edit", "action_move_date"])
def test_a_page_kept_open_while_the_plan_was_closed_changes_nothing(client, manager, action, name):
    plan = action.objective.plan
    plan.state = PlanState.CLOSED
    plan.save()
    more = (action.number,) if name.startswith("action_") and name != "action_add" else ()
    data = action_data(objective="1", due="Q4", text="Changed", leads=["Somebody"])
    answer = client.post(of_plan(plan, name, *more), data | {"title": "Changed", "version": action.version})
    assert answer.status_code in (302, 403, 409, 422)
    action.refresh_from_db()
    assert (action.text, Action.objects.count(), Objective.objects.count()) == ("Agree the pathway", 1, 1)
