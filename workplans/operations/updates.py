"""Status and rating: what people report of actions and steps. The rule itself stands in reporting.py."""

from datetime import date

from django.db import transaction

from core.rewriting import update_each
from performance.models import RatingScheme
from workplans import progress, reporting
from workplans.models import Action, ActionUpdate, Step
from workplans.operations.changing import locked_action, mark_step, refuse_if_closed
from workplans.reporting import CURRENT_FIELDS, ChangedMeanwhile, RatingChoice, StatusReport

__all__ = [
    "ChangedMeanwhile",
    "RatingChoice",
    "StatusReport",
    "close",
    "draft_status_update",
    "record_status_update",
    "record_status_updates",
    "record_step",
    "suggestion_after",
    "write_updates",
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
    actions = (
        Action.objects.select_for_update(of=("self",))
        .select_related("plan__network", "latest_update")
        .filter(pk__in=reports)
        .order_by("pk")
    )

    def draft(action, thresholds):
        return draft_status_update(action=action, report=reports[action.pk], by=by, on=on, thresholds=thresholds)

    return write_updates(ActionUpdate, actions, draft=draft, on=on, versions=versions or {})


def write_updates(model, works, *, draft, on: date, versions: dict[int, int]) -> list:
    """Write the update, a row of `model`, that `draft(work, thresholds)` gives of each piece of work; returns the rows.

    `works` are locked and come with plan and latest update. One that speaks of an earlier day than the work's last one
    joins the history and leaves the current state as it is. Raises ChangedMeanwhile where a version has moved on.
    """
    schemes = RatingScheme.objects.thresholds(on=on)
    updates, current = [], []
    for work in works:
        reporting.refuse_if_changed(work, versions.get(work.pk))
        alliance_id, _ = work.access_place
        update = draft(work, schemes[alliance_id])
        updates.append(update)
        if reporting.is_current(work, on):
            current.append((work, update))
    model.objects.bulk_create(updates)
    for work, update in current:
        reporting.stand_as(work, update, year=work.plan.financial_year)
    update_each([work for work, _ in current], CURRENT_FIELDS)
    return updates


def suggestion_after(work, *, status: str, on: date, thresholds) -> progress.Suggestion:
    """What the facts suggest once this status is reported on this day: a report ends any quiet before it."""
    return reporting.suggestion_after(work, status=status, on=on, year=work.plan.financial_year, thresholds=thresholds)


def draft_status_update(*, action, report, by, on: date, thresholds) -> ActionUpdate:
    """What record_status_update would write, with the rating standing after it; nothing is read or written.

    `action` comes with its plan and latest update. Raises ValidationError where the verb would.
    """
    refuse_if_closed(action.plan)
    return reporting.fill(
        ActionUpdate(action=action),
        work=action,
        report=report,
        by=by,
        on=on,
        year=action.plan.financial_year,
        thresholds=thresholds,
    )


def close(*, action, reason: str, by, on: date, version: int | None = None) -> ActionUpdate:
    """Close an action that will not be delivered; the reason is its last comment. Nothing is deleted."""
    return record_status_update(action=action, report=reporting.closing(reason), by=by, on=on, version=version)


@transaction.atomic
def record_step(*, step, done: bool, by, on: date) -> Step:
    """Note that a step was done on a day, or that it is not done after all."""
    action = locked_action(step.action_id)
    mark_step(step, work=action, rows=action.steps, noun="step", done=done, by=by, on=on)
    return step
