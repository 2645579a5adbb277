"""Status and rating: what people report of actions and steps. The rule itself stands in reporting.py."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from core import audit
from core.rewriting import update_each
from performance.models import RatingScheme
from workplans import progress, reporting
from workplans.models import Action, ActionUpdate, PlanState, Step
from workplans.progress import Status
from workplans.reporting import CURRENT_FIELDS, ChangedMeanwhile, RatingChoice, StatusReport

__all__ = [
    "ChangedMeanwhile",
    "RatingChoice",
    "StatusReport",
    "close",
    "draft_status_update",
    "next_step_due_of",
    "record_status_update",
    "record_status_updates",
    "record_step",
    "suggestion_after",
]


def record_status_update(*, action, report: StatusReport, by, on: date, version: int | None = None) -> ActionUpdate:
    """Record what somebody reports of one action on a day.

    With `version`, the number that the action had when the form was opened, raises ChangedMeanwhile where it
    has moved on. Raises ValidationError for a closed plan, a rating better than the suggestion without reason,
    or a rating of work that is not open.
    """
    (update,) = record_status_updates(
        reports={action.pk: report}, by=by, on=on, versions={action.pk: version} if version is not None else {}
    )
    action.refresh_from_db()
    return update


@transaction.atomic
def record_status_updates(*, reports: dict[int, StatusReport], by, on: date, versions=None) -> list[ActionUpdate]:
    """Record reports by action id, all or none; returns the updates in the order of the ids.

    An update that speaks of an earlier day than the action's last one joins the history and leaves the
    current state as it is.
    """
    versions = versions or {}
    actions = list(
        Action.objects.select_for_update(of=("self",))
        .select_related("plan__network", "latest_update")
        .filter(pk__in=reports)
        .order_by("pk")
    )
    schemes = RatingScheme.objects.thresholds(on=on)
    updates, current = [], []
    for action in actions:
        if action.pk in versions and versions[action.pk] != action.version:
            raise ChangedMeanwhile(action)
        thresholds = schemes[action.plan.network.alliance_id]
        update = draft_status_update(action=action, report=reports[action.pk], by=by, on=on, thresholds=thresholds)
        updates.append(update)
        if reporting.is_current(action, on):
            current.append((action, update))
    ActionUpdate.objects.bulk_create(updates)
    for action, update in current:
        reporting.stand_as(action, update, year=action.plan.financial_year)
    update_each([action for action, _ in current], CURRENT_FIELDS)
    return updates


def suggestion_after(action, *, status: str, on: date, thresholds) -> progress.Suggestion:
    """What the facts suggest once this status is reported on this day: a report ends any quiet before it."""
    return reporting.suggestion_after(
        action, status=status, on=on, year=action.plan.financial_year, thresholds=thresholds
    )


def draft_status_update(*, action, report, by, on: date, thresholds) -> ActionUpdate:
    """What record_status_update would write, with the rating standing after it; nothing is read or written.

    `action` comes with its plan and latest update. Raises ValidationError where the verb would.
    """
    _refuse_if_closed(action.plan)
    return reporting.fill(
        ActionUpdate(action=action),
        work=action,
        report=report,
        by=by,
        on=on,
        year=action.plan.financial_year,
        thresholds=thresholds,
    )


def _refuse_if_closed(plan):
    if plan.state == PlanState.CLOSED:
        raise ValidationError(f"“{plan}” is closed. Reopen it before changing its actions.")


def close(*, action, reason: str, by, on: date, version: int | None = None) -> ActionUpdate:
    """Close an action that will not be delivered; the reason is its last comment. Nothing is deleted."""
    if not reason.strip():
        raise ValidationError({"comment": "Say why this will not be delivered."})
    return record_status_update(
        action=action, report=StatusReport(status=Status.CLOSED, comment=reason), by=by, on=on, version=version
    )


@transaction.atomic
def record_step(*, step, done: bool, by, on: date) -> Step:
    """Note that a step was done on a day, or that it is not done after all."""
    action = Action.objects.select_for_update(of=("self",)).select_related("plan__network").get(pk=step.action_id)
    _refuse_if_closed(action.plan)
    step.refresh_from_db()
    old, step.completed_on = step.completed_on, on if done else None
    if old == step.completed_on:
        return step
    step.save(update_fields=["completed_on"])
    action.next_step_due = next_step_due_of(action)
    action.version = F("version") + 1
    action.save(update_fields=["next_step_due", "version"])
    audit.record(
        audit.Change(
            verb="step done" if done else "step not done",
            subject=action,
            alliance_id=action.plan.network.alliance_id,
            changes={"completed_on": (old, step.completed_on)},
            note=step.text,
        ),
        by=by,
    )
    return step


def next_step_due_of(action) -> date | None:
    """The earliest own date of a step that is not done, as it stands in the database."""
    return progress.next_step_due(action.steps.values_list("due_latest", "completed_on"))
