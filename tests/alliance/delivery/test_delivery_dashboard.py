"""The delivery dashboard: what it counts and that each number leads there, past days, who sees it, what it costs."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.urls import reverse

from alliance import operations
from alliance.models import Milestone
from alliance.operations import StatusReport
from organisations.grants import RoleKind
from tests.alliance.delivery.conftest import statements, words
from tests.factories import TODAY, AllianceFactory, DeliveryPlanFactory, a_delivery_plan, someone

pytestmark = pytest.mark.django_db


def address(plan, query=""):
    return reverse("delivery:dashboard", args=[plan.alliance.code, plan.year]) + query


def numbers(row):
    return {n.measure.name: n.count for n in (row.all, *row.ratings, *row.questions) if n.count}


def shown(response):
    return [line.state.text for each in response.context["groups"] for g in each.groups for line in g.lines]


def test_what_it_counts(client, plan, lead):
    client.force_login(lead)
    board = client.get(address(plan)).context["board"]
    assert numbers(board.total) == {
        "all": 4, "red": 2, "green": 1, "blue": 1, "overdue": 1, "slipped": 1, "quiet": 1,
    }  # fmt: skip
    assert [(row.group.workstream.number, row.rating, numbers(row)["all"]) for row in board.rows] == [
        ("1", "red", 3),
        ("2", "green", 1),
    ]
    quarters = [(q.words, str(q.quarter), q.due, q.complete, q.open, q.late, q.moved) for q in board.quarters]
    assert quarters == [
        ("This quarter", "Q3 2026/27", 1, 0, 1, 0, 0),
        ("Last quarter", "Q2 2026/27", 1, 1, 0, 0, 1),
    ]
    assert {each.name: [line.state.text for line in each.lines] for each in board.lists} == {
        "overdue": ["Agree the pathway"],
        "slipped": ["Train navigators"],
        "quiet": ["Agree the pathway"],
        "differing": [],
    }


@pytest.mark.parametrize("query", ["", "?on=2026-08-15"])
def test_every_number_leads_to_what_it_counts(client, plan, lead, query):
    milestone = Milestone.objects.get(plan=plan, text="Open the clinic")
    operations.record_milestone_update(
        milestone=milestone,
        report=StatusReport("in_progress", "Begun", rating="amber", path_to_green="Hire"),
        by=lead,
        on=date(2026, 8, 1),
    )
    client.force_login(lead)
    board = client.get(address(plan, query)).context["board"]
    links = [(n.count, n.url) for row in (board.total, *board.rows) for n in (row.all, *row.ratings, *row.questions)]
    for q in board.quarters:
        links += [(q.due, q.due_url), (q.complete, q.complete_url), (q.open, q.open_url), (q.late, q.late_url)]
    followed = [(count, url) for count, url in links if url]
    assert len(followed) > 8
    for count, url in followed:
        assert len(shown(client.get(url))) == count, url
    assert all(url for count, url in links if count)


def test_a_past_day_is_judged_by_what_was_known_then(client, plan, lead):
    milestone = Milestone.objects.get(plan=plan, text="Agree the pathway")
    report = StatusReport("complete", "Signed")
    operations.record_milestone_update(milestone=milestone, report=report, by=lead, on=date(2026, 9, 1))
    client.force_login(lead)
    page = client.get(address(plan, "?on=2026-08-31"))
    assert "As it stood on 31 August 2026" in words(page)
    assert numbers(page.context["board"].total)["overdue"] == 1
    assert "overdue" not in numbers(client.get(address(plan, "?on=2026-09-01")).context["board"].total)
    assert [str(q.quarter) for q in page.context["board"].quarters] == ["Q2 2026/27", "Q1 2026/27"]
    future = client.get(address(plan, "?on=2026-12-24"))
    assert "This day is still ahead" in words(future)
    assert client.get(address(plan, "?on=")).url == address(plan)
    early = client.get(address(plan, "?on=2026-01-01"))
    assert "No milestone was in this plan on that day" in words(early)


def test_a_plan_of_another_year_shows_the_quarters_that_it_has(client, alliance, lead):
    client.force_login(lead)
    last, following = a_delivery_plan(alliance=alliance, year=2025), a_delivery_plan(alliance=alliance, year=2027)
    assert [str(q.quarter) for q in client.get(address(last)).context["board"].quarters] == ["Q4 2025/26"]
    assert client.get(address(following)).context["board"].quarters == []


@pytest.mark.parametrize("kind", RoleKind)
def test_each_role(client, alliance, plan, kind):
    person = someone(kind, alliance)
    plan.deliverables.filter(number="2.1").update(lead=person)
    client.force_login(person)
    response = client.get(address(plan))
    if kind == RoleKind.ACTION_LEAD:  # a dashboard of parts would mislead
        assert response.url == reverse("delivery:grid", args=["wessex", 2026])
    else:
        assert response.status_code == 200
        assert "Where each workstream stands" in words(response)
    client.force_login(someone(kind, AllianceFactory()))
    assert client.get(address(plan)).status_code == 404


def test_an_empty_plan_says_so(client, alliance, lead):
    plan = DeliveryPlanFactory(alliance=alliance)
    client.force_login(lead)
    assert "Nothing to show yet" in words(client.get(address(plan)))


def test_money_stands_beside_it(client, plan, lead):
    client.force_login(lead)
    assert "No allocation or spending is entered" in words(client.get(address(plan)))
    operations.allocate(
        plan=plan,
        allocation=operations.Allocation(amount=Decimal(1000), deliverable=plan.deliverables.get(number="1.1")),
        by=lead,
        on=TODAY,
    )
    page = words(client.get(address(plan)))
    assert "£1,000 allocated to deliverables" in page
    assert "£1,000 allocated" in words(client.get(plan.deliverables.get(number="1.1").get_absolute_url()))


def test_the_way_there(client, alliance, plan, lead):
    client.force_login(lead)
    of_alliance = reverse("delivery:of_alliance", args=["wessex"])
    assert client.get(of_alliance).url == address(plan)
    a_delivery_plan(alliance=alliance, year=2027)
    assert client.get(of_alliance).url == address(plan)
    client.force_login(someone(RoleKind.PROGRAMME_LEAD, AllianceFactory()))
    assert client.get(of_alliance).url == reverse("delivery:plan_list")


@pytest.mark.parametrize("query", ["", "?on=2026-08-15"])
def test_as_many_statements_whatever_the_size(client, alliance, lead, query):
    client.force_login(lead)
    small = a_delivery_plan(alliance=alliance)
    large = a_delivery_plan(alliance=alliance, year=2025, deliverables=12, milestones=3)
    few = statements(connection, lambda: client.get(address(small, query)))
    assert statements(connection, lambda: client.get(address(large, query))) == few
    assert few < 22
