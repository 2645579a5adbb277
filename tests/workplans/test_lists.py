"""The lists across plans: who sees what, in which order, filtered how, and at what cost."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from organisations.grants import RoleKind
from tests.factories import (
    TODAY,
    ActionFactory,
    ActionLeadFactory,
    AllianceFactory,
    LeadFactory,
    NetworkFactory,
    ObjectiveFactory,
    RatingSchemeFactory,
    UserFactory,
    WorkPlanFactory,
    a_plan,
    someone,
)
from workplans import operations
from workplans.models import PlanState
from workplans.progress import Status

pytestmark = pytest.mark.django_db

PLANS, OVERDUE, ACTIONS, MINE = (
    reverse(f"workplans:{name}") for name in ("plan_list", "overdue_list", "action_list", "my_actions")
)
LATE = "30 June 2026"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def network():
    return NetworkFactory(code="wessex-lung", name="Lung", alliance=AllianceFactory(code="wessex", name="Wessex"))


@pytest.fixture
def objective(network):
    return ObjectiveFactory(plan=WorkPlanFactory(network=network))


@pytest.fixture
def manager(network):
    return someone(RoleKind.NETWORK_MANAGER, network)


def late(objective, *, lead="", days=94, **fields):
    """An action that is so many days late."""
    day = TODAY - timedelta(days)
    action = ActionFactory(objective=objective, due=f"{day.day} {day:%B %Y}", **fields)
    if lead:
        ActionLeadFactory(action=action, lead=LeadFactory(network=objective.plan.network, name=lead))
    return action


def page(client, user, address, **query):
    client.force_login(user)
    return client.get(address, query)


def lines(response):
    return response.context["lines"]


def rows(html):
    """The words of the body rows of the page's tables."""
    bodies = re.findall(r"<tr.*?</tr>", html, re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in bodies]


# --- Who sees what ------------------------------------------------------------------------------------


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


# --- Cost ---------------------------------------------------------------------------------------------


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


# --- Overdue ------------------------------------------------------------------------------------------


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


# --- Actions behind a number --------------------------------------------------------------------------


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


def test_update_is_offered_to_those_who_may(client, manager, network, objective):
    action = late(objective)
    address = reverse("workplans:action_update", args=["wessex-lung", 2026, action.number])

    assert f"{address}?next=%2Factions%2F" in page(client, manager, ACTIONS).text
    assert address not in page(client, someone(RoleKind.BOARD_MEMBER, network.alliance), ACTIONS).text


# --- Mine ---------------------------------------------------------------------------------------------


@pytest.fixture
def mine(network, objective):
    """Makes an action that `user` leads."""
    user = someone(RoleKind.ACTION_LEAD, network)
    lead = LeadFactory(network=network, name="MCN Clinical Lead", user=user)

    def make(**fields):
        action = ActionFactory(objective=objective, **fields)
        ActionLeadFactory(action=action, lead=lead)
        return action

    make.user = user
    return make


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


# --- Plans --------------------------------------------------------------------------------------------


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


# --- The filter panel ---------------------------------------------------------------------------------


def options(html, name):
    """The options of a select: (value, chosen)."""
    (select,) = re.findall(rf'<select name="{name}".*?</select>', html, re.S)
    return [(value, bool(chosen)) for value, chosen in re.findall(r'<option value="([^"]*)"( selected)?>', select)]


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
