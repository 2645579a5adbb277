"""The lists across plans: who sees what, at what cost, and what the filters offer."""

from datetime import date

import pytest

from organisations.grants import RoleKind
from tests.factories import (
    ActionLeadFactory,
    LeadFactory,
    NetworkFactory,
    ObjectiveFactory,
    UserFactory,
    a_plan,
    someone,
)
from tests.workplans.lists.pages import ACTIONS, MINE, OVERDUE, PLANS, late, lines, options, page

pytestmark = pytest.mark.django_db


# --- Who sees what ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [kind for kind in RoleKind if kind != RoleKind.ACTION_LEAD])
@pytest.mark.parametrize("address", [PLANS, OVERDUE, ACTIONS])
def test_whoever_sees_the_alliance_sees_its_lists_and_no_other(client, network, objective, kind, address):
    late(objective, text="Ours to see")
    late(ObjectiveFactory(), text="Somebody else's")

    response = page(client, someone(kind, network.alliance), address)

    assert response.status_code == 200
    assert len(lines(response)) == 1
    assert "Somebody else" not in response.text


@pytest.mark.parametrize("address", [PLANS, OVERDUE, ACTIONS])
def test_an_action_lead_sees_what_is_theirs_to_lead(client, network, objective, address):
    user = someone(RoleKind.ACTION_LEAD, network)
    mine, other = late(objective), late(objective)
    ActionLeadFactory(action=mine, lead=LeadFactory(network=network, user=user))
    late(ObjectiveFactory(plan__network=NetworkFactory(alliance=network.alliance)))

    response = page(client, user, address)

    assert len(lines(response)) == 1
    assert other.text not in response.text


@pytest.mark.parametrize("address", [PLANS, OVERDUE, ACTIONS, MINE])
def test_without_a_role_the_lists_are_empty_and_say_what_to_do(client, objective, address):
    late(objective)

    response = page(client, UserFactory(), address)

    assert response.status_code == 200
    assert 'class="empty"' in response.text
    assert "<table" not in response.text


@pytest.mark.parametrize("address", [PLANS, OVERDUE, ACTIONS, MINE])
def test_signed_out_leads_to_the_sign_in(client, db, address):
    assert client.get(address).status_code == 302


@pytest.mark.parametrize("address", [PLANS, OVERDUE, ACTIONS, MINE])
def test_lists_only_read(client, manager, address):
    client.force_login(manager)

    assert client.post(address).status_code == 405


# --- Cost -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "most"), [(PLANS, 6), (OVERDUE, 6), (ACTIONS, 6), (ACTIONS + "?rating=red", 6), (MINE, 5)]
)
@pytest.mark.parametrize("actions", [1, 200])
def test_queries_do_not_grow_with_the_actions(
    client, network, manager, django_assert_max_num_queries, address, most, actions
):
    lead = LeadFactory(network=network, user=manager)
    plan = a_plan(actions=actions, network=network)
    plan.actions.update(due_text="Q1", due_kind="quarter", due_earliest=date(2026, 4, 1), due_latest=date(2026, 6, 30))
    for action in plan.actions.all():
        ActionLeadFactory(action=action, lead=lead, position=2, accountable=False)
    client.force_login(manager)

    with django_assert_max_num_queries(most):
        response = client.get(address)

    assert response.status_code == 200


def test_one_page_holds_fifty_and_nothing_is_counted_past_a_thousand(client, network, manager):
    a_plan(actions=60, network=network)

    first = page(client, manager, ACTIONS)
    second = client.get(ACTIONS + first.context["next_url"])

    assert (len(lines(first)), len(lines(second))) == (50, 10)
    assert first.context["total"] == "60 actions"
    assert second.context["next_url"] == ""
    assert [line.title for line in lines(client.get(ACTIONS + second.context["previous_url"]))] == [
        line.title for line in lines(first)
    ]


# --- The filter panel -------------------------------------------------------------------------------


def test_each_person_is_offered_the_networks_they_see(client, network, objective):
    NetworkFactory(code="wessex-skin", alliance=network.alliance)
    NetworkFactory(code="elsewhere")
    user = someone(RoleKind.BOARD_MEMBER, network.alliance)

    assert [value for value, _ in options(page(client, user, OVERDUE).text, "network")] == [
        "",
        "wessex-lung",
        "wessex-skin",
    ]
    chosen = options(page(client, user, OVERDUE, network="wessex-skin").text, "network")
    assert [value for value, is_chosen in chosen if is_chosen] == ["wessex-skin"]


def test_who_sees_one_network_is_not_asked_which(client, manager, objective):
    assert '<select name="network"' not in page(client, manager, OVERDUE).text


def test_filters_in_force_can_each_be_taken_away(client, manager, objective):
    response = page(client, manager, OVERDUE, q="pathway", year="2026-27")

    assert [(chip.words, chip.url) for chip in response.context["chips"]] == [
        ("“pathway”", f"{OVERDUE}?year=2026-27"),
        ("2026/27", f"{OVERDUE}?q=pathway"),
    ]
    assert "Nothing overdue matches these filters" in response.text
