"""The answers about money: a delivery plan by workstream, deliverable and quarter, as on a day; three statements.

Read from dated rows, so a past day is read as today is. What the numbers mean stands in alliance/spending.py.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from alliance.models import (
    AllocationBasis,
    AllocationTo,
    Deliverable,
    DeliveryPlan,
    FundingAllocation,
    Spend,
    Workstream,
)
from alliance.spending import (
    ZERO,
    MoneyRating,
    Outturn,
    QuarterMoney,
    Reconciliation,
    outturn_of_quarter,
    outturn_of_year,
    rate_outturn,
    total_of,
)
from performance.rag import RagRating, Thresholds

QUARTERS = (1, 2, 3, 4)


@dataclass(frozen=True)
class QuarterCell:
    """A quarter of a line: the numbers as they add up, how they are rated, and whether the quarter is over.

    `said` holds what one deliverable's figures are; None where several are added up.
    """

    number: int
    outturn: Outturn
    rating: MoneyRating
    ended: bool
    said: QuarterMoney | None = None

    @property
    def is_empty(self) -> bool:
        return self.outturn == Outturn()


@dataclass(frozen=True)
class MoneyLine:
    """A deliverable, a workstream or the whole plan, by quarter and for the year.

    `unphased` is what was allocated for the whole year, `indicative` what of the allocation is not agreed yet.
    """

    number: str
    title: str
    quarters: tuple[QuarterCell, ...]
    unphased: Decimal
    year: Outturn
    rating: MoneyRating
    indicative: Decimal = ZERO
    deliverable: Deliverable | None = None

    @property
    def is_flagged(self) -> bool:
        return self.rating.rating in (RagRating.RED, RagRating.AMBER)


@dataclass(frozen=True)
class WorkstreamMoney:
    """A workstream with its deliverables; `check` compares them with its own total, where one is stated."""

    workstream: Workstream
    lines: tuple[MoneyLine, ...]
    total: MoneyLine
    check: Reconciliation | None


@dataclass(frozen=True)
class MoneyPosition:
    """Where a plan stands with its money, in a few numbers: for dashboards and papers.

    `stated` is the total of the plan as agreed, None where none is entered; `mismatches` are sentences that say where
    allocations do not add up; `flagged` the deliverables over or under beyond the scheme, the worst first.
    """

    on: date
    stated: Decimal | None
    allocated: Decimal
    held: Decimal
    indicative: Decimal
    spent: Decimal
    expected: Decimal
    variance: Decimal | None
    percent: Decimal | None
    rating: RagRating
    reasons: tuple[str, ...]
    mismatches: tuple[str, ...]
    flagged: tuple[MoneyLine, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing about money has been entered."""
        return self.stated is None and not self.allocated and not self.held and not self.spent and not self.expected


@dataclass(frozen=True)
class PlanMoney:
    """The money of a plan on a day. `total` has what is held back among its allocation."""

    plan: DeliveryPlan
    on: date
    groups: tuple[WorkstreamMoney, ...]
    held: Decimal
    stated: Decimal | None
    total: MoneyLine
    check: Reconciliation | None

    @property
    def lines(self) -> list[MoneyLine]:
        return [line for group in self.groups for line in group.lines]

    def only(self, deliverables) -> tuple[WorkstreamMoney, ...]:
        """The groups with no more than these deliverables (ids), for those who do not see the whole plan."""
        kept = [(g, tuple(line for line in g.lines if line.deliverable.pk in deliverables)) for g in self.groups]
        return tuple(WorkstreamMoney(g.workstream, lines, g.total, None) for g, lines in kept if lines)

    @property
    def mismatches(self) -> tuple[str, ...]:
        """Where allocations do not add up, and by how much, in sentences."""
        checks = [self.check, *(group.check for group in self.groups)]
        return tuple(check.words for check in checks if check and not check.agrees)

    @property
    def position(self) -> MoneyPosition:
        year = self.total.year
        flagged = [line for line in self.lines if line.is_flagged]
        flagged.sort(
            key=lambda line: (line.rating.rating != RagRating.RED, -abs(line.year.expected - line.year.allocation))
        )
        return MoneyPosition(
            on=self.on,
            stated=self.stated,
            allocated=year.allocation - self.held,
            held=self.held,
            indicative=self.total.indicative,
            spent=year.actual,
            expected=year.expected,
            variance=year.variance,
            percent=year.percent,
            rating=self.total.rating.rating,
            reasons=self.total.rating.reasons,
            mismatches=self.mismatches,
            flagged=tuple(flagged),
        )


def _most_first(line: MoneyLine):
    return line.rating.rating != RagRating.RED, -abs(line.year.expected - line.year.allocation)


def read_money(plan: DeliveryPlan, *, on: date, thresholds: Thresholds) -> PlanMoney:
    """The money of a plan as it stood on a day, in three statements however many deliverables there are."""
    deliverables = list(
        Deliverable.objects.filter(plan=plan).select_related("workstream", "plan__alliance").order_by("position")
    )
    allocations = _Allocations(FundingAllocation.objects.filter(plan=plan).standing(on=on))
    spending = {
        (row.deliverable_id, row.quarter): row for row in Spend.objects.filter(plan=plan).standing(on=on).order_by()
    }
    ended = _ended(plan, on)
    under = defaultdict(list)
    for deliverable in deliverables:
        under[deliverable.workstream].append(_line_of(deliverable, allocations, spending, ended, thresholds))
    groups = tuple(
        _group(workstream, under.get(workstream, ()), allocations, thresholds)
        for workstream in sorted(under, key=lambda w: w.position)
    )
    held, stated = allocations.held, allocations.stated
    lines = [line for group in groups for line in group.lines]
    total = _sum("", "Whole plan", lines, thresholds, held=held)
    check = Reconciliation("total of the plan", stated, total.year.allocation) if stated is not None else None
    return PlanMoney(plan, on, groups, held, stated, total, check)


def money_of_deliverable(deliverable, *, on: date, thresholds: Thresholds) -> MoneyLine:
    """One deliverable's money on a day, in two statements."""
    allocations = _Allocations(FundingAllocation.objects.filter(deliverable=deliverable).standing(on=on))
    spending = {
        (row.deliverable_id, row.quarter): row
        for row in Spend.objects.filter(deliverable=deliverable).standing(on=on).order_by()
    }
    return _line_of(deliverable, allocations, spending, _ended(deliverable.plan, on), thresholds)


class _Allocations:
    """The allocations that stand, added up by what they are to."""

    def __init__(self, rows: Iterable[FundingAllocation]):
        self.of_deliverable = defaultdict(Decimal)
        self.of_workstream = {}
        self.indicative = defaultdict(Decimal)
        self.held, self.stated = ZERO, None
        for row in rows.order_by():
            if row.to == AllocationTo.DELIVERABLE:
                self.of_deliverable[row.deliverable_id, row.quarter] += row.amount
                if row.basis == AllocationBasis.INDICATIVE:
                    self.indicative[row.deliverable_id] += row.amount
            elif row.to == AllocationTo.WORKSTREAM:
                self.of_workstream[row.workstream_id] = self.of_workstream.get(row.workstream_id, ZERO) + row.amount
            elif row.to == AllocationTo.HELD:
                self.held += row.amount
            else:
                self.stated = (self.stated or ZERO) + row.amount


def _ended(plan, on):
    """The quarters of the plan's year that are over on a day."""
    return {number for number in QUARTERS if plan.financial_year.quarter(number).last_day < on}


def _line_of(deliverable, allocations, spending, ended, thresholds):
    quarters = []
    for number in QUARTERS:
        row = spending.get((deliverable.pk, number))
        quarters.append(
            QuarterMoney(
                allocation=allocations.of_deliverable.get((deliverable.pk, number)),
                actual=row.actual if row else None,
                forecast=row.forecast if row else None,
                ended=number in ended,
            )
        )
    unphased = allocations.of_deliverable.get((deliverable.pk, None), ZERO)
    year = outturn_of_year(quarters, unphased=unphased)
    cells = []
    for number, money in zip(QUARTERS, quarters, strict=True):
        outturn = outturn_of_quarter(money)
        # Where money is for the whole year, a quarter has no allocation of its own to be held against.
        rating = MoneyRating(RagRating.GREY, ()) if unphased else rate_outturn(outturn, thresholds)
        cells.append(QuarterCell(number, outturn, rating, money.ended, money))
    return MoneyLine(
        number=deliverable.number,
        title=deliverable.title,
        quarters=tuple(cells),
        unphased=unphased,
        year=year,
        rating=rate_outturn(year, thresholds),
        indicative=allocations.indicative.get(deliverable.pk, ZERO),
        deliverable=deliverable,
    )


def _group(workstream, lines, allocations, thresholds):
    total = _sum(workstream.number, str(workstream), lines, thresholds)
    stated = allocations.of_workstream.get(workstream.pk)
    check = None
    if stated is not None:
        check = Reconciliation(f"total of workstream {workstream.number}", stated, total.year.allocation)
    return WorkstreamMoney(workstream, tuple(lines), total, check)


def _sum(number, title, lines: Sequence[MoneyLine], thresholds, *, held=ZERO) -> MoneyLine:
    unphased = sum((line.unphased for line in lines), held)
    cells = []
    for at, quarter in enumerate(QUARTERS):
        outturn = total_of(line.quarters[at].outturn for line in lines)
        rating = MoneyRating(RagRating.GREY, ()) if unphased else rate_outturn(outturn, thresholds)
        cells.append(QuarterCell(quarter, outturn, rating, bool(lines) and lines[0].quarters[at].ended))
    year = total_of([Outturn(allocation=held), *(line.year for line in lines)])
    indicative = sum((line.indicative for line in lines), ZERO)
    return MoneyLine(number, title, tuple(cells), unphased, year, rate_outturn(year, thresholds), indicative)


# --- What was said, and when ----------------------------------------------------------------------------


@dataclass(frozen=True)
class MoneyEntry:
    """One row of the history of money, in words; `whose` it is."""

    on: date
    whose: str
    quarter: str
    what: str
    amount: Decimal | None
    forecast: Decimal | None
    note: str
    who: str


LATEST = 300


def history_of(deliverable) -> list[MoneyEntry]:
    """Everything recorded of a deliverable's money, the latest first; two statements."""
    return _history(
        FundingAllocation.objects.filter(deliverable=deliverable), Spend.objects.filter(deliverable=deliverable)
    )


def history_of_plan(plan) -> list[MoneyEntry]:
    """What was recorded last of a plan's money, its totals and what is held back among it; two statements."""
    return _history(FundingAllocation.objects.filter(plan=plan), Spend.objects.filter(plan=plan))[:LATEST]


def _history(allocations, spending):
    latest = ("-on", "-recorded_at", "-id")
    rows = [
        *allocations.select_related("by", "deliverable", "workstream").order_by(*latest)[:LATEST],
        *spending.select_related("by", "deliverable").order_by(*latest)[:LATEST],
    ]
    rows.sort(key=lambda row: (row.on, row.recorded_at), reverse=True)
    return [_entry(row) for row in rows]


def _entry(row):
    quarter = f"Q{row.quarter}" if row.quarter else "Whole year"
    who = str(row.by) if row.by else "the system"
    if isinstance(row, Spend):
        what = "Spent so far" if row.actual is not None else "Forecast"
        return MoneyEntry(row.on, str(row.deliverable), quarter, what, row.actual, row.forecast, row.note, who)
    whose = str(row.deliverable or row.workstream or row.get_to_display())
    what = "Allocated" if row.amount else "Allocation taken back"
    what += ", indicative" if row.amount and row.basis == AllocationBasis.INDICATIVE else ""
    what += f", {row.fund}" if row.fund else ""
    return MoneyEntry(row.on, whose, quarter, what, row.amount, None, row.note, who)
