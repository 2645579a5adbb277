"""The board's dashboard: who sees what, what each number leads to, past days, comparisons, and empty pages."""

import re

import pytest
import time_machine
from django.urls import reverse

from core.periods import FinancialYear
from organisations.grants import RoleKind
from tests.alliance.boards import Links, a_busy_plan, every_number, numbers_of, rows_of_list, signed_in
from tests.factories import (
    ActionFactory,
    ActionLeadFactory,
    AllianceFactory,
    LeadFactory,
    NetworkFactory,
    ObjectiveFactory,
    UserFactory,
    WorkPlanFactory,
    a_plan,
    someone,
)
from workplans.models import Action

pytestmark = pytest.mark.django_db
SEES_ALL = [kind for kind in RoleKind if kind != RoleKind.ACTION_LEAD]


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-10-02 09:00 +01:00", tick=False):
        yield


@pytest.fixture
def alliance():
    return AllianceFactory(name="West of Scotland", code="west")


@pytest.fixture
def board(client, alliance):
    """A client signed in as a board member of the alliance."""
    return signed_in(client, someone(RoleKind.BOARD_MEMBER, alliance))


# --- Who sees what ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", SEES_ALL)
def test_each_role_of_an_alliance_sees_its_plans_and_no_others(client, alliance, kind):
    a_busy_plan(alliance)
    a_busy_plan(AllianceFactory(name="Elsewhere"), name="Secret network")
    page = signed_in(client, someone(kind, alliance)).get("/")
    assert page.status_code == 200
    assert numbers_of(page)["all"] == 8
    assert "Head and Neck" in page.content.decode()
    assert "Secret network" not in page.content.decode()
    assert "Elsewhere" not in page.content.decode()


@pytest.mark.parametrize("kind", SEES_ALL)
def test_a_role_in_one_network_shows_that_network_only_and_says_so(client, alliance, kind):
    plan = a_busy_plan(alliance)
    a_busy_plan(alliance, name="Lung")
    page = signed_in(client, someone(kind, plan.network)).get("/")
    assert numbers_of(page)["all"] == 8
    assert "Lung" not in page.content.decode()
    assert "Your networks only" in page.content.decode()


def test_an_action_lead_is_sent_to_their_own_actions(client, alliance):
    a_busy_plan(alliance)
    assert signed_in(client, someone(RoleKind.ACTION_LEAD, alliance)).get("/")["Location"] == reverse(
        "workplans:my_actions"
    )


def test_an_action_lead_elsewhere_sees_nothing_of_it(client, alliance):
    other = AllianceFactory(name="Elsewhere", code="elsewhere")
    plan = a_busy_plan(other, name="Secret network")
    user = someone(RoleKind.BOARD_MEMBER, alliance)
    user.roles.create(kind=RoleKind.ACTION_LEAD, alliance=other)
    lead = LeadFactory(network=plan.network, user=user)
    ActionLeadFactory(action=plan.actions.first(), lead=lead, accountable=False, position=2)
    a_busy_plan(alliance)
    client = signed_in(client, user)
    assert "Secret network" not in client.get("/").content.decode()
    assert client.get("/?alliance=elsewhere").status_code == 404


def test_without_a_role_the_page_says_whom_to_ask(client):
    page = signed_in(client, UserFactory()).get("/").content.decode()
    assert "You have no role yet" in page
    assert "administrator" in page


def test_nobody_sees_it_without_signing_in(client):
    assert client.get("/").status_code == 302
    assert client.get("/as-it-stood/").status_code == 302
    assert client.get("/ratings/").status_code == 302


def test_a_superuser_chooses_among_all_alliances(client, alliance):
    a_busy_plan(alliance)
    other = a_busy_plan(AllianceFactory(name="An alliance", code="an"), name="Lung")
    page = signed_in(client, UserFactory(is_superuser=True)).get("/?alliance=an")
    assert [row.position.plan.id for row in page.context["board"].rows] == [other.pk]
    assert '<option value="an" selected>' in page.content.decode()
    assert '<option value="west">' in page.content.decode()


# --- What is shown ------------------------------------------------------------------------------------


def test_counts_totals_and_lists(board, alliance):
    a_busy_plan(alliance)
    a_busy_plan(alliance, name="Lung")
    NetworkFactory(alliance=alliance, name="Skin")
    page = board.get("/")
    assert numbers_of(page) == {
        "all": 16, "red": 2, "amber": 6, "green": 4, "blue": 2, "grey": 2,
        "overdue": 4, "due_soon": 2, "slipped": 2, "no_date": 2, "quiet": 2, "differing": 2,
    }  # fmt: skip
    assert [numbers.all.count for numbers in page.context["board"].rows] == [8, 8]
    html = page.content.decode()
    assert "No plan for 2026/27: Skin." in html
    assert "MCN Manager" in html
    assert "better than suggested" in html
    assert "Today, 2 October 2026" in html


def test_the_ten_most_late_are_shown_and_all_are_a_link_away(board, alliance):
    objective = ObjectiveFactory(plan=WorkPlanFactory(network=NetworkFactory(alliance=alliance)))
    for number in range(12):
        ActionFactory(objective=objective, number=f"1.{number}", due=f"{number + 1} June 2026")
    page = board.get("/")
    lines = page.context["board"].dashboard.attention.overdue
    assert [line.number for line in lines] == [f"1.{number}" for number in range(10)]
    assert [line.days_late for line in lines][:2] == [123, 122]
    assert "10 of 12, the most late first" in page.content.decode()
    assert "All 12" in page.content.decode()


def test_words_stand_beside_every_colour(board, alliance):
    a_busy_plan(alliance)
    html = board.get("/").content.decode()
    for rating in ("Red", "Amber", "Green", "Blue", "Grey"):
        assert re.search(rf"tile--{rating.lower()}.*?{rating}", html, re.DOTALL)
    assert html.count("rag__shape") >= html.count('class="rag ')


@pytest.mark.parametrize(
    ("years", "shown"), [([2026, 2025], 2026), ([2025, 2024], 2025), ([2027], 2027), ([2027, 2024], 2024)]
)
def test_the_year_shown_is_this_one_else_the_latest_before_it_that_has_a_plan(board, alliance, years, shown):
    for year in years:
        a_busy_plan(alliance, name=f"Network of {year}", year=year)
    assert board.get("/").context["board"].dashboard.year == FinancialYear(shown)


def test_another_year_can_be_asked_for(board, alliance):
    a_busy_plan(alliance)
    a_busy_plan(alliance, name="Old network", year=2025)
    for written in ("2025-26", "2025/26"):
        page = board.get("/", {"year": written})
        assert [row.position.plan.network for row in page.context["board"].rows] == ["Old network"]
    assert page.context["years"][0][1].endswith("year=2026-27")


# --- Numbers lead to their lists --------------------------------------------------------------------------


def test_each_number_of_today_is_the_length_of_the_list_behind_it(board, alliance):
    a_busy_plan(alliance)
    a_busy_plan(alliance, name="Lung")
    a_busy_plan(alliance, name="Old", year=2025)
    page = board.get("/")
    numbers = every_number(page)
    assert len(numbers) == 3 * 12
    for number in numbers:
        found = board.get(number.url)
        assert found.status_code == 200, number.url
        assert rows_of_list(found) == number.count, number.url


def test_every_link_of_the_page_leads_somewhere(board, alliance):
    a_busy_plan(alliance)
    a_busy_plan(alliance, name="Old", year=2025)
    for start in ("/", "/?on=2026-09-30", "/?since=2026-09-01", "/?year=2025-26"):
        for address in Links(board.get(start).content.decode()).addresses:
            if address.startswith("http") or address.startswith("#"):
                continue
            path = address if address.startswith("/") else f"/{address}"
            assert board.get(path).status_code in (200, 302), path


# --- Empty pages ------------------------------------------------------------------------------------------


def test_without_a_plan_a_board_member_is_told_whom_to_ask(board, alliance):
    NetworkFactory(alliance=alliance)
    manager = someone(RoleKind.NETWORK_MANAGER, alliance)
    page = board.get("/").content.decode()
    assert "There is no work plan for 2026/27 yet" in page
    assert manager.email in page


def test_without_a_plan_a_manager_is_shown_how_to_begin(client, alliance):
    NetworkFactory(alliance=alliance)
    page = signed_in(client, someone(RoleKind.NETWORK_MANAGER, alliance)).get("/").content.decode()
    assert reverse("workplans:plan_open") in page


@pytest.mark.parametrize(
    ("kind", "words"), [(RoleKind.BOARD_MEMBER, "Ask its administrator"), (RoleKind.ADMINISTRATOR, "Set up networks")]
)
def test_without_a_network_the_page_says_what_to_do(client, alliance, kind, words):
    assert words in signed_in(client, someone(kind, alliance)).get("/").content.decode()


def test_a_plan_without_actions_is_a_row_that_says_so(board, alliance):
    WorkPlanFactory(network=NetworkFactory(alliance=alliance))
    assert "No actions yet" in board.get("/").content.decode()


# --- Cost ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("actions", [1, 200])
@pytest.mark.parametrize("plans", [1, 10])
def test_today_takes_six_queries_however_much_there_is(board, alliance, plans, actions, django_assert_num_queries):
    for _ in range(plans):
        a_plan(actions=actions, network=NetworkFactory(alliance=alliance))
    board.get("/")
    with django_assert_num_queries(6):
        assert board.get("/").status_code == 200


def test_reading_writes_nothing(board, alliance):
    a_busy_plan(alliance)
    before = list(Action.objects.values_list("pk", "version", "status"))
    for address in ("/", "/?on=2026-09-30", "/?since=2026-09-01", "/ratings/"):
        board.get(address)
    assert list(Action.objects.values_list("pk", "version", "status")) == before
    assert board.post("/").status_code == 405
