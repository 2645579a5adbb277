"""Plays money, risks and compliance of a sample delivery plan through the verbs, from the start of its year to a day.

Everything is invented: amounts, risks and verdicts, in words of our own. The same plan and day give the same sample.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from django.db import transaction

from alliance import operations
from alliance.compliance import read_framework
from alliance.exposure import Score
from alliance.models import AllocationTo, ComplianceFramework, DeliveryPlan
from alliance.operations import Allocation, Hangs, IssueWords, RiskWords, SpendFigures, Verdict
from alliance.sample.risks import COMMENTS, ISSUES, NETWORK_RISK, RISKS

QUARTERS = (1, 2, 3, 4)
FUNDS = ("Service development fund", "Targeted lung health checks", "Innovation open call")


@dataclass(frozen=True)
class Played:
    """How much there is of each."""

    allocations: int = 0
    figures: int = 0
    risks: int = 0
    issues: int = 0


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


@transaction.atomic
def play_risks(plan: DeliveryPlan, *, on: date, by=None, owner=None, work_plan=None) -> Played:
    """Fill a plan's register at the start of its year and score every risk quarter by quarter until a day.

    One review is left overdue, one risk is closed, one issue stays open. `owner` is the account of the first risks'
    owner; `work_plan` one of a network of the alliance, which gets a risk of its own.
    """
    year, parts = plan.financial_year, list(plan.deliverables.select_related("workstream__plan").order_by("position"))
    start = year.first_day + timedelta(days=20)
    if on < start or not parts:
        return Played()
    scored_on = [start, *(year.quarter(q).last_day - timedelta(days=9) for q in (1, 2))]
    risks = []
    for at, (title, cause, effect, category, who, place, before, scores, target, mitigations) in enumerate(RISKS):
        review = on + timedelta(days=35 - 12 * (at % 4)) if at else on - timedelta(days=16)
        words = RiskWords(title, cause, effect, category, who, owner if at == 0 else None, review)
        hangs = Hangs(plan=plan) if place is None else Hangs(deliverable=parts[place % len(parts)])
        first, *later = [Score(*score) for score in scores]
        risk = operations.add_risk(
            alliance=plan.alliance, words=words, inherent=Score(*before), current=first, target=Score(*target),
            hangs=hangs, by=by, on=start,
        )  # fmt: skip
        for text, due, done in mitigations:
            mitigation = operations.add_mitigation(risk=risk, text=text, due_text=due, owner_name=who, by=by, on=start)
            if done and scored_on[1] <= on:
                operations.record_mitigation(mitigation=mitigation, done=True, by=by, on=scored_on[1])
        for nth, (day, score) in enumerate(zip(scored_on[1:], later, strict=True)):
            if day <= on:
                comment = COMMENTS[(at + nth) % len(COMMENTS)]
                operations.rescore_risk(risk=risk, score=score, comment=comment, by=by, on=day)
        risks.append(risk)
    if scored_on[2] <= on:
        operations.close_risk(
            risk=risks[6], reason="The roof is done and the unit is open again.", by=by, on=scored_on[2]
        )
    if work_plan is not None:
        title, cause, effect, category, who, before, now = NETWORK_RISK
        operations.add_risk(
            alliance=plan.alliance, words=RiskWords(title, cause, effect, category, who), inherent=Score(*before),
            current=Score(*now), hangs=Hangs(work_plan=work_plan), by=by, on=start,
        )  # fmt: skip
    for risk, (title, text, severity, doing, who, resolution) in zip((risks[0], risks[7]), ISSUES, strict=True):
        words = IssueWords(title, text, severity, doing, who)
        day = min(start + timedelta(days=40), on)
        issue = operations.raise_issue_from(risk=risk, words=words, by=by, on=day, keep_risk_open=True)
        if resolution and day + timedelta(days=12) <= on:
            operations.resolve_issue(issue=issue, resolution=resolution, by=by, on=day + timedelta(days=12))
    return Played(risks=len(RISKS) + bool(work_plan), issues=len(ISSUES))


EVIDENCE = {
    "met": (
        "Audit of forty notes in the spring.",
        "In the policy, and seen at the peer visit.",
        "Figures of three months.",
    ),
    "partly_met": ("Works on four days of five.", "At one of two sites.", "In place for new referrals only."),
    "not_met": ("No agreed route yet.", "Waits for the post to be filled.", "The figures are not collected."),
}


@transaction.atomic
def play_compliance(plan: DeliveryPlan, *, on: date, by=None) -> int:
    """Assess every common framework for a plan's alliance: once in spring, and what has got better in autumn.

    One provider has not been visited, and nobody has looked at the last tumour group. Returns how many assessments.
    """
    chance, alliance = Random(f"compliance {plan.year}"), plan.alliance
    spring, autumn = plan.financial_year.quarter(1).last_day, plan.financial_year.quarter(2).last_day
    made = 0
    for framework in ComplianceFramework.objects.filter(alliance=None).order_by("code"):
        reading = read_framework(framework, alliance, on=on)
        places = reading.places(groups=reading.groups[:-1], providers=reading.providers[:-1])
        levels = {}
        for day, better in ((spring, 0.0), (autumn, 0.3)):
            if day > on:
                break
            verdicts = []
            for at, place in enumerate(places):
                level = levels.get(at) or chance.choices(("met", "partly_met", "not_met"), (5, 3, 2))[0]
                if at in levels and level != "met" and chance.random() < better:
                    level = "met" if level == "partly_met" else "partly_met"
                if levels.get(at) != level:
                    levels[at] = level
                    evidence = EVIDENCE[level][at % 3]
                    verdicts.append(Verdict(place.criterion, place.tumour_group, place.provider, level, evidence))
            made += len(operations.assess_all(alliance=alliance, verdicts=verdicts, by=by, on=day))
    return made
