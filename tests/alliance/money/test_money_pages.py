"""The pages of money: who sees and who may, what adds up, past days, files, and what they cost."""

import csv
import io
from datetime import date
from decimal import Decimal as D

import pytest
import time_machine
from openpyxl import load_workbook

from alliance import operations
from alliance.models import FundingAllocation, Spend
from alliance.money import read_money
from alliance.operations import Allocation, SpendFigures
from core.audit import AuditEvent
from organisations.grants import RoleKind
from performance.rag import Thresholds
from tests.factories import TODAY, AllianceFactory, NetworkFactory, a_delivery_plan, someone

pytestmark = pytest.mark.django_db

SEES = {RoleKind.ADMINISTRATOR, RoleKind.PROGRAMME_LEAD, RoleKind.NETWORK_MANAGER, RoleKind.ANALYST,
        RoleKind.BOARD_MEMBER}  # fmt: skip
UPDATES = {RoleKind.ADMINISTRATOR, RoleKind.PROGRAMME_LEAD, RoleKind.NETWORK_MANAGER}
PAGES = ["", "export/csv/", "export/xlsx/", "deliverables/1.1/", "deliverables/1.1/q3/", "allocate/", "history/"]


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-10-02 09:00 +01:00", tick=False):
        yield


@pytest.fixture
def alliance():
    return AllianceFactory(code="wessex")


@pytest.fixture
def plan(alliance):
    """1.1 is over its money, 1.2 has the year's money without a forecast; £50 are held back, the plan has £1,500."""
    plan = a_delivery_plan(alliance=alliance, deliverables=2, milestones=0)
    one, two = plan.deliverables.order_by("position")
    given = [
        Allocation(D(1500), to="plan"),
        Allocation(D(1000), workstream=one.workstream),
        *[Allocation(D(100), one, quarter=quarter) for quarter in (1, 2, 3, 4)],
        Allocation(D(600), two, basis="indicative"),
        Allocation(D(50)),
    ]
    operations.allocate_all(plan=plan, allocations=given, by=None, on=date(2026, 4, 1))
    spent = [SpendFigures(one, 1, D(100), D(100)), SpendFigures(one, 2, D(130), D(100 + 30))]
    spent += [SpendFigures(one, 3, D(10), D(120)), SpendFigures(one, 4, None, D(100))]
    operations.record_all_spending(plan=plan, figures=spent, by=None, on=date(2026, 9, 30))
    return plan


def address(more=""):
    return f"/delivery/wessex/2026-27/money/{more}"


def signed_in(client, kind, place):
    user = someone(kind, place)
    client.force_login(user)
    return user


# --- What the numbers are ------------------------------------------------------------------------------


def test_the_position_of_a_plan(plan):
    position = read_money(plan, on=TODAY, thresholds=Thresholds()).position
    assert (position.stated, position.allocated, position.held, position.indicative) == (1500, 1000, 50, 600)
    assert (position.spent, position.expected, position.variance) == (240, 450, None)
    assert [line.number for line in position.flagged] == ["1.1"]
    assert position.flagged[0].year.variance == 50
    assert position.flagged[0].rating.rating == "red"
    assert position.rating == "grey"
    assert position.mismatches == ("Allocations add up to £1,050, £450 less than the £1,500 total of the plan.",)


def test_a_workstream_that_does_not_add_up_says_so(plan):
    workstream = plan.workstreams.get()
    operations.allocate(plan=plan, allocation=Allocation(D(900), workstream=workstream), by=None, on=TODAY)
    money = read_money(plan, on=TODAY, thresholds=Thresholds())
    assert money.mismatches[1] == "Allocations add up to £1,000, £100 more than the £900 total of workstream 1."


def test_a_plan_without_money_is_empty(alliance):
    plan = a_delivery_plan(alliance=alliance, milestones=0)
    position = read_money(plan, on=TODAY, thresholds=Thresholds()).position
    assert position.is_empty
    assert position.mismatches == ()


def test_a_past_day_shows_what_was_known_then(plan):
    before = read_money(plan, on=date(2026, 6, 1), thresholds=Thresholds())
    assert before.position.spent == 0
    assert before.lines[0].quarters[0].outturn.unknown == 1
    assert not before.lines[0].quarters[0].ended
    assert read_money(plan, on=date(2026, 3, 31), thresholds=Thresholds()).position.is_empty


# --- The pages -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", RoleKind)
@pytest.mark.parametrize("at", PAGES)
def test_each_role_on_each_page(client, plan, alliance, kind, at):
    signed_in(client, kind, alliance)
    status = client.get(address(at)).status_code
    if kind not in SEES:
        assert status == 404
    elif at in ("deliverables/1.1/q3/", "allocate/") and kind not in UPDATES:
        assert status == 403
    else:
        assert status == 200


@pytest.mark.parametrize("at", PAGES)
def test_outside_the_alliance_there_is_nothing(client, plan, alliance, at):
    for place in (AllianceFactory(), NetworkFactory(alliance=alliance)):
        signed_in(client, RoleKind.PROGRAMME_LEAD, place)
        assert client.get(address(at)).status_code == 404
        assert client.post(address(at), {}).status_code in (404, 405)


@pytest.mark.parametrize("at", PAGES)
def test_looking_changes_nothing(client, plan, alliance, at):
    signed_in(client, RoleKind.ADMINISTRATOR, alliance)
    before = (AuditEvent.objects.count(), FundingAllocation.objects.count(), Spend.objects.count())
    client.get(address(at))
    assert (AuditEvent.objects.count(), FundingAllocation.objects.count(), Spend.objects.count()) == before


def test_who_leads_a_deliverable_records_its_spending_and_sees_no_other(client, plan, alliance):
    user = signed_in(client, RoleKind.ACTION_LEAD, alliance)
    plan.deliverables.filter(number="1.2").update(lead=user)
    assert client.get(address("deliverables/1.2/")).status_code == 200
    assert client.post(address("deliverables/1.2/q3/"), {"actual": "5", "on": "2026-10-02"}).status_code == 302
    assert Spend.objects.get(deliverable__number="1.2").by == user
    html = client.get(address()).text
    assert "1.2 Deliverable 1.2" in html
    for unseen in ("1.1 Deliverable 1.1", "1,500", "Whole plan", "Download"):
        assert unseen not in html
    for at in ("deliverables/1.1/", "deliverables/1.1/q3/", "export/csv/", "allocate/"):
        assert client.get(address(at)).status_code == 404


@pytest.mark.parametrize("at", ["deliverables/1.1/q5/", "deliverables/9.9/", "export/docx/"])
def test_what_is_not_there(client, plan, alliance, at):
    signed_in(client, RoleKind.PROGRAMME_LEAD, alliance)
    assert client.get(address(at)).status_code == 404


def test_the_page_says_what_does_not_add_up_and_shows_a_past_day(client, plan, alliance):
    signed_in(client, RoleKind.BOARD_MEMBER, alliance)
    html = client.get(address()).text
    assert "Allocations add up to £1,050, £450 less than the £1,500 total of the plan." in html
    assert "£50 over" in html
    past = client.get(address("?on=2026-06-01")).text
    assert "As it stood on 1 June 2026." in past
    assert "£130" not in past
    assert "still ahead" in client.get(address("?on=2027-06-01")).text
    assert "is not a day" in client.get(address("?on=yesterday")).text


def test_spending_is_recorded_and_the_page_says_so(client, plan, alliance):
    user = signed_in(client, RoleKind.PROGRAMME_LEAD, alliance)
    seen = Spend.objects.get(deliverable__number="1.1", quarter=3).pk
    said = {"actual": "£1,060.50", "forecast": "1 100", "on": "2026-10-01", "note": "Invoice", "seen": seen}
    page = client.post(address("deliverables/1.1/q3/"), said, follow=True)
    assert "Q3 of 1.1 is recorded." in page.text
    row = Spend.objects.latest("pk")
    assert (row.actual, row.forecast, row.on, row.by) == (D("1060.50"), 1100, date(2026, 10, 1), user)
    again = client.post(address("deliverables/1.1/q3/"), said | {"seen": row.pk}, follow=True)
    assert "on record already" in again.text


def test_figures_that_were_overtaken_are_not_recorded(client, plan, alliance):
    signed_in(client, RoleKind.PROGRAMME_LEAD, alliance)
    said = {"actual": "20", "forecast": "30", "on": "2026-10-02", "seen": ""}
    page = client.post(address("deliverables/1.1/q3/"), said)
    assert page.status_code == 422
    assert "the system recorded other figures meanwhile: spent £10, forecast £120" in page.text


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"actual": "a lot"}, "“a lot” is not an amount in pounds"),
        ({"actual": "1.005"}, "no more than two places"),
        ({"actual": "NaN"}, "not an amount"),
        ({"actual": "1e20"}, "larger than any plan"),
        ({}, "Nothing spent is 0."),
        ({"actual": "50", "forecast": "40"}, "at least £50"),
        ({"actual": "1", "on": "2026-10-03"}, "still ahead"),
        ({"actual": "1", "on": ""}, "Choose the day"),
    ],
)
def test_what_cannot_be_recorded_says_what_to_do(client, plan, alliance, said, message):
    signed_in(client, RoleKind.PROGRAMME_LEAD, alliance)
    before = Spend.objects.count()
    page = client.post(address("deliverables/1.2/q3/"), {"on": "2026-10-02"} | said)
    assert page.status_code == 422
    assert message in page.text
    assert Spend.objects.count() == before


def test_money_is_allocated_to_whatever_is_chosen(client, plan, alliance):
    signed_in(client, RoleKind.PROGRAMME_LEAD, alliance)
    two, workstream = plan.deliverables.get(number="1.2"), plan.workstreams.get()
    for to, expected in (
        (f"d{two.pk}", ("deliverable", None, two)),
        (f"w{workstream.pk}", ("workstream", workstream, None)),
        ("plan", ("plan", None, None)),
        ("held", ("held", None, None)),
    ):
        said = {"to": to, "amount": "77", "quarter": "2", "basis": "agreed", "fund": "Lung", "on": "2026-10-02"}
        assert client.post(address("allocate/"), said).status_code == 302
        row = FundingAllocation.objects.latest("pk")
        assert (row.to, row.workstream, row.deliverable) == expected
        assert (row.amount, row.quarter, row.fund) == (77, 2, "Lung")
    bad = client.post(address("allocate/"), {"to": "d0", "amount": "-5", "basis": "agreed", "on": "2026-10-02"})
    assert bad.status_code == 422
    assert "below nought" in bad.text


def test_a_closed_plan_can_be_read_and_not_changed(client, plan, alliance):
    operations.reach_state(plan=plan, state="closed", by=None, on=TODAY)
    signed_in(client, RoleKind.PROGRAMME_LEAD, alliance)
    assert client.get(address()).status_code == 200
    for at in ("allocate/", "deliverables/1.1/q3/"):
        response = client.get(address(at))
        assert response.status_code == 403
        assert "Reopen it" in response.text


def test_the_files_hold_the_same_numbers(client, plan, alliance):
    signed_in(client, RoleKind.BOARD_MEMBER, alliance)
    content = b"".join(client.get(address("export/csv/")).streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    second = next(row for row in rows if (row["Deliverable"], row["Period"]) == ("1.1", "Q2"))
    assert (second["Allocated"], second["Spent so far"], second["Variance"]) == ("100.00", "130.00", "30.00")
    assert [row["Allocated"] for row in rows if row["Period"] == "Whole year"] == ["600.00"]
    response = client.get(address("export/xlsx/"))
    assert 'filename="wessex-2026-27-money.xlsx"' in response["Content-Disposition"]
    book = load_workbook(io.BytesIO(response.content))
    assert book.sheetnames == ["By quarter", "By year"]
    words = [cell.value for row in book["By year"] for cell in row]
    assert "Allocations add up to £1,050, £450 less than the £1,500 total of the plan." in words


def test_the_history_of_a_plan_names_what_each_amount_is_of(client, plan, alliance):
    user = signed_in(client, RoleKind.PROGRAMME_LEAD, alliance)
    operations.allocate(plan=plan, allocation=Allocation(D(1600), to="plan", note="New letter"), by=user, on=TODAY)
    entries = client.get(address("history/")).context["history"]
    assert len(entries) == 13
    first = entries[0]
    assert (first.whose, first.amount, first.note, first.who) == ("Whole plan (total)", 1600, "New letter", str(user))
    assert {entry.whose for entry in entries} >= {"Not allocated yet", "1. Workstream 1", "1.2 Deliverable 1.2"}


@pytest.mark.parametrize("deliverables", [1, 25])
@pytest.mark.parametrize(
    ("at", "most"),
    [("", 9), ("deliverables/1.1/", 13), ("deliverables/1.1/q1/", 14), ("allocate/", 9), ("history/", 9)],
)
def test_queries_do_not_grow_with_the_plan(client, alliance, django_assert_max_num_queries, deliverables, at, most):
    plan = a_delivery_plan(alliance=alliance, deliverables=deliverables, milestones=0)
    parts = list(plan.deliverables.select_related("workstream"))
    operations.allocate_all(
        plan=plan, allocations=[Allocation(D(9), part, quarter=1) for part in parts], by=None, on=date(2026, 4, 1)
    )
    signed_in(client, RoleKind.PROGRAMME_LEAD, alliance)
    with django_assert_max_num_queries(most):
        assert client.get(address(at)).status_code == 200
