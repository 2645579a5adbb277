"""Reminds owners of risks whose review is overdue, from a terminal: for a server without a worker."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from alliance import operations


class Command(BaseCommand):
    help = (
        "Puts a message into the outbox for the owner of every open risk whose day of review has passed. Running it "
        "again says nothing twice."
    )

    def add_arguments(self, parser):
        parser.add_argument("--on", metavar="DATE", help="The day to judge by, like 2026-11-21; today by default.")

    def handle(self, *args, on=None, **options):
        try:
            day = date.fromisoformat(on) if on else timezone.localdate()
        except ValueError:
            raise CommandError(f"“{on}” is not a day. Write it like 2026-11-21.") from None
        told = operations.remind_of_reviews(on=day)
        self.stdout.write(f"  {day:%-d %B %Y}: {told} {'person' if told == 1 else 'people'} told of reviews")
