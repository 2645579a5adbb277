"""Reminds programme leads of open quarterly returns, from a terminal: for a server without a worker."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from alliance import operations


class Command(BaseCommand):
    help = (
        "Puts a message into the outbox for everybody whose commentary of an open quarterly return is due within a "
        "week, or late. Running it again says nothing twice."
    )

    def add_arguments(self, parser):
        parser.add_argument("--on", metavar="DATE", help="The day to judge by, like 2026-11-21; today by default.")

    def handle(self, *args, on=None, **options):
        try:
            day = date.fromisoformat(on) if on else timezone.localdate()
        except ValueError:
            raise CommandError(f"“{on}” is not a day. Write it like 2026-11-21.") from None
        told = operations.remind_of_returns(on=day)
        people = "nobody is" if not told else "1 person is" if told == 1 else f"{told} people are"
        self.stdout.write(f"  {day:%-d %B %Y}: {people} behind with a return")
