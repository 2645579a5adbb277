"""`manage.py refresh_summaries [--check]`: the summary of waiting times, made anew from the figures or checked."""

from django.core.management.base import BaseCommand, CommandError

from performance.operations import refresh_summaries
from performance.positions import differences


class Command(BaseCommand):
    help = (
        "Adds up anew what pages read about waiting times. With --check nothing is changed: it fails where it differs."
    )

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="Only compare the summary with the figures.")

    def handle(self, *args, check, **options):
        if not check:
            self.stdout.write(f"{refresh_summaries(by=None):,} rows were made.")
            return
        found = differences()
        if any(found):
            raise CommandError(
                f"The summary differs from the figures: {found.missing:,} rows are missing or wrong, {found.spare:,} "
                "stand there and should not. Run refresh_summaries."
            )
        self.stdout.write("The summary agrees with the figures.")
