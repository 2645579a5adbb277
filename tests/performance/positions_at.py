"""Positions made by hand, for tests of what is read out of them."""

from datetime import date
from decimal import Decimal

from performance.rag import RagRating, Thresholds, rate_against_standard
from performance.summaries import MonthlyPosition

STEADY = [70, 72, 71, 69, 70, 71, 72, 70, 69, 71, 70, 72, 71]


def months(count, first=date(2022, 4, 1), step=1):
    """So many months (or quarters) in a row."""
    start = first.year * 12 + first.month - 1
    return [date((start + n * step) // 12, (start + n * step) % 12 + 1, 1) for n in range(count)]


def position(month, per_cent, *, standard=85, measure="62d", period="month", final=True, total=1000):
    """A position with this share of 1,000; None is a month without a figure."""
    within = None if per_cent is None else Decimal(str(per_cent)) * total / 100
    rating = rate_against_standard(
        within=within, total=Decimal(total), thresholds=Thresholds(),
        level=None if standard is None else Decimal(standard),
    )  # fmt: skip
    return MonthlyPosition(
        month=month,
        period=period,
        measure=measure,
        basis="provider",
        total=None if within is None else Decimal(total),
        within=within,
        performance=None if within is None else float(within) / total,
        standard=None if standard is None else standard / 100,
        rating=RagRating(rating),
        final=None if within is None else final,
    )


def series(values, *, first=date(2022, 4, 1), step=1, **options):
    """Positions in a row from a month."""
    return [position(month, value, **options) for month, value in zip(months(len(values), first, step), values)]  # noqa: B905
