"""Compares what stands on the actions with their history."""

from django.core.management.base import BaseCommand, CommandError

from workplans import current
from workplans.models import Action


class Command(BaseCommand):
    help = (
        "Compares status, rating, last update and dates as they stand on the actions with their history. "
        "Changes nothing; ends with code 1 where something differs."
    )

    def handle(self, *args, **options):
        found = 0
        for difference in current.differences():
            found += 1
            self.stdout.write(
                f"  {difference.where}: {difference.field} is {difference.stands!r}, "
                f"the history says {difference.should_be!r}"
            )
        if found:
            raise CommandError(f"{found} {'field differs' if found == 1 else 'fields differ'} from the history.")
        self.stdout.write(f"  {Action.objects.count()} actions agree with their history.")
