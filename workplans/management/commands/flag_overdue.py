"""Flags what has become overdue, from a terminal: for a server without a worker, and for looking."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from workplans import operations


class Command(BaseCommand):
    flag = staticmethod(operations.flag_overdue)
    help = (
        "Flags newly overdue actions once for each action and due date, clears the flags of what is done or moved, and "
        "puts one message for each manager into the outbox. Running it again changes nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("--on", metavar="DATE", help="The day to judge by, like 2026-11-21; today by default.")

    def handle(self, *args, on=None, **options):
        try:
            day = date.fromisoformat(on) if on else timezone.localdate()
        except ValueError:
            raise CommandError(f"“{on}” is not a day. Write it like 2026-11-21.") from None
        done = self.flag(on=day)
        if done.raised or done.cleared or done.told:
            people = "1 person" if done.told == 1 else f"{done.told} people"
            self.stdout.write(f"  {day:%-d %B %Y}: {done.raised} flagged, {done.cleared} cleared, {people} to be told")
        else:
            self.stdout.write(f"  {day:%-d %B %Y}: nothing new")
