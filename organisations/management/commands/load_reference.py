"""Fills a migrated database with reference data."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from organisations import reference

# In this order: what others refer to comes first.
FILES = (
    "alliances.json",
    "tumour_groups.json",
    "tumour_group_synonyms.json",
    "networks.json",
    "providers.json",
    "providers_merged.json",
    "provider_alliances.json",
    "rating_schemes.json",
    "waiting_time_standards.json",
    "ambitions.json",
    "reporting_bodies.json",
    "reporting_bodies_sub_icb.json",
    "compliance_frameworks.json",
    "compliance_criteria.json",
    "compliance_groups.json",
)


class Command(BaseCommand):
    help = (
        "Loads alliances, networks, providers, tumour groups, standards, compliance frameworks and the default rating "
        "scheme from fixtures/. Adds what is missing and leaves every row that is there as it is, so it can run at "
        "every start."
    )

    def handle(self, *args, **options):
        loaded = reference.load(Path(settings.BASE_DIR) / "fixtures" / name for name in FILES)
        for file in loaded:
            if file.added:
                self.stdout.write(f"  {file.added} {file.what} added" + (f", {file.kept} kept" if file.kept else ""))
            for row in file.left_out:
                self.stderr.write(self.style.WARNING(f"  left out: {row}"))
        if not any(file.added for file in loaded):
            self.stdout.write("  All there already: nothing was changed.")
