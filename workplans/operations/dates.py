"""Change control: moving a due date. What a move must say, and what it does to the date, stands in reporting.py."""

from datetime import date

from django.db import transaction

from workplans import reporting
from workplans.models import Action, ActionDateRevision
from workplans.operations.updates import _refuse_if_closed
from workplans.reporting import DATE_FIELDS, ChangedMeanwhile


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
    year, text = action.plan.financial_year, text.strip()
    new = reporting.read_move(action, text=text, reason=reason, agreed_by=agreed_by, year=year)
    values = reporting.move_of(action, text=text, new=new, reason=reason, agreed_by=agreed_by, by=by, on=on)
    revision = ActionDateRevision.objects.create(action=action, **values)
    reporting.apply_date(action, text=text, new=new)
    action.version += 1
    action.save(update_fields=DATE_FIELDS)
    return revision
