"""Part two of a delivery plan out of a workbook: money, measures, trajectories, risks, by the verbs of the forms."""

from datetime import date
from decimal import Decimal

from alliance.exposure import Score
from alliance.importing.part_two import (
    ALLOCATION,
    MEASURES,
    RISKS,
    SPEND,
    TRAJECTORIES,
    PartTwoComparison,
    RowChange,
    StandingPartTwo,
)
from alliance.importing.part_two_sheets import HELD, WHOLE_PLAN, WHOLE_YEAR
from alliance.models import AllocationTo, FundingAllocation, Risk, RiskCategory, Spend
from alliance.operations.delivery import MeasureWords, set_measures
from alliance.operations.money import Allocation, SpendFigures, allocate_all, record_all_spending
from alliance.operations.risks import Hangs, RiskWords, add_mitigation, add_risk, rescore_risk, revise_risk
from organisations.models import Provider
from performance.models import ReportingBody
from performance.trajectories.operations import PlannedCourse, set_trajectories


def write_part_two(*, there: StandingPartTwo, found: PartTwoComparison, name: str, by, on: date) -> None:
    """Carry out what a workbook changes, inside the caller's transaction; raises ValidationError as the verbs do."""
    plan = there.plan
    deliverables = {each.number: each for each in plan.deliverables.select_related("plan__alliance", "workstream")}
    workstreams = {f"Workstream {each.number}": each for each in plan.workstreams.all()}
    _allocate(plan, found.of(ALLOCATION), deliverables, workstreams, by=by, on=on)
    _spend(plan, found.of(SPEND), deliverables, by=by, on=on)
    _measure(found.of(MEASURES), there, deliverables, by=by)
    _plan_courses(plan, found.of(TRAJECTORIES), name, by=by)
    for change in found.of(RISKS):
        _risk(plan, change, deliverables, workstreams, by=by, on=on)


# --- Money ------------------------------------------------------------------------------------------------------------


def _allocate(plan, changes: list[RowChange], deliverables, workstreams, *, by, on):
    notes = {
        (row.to, row.workstream_id, row.deliverable_id, row.quarter, row.fund): row.note
        for row in FundingAllocation.objects.filter(plan=plan).standing(on=on)
    }
    allocations = []
    for change in changes:
        whose, quarter, fund = change.key
        deliverable, workstream = deliverables.get(whose), workstreams.get(whose)
        to = AllocationTo.PLAN if whose == WHOLE_PLAN else AllocationTo.HELD if whose == HELD else ""
        number = None if quarter == WHOLE_YEAR else int(quarter[1:])
        stands = AllocationTo.DELIVERABLE if deliverable else AllocationTo.WORKSTREAM if workstream else to
        place = (stands, getattr(workstream, "pk", None), getattr(deliverable, "pk", None), number, fund)
        allocations.append(
            Allocation(
                amount=Decimal(change.values["amount"]),
                deliverable=deliverable,
                workstream=workstream,
                to=to,
                quarter=number,
                fund=fund,
                basis=change.values.get("basis") or "agreed",
                note=notes.get(place, ""),
            )
        )
    if allocations:
        allocate_all(plan=plan, allocations=allocations, by=by, on=on)


def _spend(plan, changes: list[RowChange], deliverables, *, by, on):
    notes = {(row.deliverable_id, row.quarter): row.note for row in Spend.objects.filter(plan=plan).standing(on=on)}
    figures = []
    for change in changes:
        number, quarter = change.key
        deliverable = deliverables[number]
        figures.append(
            SpendFigures(
                deliverable=deliverable,
                quarter=int(quarter[1:]),
                actual=_decimal(change.values.get("actual")),
                forecast=_decimal(change.values.get("forecast")),
                note=notes.get((deliverable.pk, int(quarter[1:])), ""),
            )
        )
    if figures:
        record_all_spending(plan=plan, figures=figures, by=by, on=on)


# --- Measures and trajectories ----------------------------------------------------------------------------------------


def _measure(changes: list[RowChange], there: StandingPartTwo, deliverables, *, by):
    """Give deliverables their measures: those they have, with what changes, and new ones last."""
    by_deliverable: dict[str, dict[str, dict]] = {}
    for change in changes:
        by_deliverable.setdefault(change.key[0], {})[change.key[1]] = change.values
    for number, said in by_deliverable.items():
        standing = {text: values for (whose, text), values in there.tables[MEASURES].items() if whose == number}
        measures = [_words(text, values) for text, values in (standing | said).items()]
        set_measures(deliverable=deliverables[number], measures=measures, by=by)


def _words(text, values) -> MeasureWords:
    return MeasureWords(
        text=text,
        code=values.get("code") or "",
        unit=values.get("unit") or "",
        direction=values.get("direction") or "increase",
        baseline=_decimal(values.get("baseline")),
        target=_decimal(values.get("target")),
        standard=values.get("standard") or "",
    )


def _plan_courses(plan, changes: list[RowChange], name, *, by):
    places = [change.key[2] for change in changes if change.key[2]]
    providers = {each.ods_code: each for each in Provider.objects.filter(ods_code__in=places)}
    bodies = {each.code: each for each in ReportingBody.objects.filter(code__in=places)}
    courses = []
    for change in changes:
        measure, title, place = change.key
        facts = {key: change.values[key] for key in ("unit", "frequency") if change.values.get(key)}
        if change.values.get("target"):
            facts["target"] = _decimal(change.values["target"])
        planned = {
            date(int(key[:4]), int(key[5:]), 1): _decimal(value)
            for key, value in change.values.items()
            if key[:2] == "20" and value
        }
        courses.append(
            PlannedCourse(
                measure=measure,
                planned=planned,
                title=title,
                provider=providers.get(place),
                system=None if place in providers else bodies.get(place),
                **facts,
            )
        )
    if courses:
        set_trajectories(alliance=plan.alliance, courses=courses, by=by, reason=f"Imported from {name}"[:300])


# --- Risks ------------------------------------------------------------------------------------------------------------


def _risk(plan, change: RowChange, deliverables, workstreams, *, by, on):
    values, old = change.values, change.old
    words = RiskWords(
        title=values["title"],
        cause=values.get("cause") or "",
        effect=values.get("effect") or "",
        category=values.get("category") or RiskCategory.DELIVERY,
        owner_name=values.get("owner") or "",
        review_on=date.fromisoformat(values["review"]) if values.get("review") else None,
    )
    whose = values.get("whose") or ""
    deliverable = deliverables.get(whose)
    hangs = Hangs(plan=plan, workstream=workstreams.get(whose), deliverable=deliverable)
    inherent = _score(values, "likelihood_before", "impact_before")
    now, target = _score(values, "likelihood", "impact"), _score(values, "likelihood_target", "impact_target")
    if old is None:
        risk = add_risk(
            alliance=plan.alliance,
            words=words,
            inherent=inherent,
            current=now,
            target=target,
            hangs=hangs,
            by=by,
            on=on,
        )
    else:
        risk = Risk.objects.select_related("owner").get(alliance=plan.alliance, number=int(change.key[0][1:]))
        words = RiskWords(**{**vars(words), "owner": risk.owner})
        revise_risk(risk=risk, words=words, inherent=inherent, target=target, hangs=hangs, by=by)
        if now and now != _score(old, "likelihood", "impact"):
            rescore_risk(risk=risk, score=now, by=by, on=on)
    there = set(old["mitigations"]) if old else set()
    for text in values.get("mitigations") or ():
        if text not in there:
            add_mitigation(risk=risk, text=text, by=by, on=on)


def _score(values, likelihood, impact) -> Score | None:
    if not (values.get(likelihood) and values.get(impact)):
        return None
    return Score(int(values[likelihood]), int(values[impact]))


def _decimal(value) -> Decimal | None:
    return Decimal(value) if value not in (None, "") else None
