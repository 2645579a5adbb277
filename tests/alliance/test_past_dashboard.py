"""The dashboard of a past day, the lists behind its numbers, and what changed since."""

import html
from datetime import date, timedelta

import pytest
import time_machine

from core.periods import FinancialYear
from organisations.grants import RoleKind
from tests.alliance.boards import a_busy_plan, every_number, numbers_of, rows_of_list, signed_in
from tests.factories import (
    TODAY,
    AllianceFactory,
    NetworkFactory,
    WorkPlanFactory,
    a_plan,
    someone,
)
from workplans import operations
from workplans.operations import StatusReport
from workplans.progress import Status

pytestmark = pytest.mark.django_db


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
    plan = a_busy_plan(alliance)
    page = board.get("/?on=2020-01-01&year=2026-27").content.decode()
    assert "No action was in these plans on that day" in page
    first = min(plan.actions.values_list("in_plan_from", flat=True))
    address = f"/?alliance=west&amp;year=2026-27&amp;on={first.isoformat()}"
    assert f'<a href="{address}">See {first.day} {first:%B %Y}</a>' in page
    assert "No action was in these plans" not in board.get(html.unescape(address)).content.decode()


def test_plans_that_never_held_anything_name_no_first_day(board, alliance):
    WorkPlanFactory(network=NetworkFactory(alliance=alliance))
    page = board.get("/?on=2026-08-01&year=2026-27").content.decode()
    assert "The plans were empty." in page


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


@pytest.mark.parametrize("actions", [1, 200])
def test_a_past_day_takes_as_many_queries_however_much_there_is(board, alliance, actions, django_assert_num_queries):
    a_plan(actions=actions, network=NetworkFactory(alliance=alliance))
    board.get("/?on=2026-09-30")
    with django_assert_num_queries(9):
        board.get("/?on=2026-09-30")
    with django_assert_num_queries(9):
        board.get("/as-it-stood/?on=2026-09-30&year=2026-27")
