"""My actions: what a person leads, by what it asks of them."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from organisations.grants import RoleKind
from tests.factories import (
    TODAY,
    ActionFactory,
    ActionLeadFactory,
    LeadFactory,
    someone,
)
from tests.workplans.lists.pages import LATE, MINE, late, page
from workplans.models import PlanState
from workplans.progress import Status

pytestmark = pytest.mark.django_db


def test_mine_is_sorted_by_what_it_asks_of_me(client, mine, objective):
    fresh = {"last_update_on": TODAY - timedelta(1)}
    overdue = mine(due=LATE, **fresh)
    longer_overdue = mine(due="May 26", **fresh)
    soon = mine(due="15 October 2026", **fresh)
    quiet = mine(due="Mar 27", last_update_on=date(2026, 6, 1))
    never = mine(due="Mar 27")
    rest = mine(due="Mar 27", **fresh)
    mine(due="May 26", status=Status.COMPLETE)
    ActionFactory(objective=objective, text="Not mine")

    groups = {group["id"]: group["lines"] for group in page(client, mine.user, MINE).context["groups"]}

    assert {name: [line.id for line in found] for name, found in groups.items()} == {
        "overdue": [longer_overdue.pk, overdue.pk],
        "due-soon": [soon.pk],
        "quiet": [never.pk, quiet.pk],
        "rest": [rest.pk],
    }


def test_each_of_mine_has_a_link_to_update_that_leads_back(client, mine):
    action = mine(due=LATE)

    response = page(client, mine.user, MINE)

    update = reverse("workplans:action_update", args=["wessex-lung", 2026, action.number])
    assert f'href="{update}?next=%2Fmy-actions%2F"' in response.text
    assert "MCN Clinical Lead (Lung)" in response.text


def test_what_one_leads_in_a_closed_plan_is_over(client, mine, objective):
    mine(due=LATE)
    objective.plan.state = PlanState.CLOSED
    objective.plan.save()

    response = page(client, mine.user, MINE)

    assert "Nothing is open in your name" in response.text


def test_without_a_linked_lead_the_page_says_how_linking_works(client, network, manager):
    response = page(client, manager, MINE)

    assert "No lead is linked to your account yet" in response.text
    assert reverse("workplans:lead_list", args=["wessex-lung"]) in response.text


def test_those_who_cannot_link_are_told_whom_to_ask(client, network):
    response = page(client, someone(RoleKind.ACTION_LEAD, network), MINE)

    assert "Ask the manager of your network" in response.text
    assert reverse("workplans:lead_list", args=["wessex-lung"]) not in response.text


def test_an_analyst_who_leads_sees_it_and_cannot_update(client, network, objective):
    user = someone(RoleKind.ANALYST, network)
    ActionLeadFactory(action=late(objective), lead=LeadFactory(network=network, user=user))

    response = page(client, user, MINE)

    assert response.context["mine"].total == 1
    assert "/update/" not in response.text


def test_a_board_member_is_told_that_the_role_only_reads(client, network):
    response = page(client, someone(RoleKind.BOARD_MEMBER, network.alliance), MINE)

    assert "No action is yours to lead" in response.text
    assert "No lead is linked" not in response.text
    assert 'href="/"' in response.text
