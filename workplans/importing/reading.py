"""Reading a document in the guarded child process, and carrying the result back as JSON.

`read_plan` runs in the child: file -> blocks -> ParsedPlan -> JSON. `plan_of` makes the ParsedPlan again on this side.
A workbook that has exactly our own columns needs no interpreting: its cells come back as they stand (`SheetOfRows`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from core.periods import FinancialYear
from workplans.due import DueDate, DueKind
from workplans.importing.blocks import Document, Finding
from workplans.importing.headings import COLUMNS, PLAN_COLUMNS
from workplans.importing.parse import parse
from workplans.importing.parsed import ParsedAction, ParsedObjective, ParsedPlan, ParsedStep
from workplans.importing.readers import read_document

READ_PLAN = "workplans.importing.reading:read_plan"
OUR_HEADINGS = ((*PLAN_COLUMNS, *COLUMNS), COLUMNS)


@dataclass(frozen=True)
class SheetOfRows:
    """The cells of a sheet under our own headings; `rows` are pairs of place and cells."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    findings: tuple[Finding, ...]


def read_plan(*, path: str, kind: str, year: int, known_leads: list[str]) -> dict:
    """In the child process: what a file says, as JSON holds it."""
    document = read_document(Path(path).read_bytes(), kind)
    sheet = _sheet_of_rows(document) if kind == "xlsx" else None
    if sheet is not None:
        return {"headings": sheet[0], "rows": sheet[1], "findings": [_finding(f) for f in document.findings]}
    plan = parse(document, FinancialYear(year), known_leads)
    return {
        "title": plan.title,
        "objectives": [
            [each.number, each.title, each.watching_brief, each.where, each.network, each.year]
            for each in plan.objectives
        ],
        "actions": [_action(action) for action in plan.actions],
        "findings": [_finding(finding) for finding in plan.findings],
    }


def plan_of(answer: dict) -> ParsedPlan | SheetOfRows:
    """The value that `read_plan` put into JSON."""
    findings = tuple(Finding(*finding) for finding in answer["findings"])
    if "rows" in answer:
        rows = tuple((where, tuple(cells)) for where, cells in answer["rows"])
        return SheetOfRows(tuple(answer["headings"]), rows, findings)
    return ParsedPlan(
        title=answer["title"],
        objectives=tuple(ParsedObjective(*each) for each in answer["objectives"]),
        actions=tuple(_action_of(each) for each in answer["actions"]),
        findings=findings,
    )


def _sheet_of_rows(document: Document):
    for table in document.tables[:1]:
        first, *rest = table.rows
        headings = [cell.text for cell in first.cells]
        for ours in OUR_HEADINGS:
            if tuple(headings[: len(ours)]) == ours and not any(headings[len(ours) :]) and len(document.tables) == 1:
                return headings, [[row.where, [cell.text for cell in row.cells]] for row in rest]
    return None


def _finding(finding: Finding) -> list[str]:
    return [finding.level, finding.where, finding.message]


def _action(action: ParsedAction) -> dict:
    return {
        "objective_number": action.objective_number,
        "objective": action.objective,
        "number": action.number,
        "text": action.text,
        "steps": [[step.text, _due(step.due)] for step in action.steps],
        "leads": list(action.leads),
        "due": [_due(due) for due in action.due],
        "start": _due(action.start),
        "status": action.status,
        "rating": action.rating,
        "comment": action.comment,
        "network": action.network,
        "year": action.year,
        "where": action.where,
    }


def _action_of(answer: dict) -> ParsedAction:
    return ParsedAction(
        **{
            **answer,
            "steps": tuple(ParsedStep(text, _due_of(due)) for text, due in answer["steps"]),
            "leads": tuple(answer["leads"]),
            "due": tuple(_due_of(due) for due in answer["due"]),
            "start": _due_of(answer["start"]),
        }
    )


def _due(due: DueDate | None) -> list | None:
    if due is None:
        return None
    days = [day.isoformat() if day else None for day in (due.earliest, due.latest)]
    return [due.text, str(due.kind), *days]


def _due_of(answer: list | None) -> DueDate | None:
    if answer is None:
        return None
    text, kind, *days = answer
    return DueDate(text, DueKind(kind), *(date.fromisoformat(day) if day else None for day in days))
