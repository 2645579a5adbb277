"""A delivery plan that was read, as JSON holds it: for the child process, and one row per deliverable for people."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from alliance.importing.parse_delivery import parse_delivery
from alliance.importing.parsed_delivery import QUARTERS, ParsedDeliverable, ParsedDeliveryPlan
from core.periods import FinancialYear
from workplans.importing.readers import read_document

READ_DELIVERY_PLAN = "alliance.importing.delivery_rows:read_delivery_plan"


def read_delivery_plan(*, path: str, kind: str, year: int) -> dict[str, Any]:
    """In the guarded child process: what a file says, as `said` puts it."""
    return said(parse_delivery(read_document(Path(path).read_bytes(), kind), FinancialYear(year)))


def said(plan: ParsedDeliveryPlan) -> dict[str, Any]:
    """One object: title, alliance and year, the counts of workstreams and deliverables, findings, and rows."""
    return {
        "title": plan.title,
        "alliance": plan.alliance,
        "year": plan.year,
        "workstreams": len(plan.workstreams),
        "deliverables": len(plan.deliverables),
        "findings": [asdict(finding) for finding in plan.findings],
        "rows": [row_of(each) for each in plan.deliverables],
    }


def row_of(each: ParsedDeliverable) -> dict[str, Any]:
    """A deliverable as a row: its measures, its narrative and its four quarters stand in lists."""
    quarters = {
        f"Q{number}": [{"text": one.text, "children": list(one.children)} for one in milestones]
        for number, milestones in zip(QUARTERS, each.milestones, strict=True)
    }
    return {
        "workstream": each.workstream,
        "number": each.number,
        "title": each.title,
        "deliverable": list(each.text),
        "success_measures": list(each.measures),
        "lead": {"name": each.lead.name, "email": each.lead.address} if each.lead else None,
        "narrative": list(each.narrative),
        "milestones_required": each.milestones_required,
        "milestones": quarters if each.planned else {},
        "comments": list(each.comments),
    }
