"""Compares what stands on the actions with their history."""

from django.core.management.base import BaseCommand, CommandError

from workplans import current


class Command(BaseCommand):
    kept = current.ACTIONS
    help = (
        "Compares status, rating, last update and dates as they stand on the actions with their history. "
        "Changes nothing; ends with code 1 where something differs."
    )

    def handle(self, *args, **options):
        found = 0
        for difference in current.differences(kept=self.kept):
            found += 1
            self.stdout.write(
                f"  {difference.where}: {difference.field} is {difference.stands!r}, "
                f"the history says {difference.should_be!r}"
            )
        if found:
            raise CommandError(f"{found} {'field differs' if found == 1 else 'fields differ'} from the history.")
        many = self.kept.works._meta.verbose_name_plural
        self.stdout.write(f"  {self.kept.works.objects.count()} {many} agree with their history.")
