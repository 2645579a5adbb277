"""Compares what stands on the milestones with their history."""

from alliance.current import MILESTONES
from workplans.management.commands import check_current


class Command(check_current.Command):
    kept = MILESTONES
    help = (
        "Compares status, rating, last update and dates as they stand on the milestones with their history. "
        "Changes nothing; ends with code 1 where something differs."
    )
