"""Plays money, risks and compliance of a sample delivery plan through the verbs, from the start of its year to a day.

Everything is invented: amounts, risks and verdicts, in words of our own. The same plan and day give the same sample.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from django.db import transaction

from alliance import operations
from alliance.models import AllocationTo, DeliveryPlan
from alliance.operations import Allocation, SpendFigures

QUARTERS = (1, 2, 3, 4)
FUNDS = ("Service development fund", "Targeted lung health checks", "Innovation open call")


@dataclass(frozen=True)
class Played:
    """How much there is of each."""

    allocations: int = 0
    figures: int = 0


@transaction.atomic
def play_money(plan: DeliveryPlan, *, on: date, by=None) -> Played:
    """Allocate a plan's money at the start of its year and record spending quarter by quarter until a day.

    Most deliverables keep to their money; one in five spends too much, one in five too little, and the last one says
    nothing of what is ahead. The total of the plan is a little more than what is given out.
    """
    chance = Random(f"money {plan.year}")
    year, parts = plan.financial_year, list(plan.deliverables.select_related("workstream", "plan").order_by("position"))
    start = year.first_day
    if on < start:
        return Played()
    given, totals = [], {}
    for at, part in enumerate(parts):
        amount = Decimal(chance.randrange(16, 120) * 1000)
        fund = FUNDS[at % 7] if at % 7 in (1, 2) else FUNDS[0]
        totals[part] = amount
        if at % 6 == 4:
            given.append(Allocation(amount * 4, part, fund=fund, basis="indicative"))
        else:
            given += [Allocation(amount, part, quarter=quarter, fund=fund) for quarter in QUARTERS]
    workstreams = {part.workstream for part in parts}
    for workstream in sorted(workstreams, key=lambda each: each.position):
        total = sum(4 * totals[part] for part in parts if part.workstream == workstream)
        given.append(Allocation(total, workstream=workstream))
    total = sum(4 * amount for amount in totals.values())
    given += [Allocation(Decimal(60_000)), Allocation(total + 95_000, to=AllocationTo.PLAN)]
    rows = operations.allocate_all(plan=plan, allocations=given, by=by, on=start)
    figures = 0
    for quarter in QUARTERS:
        period = year.quarter(quarter)
        if period.first_day > on:
            break
        said = []
        for at, part in enumerate(parts):
            pace = Decimal(str({0: 1.09, 1: 0.84}.get(at % 5, 1) * chance.uniform(0.97, 1.02)))
            outturn = (totals[part] * pace).quantize(Decimal(10))
            done = period.last_day <= on
            spent = outturn if done else (outturn * Decimal("0.4")).quantize(Decimal(10))
            said.append(SpendFigures(part, quarter, spent, outturn))
            if part != parts[-1]:
                said += [
                    SpendFigures(part, later, None, (totals[part] * (1 + pace) / 2).quantize(Decimal(10)))
                    for later in range(quarter + 1, 5)
                ]
        recorded = operations.record_all_spending(plan=plan, figures=said, by=by, on=min(period.last_day, on))
        figures += len(recorded)
    return Played(len(rows), figures)
