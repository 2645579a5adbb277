"""`manage.py write_sample_figures FOLDER`: for maintainers, the figures of the sample out of published ones.

Run against an empty database into which the published files that fixtures/SOURCES.md names were loaded.
"""

import csv
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand

from performance.measures import Measure
from performance.models import BodyKind, Figure
from performance.models.figures import Frequency

SINCE = date(2023, 10, 1)
COMBINED = {"28d": "28d", "31d": "31-day combined", "62d": "62-day combined"}
"""What the simple CSV calls a measure, whatever the month."""
HEAD = ("provider", "standard", "tumour group", "month", "total", "within", "status")


class Command(BaseCommand):
    help = "Writes the published figures that the sample shows as files of our own simple CSV."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)

    def handle(self, *args, folder, **options):
        kept = Figure.objects.filter(
            series__route="", series__modality="", series__measure__in=COMBINED, total__isnull=False
        ).exclude(series__tumour_group=None, series__tumour__gt="")
        england, scotland = kept.filter(series__body__nation="england"), kept.filter(series__body__nation="scotland")
        scotland = scotland.filter(series__basis="treatment", series__body__kind__in=[BodyKind.BOARD, BodyKind.NATION])
        recent = (date(2014, 1, 1), date(2024, 7, 1))  # the last year of each Scottish standard has tumour groups
        files = {
            "england-providers.csv": england.filter(series__body__kind=BodyKind.PROVIDER, month__gte=SINCE),
            "england.csv": england.filter(series__body__kind=BodyKind.NATION, series__frequency=Frequency.MONTH),
            "scotland-boards.csv": scotland.filter(series__tumour="")
            | scotland.filter(series__measure=Measure.DAYS_62, month__gte=recent[0])
            | scotland.filter(series__measure=Measure.DAYS_31, month__gte=recent[1]),
        }
        folder.mkdir(parents=True, exist_ok=True)
        for name, figures in files.items():
            count = self._write(folder / name, figures)
            self.stdout.write(f"{name}: {count:,} figures, {(folder / name).stat().st_size:,} bytes")

    def _write(self, path, figures):
        rows = figures.order_by("series__body__code", "series__measure", "series__tumour", "month").values_list(
            "series__body__code", "series__measure", "series__tumour", "series__frequency", "month", "total", "within",
            "final",
        )  # fmt: skip
        count = 0
        with path.open("w", newline="", encoding="utf-8") as file:
            write = csv.writer(file, lineterminator="\n").writerow
            write(HEAD)
            for code, measure, tumour, frequency, month, total, within, final in rows:
                when = f"{month.year}Q{month.month // 3 + 1}" if frequency == "quarter" else f"{month:%Y-%m}"
                write((code, COMBINED[measure], tumour, when, _number(total), _number(within), "" if final else "p"))
                count += 1
        return count


def _number(value):
    return "" if value is None else f"{value:f}".removesuffix(".0")
