"""The list of plans, and the counts it keeps."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from organisations.grants import RoleKind
from tests.factories import (
    TODAY,
    ActionFactory,
    RatingSchemeFactory,
    WorkPlanFactory,
    someone,
)
from tests.workplans.lists.pages import LATE, PLANS, late, lines, page
from workplans import operations
from workplans.models import PlanState
from workplans.progress import Status

pytestmark = pytest.mark.django_db


def test_plans_by_year_and_alliance_with_their_counts(client, network, objective):
    user = someone(RoleKind.PROGRAMME_LEAD, network.alliance)
    late(objective, last_update_on=date(2026, 9, 1))
    ActionFactory(objective=objective, status=Status.COMPLETE, last_update_on=date(2026, 9, 14))
    WorkPlanFactory(network=network, year=2025, state=PlanState.CLOSED)

    response = page(client, user, PLANS)

    this, last = lines(response)
    assert (this.year, this.alliance, this.network) == ("2026/27", "Wessex", "Lung")
    assert (this.tally.total, this.tally.overdue, this.tally.last_update_on) == (2, 1, date(2026, 9, 14))
    assert this.rated_words == "1 Red, 1 Blue"
    assert (last.year, last.state, last.tally.total) == ("2025/26", "closed", 0)
    assert f"{this.url}?overdue=1" in response.text


def test_counts_are_of_what_one_may_see(client, mine, objective):
    mine(due=LATE)
    late(objective)

    (line,) = lines(page(client, mine.user, PLANS))

    assert line.tally.total == 1


def test_counts_are_kept_while_nothing_changes_and_show_at_once_what_did(
    client, manager, network, objective, django_assert_num_queries
):
    action = late(objective)
    (line,) = lines(page(client, manager, PLANS))
    assert line.tally.overdue == 1

    with django_assert_num_queries(5):  # counting would be the sixth
        client.get(PLANS)

    operations.record_status_update(
        action=action, report=operations.StatusReport(status=Status.COMPLETE), by=manager, on=TODAY
    )
    (line,) = lines(client.get(PLANS))
    assert (line.tally.overdue, line.rated_words) == (0, "1 Blue")
    operations.add_action(objective=objective, number="9.9", text="New", leads=[], due_text="TBC", by=manager, on=TODAY)
    assert lines(client.get(PLANS))[0].tally.total == 2
    with time_machine.travel(TODAY + timedelta(200), tick=False):
        assert lines(page(client, manager, PLANS))[0].rated_words == "1 Amber, 1 Blue"


def test_counts_follow_the_rating_scheme(client, manager, network, objective):
    ActionFactory(objective=objective, due="Mar 27", last_update_on=TODAY - timedelta(40))
    assert lines(page(client, manager, PLANS))[0].rated_words == "1 Green"

    RatingSchemeFactory(alliance=network.alliance, quiet_days=30)

    assert lines(client.get(PLANS))[0].rated_words == "1 Amber"


def test_kept_counts_of_one_reader_never_show_another_more_than_theirs(client, manager, mine, objective):
    mine(due=LATE)
    late(objective)

    assert lines(page(client, manager, PLANS))[0].tally.total == 2
    assert lines(page(client, mine.user, PLANS))[0].tally.total == 1
    assert lines(page(client, manager, PLANS))[0].tally.total == 2


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"year": "2025-26"}, {2025}),
        ({"state": "closed"}, {2025}),
        ({"q": "lung"}, {2025, 2026}),
        ({"q": "skin"}, set()),
        ({"alliance": "wessex"}, {2025, 2026}),
    ],
)
def test_plans_are_found_by_year_state_and_words(client, manager, network, objective, query, found):
    WorkPlanFactory(network=network, year=2025, state=PlanState.CLOSED)

    response = page(client, manager, PLANS, **query)

    assert {int(line.year[:4]) for line in lines(response)} == found


def test_the_download_has_the_filters_of_the_list(client, manager, objective):
    address = reverse("workplans:plans_export")

    assert f'href="{address}?year=2026-27"' in page(client, manager, PLANS, year="2026-27").text
    assert f'href="{address}"' in page(client, manager, PLANS).text


@pytest.mark.parametrize(
    ("kind", "opens"),
    [
        (RoleKind.ADMINISTRATOR, True),
        (RoleKind.PROGRAMME_LEAD, True),
        (RoleKind.NETWORK_MANAGER, True),
        (RoleKind.ANALYST, False),
        (RoleKind.BOARD_MEMBER, False),
        (RoleKind.ACTION_LEAD, False),
    ],
)
def test_an_empty_list_offers_what_the_role_allows(client, network, kind, opens):
    response = page(client, someone(kind, network), PLANS)

    assert "No plans yet" in response.text
    assert (reverse("workplans:plan_open") in response.text) is opens
