"""Change control: moving a due date. What a move must say, and what it does to the date, stands in reporting.py."""

from datetime import date

from django.db import transaction

from workplans import reporting
from workplans.models import ActionDateRevision
from workplans.operations.changing import locked_action
from workplans.reporting import DATE_FIELDS
from workplans.work import DateRevision


@transaction.atomic
def move_due_date(
    *, action, text: str, reason: str, agreed_by: str, by, on: date, version: int | None = None
) -> ActionDateRevision:
    """Give an action a new due date; the original stays, and the move is kept with its reason and who agreed.

    `text` is the date as people write it. Raises ValidationError where it cannot be read, is the date it already has,
    or where reason or agreement is missing; ChangedMeanwhile as record_status_update does.
    """
    action = locked_action(action.pk, version=version)
    return move_date_of(action, text=text, reason=reason, agreed_by=agreed_by, by=by, on=on)


def move_date_of(work, *, text: str, reason: str, agreed_by: str, by, on: date) -> DateRevision:
    """Move the date of work that is locked, and keep the move among its `date_revisions`."""
    year, text = work.plan.financial_year, text.strip()
    new = reporting.read_move(work, text=text, reason=reason, agreed_by=agreed_by, year=year)
    values = reporting.move_of(work, text=text, new=new, reason=reason, agreed_by=agreed_by, by=by, on=on)
    revision = work.date_revisions.create(**values)
    reporting.apply_date(work, text=text, new=new)
    work.version += 1
    work.save(update_fields=DATE_FIELDS)
    return revision
