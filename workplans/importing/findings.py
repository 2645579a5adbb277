"""The findings of a staged import: what a person should know before they confirm."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Max

from core.staging import copy_rows, run
from workplans.importing.blocks import Finding
from workplans.staged import StagedAction, StagedFinding

FIELDS = ("stage", "number", "line", "level", "found_at", "message", "of_plan")


def add_findings(stage, findings: Iterable[Finding], *, lines: Mapping[str, int] | None = None) -> None:
    """Add findings of the whole file, or - where `lines` knows the place - of one of its rows."""
    first = next_number(stage)
    rows = (
        (stage.pk, number, (lines or {}).get(finding.where), finding.level, finding.where, finding.message, False)
        for number, finding in enumerate(findings, start=first)
    )
    copy_rows(StagedFinding, FIELDS, rows)


def add_row_findings(stage, findings: Iterable[tuple[int, str, str, str]], *, of_plan: bool = False) -> None:
    """Add findings of rows; each is a line, its place (may be empty), a level and a message.

    `of_plan`: they depend on how the plan stands, and are found anew where it moves on.
    """
    first = next_number(stage)
    rows = (
        (stage.pk, number, line, level, found_at or f"line {line}", message, of_plan)
        for number, (line, found_at, level, message) in enumerate(findings, start=first)
    )
    copy_rows(StagedFinding, FIELDS, rows)


def add_findings_of_rows(stage, level: str, problems: str, params: dict, **models) -> int:
    """Add one finding for each row of a query that gives `line` and `message`; returns how many."""
    return run(
        f"""
        INSERT INTO {{finding}} (stage_id, number, line, level, found_at, message, of_plan)
        SELECT %(stage)s, %(first)s + ROW_NUMBER() OVER (ORDER BY a.line), a.line, %(level)s,
               CASE WHEN a.found_at <> '' THEN a.found_at ELSE 'line ' || a.line END, problem.message, FALSE
        FROM ({problems}) problem JOIN {{action}} a ON a.stage_id = %(stage)s AND a.line = problem.line
        """,
        {**params, "stage": stage.pk, "first": next_number(stage) - 1, "level": level},
        **{"finding": StagedFinding, "action": StagedAction, **models},
    )


def next_number(stage) -> int:
    return (StagedFinding.objects.filter(stage=stage).aggregate(last=Max("number"))["last"] or 0) + 1
