"""What the verbs of work have in common: keeping others out, setting what differs, writing the trail.

The verbs of the floor above use these too, but for what names a plan of this one.
"""

from django.core.exceptions import ValidationError
from django.db.models import Max

from core import audit
from workplans import progress, reporting
from workplans.models import Action, PlanState


def refuse_if_closed(plan) -> None:
    """Raise ValidationError where the plan is closed."""
    if plan.state == PlanState.CLOSED:
        raise ValidationError(f"“{plan}” is closed. Reopen it before changing its actions.")


def locked_action(pk: int, *, version: int | None = None) -> Action:
    """An action of an open plan as it stands, kept from others' changes; raises ChangedMeanwhile where it moved on."""
    action = Action.objects.select_for_update(of=("self",)).select_related("plan__network").get(pk=pk)
    reporting.refuse_if_changed(action, version)
    refuse_if_closed(action.plan)
    return action


def next_position(siblings) -> int:
    """The place after the last of these rows."""
    return (siblings.aggregate(last=Max("position"))["last"] or 0) + 1


def assign(thing, **values) -> dict:
    """Set what differs; returns the changes as field -> (old, new)."""
    changes = {}
    for name, value in values.items():
        old = getattr(thing, name)
        if old != value:
            changes[name] = (old, value)
            setattr(thing, name, value)
    return changes


def record(verb, subject, by, changes=None, note="") -> None:
    """Write one change into the trail of the alliance that the subject belongs to."""
    alliance_id, _ = subject.access_place
    audit.record(audit.Change(verb, subject, changes or {}, alliance_id=alliance_id, note=note), by=by)


# --- Steps ----------------------------------------------------------------------------------------------


def set_steps(work, rows, steps) -> None:
    """Give work these steps, pairs of text and own date as written; those whose text stays keep the day they were done.

    `rows` is the manager of the work's steps.
    """
    done = {step.text: step.completed_on for step in rows.all()}
    rows.all().delete()
    values = reporting.steps_as_planned(steps, done, year=work.plan.financial_year)
    new = [rows.model(**{rows.field.name: work}, **each) for each in values]
    rows.model.objects.bulk_create(new)
    work.next_step_due = progress.next_step_due((row.due_latest, row.completed_on) for row in new)
    type(work).objects.filter(pk=work.pk).update(next_step_due=work.next_step_due)


def mark_step(step, *, work, rows, noun: str, done: bool, by, on) -> None:
    """Note on work that is locked that one of its steps was done on a day, or is not done after all.

    `rows` is the manager of the work's steps, `noun` what the trail calls one.
    """
    step.refresh_from_db()
    old, step.completed_on = step.completed_on, on if done else None
    if old == step.completed_on:
        return
    step.save(update_fields=["completed_on"])
    work.next_step_due = progress.next_step_due(rows.values_list("due_latest", "completed_on"))
    work.version += 1
    work.save(update_fields=["next_step_due", "version"])
    verb = f"{noun} done" if done else f"{noun} not done"
    record(verb, work, by, {"completed_on": (old, step.completed_on)}, note=step.text)
