"""What a preview shows of a staged file, a page at a time: findings, new actions, changes, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass

from workplans.importing.preview import missing_actions
from workplans.importing.rows import FIELD_LABELS
from workplans.importing.staged_rows import staged_rows
from workplans.progress import OPEN
from workplans.staged import StagedAction, StagedChange, StagedFinding, StagedImport, StagedObjective

PAGE = 50
MOST_TO_TICK = 500


@dataclass(frozen=True)
class Part:
    """One page of a list: its rows, and the key after which the next page begins (None on the last)."""

    rows: list
    after: int | None


@dataclass(frozen=True)
class NewAction:
    where: str
    number: str
    text: str
    steps: int
    leads: str
    due: str
    reads_as: str


@dataclass(frozen=True)
class ChangedAction:
    where: str
    number: str
    changes: tuple[tuple[str, str, str], ...]


def _page(rows, key) -> Part:
    """A page out of one row more than it holds."""
    more = len(rows) > PAGE
    return Part(rows[:PAGE], key(rows[PAGE - 1]) if more else None)


def findings(stage: StagedImport, level: str, *, after: int = 0) -> Part:
    """Findings of one level, in the order in which they were made; each with `found_at` and `message`."""
    found = StagedFinding.objects.filter(stage=stage, level=level, number__gt=after).order_by("number")
    return _page(list(found.values("number", "found_at", "message")[: PAGE + 1]), lambda row: row["number"])


def new_actions(stage: StagedImport, *, after: int = 0) -> Part:
    """Actions that the plan does not have yet."""
    which = "m.line IS NOT NULL AND m.action_id IS NULL"
    chunk = next(iter(staged_rows(stage, which=which, chunk=PAGE + 1, after=after)), [])
    part = _page(chunk, lambda staged: staged.line)
    rows = [
        NewAction(
            where=staged.found_at or f"line {staged.line}",
            number=staged.row.number,
            text=staged.row.text,
            steps=len(staged.row.steps),
            leads="; ".join(staged.row.leads),
            due=staged.row.due,
            reads_as=f"{staged.due.latest:%-d %B %Y}" if staged.due.latest else staged.due.kind.label,
        )
        for staged in part.rows
    ]
    return Part(rows, part.after)


def changed_actions(stage: StagedImport, *, after: int = 0) -> Part:
    """Actions that the file would change, each with (field, old, new) in words."""
    changes = list(StagedChange.objects.filter(stage=stage, line__gt=after).order_by("line")[: PAGE + 1])
    part = _page(changes, lambda change: change.line)
    lines = [change.line for change in part.rows]
    said = {
        line: (found_at or f"line {line}", number)
        for line, found_at, number in StagedAction.objects.filter(stage=stage, line__in=lines).values_list(
            "line", "found_at", "number"
        )
    }
    rows = [
        ChangedAction(
            *said[change.line],
            tuple((FIELD_LABELS.get(name, name), old, new) for name, (old, new) in change.changes.items()),
        )
        for change in part.rows
    ]
    return Part(rows, part.after)


def changed_objectives(stage: StagedImport) -> list[tuple[str, str, str]]:
    """Objectives that get another title, as (number, old title, new title), at most a page of them."""
    changed = StagedObjective.objects.filter(stage=stage).exclude(old_title="").order_by("line")
    return list(changed.values_list("number", "old_title", "title")[:PAGE])


def missing(stage: StagedImport):
    """Open actions that the file leaves out, as (id, words) to choose from, at most MOST_TO_TICK."""
    rows = missing_actions(stage).filter(status__in=OPEN).values_list("pk", "number", "text")[:MOST_TO_TICK]
    return [(pk, f"{number} {text}"[:160]) for pk, number, text in rows]
