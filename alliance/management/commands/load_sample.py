"""Fills a database that has the reference data with the sample alliances."""

from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from alliance.sample import figures, load


class Command(BaseCommand):
    help = (
        "Loads two sample alliances with plans of this financial year and the last, their history, and accounts "
        "with a password that everybody knows; and published waiting times of a few months. Where they are there "
        "already, nothing is changed."
    )

    def add_arguments(self, parser):
        parser.add_argument("--on", metavar="DATE", help="The day up to which history runs; today by default.")
        parser.add_argument(
            "--really", action="store_true", help="Load it with DEBUG=false too, known passwords and all."
        )

    def handle(self, *args, on=None, really=False, **options):
        if not settings.DEBUG and not really:
            raise CommandError(
                "The sample's accounts have a password that everybody knows, so it is not loaded with DEBUG=false. "
                "Add --really where nobody else can reach the site."
            )
        try:
            day = date.fromisoformat(on) if on else timezone.localdate()
        except ValueError:
            raise CommandError(f"“{on}” is not a day. Write it like 2026-11-21.") from None
        try:
            loaded = load.load(on=day)
        except load.ReferenceMissing:
            raise CommandError("The reference data is not there. Run `manage.py load_reference` first.") from None
        if loaded is None:
            self.stdout.write("  All there already: nothing was changed.")
        else:
            self.stdout.write(f"  {loaded.plans} plans, {loaded.actions} actions, {loaded.updates:,} status updates")
            self.stdout.write(f"  delivery plans with {loaded.milestones} milestones")
        new = figures.load()
        if new:
            self.stdout.write(f"  {new:,} published waiting-times figures (Open Government Licence v3.0)")
