"""Does what stands on the actions as current agree with the history that is the truth?

The verbs write both in one transaction; a statement typed into the database, or a fault in a bulk import, could part
them. What follows from a history is said by progress.py, here it is only compared.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from workplans import progress
from workplans.models import Action, ActionDateRevision, ActionUpdate, Step
from workplans.progress import Status

BATCH = 1000


@dataclass(frozen=True)
class Difference:
    """One field of one action: what stands there, and what its history says."""

    action_id: int
    where: str
    field: str
    stands: object
    should_be: object


def differences(*, actions=None) -> Iterator[Difference]:
    """Compare actions (all, or those of a queryset) with their history; yields every field that differs.

    Compared are status, completion, the rating standing, the last update, since when it is quiet, the next step's date,
    and the due date where it was moved. Reads four statements for each thousand actions and holds no more than that.
    """
    actions = (Action.objects.all() if actions is None else actions).order_by("pk").select_related("plan__network")
    last = 0
    while batch := list(actions.filter(pk__gt=last)[:BATCH]):
        yield from _differences_of(batch)
        last = batch[-1].pk


def _differences_of(batch):
    ids = [action.pk for action in batch]
    updates = _latest(ActionUpdate.objects.defer("comment", "suggested_reasons", "rating_reason", "path_to_green"), ids)
    moves = _latest(ActionDateRevision.objects.defer("reason"), ids)
    steps = defaultdict(list)
    for action, due, done in Step.objects.filter(action__in=ids).values_list("action", "due_latest", "completed_on"):
        steps[action].append((due, done))
    for action in batch:
        expected = _expected(action, updates.get(action.pk), moves.get(action.pk), steps[action.pk])
        for field, should_be in expected.items():
            stands = getattr(action, field)
            if stands != should_be:
                where = f"{action.plan.network.code} {action.plan.financial_year} action {action.number}"
                yield Difference(action.pk, where, field, stands, should_be)


def _latest(rows, ids):
    """By action: the row of the latest day, and of that day the one added last."""
    return {row.action_id: row for row in rows.filter(action__in=ids).order_by("action", "on", "pk")}


def _expected(action, update, move, steps):
    expected = {
        "status": update.status if update else Status.NOT_STARTED,
        "completed_on": update.on if update and update.status == Status.COMPLETE else None,
        "rating_given": update.rating_given if update else "",
        "rating_basis": update.rating_basis if update else "",
        "last_update_on": update.on if update else None,
        "latest_update_id": update.pk if update else None,
        "quiet_since": progress.quiet_since(
            last_update_on=update.on if update else None,
            starts_on=action.starts_on,
            year_begins=action.plan.financial_year.first_day,
        ),
        "next_step_due": progress.next_step_due(steps),
    }
    if move:
        expected |= {"due_text": move.new_text, "due_kind": move.new_kind, "due_latest": move.new_latest}
    return expected
