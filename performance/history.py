"""Every value of a series that was ever published, month by month: the one that stands, and what it replaced."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from performance.models import Figure, FigureDoubt, FigureRevision, Series


@dataclass(frozen=True)
class Month:
    """One month of a series: the figure that stands (None: it was withdrawn), and the values that do not."""

    month: date
    figure: Figure | None
    revisions: list[FigureRevision]
    doubts: list[FigureDoubt]


def doubts(*, kind: str = "") -> QuerySet[FigureDoubt]:
    """What does not add up, of one kind or of all, latest month first, with its series and the file that says so."""
    found = FigureDoubt.objects.select_related("series__body", "source").order_by("-month", "series", "kind")
    return found.filter(kind=kind) if kind else found


def history_of(series: Series) -> list[Month]:
    """The months of a series, latest first, in four queries."""
    standing = Figure.objects.filter(month__in=Figure.objects.months(), series=series)
    figures = {figure.month: figure for figure in standing.select_related("source")}
    revisions = defaultdict(list)
    for old in FigureRevision.objects.filter(series=series).select_related("source").order_by("-published_on", "-pk"):
        revisions[old.month].append(old)
    doubtful = defaultdict(list)
    for doubt in FigureDoubt.objects.of_series([series.pk]):
        doubtful[doubt.month].append(doubt)
    months = sorted(figures.keys() | revisions.keys(), reverse=True)
    return [Month(month, figures.get(month), revisions[month], doubtful[month]) for month in months]
