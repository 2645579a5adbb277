"""The verbs of money: what becomes a row, what stands, and what is refused."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.core.exceptions import ValidationError

from alliance import operations
from alliance.models import AllocationTo, FundingAllocation, Spend
from alliance.operations import Allocation, SpendFigures
from core.audit import AuditEvent
from core.history import HistoryIsFixed
from tests.factories import TODAY, UserFactory, a_delivery_plan

pytestmark = pytest.mark.django_db
EARLIER = date(2026, 7, 1)


@pytest.fixture
def plan():
    return a_delivery_plan(deliverables=2, milestones=0)


@pytest.fixture
def first(plan):
    return plan.deliverables.get(number="1.1")


@pytest.fixture
def by():
    return UserFactory(name="Programme Manager")


def standing(model, plan, on=TODAY):
    return model.objects.filter(plan=plan).standing(on=on)


def test_a_correction_is_a_new_row_and_the_latest_stands(plan, first, by):
    operations.allocate(plan=plan, allocation=Allocation(D(100), first, quarter=1), by=by, on=EARLIER)
    operations.allocate(plan=plan, allocation=Allocation(D(90), first, quarter=1), by=by, on=TODAY)

    assert FundingAllocation.objects.count() == 2
    assert standing(FundingAllocation, plan).get().amount == 90
    assert standing(FundingAllocation, plan, on=EARLIER).get().amount == 100
    assert not standing(FundingAllocation, plan, on=date(2026, 6, 30))
    event = AuditEvent.objects.about(plan).last()
    assert event.changes == {"1.1, Q1": ["£100", "£90"]}
    with pytest.raises(HistoryIsFixed):
        FundingAllocation.objects.update(amount=1)


def test_quarter_year_fund_and_recipient_are_money_of_their_own(plan, first, by):
    given = [
        Allocation(D(1), first),
        Allocation(D(2), first, quarter=1),
        Allocation(D(3), first, quarter=1, fund="Targeted lung"),
        Allocation(D(4), workstream=first.workstream),
        Allocation(D(5), to=AllocationTo.PLAN),
        Allocation(D(6)),
    ]
    operations.allocate_all(plan=plan, allocations=given, by=by, on=TODAY)
    rows = standing(FundingAllocation, plan).order_by("amount")
    assert [(row.to, row.quarter, row.fund) for row in rows] == [
        ("deliverable", None, ""),
        ("deliverable", 1, ""),
        ("deliverable", 1, "Targeted lung"),
        ("workstream", None, ""),
        ("plan", None, ""),
        ("held", None, ""),
    ]


def test_the_same_again_adds_nothing(plan, first, by):
    given = [Allocation(D(100), first, quarter=q) for q in (1, 2, 3, 4)]
    assert len(operations.allocate_all(plan=plan, allocations=given, by=by, on=EARLIER)) == 4
    assert operations.allocate_all(plan=plan, allocations=given, by=by, on=TODAY) == []
    assert operations.allocate(plan=plan, allocation=given[0], by=by, on=TODAY) is None
    assert FundingAllocation.objects.count() == 4
    assert AuditEvent.objects.count() == 1


def test_nought_takes_money_back_and_gives_none_where_there_was_none(plan, first, by):
    assert operations.allocate(plan=plan, allocation=Allocation(D(0), first), by=by, on=EARLIER) is None
    operations.allocate(plan=plan, allocation=Allocation(D(7), first), by=by, on=EARLIER)
    assert operations.allocate(plan=plan, allocation=Allocation(D(0), first), by=by, on=TODAY).amount == 0


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"quarter": 5}, "There is no quarter “5”"),
        ({"amount": D("-1")}, "greater than or equal to 0"),
        ({"amount": D("1.005")}, "fractions of a penny"),
        ({"amount": D("1e13")}, "no more than"),
        ({"basis": "promised"}, "not a valid choice"),
    ],
)
def test_what_cannot_be_allocated(plan, first, by, changes, message):
    allocation = Allocation(**{"amount": D(1), "deliverable": first} | changes)
    with pytest.raises(ValidationError, match=message):
        operations.allocate(plan=plan, allocation=allocation, by=by, on=TODAY)
    assert not FundingAllocation.objects.exists()


def test_money_of_another_plan_or_twice_the_same_is_refused_and_nothing_is_half_saved(plan, first, by):
    elsewhere = a_delivery_plan(milestones=0).deliverables.get()
    with pytest.raises(ValidationError, match="belongs to another plan"):
        operations.allocate_all(
            plan=plan, allocations=[Allocation(D(1), first), Allocation(D(1), elsewhere)], by=by, on=TODAY
        )
    with pytest.raises(ValidationError, match="1.1, Q2 is allocated twice"):
        operations.allocate_all(plan=plan, allocations=[Allocation(D(1), first, quarter=2)] * 2, by=by, on=TODAY)
    assert not FundingAllocation.objects.exists()


def test_a_closed_plan_takes_no_money(plan, first, by):
    operations.reach_state(plan=plan, state="closed", by=by, on=TODAY)
    plan.refresh_from_db()
    first.plan = plan
    with pytest.raises(ValidationError, match="is closed"):
        operations.allocate(plan=plan, allocation=Allocation(D(1), first), by=by, on=TODAY)
    with pytest.raises(ValidationError, match="is closed"):
        operations.record_spend(figures=SpendFigures(first, 1, D(1)), by=by, on=TODAY)


def test_spending_is_recorded_by_whom_and_as_of_which_day(plan, first, by):
    operations.record_spend(figures=SpendFigures(first, 2, D(40), D(100)), by=by, on=EARLIER)
    row = operations.record_spend(figures=SpendFigures(first, 2, D(95), D(105), "Late invoice"), by=by, on=TODAY)
    assert (row.by, row.on, row.note) == (by, TODAY, "Late invoice")
    assert [r.actual for r in standing(Spend, plan)] == [95]
    assert [r.actual for r in standing(Spend, plan, on=EARLIER)] == [40]
    assert (
        operations.record_spend(figures=SpendFigures(first, 2, D(95), D(105), "Late invoice"), by=by, on=TODAY) is None
    )


def test_of_one_day_the_figure_recorded_last_stands(plan, first, by):
    for actual in (D(1), D(3), D(2)):
        operations.record_spend(figures=SpendFigures(first, 2, actual), by=by, on=TODAY)
    assert standing(Spend, plan).get().actual == 2


def test_a_figure_of_an_earlier_day_joins_the_history_and_does_not_stand(plan, first, by):
    operations.record_spend(figures=SpendFigures(first, 2, D(95)), by=by, on=TODAY)
    operations.record_spend(figures=SpendFigures(first, 2, D(40)), by=by, on=EARLIER)
    assert standing(Spend, plan).get().actual == 95


@pytest.mark.parametrize(
    ("figures", "message"),
    [
        ({"quarter": 0}, "There is no quarter “0”"),
        ({"actual": D(10), "forecast": D(9)}, "at least £10"),
        ({"actual": D("0.001")}, "fractions of a penny"),
    ],
)
def test_what_cannot_be_recorded(first, by, figures, message):
    with pytest.raises(ValidationError, match=message):
        operations.record_spend(figures=SpendFigures(**{"deliverable": first, "quarter": 1} | figures), by=by, on=TODAY)
    assert not Spend.objects.exists()


def test_a_credit_may_make_a_quarter_negative(plan, first, by):
    operations.record_spend(figures=SpendFigures(first, 1, D(-20), D(-20)), by=by, on=TODAY)
    assert standing(Spend, plan).get().actual == -20


@pytest.mark.parametrize("deliverables", [1, 30])
def test_statements_do_not_grow_with_the_figures(by, django_assert_max_num_queries, deliverables):
    plan = a_delivery_plan(deliverables=deliverables, milestones=0)
    parts = list(plan.deliverables.select_related("workstream"))
    with django_assert_max_num_queries(10):
        operations.allocate_all(
            plan=plan,
            allocations=[Allocation(D(9), part, quarter=q) for part in parts for q in (1, 2)],
            by=by,
            on=TODAY,
        )
        operations.record_all_spending(
            plan=plan, figures=[SpendFigures(part, q, D(1)) for part in parts for q in (1, 2)], by=by, on=TODAY
        )
