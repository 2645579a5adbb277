"""Change control: moving a due date."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from workplans import due
from workplans.models import Action, ActionDateRevision
from workplans.operations.updates import ChangedMeanwhile, _refuse_if_closed


@transaction.atomic
def move_due_date(
    *, action, text: str, reason: str, agreed_by: str, by, on: date, version: int | None = None
) -> ActionDateRevision:
    """Give an action a new due date; the original stays, and the move is kept with its reason and who agreed.

    `text` is the date as people write it. Raises ValidationError where it cannot be read, is the date it already has,
    or where reason or agreement is missing; ChangedMeanwhile as record_status_update does.
    """
    action = Action.objects.select_for_update(of=("self",)).select_related("plan__network").get(pk=action.pk)
    if version is not None and version != action.version:
        raise ChangedMeanwhile(action)
    _refuse_if_closed(action.plan)
    errors = {}
    new = due.the_due(due.read_due(text, action.plan.financial_year))
    if new.kind == due.DueKind.UNREAD:
        errors["text"] = f"“{text}” is not a date we can read. Write it like 30 June 2026, Jun 26, Q2, ongoing or TBC."
    elif text.strip() == action.due_text.strip():
        errors["text"] = "This is the date it has already."
    if not reason.strip():
        errors["reason"] = "Say why the date moves."
    if not agreed_by.strip():
        errors["agreed_by"] = "Say who agreed to the new date."
    if errors:
        raise ValidationError(errors)
    revision = revision_of(
        action, text=text.strip(), new=new, reason=reason.strip(), agreed_by=agreed_by.strip(), by=by, on=on
    )
    revision.save()
    apply_date(action, text=text.strip(), new=new)
    action.version += 1
    action.save(
        update_fields=[
            "due_text",
            "due_kind",
            "due_earliest",
            "due_latest",
            "original_text",
            "original_latest",
            "version",
        ]  # fmt: skip
    )
    return revision


def revision_of(action, *, text, new, reason, agreed_by, by, on) -> ActionDateRevision:
    """The history row of a move, before it is made."""
    return ActionDateRevision(
        action=action,
        old_text=action.due_text,
        old_kind=action.due_kind,
        old_latest=action.due_latest,
        new_text=text,
        new_kind=new.kind,
        new_earliest=new.earliest,
        new_latest=new.latest,
        reason=reason,
        agreed_by=agreed_by[:200],
        on=on,
        by=by,
    )


def apply_date(action, *, text, new) -> None:
    """Set the current date. The first date that is one becomes the original; agreeing "TBC" later is no slip."""
    action.due_text, action.due_kind = text, new.kind
    action.due_earliest, action.due_latest = new.earliest, new.latest
    if action.original_latest is None and new.latest is not None:
        action.original_text, action.original_latest = text, new.latest
