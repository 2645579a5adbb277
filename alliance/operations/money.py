"""Money of a delivery plan: allocating it, and recording what is spent and forecast.

Nothing is changed in place: each figure that differs from the one standing becomes a new row, a figure that says the
same adds nothing. So a sheet that is brought in twice leaves one history.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from alliance.models import AllocationBasis, AllocationTo, Deliverable, FundingAllocation, Spend, Workstream
from alliance.operations.changing import refuse_if_closed
from alliance.spending import PENNY, pounds
from workplans.operations.changing import record


@dataclass(frozen=True)
class Allocation:
    """Money given to a deliverable, to a workstream as its total, to the plan as its total, or held back.

    `quarter` is None for the whole year. Where neither workstream nor deliverable is named, `to` says whether it is the
    total of the plan; else it is held back.
    """

    amount: Decimal
    deliverable: Deliverable | None = None
    workstream: Workstream | None = None
    to: str = ""
    quarter: int | None = None
    fund: str = ""
    basis: str = AllocationBasis.AGREED
    note: str = ""

    def row(self, plan, *, by, on) -> FundingAllocation:
        if self.deliverable:
            to = AllocationTo.DELIVERABLE
        elif self.workstream:
            to = AllocationTo.WORKSTREAM
        else:
            to = AllocationTo.PLAN if self.to == AllocationTo.PLAN else AllocationTo.HELD
        return FundingAllocation(
            plan=plan,
            to=to,
            deliverable=self.deliverable,
            workstream=self.workstream,
            quarter=self.quarter,
            fund=self.fund.strip(),
            amount=self.amount,
            basis=self.basis,
            note=self.note.strip(),
            by=by,
            on=on,
        )


@transaction.atomic
def allocate(*, plan, allocation: Allocation, by, on: date) -> FundingAllocation | None:
    """Allocate money from a day on; None, and nothing is added, where the same is standing already.

    An amount of nought takes back what stood. Raises ValidationError for a closed plan, a quarter that does not exist,
    or money for a part of another plan.
    """
    rows = allocate_all(plan=plan, allocations=[allocation], by=by, on=on)
    return rows[0] if rows else None


@transaction.atomic
def allocate_all(*, plan, allocations: Sequence[Allocation], by, on: date) -> list[FundingAllocation]:
    """Allocate many amounts in a constant number of statements, all or none; returns the rows that were new.

    Raises ValidationError as `allocate` does, and where two of them speak of the same money.
    """
    refuse_if_closed(plan)
    standing = {_money_of(row): row for row in FundingAllocation.objects.filter(plan=plan).standing(on=on)}
    new, met = [], set()
    for allocation in allocations:
        row = allocation.row(plan, by=by, on=on)
        _refuse_elsewhere(plan, allocation.deliverable or allocation.workstream)
        _clean(row)
        money = _money_of(row)
        if money in met:
            raise ValidationError(f"{_words_of(row)} is allocated twice.")
        met.add(money)
        old = standing.get(money)
        if old is None and not row.amount:
            continue
        if old is None or (old.amount, old.basis, old.note) != (row.amount, row.basis, row.note):
            new.append((old, row))
    FundingAllocation.objects.bulk_create([row for _, row in new])
    if new:
        changes = {_words_of(row): (pounds(old.amount) if old else None, pounds(row.amount)) for old, row in new}
        record("allocated", plan, by, changes)
    return [row for _, row in new]


def _money_of(row):
    return row.to, row.workstream_id, row.deliverable_id, row.quarter, row.fund


def _words_of(row):
    """Which money a row speaks of: "1.2 Q1 (fund)"."""
    whose = (
        row.deliverable.number
        if row.deliverable_id
        else f"Workstream {row.workstream.number}"
        if row.workstream_id
        else ""
    )
    whose = whose or ("Whole plan" if row.to == AllocationTo.PLAN else "Not allocated yet")
    when = f"Q{row.quarter}" if row.quarter else "whole year"
    return f"{whose}, {when}" + (f", {row.fund}" if row.fund else "")


@dataclass(frozen=True)
class SpendFigures:
    """What was spent in a quarter so far and what the whole quarter is forecast to come to; None where nobody says."""

    deliverable: Deliverable
    quarter: int
    actual: Decimal | None = None
    forecast: Decimal | None = None
    note: str = ""


@transaction.atomic
def record_spend(*, figures: SpendFigures, by, on: date) -> Spend | None:
    """Record money spent and forecast, as on a day; None, and nothing is added, where the same is standing already.

    Raises ValidationError for a closed plan, a quarter that does not exist, or a forecast below what is spent.
    """
    rows = record_all_spending(plan=figures.deliverable.plan, figures=[figures], by=by, on=on)
    return rows[0] if rows else None


@transaction.atomic
def record_all_spending(*, plan, figures: Sequence[SpendFigures], by, on: date) -> list[Spend]:
    """Record many figures in a constant number of statements, all or none; returns the rows that were new."""
    refuse_if_closed(plan)
    standing = {(row.deliverable_id, row.quarter): row for row in Spend.objects.filter(plan=plan).standing(on=on)}
    new, met = [], set()
    for said in figures:
        _refuse_elsewhere(plan, said.deliverable)
        row = Spend(
            plan=plan,
            deliverable=said.deliverable,
            quarter=said.quarter,
            actual=said.actual,
            forecast=said.forecast,
            note=said.note.strip(),
            by=by,
            on=on,
        )
        _clean(row)
        if row.actual is not None and row.forecast is not None and row.forecast < row.actual:
            raise ValidationError(
                {
                    "forecast": f"The forecast is for the whole quarter, what is spent included: "
                    f"at least {pounds(row.actual)}."
                }
            )
        place = (said.deliverable.pk, said.quarter)
        if place in met:
            raise ValidationError(f"Q{said.quarter} of {said.deliverable.number} is given twice.")
        met.add(place)
        old = standing.get(place)
        before = (old.actual, old.forecast, old.note) if old else (None, None, "")
        if before != (row.actual, row.forecast, row.note):
            new.append(row)
    return Spend.objects.bulk_create(new)


def _refuse_elsewhere(plan, part):
    if part is not None and part.plan_id != plan.pk:
        raise ValidationError(f"{part} belongs to another plan.")


def _clean(row):
    """Raise ValidationError, by field, for what a row may not hold; no query for what the caller has in hand."""
    for name in ("amount", "actual", "forecast"):
        amount = getattr(row, name, None)
        if amount is not None and amount != amount.quantize(PENNY):
            raise ValidationError({name: f"{amount} has fractions of a penny."})
    if row.quarter is not None and row.quarter not in (1, 2, 3, 4):
        raise ValidationError({"quarter": f"There is no quarter “{row.quarter}”: a year has Q1 to Q4."})
    row.clean_fields(exclude=["plan", "deliverable", "workstream", "by"])
