"""Does what stands on actions (or milestones) as current agree with the history that is the truth?

The verbs write both in one transaction; a statement typed into the database, or a fault in a bulk import, could part
them. What follows from a history is said by progress.py, here it is only compared.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import Model

from workplans import progress
from workplans.models import Action, ActionDateRevision, ActionUpdate, Step
from workplans.progress import Status

BATCH = 1000


@dataclass(frozen=True)
class Kept:
    """Where one kind of work keeps its history; `of` is how the rows of it lead to the work, `above` what is joined.

    `where` names a piece of work so that somebody finds it.
    """

    works: type[Model]
    updates: type[Model]
    moves: type[Model]
    steps: type[Model]
    of: str
    above: tuple[str, ...]
    where: Callable[[object], str]


ACTIONS = Kept(
    Action,
    ActionUpdate,
    ActionDateRevision,
    Step,
    "action",
    ("plan__network",),
    lambda a: f"{a.plan.network.code} {a.plan.financial_year} action {a.number}",
)


@dataclass(frozen=True)
class Difference:
    """One field of one piece of work: what stands there, and what its history says."""

    work_id: int
    where: str
    field: str
    stands: object
    should_be: object


def differences(*, works=None, kept: Kept = ACTIONS) -> Iterator[Difference]:
    """Compare works (all of a kind, or those of a queryset) with their history; yields every field that differs.

    Compared are status, completion, the rating standing, the last update, since when it is quiet, the next step's date,
    and the due date where it was moved. Reads four statements for each thousand and holds no more than that.
    """
    works = (kept.works.objects.all() if works is None else works).order_by("pk").select_related(*kept.above)
    last = 0
    while batch := list(works.filter(pk__gt=last)[:BATCH]):
        yield from _differences_of(batch, kept)
        last = batch[-1].pk


def _differences_of(batch, kept):
    ids = [work.pk for work in batch]
    updates = kept.updates.objects.defer("comment", "suggested_reasons", "rating_reason", "path_to_green")
    updates, moves = _latest(updates, ids, kept.of), _latest(kept.moves.objects.defer("reason"), ids, kept.of)
    steps = defaultdict(list)
    rows = kept.steps.objects.filter(**{f"{kept.of}__in": ids})
    for work, due, done in rows.values_list(kept.of, "due_latest", "completed_on"):
        steps[work].append((due, done))
    for work in batch:
        expected = _expected(work, updates.get(work.pk), moves.get(work.pk), steps[work.pk])
        for field, should_be in expected.items():
            stands = getattr(work, field)
            if stands != should_be:
                yield Difference(work.pk, kept.where(work), field, stands, should_be)


def _latest(rows, ids, of):
    """By work: the row of the latest day, and of that day the one added last."""
    return {getattr(row, f"{of}_id"): row for row in rows.filter(**{f"{of}__in": ids}).order_by(of, "on", "pk")}


def _expected(work, update, move, steps):
    expected = {
        "status": update.status if update else Status.NOT_STARTED,
        "completed_on": update.on if update and update.status == Status.COMPLETE else None,
        "rating_given": update.rating_given if update else "",
        "rating_basis": update.rating_basis if update else "",
        "last_update_on": update.on if update else None,
        "latest_update_id": update.pk if update else None,
        "quiet_since": progress.quiet_since(
            last_update_on=update.on if update else None,
            starts_on=work.starts_on,
            year_begins=work.plan.financial_year.first_day,
        ),
        "next_step_due": progress.next_step_due(steps),
    }
    if move:
        expected |= {"due_text": move.new_text, "due_kind": move.new_kind, "due_latest": move.new_latest}
    return expected
