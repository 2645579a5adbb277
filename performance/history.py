"""Every value of a series that was ever published, month by month: the one that stands, and what it replaced."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from performance.models import Figure, FigureRevision, Series


@dataclass(frozen=True)
class Month:
    """One month of a series: the figure that stands (None: it was withdrawn), and the values that do not."""

    month: date
    figure: Figure | None
    revisions: list[FigureRevision]


def history_of(series: Series) -> list[Month]:
    """The months of a series, latest first, in two queries."""
    figures = {figure.month: figure for figure in Figure.objects.filter(series=series).select_related("source")}
    revisions = defaultdict(list)
    for old in FigureRevision.objects.filter(series=series).select_related("source").order_by("-published_on", "-pk"):
        revisions[old.month].append(old)
    months = sorted(figures.keys() | revisions.keys(), reverse=True)
    return [Month(month, figures.get(month), revisions[month]) for month in months]
