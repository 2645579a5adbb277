"""Flags milestones that have become overdue, from a terminal: for a server without a worker, and for looking."""

from alliance import operations
from workplans.management.commands import flag_overdue


class Command(flag_overdue.Command):
    flag = staticmethod(operations.flag_overdue_milestones)
    help = (
        "Flags newly overdue milestones once for each milestone and due date, clears the flags of what is done or "
        "moved, and puts one message for each lead into the outbox. Running it again changes nothing."
    )
