"""Part two of a delivery plan: how it stands in the database, and what a workbook would change in it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import sha256
from textwrap import shorten
from typing import Any

from alliance.exposure import direction_of
from alliance.importing.delivery_preview import ChangedThing, NewThing
from alliance.importing.part_two_sheets import HELD, WHOLE_PLAN, WHOLE_YEAR, as_money, as_number, sheets_of
from alliance.models import (
    AllocationTo,
    Deliverable,
    DeliveryPlan,
    FundingAllocation,
    Mitigation,
    Risk,
    RiskState,
    Spend,
    SuccessMeasure,
)
from organisations.models import ProviderAlliance
from performance.models import BodyKind, ReportingBody, Trajectory, TrajectoryPoint
from performance.trajectories.rules import PlannedMeasure
from workplans.importing.blocks import Finding, one_line

ALLOCATION, SPEND, MEASURES, TRAJECTORIES, RISKS = "Allocation", "Spend", "Measures", "Trajectories", "Risks"
Rows = dict[tuple[str, ...], dict[str, Any]]


@dataclass(frozen=True)
class StandingPartTwo:
    """By table and by what a row is known by: its values, as a cell would have them. `places` are codes that may be
    planned for; `workstreams` and `deliverables` numbers of the plan."""

    plan: DeliveryPlan
    tables: dict[str, Rows]
    workstreams: tuple[str, ...]
    deliverables: tuple[str, ...]
    places: tuple[str, ...]

    @property
    def mark(self) -> str:
        """The same as long as nothing in it changes."""
        return sha256(repr((self.plan.state, self.tables, self.deliverables)).encode()).hexdigest()


@dataclass(frozen=True)
class RowChange:
    """A row that is new (`old` is None) or changes: all its values as they are to be, and the fields that differ."""

    table: str
    key: tuple[str, ...]
    where: str
    values: dict[str, Any]
    old: dict[str, Any] | None
    fields: dict[str, tuple[str, str]]


@dataclass
class PartTwoComparison:
    changes: list[RowChange] = field(default_factory=list)
    unchanged: int = 0
    findings: list[Finding] = field(default_factory=list)

    def of(self, table: str) -> list[RowChange]:
        return [change for change in self.changes if change.table == table]


# --- As it stands -----------------------------------------------------------------------------------------------------


def standing_part_two(plan: DeliveryPlan, *, on: date) -> StandingPartTwo:
    """Everything that part two speaks of, as of a day."""
    deliverables = dict(Deliverable.objects.filter(plan=plan).in_order().values_list("pk", "number"))
    workstreams = tuple(plan.workstreams.values_list("number", flat=True))
    providers = ProviderAlliance.objects.filter(alliance=plan.alliance).values_list("provider__ods_code", flat=True)
    bodies = ReportingBody.objects.filter(kind=BodyKind.ICB).values_list("code", flat=True)
    return StandingPartTwo(
        plan=plan,
        tables={
            ALLOCATION: _allocations(plan, on),
            SPEND: _spending(plan, on),
            MEASURES: _measures(plan, deliverables),
            TRAJECTORIES: _trajectories(plan),
            RISKS: _risks(plan, on),
        },
        workstreams=workstreams,
        deliverables=tuple(deliverables.values()),
        places=(*dict.fromkeys(providers), *bodies),
    )


def _allocations(plan, on) -> Rows:
    rows = FundingAllocation.objects.filter(plan=plan).standing(on=on).select_related("workstream", "deliverable")
    found = {}
    for row in rows.order_by("deliverable__position", "workstream__position", "quarter", "fund"):
        if row.amount:
            quarter = f"Q{row.quarter}" if row.quarter else WHOLE_YEAR
            found[_whose(row), quarter, row.fund] = {"amount": as_money(row.amount), "basis": str(row.basis)}
    return found


def _whose(row) -> str:
    if row.to == AllocationTo.DELIVERABLE:
        return row.deliverable.number
    if row.to == AllocationTo.WORKSTREAM:
        return f"Workstream {row.workstream.number}"
    return WHOLE_PLAN if row.to == AllocationTo.PLAN else HELD


def _spending(plan, on) -> Rows:
    rows = Spend.objects.filter(plan=plan).standing(on=on).select_related("deliverable")
    return {
        (row.deliverable.number, f"Q{row.quarter}"): {
            "actual": as_money(row.actual),
            "forecast": as_money(row.forecast),
        }
        for row in rows.order_by("deliverable__position", "quarter")
    }


def _measures(plan, deliverables) -> Rows:
    rows = SuccessMeasure.objects.filter(deliverable__plan=plan).order_by("deliverable__position", "position")
    return {
        (deliverables[row.deliverable_id], one_line(row.text)): {
            "code": row.code,
            "unit": row.unit,
            "direction": str(row.direction),
            "baseline": as_number(row.baseline),
            "target": as_number(row.target),
            "standard": row.standard,
        }
        for row in rows
    }


def _trajectories(plan) -> Rows:
    year = plan.financial_year
    points = defaultdict(dict)
    in_year = TrajectoryPoint.objects.filter(
        trajectory__alliance=plan.alliance, month__range=(year.first_day, year.last_day), planned__isnull=False
    )
    for trajectory, month, planned in in_year.values_list("trajectory", "month", "planned"):
        points[trajectory][f"{month:%Y-%m}"] = as_number(planned)
    rows = Trajectory.objects.filter(alliance=plan.alliance).select_related("provider", "system")
    return {
        (str(row.measure), row.title, _place(row)): {
            "unit": row.unit,
            "frequency": str(row.frequency),
            "target": as_number(row.target),
            **points[row.pk],
        }
        for row in rows
    }


def _place(row) -> str:
    return row.provider.ods_code if row.provider_id else row.system.code if row.system_id else ""


def _risks(plan, on) -> Rows:
    mitigations = defaultdict(list)
    for risk, text in Mitigation.objects.filter(risk__plan=plan).values_list("risk", "text"):
        mitigations[risk].append(one_line(text))
    found = {}
    rows = Risk.objects.filter(plan=plan).standing(on=on).select_related("deliverable", "workstream")
    for row in rows.order_by("number"):
        whose = row.deliverable.number if row.deliverable_id else ""
        if not whose and row.workstream_id:
            whose = f"Workstream {row.workstream.number}"
        found[(row.reference,)] = {
            "whose": whose,
            "title": one_line(row.title),
            "cause": one_line(row.cause),
            "effect": one_line(row.effect),
            "category": str(row.category),
            "likelihood_before": str(row.inherent_likelihood),
            "impact_before": str(row.inherent_impact),
            "likelihood": str(row.likelihood or ""),
            "impact": str(row.impact or ""),
            "likelihood_target": str(row.target_likelihood or ""),
            "impact_target": str(row.target_impact or ""),
            "mitigations": mitigations[row.pk],
            "owner": one_line(row.owner_name),
            "review": row.review_on.isoformat() if row.review_on else "",
            "travel": direction_of([row.score, row.previous_score]).label if row.score else "",
            "state": RiskState(row.state).label,
        }
    return found


# --- What a workbook would change -------------------------------------------------------------------------------------


def compare_part_two(content: dict[str, Any], there: StandingPartTwo) -> PartTwoComparison:
    """Compare the rows of a workbook with what stands; a row that does not fit is an error and is left out."""
    found = PartTwoComparison()
    labels = {
        sheet.name: {column.key: column.heading for column in sheet.columns}
        for sheet in sheets_of(there.plan.financial_year)
    }
    seen: Counter = Counter()
    for name, rows in content["sheets"].items():
        for row in rows:
            problems = list(_problems(name, row["values"], there))
            for table, key, _ in _parts(name, row["values"], there):
                seen[table, key] += 1
                if seen[table, key] > 1:
                    what = ", ".join(part for part in key if part)
                    problems.append(f"“{what}” stands twice; expected one row for it.")
            if problems:
                found.findings.extend(
                    Finding("error", row["where"], f"{problem} This row was left out.") for problem in problems
                )
                continue
            parts = [_change(table, key, values, row["where"], labels[name], there) for table, key, values in
                     _parts(name, row["values"], there)]  # fmt: skip
            closed = [change for change in parts if change and change.table == RISKS and _is_closed(change.old)]
            if closed:
                message = f"risk {closed[0].key[0]} is not open any more. Reopen it before changing it."
                found.findings.append(Finding("error", row["where"], f"column “Reference”: {message}"))
                continue
            found.changes.extend(change for change in parts if change)
            found.unchanged += not any(parts)
    return found


def _is_closed(old) -> bool:
    return old is not None and old["state"] != RiskState.OPEN.label


def _parts(name, values, there):
    """The rows of our tables that a row of a sheet speaks of: (table, key, values)."""
    values = dict(values)
    if name == "Finance":
        whose, quarter, fund = values.pop("whose"), values.pop("quarter"), values.pop("fund", "")
        spend = {key: values.pop(key) for key in ("actual", "forecast") if key in values}
        if "amount" in values:
            yield ALLOCATION, (whose, quarter, fund), values
        if spend:
            yield SPEND, (whose, quarter), spend
    elif name == "Measures":
        yield MEASURES, (values.pop("whose"), one_line(values.pop("text"))), values
    elif name == "Trajectories":
        key = (values.pop("measure"), one_line(values.pop("title", "")), values.pop("place", "").upper())
        yield TRAJECTORIES, key, values
    else:
        yield RISKS, _risk_key(values, there), {key: value for key, value in values.items() if key != "ref"}


def _risk_key(values, there):
    """The reference of a risk; a new row that says what a risk of the plan says is that risk."""
    if values.get("ref"):
        return (values["ref"].upper(),)
    title = values["title"].casefold()
    same = (key for key, row in there.tables[RISKS].items() if row["title"].casefold() == title)
    return next(same, ("", values["title"]))


def _problems(name, values, there):
    """What is wrong with a row that is well formed."""
    if name == "Trajectories":
        yield from _trajectory_problems(values, there)
        return
    whose = values.get("whose", "")
    workstreams = {f"Workstream {number}" for number in there.workstreams}
    places = {
        "Finance": {*there.deliverables, *workstreams, WHOLE_PLAN, HELD},
        "Measures": set(there.deliverables),
        "Risks": {*there.deliverables, *workstreams, "", "Plan", WHOLE_PLAN},
    }[name]
    if whose not in places:
        known = shorten(", ".join(there.deliverables), 120, placeholder=" …") or "none"
        yield f"column “{'Hangs on' if name == 'Risks' else 'Deliverable'}”: found “{whose}”, expected one of {known}."
    elif name == "Finance":
        yield from _spend_problems(values, there)
    elif name == "Risks":
        yield from _risk_problems(values, there)


def _spend_problems(values, there):
    said = {key: values[key] for key in ("actual", "forecast") if values.get(key)}
    if not said:
        return
    whose, quarter = values["whose"], values["quarter"]
    if whose not in there.deliverables or quarter == WHOLE_YEAR:
        yield "column “Spent so far”: a deliverable spends in a quarter; expected its number and Q1 to Q4."
        return
    spend = there.tables[SPEND].get((whose, quarter), {}) | said
    actual, forecast = spend.get("actual"), spend.get("forecast")
    if actual and forecast and Decimal(forecast) < Decimal(actual):
        yield (
            f"column “Forecast for the quarter”: found “{forecast}”, expected at least what is spent, {actual}: the "
            "forecast is for the whole quarter."
        )


def _trajectory_problems(values, there):
    place, measure = values.get("place", "").upper(), values["measure"]
    if place and place not in there.places:
        whose = f"of a provider or system of {there.plan.alliance}, or nothing"
        yield f"column “For”: found “{place}”, expected the code {whose}."
    if measure == PlannedMeasure.LOCAL and not values.get("title"):
        yield "column “Name of our own”: found nothing, expected the name of your measure."
    old = there.tables[TRAJECTORIES].get((measure, one_line(values.get("title", "")), place), {})
    if values.get("frequency", old.get("frequency")) == "quarter":
        wrong = [key for key in values if key[:2] == "20" and key[-2:] not in ("04", "07", "10", "01")]
        if wrong:
            yield f"column “{wrong[0]}”: it is planned by quarter; expected values under Apr, Jul, Oct and Jan only."


def _risk_problems(values, there):
    ref = values.get("ref", "").upper()
    old = there.tables[RISKS].get((ref,)) if ref else None
    if ref and old is None:
        yield f"column “Reference”: found “{ref}”, expected that of a risk of this plan, or nothing for a new one."
    if (
        not ref
        and _risk_key(values, there)[0] == ""
        and not (values.get("likelihood_before") and values.get("impact_before"))
    ):
        yield "column “Likelihood before”: a new risk needs its likelihood and impact before mitigation, from 1 to 5."
    merged = (old or {}) | values
    if bool(merged.get("likelihood_target")) != bool(merged.get("impact_target")):
        yield "column “Likelihood aimed at”: expected both likelihood and impact aimed at, or neither."


def _change(table, key, values, where, labels, there) -> RowChange | None:
    old = there.tables[table].get(key)
    if old is None:
        return RowChange(table, key, where, values, None, {})
    fields = {}
    for name, value in values.items():
        before = old.get(name) or ""
        if name == "whose" and value in ("Plan", WHOLE_PLAN):
            value = ""
        if name == "mitigations":
            value = [*before, *(text for text in map(one_line, value) if text not in before)]
            values = values | {name: value}
        if _comparable(value) != _comparable(before):
            fields[labels.get(name, name)] = ("\n".join(before) if isinstance(before, list) else before,
                                              "\n".join(value) if isinstance(value, list) else value)  # fmt: skip
    return RowChange(table, key, where, old | values, old, fields) if fields else None


def _comparable(value):
    return one_line(value) if isinstance(value, str) else list(value)


def part_two_preview(found: PartTwoComparison, findings: list[Finding]) -> tuple[dict[str, int], dict[str, Any]]:
    """(counts, lists) of a comparison, in the shape that previews of delivery plans have."""
    every = sorted((*findings, *found.findings), key=lambda each: ("error", "warning", "info").index(each.level))
    levels = Counter(each.level for each in every)
    new = [change for change in found.changes if change.old is None]
    changed = [change for change in found.changes if change.old is not None]
    rows = len(found.changes) + found.unchanged
    counts = {
        "rows": rows, "new": len(new), "changed": len(changed), "unchanged": found.unchanged,
        "new_things": len(new), "changed_things": len(changed), "moves": 0, "missing": 0,
        "errors": levels["error"], "warnings": levels["warning"], "infos": levels["info"],
    }  # fmt: skip
    lists = {
        "findings": [{"level": each.level, "found_at": each.where, "message": each.message} for each in every],
        "new": [asdict(NewThing(c.table, c.key[0], _named(c), _facts(c), c.where)) for c in new],
        "changed": [
            asdict(ChangedThing(c.table, c.key[0], _named(c), tuple((n, *v) for n, v in c.fields.items()), c.where))
            for c in changed
        ],
        "missing": [],
        "missing_deliverables": [],
    }
    return counts, lists


def _named(change) -> str:
    if change.table == RISKS:
        return change.values["title"]
    return ", ".join(part for part in change.key[1:] if part)


def _facts(change) -> str:
    shown = (f"{name.replace('_', ' ')}: {value}" for name, value in change.values.items() if isinstance(value, str))
    return "; ".join(each for each in shown if not each.startswith("title"))[:200]
