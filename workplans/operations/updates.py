"""Status and rating: what people report of actions and steps."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F

from core import audit
from performance.models import RatingScheme
from performance.rag import RagRating
from workplans import progress
from workplans.models import Action, ActionUpdate, PlanState, Step
from workplans.progress import OPEN, Status


class ChangedMeanwhile(Exception):
    """Somebody changed the action after the form was opened; `action` is how it stands now."""

    def __init__(self, action):
        super().__init__("Somebody else changed this action while you were writing.")
        self.action = action


class RatingChoice(models.TextChoices):
    """What a status report says about the rating."""

    KEEP = "", "Leave the rating as it is"
    GREEN = "green", "Green"
    AMBER = "amber", "Amber"
    RED = "red", "Red"
    SUGGESTED = "suggested", "Use the suggested rating"


@dataclass(frozen=True)
class StatusReport:
    """What somebody says of an action: its status, perhaps a rating, and why."""

    status: str
    comment: str = ""
    rating: str = RatingChoice.KEEP
    rating_reason: str = ""
    path_to_green: str = ""


@transaction.atomic
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
        is_current = action.last_update_on is None or on >= action.last_update_on
        thresholds = schemes[action.plan.network.alliance_id]
        update = draft_status_update(action=action, report=reports[action.pk], by=by, on=on, thresholds=thresholds)
        updates.append(update)
        if is_current:
            current.append((action, update))
    ActionUpdate.objects.bulk_create(updates)
    for action, update in current:
        action.status = update.status
        action.completed_on = on if update.status == Status.COMPLETE else None
        action.rating_given, action.rating_basis = update.rating_given, update.rating_basis
        action.last_update_on = on
        action.latest_update = update
        action.quiet_since = _quiet_since(action, on)
        action.version = action.version + 1
    _write([action for action, _ in current])
    return updates


def _write(actions):
    fields = [
        "status", "completed_on", "rating_given", "rating_basis", "last_update_on", "latest_update", "quiet_since",
        "version",
    ]  # fmt: skip
    if len(actions) == 1:
        actions[0].save(update_fields=fields)
    elif actions:
        Action.objects.bulk_update(actions, fields, batch_size=500)


def suggestion_after(action, *, status: str, on: date, thresholds) -> progress.Suggestion:
    """What the facts suggest once this status is reported on this day: a report ends any quiet before it."""
    facts = progress.WorkFacts(
        status=Status(status),
        due_kind=action.due_kind,
        due_latest=action.due_latest,
        original_latest=action.original_latest,
        starts_on=action.starts_on,
        quiet_since=_quiet_since(action, on),
        next_step_due=action.next_step_due,
        watching_brief=action.watching_brief,
    )
    return progress.suggest(facts, on=on, thresholds=thresholds)


def draft_status_update(*, action, report, by, on: date, thresholds) -> ActionUpdate:
    """What record_status_update would write, with the rating standing after it; nothing is read or written.

    `action` comes with its plan and latest update. Raises ValidationError where the verb would.
    """
    _refuse_if_closed(action.plan)
    status = Status(report.status)
    suggestion = suggestion_after(action, status=status, on=on, thresholds=thresholds)
    update = ActionUpdate(
        action=action,
        status=status,
        comment=report.comment.strip(),
        on=on,
        by=by,
        suggested=suggestion.rating,
        suggested_reasons=[reason.words for reason in suggestion.reasons],
    )
    gives = report.rating in (RagRating.GREEN, RagRating.AMBER, RagRating.RED)
    if gives and status not in OPEN:
        raise ValidationError(
            {
                "rating": f"{status.label} work is not rated by hand: leave the rating as it is, "
                "or choose an open status."
            }
        )
    if gives:
        better = progress.needs_reason(given=report.rating, suggested=suggestion.rating)
        if better and not report.rating_reason.strip():
            raise ValidationError(
                {
                    "rating_reason": f"{RagRating(report.rating).label} is better than the suggested "
                    f"{suggestion.rating.label} ({suggestion.words}). Say why."
                }
            )
        update.rated = True
        update.rating_given, update.rating_basis = report.rating, suggestion.rating
        update.rating_reason = report.rating_reason.strip() if better else ""
        update.path_to_green = report.path_to_green.strip() if report.rating != RagRating.GREEN else ""
    elif report.rating == RatingChoice.KEEP and status in OPEN and action.rating_given:
        last = action.latest_update
        update.rating_given, update.rating_basis = action.rating_given, action.rating_basis
        update.rating_reason = last.rating_reason if last else ""
        update.path_to_green = report.path_to_green.strip() or (last.path_to_green if last else "")
    return update


def _quiet_since(action, last_update_on):
    return progress.quiet_since(
        last_update_on=last_update_on,
        starts_on=action.starts_on,
        year_begins=action.plan.financial_year.first_day,
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
