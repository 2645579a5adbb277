"""The overdue list: the most late first, filtered by what the address says."""

import pytest

from organisations.grants import RoleKind
from tests.factories import (
    ActionFactory,
    LeadFactory,
    NetworkFactory,
    ObjectiveFactory,
    WorkPlanFactory,
    someone,
)
from tests.workplans.lists.pages import ACTIONS, OVERDUE, late, lines, page, rows
from workplans.models import PlanState
from workplans.progress import Status

pytestmark = pytest.mark.django_db


def test_the_most_late_comes_first_with_days_lead_and_network(client, manager, objective):
    late(objective, days=3, number="1.1", lead="Information Team")
    late(objective, days=94, number="1.2", lead="MCN Clinical Lead")

    response = page(client, manager, OVERDUE)

    first, second = rows(response.text)[1:]
    assert first.startswith("94 1.2 ")
    assert "Lung 2026/27 MCN Clinical Lead" in first
    assert second.startswith("3 1.1 ")


def test_done_closed_and_undated_work_is_not_overdue_nor_that_of_closed_plans(client, manager, network, objective):
    for status in (Status.COMPLETE, Status.CLOSED, Status.CARRIED_FORWARD):
        late(objective, status=status)
    ActionFactory(objective=objective, due="TBC")
    ActionFactory(objective=objective, due="2 October 2026")
    late(ObjectiveFactory(plan=WorkPlanFactory(network=network, year=2025, state=PlanState.CLOSED)))

    response = page(client, manager, OVERDUE)

    assert lines(response) == []
    assert "Nothing is overdue" in response.text


def test_overdue_keeps_its_filters_from_page_to_page(client, manager, objective):
    for number in range(60):
        late(objective, number=f"1.{number}", text="Review the pathway")

    response = page(client, manager, OVERDUE, q="pathway")

    assert response.context["next_url"].startswith("?q=pathway&after=")
    assert len(lines(client.get(OVERDUE + response.context["next_url"]))) == 10


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"1", "2", "3"}),
        ({"alliance": "wessex"}, {"1", "2"}),
        ({"network": "wessex-lung"}, {"1"}),
        ({"led_by": "information"}, {"2"}),
        ({"q": "pathway"}, {"1", "3"}),
        ({"q": "pathway", "alliance": "wessex"}, {"1"}),
        ({"year": "2026-27"}, {"1", "2"}),
        ({"year": "2025/26"}, {"3"}),
        ({"year": "2025"}, {"3"}),
        ({"network": "nowhere"}, set()),
        ({"plan": "999999"}, set()),
        ({"lead": "999999"}, set()),
        ({"year": "soon"}, set()),
    ],
)
def test_filters_in_the_address(client, network, objective, query, found):
    user = someone(RoleKind.BOARD_MEMBER, network.alliance)
    breast = ObjectiveFactory(plan__network=NetworkFactory(alliance=network.alliance))
    woscan = ObjectiveFactory(plan=WorkPlanFactory(network=NetworkFactory(), year=2025))
    user.roles.create(kind=RoleKind.BOARD_MEMBER, alliance=woscan.plan.network.alliance)
    late(objective, number="1", text="Agree the pathway", lead="MCN Manager")
    late(breast, number="2", text="Buy scanners", lead="Information Team")
    late(woscan, number="3", text="Review the pathway")

    response = page(client, user, OVERDUE, **query)

    assert {line.title.split()[0] for line in lines(response)} == found


def test_the_name_of_a_lead_is_told_only_to_those_who_may_see_it(client, manager, objective):
    elsewhere = LeadFactory(name="Secret Role")
    here = LeadFactory(network=objective.plan.network, name="Known Role")

    assert "Secret Role" not in page(client, manager, ACTIONS, lead=elsewhere.pk).text
    assert "Known Role" in page(client, manager, ACTIONS, lead=here.pk).text
