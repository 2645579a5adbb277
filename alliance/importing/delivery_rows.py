"""A delivery plan that was read, as JSON holds it: for the child process and the stage, and as rows for people."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from alliance.importing.parse_delivery import parse_delivery
from alliance.importing.parsed_delivery import (
    QUARTERS,
    LeadContact,
    ParsedComment,
    ParsedDeliverable,
    ParsedDeliveryPlan,
    ParsedMilestone,
    ParsedWorkstream,
)
from alliance.importing.part_two_sheets import is_part_two, read_part_two, sheets_of
from core.cells import printable
from core.periods import FinancialYear
from workplans.importing.blocks import Document, Finding
from workplans.importing.readers import read_document

READ_DELIVERY_PLAN = "alliance.importing.delivery_rows:read_delivery_plan"
PLAN, PART_TWO = "plan", "part two"


def read_delivery_plan(*, path: str, kind: str, year: int) -> dict[str, Any]:
    """In the guarded child process: what a file says, as JSON, under "kind" and "plan"."""
    document = read_document(Path(path).read_bytes(), kind)
    if kind == "xlsx" and is_part_two(document, FinancialYear(year)):
        return {"kind": PART_TWO, "plan": _printable(read_part_two(document, FinancialYear(year)))}
    plan = parse_delivery(document, FinancialYear(year))
    if kind == "xlsx" and not plan.deliverables:
        other = (each for each in plan.findings if each.where != "file")
        plan = replace(plan, findings=(*other, _no_sheets(document, year)))
    return {"kind": PLAN, "plan": as_json(plan)}


def _no_sheets(document: Document, year: int) -> Finding:
    """What a workbook without a plan is told: which sheets it has, and which were expected."""
    found = ", ".join(f"“{table.name}”" for table in document.tables) or "no sheet with rows"
    expected = ", ".join(sheet.name for sheet in sheets_of(FinancialYear(year)))
    message = (
        f"Found {found}; expected a sheet with columns such as Deliverable no., Title, Quarter and Milestone, or part "
        f"two with the sheets {expected}."
    )
    return Finding("error", "file", message)


def as_json(plan: ParsedDeliveryPlan) -> dict[str, Any]:
    """Everything that was read, for `plan_of`; without characters that no database and no paper has a place for."""
    answer = asdict(plan) | {"says": sorted(plan.says)}
    return _printable(answer)


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {name: _printable(each) for name, each in value.items()}
    return [_printable(each) for each in value] if isinstance(value, list | tuple) else value


def plan_of(answer: dict[str, Any]) -> ParsedDeliveryPlan:
    """The value that `as_json` put into JSON."""
    return ParsedDeliveryPlan(
        title=answer["title"],
        alliance=answer["alliance"],
        year=answer["year"],
        workstreams=tuple(ParsedWorkstream(**each) for each in answer["workstreams"]),
        deliverables=tuple(_deliverable_of(each) for each in answer["deliverables"]),
        findings=tuple(Finding(**each) for each in answer["findings"]),
        says=frozenset(answer["says"]),
    )


def _deliverable_of(answer: dict[str, Any]) -> ParsedDeliverable:
    quarters = tuple(
        tuple(ParsedMilestone(**{**one, "children": tuple(one["children"])}) for one in quarter)
        for quarter in answer["milestones"]
    )
    return ParsedDeliverable(
        **{
            **answer,
            "text": tuple(answer["text"]),
            "measures": tuple(answer["measures"]),
            "lead": LeadContact(**answer["lead"]) if answer["lead"] else None,
            "narrative": tuple(answer["narrative"]),
            "milestones": quarters,
            "comments": tuple(ParsedComment(**each) for each in answer["comments"]),
        }
    )


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
        "comments": [comment.text for comment in each.comments],
    }
