"""The rows of a staged file as they are understood: each cell with what it was found to mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from core.periods import FinancialYear
from core.staging import ask
from workplans.due import DueDate, DueKind
from workplans.importing.matching import ITS_PLAN
from workplans.importing.progress_words import read_progress
from workplans.importing.rows import Row, RowStep, settled
from workplans.staged import StagedAction, StagedChange, StagedDate, StagedLead, StagedMatch, StagedPlan, StagedStep

CHUNK = 500

_TABLES = {
    "action": StagedAction,
    "plan": StagedPlan,
    "match": StagedMatch,
    "date": StagedDate,
    "lead": StagedLead,
    "step": StagedStep,
    "change": StagedChange,
}


@dataclass(frozen=True, slots=True)
class StagedRow:
    """A row of the stage as it is understood: `due` is the action's date, `steps` are the own dates of its steps."""

    line: int
    found_at: str
    network_id: int
    year: FinancialYear
    action_id: int | None
    row: Row
    due: DueDate
    steps: tuple[DueDate | None, ...]
    next_step_due: date | None
    remarks: tuple[str, ...]


def staged_rows(stage, *, which: str, chunk: int = CHUNK, after: int = 0) -> Iterator[list[StagedRow]]:
    """The rows of the stage that were read, in chunks by line, from the one after `after`.

    `which` is a condition in SQL on the staged action `a`, its plan `p` and its match `m`, if any.
    """
    last = after
    while True:
        cells = list(
            ask(
                """
                SELECT a.line, a.found_at, p.starts_in, p.network_id, m.action_id, a.objective_number, a.objective,
                       a.number, a.text, a.steps, a.leads, a.due, a.starts, a.status, a.rating, a.comment
                FROM {action} a
                """
                + ITS_PLAN
                + " LEFT JOIN {match} m ON m.stage_id = a.stage_id AND m.line = a.line"
                f" WHERE a.stage_id = %(stage)s AND a.line > %(last)s AND a.number <> '' AND p.problem = '' AND {which}"
                " ORDER BY a.line LIMIT %(chunk)s",
                {"stage": stage.pk, "last": last, "chunk": chunk},
                **_TABLES,
            )
        )
        if not cells:
            return
        yield _understood(stage, cells)
        last = cells[-1][0]


def _understood(stage, cells) -> list[StagedRow]:
    between = {"stage": stage.pk, "first": cells[0][0], "last": cells[-1][0]}
    dates, leads, steps = _dates(between), _leads(between), _steps(between)
    found = []
    for line, found_at, starts_in, network, action_id, *texts in cells:
        objective_number, objective, number, text, steps_cell, leads_cell, due_cell, starts, *progress_cells = texts
        due = dates.get((starts_in, due_cell)) or DueDate("", DueKind.TBC)
        start = dates.get((starts_in, starts)) if starts else None
        own = steps.get((starts_in, steps_cell, due_cell), ())
        status, rating, comment, remarks = _progress(*progress_cells)
        row = Row(
            objective_number=objective_number,
            objective=objective,
            number=number,
            text=text,
            steps=tuple(RowStep(step, date.text if date else "") for step, date, _ in own),
            leads=tuple(leads.get((network, leads_cell), ())),
            due=due.text,
            starts_on=start.earliest if start else None,
            status=status,
            rating=rating,
            comment=comment,
        )
        step_dates = tuple(date for _, date, _ in own)
        next_due = own[0][2] if own else None
        found.append(
            StagedRow(
                line, found_at, network, FinancialYear(starts_in), action_id, row, due, step_dates, next_due, remarks
            )
        )
    return found


def _progress(status_cell, rating_cell, comment) -> tuple[str, str, str, tuple[str, ...]]:
    """Status, rating and comment as they are recorded, and what a person should look at."""
    status, rating = read_progress(status_cell), read_progress(rating_cell)
    remarks = [
        f"The {name} “{words.rest}” is not a word we know; it was kept as a comment."
        for name, words in (("status", status), ("rating", rating))
        if words.rest and not words.status and not words.rating
    ]
    given, rated, remark = settled(status.status or rating.status, rating.rating or status.rating)
    comment = "\n".join(part for part in (status.rest, rating.rest, comment) if part)
    return given, rated, comment, tuple([*remarks, remark] if remark else remarks)


_BETWEEN = "WHERE a.stage_id = %(stage)s AND a.line BETWEEN %(first)s AND %(last)s"


def _dates(between):
    found = ask(
        "SELECT d.starts_in, d.cell, d.due_text, d.due_kind, d.due_earliest, d.due_latest FROM {date} d"
        " WHERE d.stage_id = %(stage)s AND EXISTS (SELECT 1 FROM {action} a "
        + _BETWEEN
        + " AND (a.due = d.cell OR a.starts = d.cell))",
        between,
        **_TABLES,
    )
    return {
        (starts_in, cell): DueDate(text, DueKind(kind), _day(earliest), _day(latest))
        for starts_in, cell, text, kind, earliest, latest in found
    }


def _leads(between):
    found = ask(
        "SELECT d.network_id, d.cell, d.name FROM {lead} d WHERE d.stage_id = %(stage)s AND d.position > 0"
        " AND d.cell IN (SELECT a.leads FROM {action} a " + _BETWEEN + ") ORDER BY d.number",
        between,
        **_TABLES,
    )
    leads = defaultdict(list)
    for network, cell, name in found:
        leads[network, cell].append(name)
    return leads


def _steps(between):
    found = ask(
        "SELECT d.starts_in, d.cell, d.due, d.text, d.due_text, d.due_kind, d.due_earliest, d.due_latest, d.next_due"
        " FROM {step} d WHERE d.stage_id = %(stage)s"
        " AND d.cell IN (SELECT a.steps FROM {action} a " + _BETWEEN + ") ORDER BY d.number",
        between,
        **_TABLES,
    )
    steps = defaultdict(list)
    for starts_in, cell, due, text, own, kind, earliest, latest, next_due in found:
        date = DueDate(own, DueKind(kind), _day(earliest), _day(latest)) if own else None
        steps[starts_in, cell, due].append((text, date, _day(next_due)))
    return steps


def _day(value):
    """A day as PostgreSQL gives it, or as the text that SQLite gives for a plain column."""
    return date.fromisoformat(value) if isinstance(value, str) else value
