"""What the rows of a staged file would change in actions that exist, and what is odd about the ratings they bring.

Whether a row differs is said by rows.differences, what the new values are by the verbs' own rules.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date

from core.staging import ask, copy_rows
from organisations.models import Network
from performance.models import RatingScheme
from performance.rag import RagRating
from workplans import progress
from workplans.due import DueKind
from workplans.importing.findings import add_row_findings
from workplans.importing.rows import differences, for_rows, row_of_action
from workplans.importing.staged_rows import StagedRow, staged_rows
from workplans.models import Action, Objective
from workplans.progress import Status
from workplans.reporting import apply_date
from workplans.staged import StagedChange, StagedKeptStep, StagedMatch, StagedObjective, StagedPlan

IMPORTED_REASON = "From the imported file"


def compare_rows(stage, *, on: date) -> None:
    """Compare every row that has an action and may have changed, and write what it would change."""
    if not StagedMatch.objects.filter(stage=stage, action_id__isnull=False).exists():
        return
    schemes = RatingScheme.objects.thresholds(on=on)
    for chunk in staged_rows(stage, which="m.action_id IS NOT NULL"):
        actions = for_rows(Action.objects.filter(pk__in=[staged.action_id for staged in chunk]))
        actions = actions.select_related("objective", "latest_update", "plan__network").in_bulk()
        changes, kept, findings = [], [], []
        for staged in chunk:
            action = actions[staged.action_id]
            change = _change_of(stage, action, staged)
            if change is None:
                continue
            changes.append(change.values)
            kept.extend((stage.pk, staged.line, position, day) for position, day in change.kept_steps)
            thresholds = schemes[action.plan.network.alliance_id]
            findings.extend(_findings_of(staged, change, on=on, thresholds=thresholds))
        if changes:
            copy_rows(StagedChange, tuple(changes[0]), (tuple(change.values()) for change in changes))
        copy_rows(StagedKeptStep, ("stage", "line", "position", "completed_on"), kept)
        add_row_findings(stage, findings, of_plan=True)


_PROGRESS = ("status", "rating", "comment")


@dataclass(frozen=True, slots=True)
class _Change:
    values: dict
    fields: dict[str, list[str]]
    facts: progress.WorkFacts
    kept_steps: list[tuple[int, date]]


def _change_of(stage, action, staged: StagedRow) -> _Change | None:
    """What a row would change in its action; None for nothing. The verbs' own rules say what the new values are."""
    old, new, year = row_of_action(action), staged.row, staged.year
    fields = {
        found.field: [found.old, found.new] for found in differences(old, new, year=year, said=frozenset(stage.said))
    }
    if not fields:
        return None
    was = (action.due_kind, action.due_latest)
    if "due" in fields:
        apply_date(action, text=new.due, new=staged.due)
    moves = "due" in fields and _has_moved(was, (action.due_kind, action.due_latest))
    kept = []
    if "steps" in fields:
        done = {step.text: step.completed_on for step in action.steps.all()}
        kept = [(at, done[step.text]) for at, step in enumerate(new.steps, start=1) if done.get(step.text)]
        kept_at = dict(kept)
        own_dates = ((own.latest if own else None, kept_at.get(at)) for at, own in enumerate(staged.steps, start=1))
        action.next_step_due = progress.next_step_due(own_dates)
    if "starts_on" in fields:
        action.starts_on = new.starts_on
    action.quiet_since = progress.quiet_since(
        last_update_on=action.last_update_on, starts_on=action.starts_on, year_begins=year.first_day
    )
    audited = {
        name: _for_history(name, old, new, values)
        for name, values in fields.items()
        if name not in _PROGRESS and not (name == "due" and moves)
    }
    if "leads" in fields and old.leads[:1] != new.leads[:1]:
        audited["accountable"] = ["".join(row.leads[:1]) for row in (old, new)]
    values = {
        "stage": stage.pk,
        "line": staged.line,
        "action_id": action.pk,
        "version": action.version,
        "rewrites": bool(audited),
        "moves": moves,
        "reports": any(name in fields for name in _PROGRESS),
        "replaces_steps": "steps" in fields,
        "replaces_leads": "leads" in fields,
        "objective_number": new.objective_number,
        "text": new.text if "text" in fields else action.text,
        "starts_on": action.starts_on,
        "due_text": action.due_text,
        "due_kind": DueKind(action.due_kind).value,
        "due_earliest": action.due_earliest,
        "due_latest": action.due_latest,
        "original_text": action.original_text,
        "original_latest": action.original_latest,
        "quiet_since": action.quiet_since,
        "next_step_due": action.next_step_due,
        "changes": json.dumps(fields),
        "audited": json.dumps(audited),
    }
    return _Change(values, fields, _facts_of(action, new), kept)


def _for_history(name, old, new, words):
    """An old and a new value in the shape that the verbs of the forms record, so that history reads both alike."""
    match name:
        case "steps":
            return [[[step.text, step.due] for step in row.steps] for row in (old, new)]
        case "leads":
            return [list(row.leads) for row in (old, new)]
        case "starts_on":
            return [row.starts_on.isoformat() if row.starts_on else None for row in (old, new)]
        case _:
            return words


def _has_moved(was, now) -> bool:
    """Whether a due date is another one, and not only written in other words."""
    return was[1] != now[1] or (now[1] is None and was[0] != now[0])


def _facts_of(action, row) -> progress.WorkFacts:
    return progress.WorkFacts(
        status=row.status or action.status,
        due_kind=action.due_kind,
        due_latest=action.due_latest,
        original_latest=action.original_latest,
        starts_on=action.starts_on,
        quiet_since=action.quiet_since,
        next_step_due=action.next_step_due,
        watching_brief=action.watching_brief,
    )


def _findings_of(staged, change, *, on, thresholds):
    for remark in staged.remarks:
        yield staged.line, staged.found_at, "warning", remark
    if "rating" in change.fields:
        yield from _rating_findings(staged, change.facts, on=on, thresholds=thresholds)
    if "due" in change.fields and staged.due.kind == DueKind.UNREAD and change.values["moves"]:
        message = f"The action would lose its due date: “{staged.due.text}” cannot be read as one."
        yield staged.line, staged.found_at, "warning", message


def _rating_findings(staged, facts, *, on, thresholds):
    """A warning where a file rates better than the facts suggest and, being a file, gives no reason."""
    suggestion = progress.suggest(replace(facts, quiet_since=max(facts.quiet_since, on)), on=on, thresholds=thresholds)
    if progress.needs_reason(given=staged.row.rating, suggested=suggestion.rating):
        given, suggested = RagRating(staged.row.rating).label, suggestion.rating.label
        message = (
            f"The rating {given} is better than the suggested {suggested} ({suggestion.words}). "
            f"It will be recorded with the reason “{IMPORTED_REASON}”."
        )
        yield staged.line, staged.found_at, "warning", message


def check_new_rows(stage, *, on: date) -> None:
    """Report what a person should look at in the status and rating that new rows bring."""
    if not {"status", "rating"} & set(stage.said):
        return
    schemes = RatingScheme.objects.thresholds(on=on)
    networks = StagedPlan.objects.filter(stage=stage, problem="").values("network_id")
    alliances = dict(Network.objects.filter(pk__in=networks).order_by().values_list("pk", "alliance"))
    briefs = set(
        ask(
            "SELECT p.network_id, p.starts_in, o.number FROM {objective} o"
            " JOIN {plan} p ON p.stage_id = o.stage_id AND p.place = o.place"
            " LEFT JOIN {real} r ON r.plan_id = p.plan_id AND r.number = o.number"
            " WHERE o.stage_id = %(stage)s AND COALESCE(r.watching_brief, o.watching_brief)",
            {"stage": stage.pk},
            objective=StagedObjective,
            plan=StagedPlan,
            real=Objective,
        )
    )
    which = "m.line IS NOT NULL AND m.action_id IS NULL AND (a.status <> '' OR a.rating <> '')"
    for chunk in staged_rows(stage, which=which):
        findings = []
        for staged in chunk:
            findings.extend((staged.line, staged.found_at, "warning", remark) for remark in staged.remarks)
            if staged.row.rating:
                row, year = staged.row, staged.year
                facts = progress.WorkFacts(
                    status=row.status or Status.NOT_STARTED,
                    due_kind=staged.due.kind,
                    due_latest=staged.due.latest,
                    original_latest=staged.due.latest,
                    starts_on=row.starts_on,
                    quiet_since=progress.quiet_since(
                        last_update_on=on, starts_on=row.starts_on, year_begins=year.first_day
                    ),
                    next_step_due=staged.next_step_due,
                    watching_brief=(staged.network_id, year.start, row.objective_number) in briefs,
                )
                thresholds = schemes[alliances[staged.network_id]]
                findings.extend(_rating_findings(staged, facts, on=on, thresholds=thresholds))
        add_row_findings(stage, findings, of_plan=True)
