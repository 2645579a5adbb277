"""The nightly job on 210,000 actions."""

from django.db import transaction

from tests.benchmarks.data import ON, settle
from tests.benchmarks.measure import Figure, seconds
from workplans import operations
from workplans.models import Action


def figures() -> list[Figure]:
    """The first run and the same again, against one plain UPDATE of every action."""
    number = Action.objects.count()

    def plain():
        with transaction.atomic():
            Action.objects.update(review_on=ON)
            transaction.set_rollback(True)

    plain()
    unit = seconds(plain)
    settle()
    first = seconds(lambda: operations.flag_overdue(on=ON))
    settle()
    again = min(seconds(lambda: operations.flag_overdue(on=ON)) for _ in range(3))
    return [
        Figure(f"overdue job, {number:,} actions", first / unit, "UPDATE", 0.2),
        Figure("overdue job, the same again", again / unit, "UPDATE", 0.01),
    ]
