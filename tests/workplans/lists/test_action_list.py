"""Actions across plans: the list behind a number."""

from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from organisations.grants import RoleKind
from tests.factories import (
    ActionFactory,
    ActionLeadFactory,
    LeadFactory,
    ObjectiveFactory,
    someone,
)
from tests.workplans.lists.pages import ACTIONS, OVERDUE, late, lines, page, rows
from workplans.models import PlanState
from workplans.progress import Status

pytestmark = pytest.mark.django_db


def test_actions_stand_plan_by_plan_in_the_order_of_the_paper(client, manager, network, objective):
    later = ObjectiveFactory(plan=objective.plan, position=objective.position + 1)
    of_later = ActionFactory(objective=later, number="2.1", position=2)
    added_since = ActionFactory(objective=objective, number="1.10", position=3)
    first = ActionFactory(objective=objective, number="1.2", position=1)

    response = page(client, manager, ACTIONS)

    assert [line.id for line in lines(response)] == [first.pk, added_since.pk, of_later.pk]
    assert "Lung 2026/27" in rows(response.text)[1]


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ({"rating": "red"}, "1"),
        ({"rating": "blue"}, "2"),
        ({"overdue": "1"}, "1"),
        ({"status": "complete"}, "2"),
        ({"no_date": "1"}, "3"),
        ({"differs": "1"}, "4"),
    ],
)
def test_the_filters_of_a_plans_page_work_across_plans(client, manager, objective, query, number):
    late(objective, number="1")
    ActionFactory(objective=objective, number="2", status=Status.COMPLETE, due="Jan 27")
    ActionFactory(objective=objective, number="3", due="TBC")
    ActionFactory(objective=objective, number="4", due="Jan 27", rating_given="red", rating_basis="green")
    if query == {"rating": "red"}:
        objective.actions.filter(number="4").delete()

    response = page(client, manager, ACTIONS, **query)

    assert [line.title.split()[0] for line in lines(response)] == [number]


def test_the_rating_of_a_line_is_the_one_the_filter_asks_for(client, manager, objective):
    late(objective, rating_given="green", rating_basis="green")
    late(objective, rating_given="amber", rating_basis="red")

    for rating in ("red", "amber"):
        (line,) = lines(page(client, manager, ACTIONS, rating=rating))
        assert line.rating == rating


def test_no_update_is_offered_in_a_closed_plan(client, manager, objective):
    ActionFactory(objective=objective, number="1.1")
    objective.plan.state = PlanState.CLOSED
    objective.plan.save()

    response = page(client, manager, ACTIONS)

    assert len(lines(response)) == 1
    assert response.context["updatable"] == frozenset()


def test_update_is_offered_to_those_who_may(client, manager, network, objective):
    action = late(objective)
    address = reverse("workplans:action_update", args=["wessex-lung", 2026, action.number])

    assert f"{address}?next=%2Factions%2F" in page(client, manager, ACTIONS).text
    assert address not in page(client, someone(RoleKind.BOARD_MEMBER, network.alliance), ACTIONS).text


@pytest.mark.parametrize("address", [ACTIONS, OVERDUE])
def test_an_action_lead_updates_what_is_theirs_from_any_list(client, mine, objective, address):
    own = mine(number="1.1", due="30 June 2026")
    other = someone(RoleKind.ANALYST, objective.plan.network)
    shared = ActionFactory(objective=objective, number="1.2", due="30 June 2026")
    ActionLeadFactory(action=shared, lead=LeadFactory(network=objective.plan.network, user=other))

    response = page(client, mine.user, address)
    assert [line.id for line in lines(response)] == [own.pk]  # what others lead is not shown at all
    assert response.context["updatable"] == {own.pk}
    assert f"/actions/1.1/update/?next={quote(address, safe='')}" in response.text

    assert page(client, other, address).context["updatable"] == frozenset()  # an analyst leads and only reads


def test_which_lines_are_ones_own_is_one_question_however_many(client, mine):
    mine(number="1.1")
    page(client, mine.user, ACTIONS)  # sign in, and fill what is kept between requests
    with CaptureQueriesContext(connection) as one:
        client.get(ACTIONS)
    for at in range(2, 30):
        mine(number=f"1.{at}")
    with CaptureQueriesContext(connection) as many:
        client.get(ACTIONS)
    assert len(many) == len(one)
