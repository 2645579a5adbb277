"""What a staged file says, in full: for the terminal and for whoever compares documents."""

from collections.abc import Iterator

from workplans.due import read_due
from workplans.importing.staged_rows import staged_rows
from workplans.staged import StagedFinding


def rows_said(stage) -> Iterator[dict]:
    """One dict for each action of the file, in its order; the stage must have been worked out with `everything`.

    `due` has every date of the action's cell, in order, each with its words, kind and window (ISO days, or None).
    """
    for chunk in staged_rows(stage, which="TRUE"):
        for staged in chunk:
            row = staged.row
            yield {
                "objective_number": row.objective_number,
                "objective": row.objective,
                "number": row.number,
                "text": row.text,
                "steps": [step.text for step in row.steps],
                "leads": list(row.leads),
                "due": [
                    {
                        "text": date.text,
                        "kind": date.kind.value,
                        "earliest": date.earliest and date.earliest.isoformat(),
                        "latest": date.latest and date.latest.isoformat(),
                    }
                    for date in read_due(row.due, staged.year)
                ],
                "status": row.status,
                "rating": row.rating,
                "comment": row.comment,
            }


def findings_said(stage) -> list[dict]:
    """Every finding of a staged file as level, where and message: errors first, then in the order of the file."""
    order = {"error": 0, "warning": 1, "info": 2}
    found = StagedFinding.objects.filter(stage=stage).values_list("level", "found_at", "message", "line", "number")
    return [
        {"level": level, "where": where, "message": message}
        for level, where, message, _, _ in sorted(found, key=lambda f: (order.get(f[0], 3), f[3] or 0, f[4]))
    ]
