"""The board's dashboard: who sees what, what each number leads to, past days, comparisons, and empty pages."""

import re
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest
import time_machine
from django.urls import reverse

from core.periods import FinancialYear
from organisations.grants import RoleKind
from tests.factories import (
    TODAY,
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
from workplans import operations
from workplans.models import Action
from workplans.operations import StatusReport
from workplans.progress import Status

pytestmark = pytest.mark.django_db
SEES_ALL = [kind for kind in RoleKind if kind != RoleKind.ACTION_LEAD]


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-10-02 09:00 +01:00", tick=False):
        yield


@pytest.fixture
def alliance():
    return AllianceFactory(name="West of Scotland", code="west")


def signed_in(client, user):
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def board(client, alliance):
    """A client signed in as a board member of the alliance."""
    return signed_in(client, someone(RoleKind.BOARD_MEMBER, alliance))


def a_busy_plan(alliance, name="Head and Neck", year=2026, **plan):
    """A plan with an action of each kind that a board asks for."""
    objective = ObjectiveFactory(
        plan=WorkPlanFactory(network=NetworkFactory(alliance=alliance, name=name), year=year, **plan)
    )
    recent = date(2026, 9, 20)
    kinds = {
        "1.1": {"due": "Sep 26"},
        "1.2": {"due": "Dec 26", "original": "Nov 26"},
        "1.3": {"due": "TBC"},
        "1.4": {"last_update_on": date(2026, 7, 1)},
        "1.5": {"rating_given": "green", "rating_basis": "red", "due": "Aug 26"},
        "1.6": {"status": Status.COMPLETE},
        "1.7": {"status": Status.NOT_STARTED, "due": "Oct 26"},
        "1.8": {},
    }
    for number, facts in kinds.items():
        ActionFactory(
            objective=objective,
            number=number,
            text=f"Do {number}",
            **{"status": Status.IN_PROGRESS, "last_update_on": recent} | facts,
        )
    late = Action.objects.get(plan=objective.plan, number="1.1")
    ActionLeadFactory(action=late, lead=LeadFactory(network=objective.plan.network, name="MCN Manager"))
    return objective.plan


def numbers_of(response):
    """By name: the numbers of all plans together."""
    row = response.context["board"].total
    return {n.measure.name: n.count for n in (row.all, *row.ratings, *row.questions)}


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


class Links(HTMLParser):
    """Every address on a page."""

    def __init__(self, html):
        super().__init__()
        self.addresses = set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.addresses.add(dict(attrs).get("href", ""))


def rows_of_list(page):
    """How many actions a list shows, whichever of our lists it is."""
    context = page.context
    if "page" in context and hasattr(context["page"], "paginator"):
        return context["page"].paginator.count
    if "lines" in context:
        return len(context["lines"])
    return len(set(re.findall(r'id="action-(\d+)', page.content.decode())))


def every_number(page):
    """All numbers of a dashboard that are links."""
    rows = [page.context["board"].total, *page.context["board"].rows]
    return [number for row in rows for number in (row.all, *row.ratings, *row.questions) if number.url]


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


def test_each_number_of_a_past_day_is_the_length_of_the_list_behind_it(client, alliance):
    manager = someone(RoleKind.NETWORK_MANAGER, alliance)
    plan = a_busy_plan(alliance)
    for action in plan.actions.all()[:4]:
        report = StatusReport(status=Status.COMPLETE)
        operations.record_status_update(action=action, report=report, by=manager, on=TODAY)
    board = signed_in(client, manager)
    page = board.get("/?on=2026-09-30")
    numbers = every_number(page)
    assert {number.measure.name for number in numbers} >= {"all", "red", "amber", "overdue", "no_date"}
    for number in numbers:
        found = board.get(number.url)
        assert found.status_code == 200, number.url
        assert rows_of_list(found) == number.count, number.url
        assert "As it stood on 30 September 2026" in found.content.decode()


def test_every_link_of_the_page_leads_somewhere(board, alliance):
    a_busy_plan(alliance)
    a_busy_plan(alliance, name="Old", year=2025)
    for start in ("/", "/?on=2026-09-30", "/?since=2026-09-01", "/?year=2025-26"):
        for address in Links(board.get(start).content.decode()).addresses:
            if address.startswith("http") or address.startswith("#"):
                continue
            path = address if address.startswith("/") else f"/{address}"
            assert board.get(path).status_code in (200, 302), path


# --- Past days ------------------------------------------------------------------------------------------


def test_a_past_day_shows_the_facts_of_that_day(client, alliance):
    manager = someone(RoleKind.NETWORK_MANAGER, alliance)
    network = NetworkFactory(alliance=alliance)
    plan = operations.open_plan(network=network, year=FinancialYear(2023), by=manager)
    objective = operations.add_objective(plan=plan, number="1", title="Pathways", by=manager)
    action = operations.add_action(
        objective=objective, number="1.1", text="Map", leads=["MCN Manager"], due_text="Jul 23", by=manager,
        on=date(2023, 4, 3),
    )  # fmt: skip
    operations.agree_plan(plan=plan, by=manager, on=date(2023, 4, 20))
    report = StatusReport(status=Status.COMPLETE)
    operations.record_status_update(action=action, report=report, by=manager, on=date(2023, 11, 1))
    client = signed_in(client, manager)
    then = client.get("/?on=2023-09-30")
    assert "As it stood on 30 September 2023" in then.content.decode()
    assert then.context["board"].dashboard.year == FinancialYear(2023)
    assert numbers_of(then)["overdue"] == 1
    assert then.context["board"].dashboard.attention.overdue[0].days_late == 61
    today = client.get("/")
    assert "As it stood" not in today.content.decode().replace("As it stood on</label>", "")
    assert (numbers_of(today)["overdue"], numbers_of(today)["blue"]) == (0, 1)


def test_today_asked_for_by_name_is_today(board, alliance):
    a_busy_plan(alliance)
    page = board.get("/?on=2026-10-02")
    assert not page.context["board"].past
    assert numbers_of(page) == numbers_of(board.get("/"))


def test_a_day_before_anything_was_entered_says_so(board, alliance):
    a_busy_plan(alliance)
    page = board.get("/?on=2020-01-01&year=2026-27").content.decode()
    assert "No action was in these plans on that day" in page


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("on=2026-10-03", "This day is still ahead"),
        ("on=31/09/2026", "is not a day"),
        ("on=yesterday", "“yesterday” is not a day"),
        ("on=2026-13-45", "is not a day"),
        ("since=2026-10-02", "Choose a day before the one that is shown"),
        ("since=2026-09-30&on=2026-09-01", "Choose a day before the one that is shown"),
        ("year=2026-28", "is not a financial year"),
        ("year=x", "is not a financial year"),
    ],
)
def test_what_cannot_be_read_is_said_and_the_rest_is_shown(board, alliance, query, words):
    a_busy_plan(alliance)
    page = board.get(f"/?{query}")
    assert page.status_code == 200
    html = page.content.decode()
    assert words in html
    assert "<title>Error: " in html
    assert numbers_of(page)["all"] == 8


@pytest.mark.parametrize("written", ["30/09/2026", "30 September 2026", "2026-09-30"])
def test_days_may_be_typed_the_british_way(board, alliance, written):
    a_busy_plan(alliance)
    assert board.get("/", {"on": written}).context["board"].dashboard.on == date(2026, 9, 30)


def test_a_form_with_empty_fields_leads_to_an_address_to_share(board, alliance):
    a_busy_plan(alliance)
    assert board.get("/?on=2026-09-30&since=&alliance=")["Location"] == "/?on=2026-09-30"


@pytest.mark.parametrize(
    "query",
    [
        "on=2026-09-30",
        "year=2026-27",
        "on=2026-09-30&year=2026-27&list=nonsense",
        "on=2026-09-30&year=2020-21",
        "on=2026-09-30&year=2026-27&plan=999999",
        "on=2026-09-30&year=2026-27&alliance=elsewhere",
    ],
)
def test_a_list_of_a_past_day_that_is_not_there_is_a_404(board, alliance, query):
    a_busy_plan(alliance)
    assert board.get(f"/as-it-stood/?{query}").status_code == 404


# --- What changed -----------------------------------------------------------------------------------------


def test_what_changed_since_another_day(client, alliance):
    manager = someone(RoleKind.NETWORK_MANAGER, alliance)
    plan = operations.open_plan(network=NetworkFactory(alliance=alliance), year=FinancialYear(2026), by=manager)
    objective = operations.add_objective(plan=plan, number="1", title="Pathways", by=manager)
    start = date(2026, 4, 1)
    for number, due in (("1.1", "Sep 26"), ("1.2", "Mar 27"), ("1.3", "Mar 27"), ("1.4", "Mar 27")):
        operations.add_action(
            objective=objective, number=number, text="Do", leads=[], due_text=due, by=manager, on=start
        )
    operations.agree_plan(plan=plan, by=manager, on=start)
    actions = {action.number: action for action in plan.actions.all()}
    for action in actions.values():
        report = StatusReport(status=Status.IN_PROGRESS)
        operations.record_status_update(action=action, report=report, by=manager, on=date(2026, 8, 20))
    for number, status in (("1.2", Status.COMPLETE), ("1.4", Status.CLOSED)):
        report = StatusReport(status=status)
        operations.record_status_update(action=actions[number], report=report, by=manager, on=date(2026, 9, 20))
    operations.move_due_date(
        action=actions["1.3"], text="Dec 26", reason="Sooner", agreed_by="Board", by=manager, on=date(2026, 9, 21)
    )
    operations.add_action(
        objective=objective, number="1.5", text="New", leads=[], due_text="Mar 27", by=manager, on=date(2026, 9, 22)
    )
    page = signed_in(client, manager).get("/?since=2026-09-01")
    changes = page.context["board"].dashboard.comparison
    assert [(line.number, line.then, line.rating) for line in changes.worse] == [("1.1", "green", "red")]
    assert [(line.number, line.then, line.rating) for line in changes.better] == [("1.2", "green", "blue")]
    assert [(line.number, line.then_text, line.due_text, line.days) for line in changes.moved] == [
        ("1.3", "Mar 27", "Dec 26", -90)
    ]
    assert [line.number for line in changes.added] == ["1.5"]
    assert [line.number for line in changes.ended] == ["1.4"]
    total = page.context["board"].total
    assert (total.all.change, total.ratings[0].change) == (1, 1)
    html = page.content.decode()
    assert "What changed since 1 September 2026" in html
    assert "90 earlier" in html


def test_nothing_changed_is_said(board, alliance):
    a_plan(actions=2, network=NetworkFactory(alliance=alliance))
    since = (TODAY - timedelta(days=1)).isoformat()
    assert "Nothing changed in rating, date or content." in board.get(f"/?since={since}").content.decode()


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


@pytest.mark.parametrize("actions", [1, 200])
def test_a_past_day_takes_as_many_queries_however_much_there_is(board, alliance, actions, django_assert_num_queries):
    a_plan(actions=actions, network=NetworkFactory(alliance=alliance))
    board.get("/?on=2026-09-30")
    with django_assert_num_queries(9):
        board.get("/?on=2026-09-30")
    with django_assert_num_queries(9):
        board.get("/as-it-stood/?on=2026-09-30&year=2026-27")


def test_reading_writes_nothing(board, alliance):
    a_busy_plan(alliance)
    before = list(Action.objects.values_list("pk", "version", "status"))
    for address in ("/", "/?on=2026-09-30", "/?since=2026-09-01", "/ratings/"):
        board.get(address)
    assert list(Action.objects.values_list("pk", "version", "status")) == before
    assert board.post("/").status_code == 405
