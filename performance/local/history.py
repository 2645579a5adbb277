"""What stood for a week or month before, and gave way. For those only who see every count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from organisations.models import Alliance, User
from performance.disclosure import MARK
from performance.local.grids import FAMILIES, number
from performance.models import LocalCount, LocalCountRevision

SHOWN = 50


@dataclass(frozen=True)
class Correction:
    """A count that gave way: what it was, what stands now, who brought the other value and when."""

    what: str
    where: str
    before: str
    now: str
    by: str
    at: datetime


def corrections(alliance: Alliance, family: str, *, frequency: str, starts: date) -> list[Correction]:
    """The counts of a period that were replaced, the latest first; three queries at most."""
    rows = list(
        LocalCountRevision.objects.filter(
            series__alliance=alliance,
            series__kind__in=FAMILIES[family],
            series__frequency=frequency,
            starts=starts,
        )
        .select_related("series__provider", "series__tumour_group")
        .order_by("-replaced_at", "-id")[:SHOWN]
    )
    if not rows:
        return []
    standing = {
        count.series_id: count
        for count in LocalCount.objects.filter(series__in={row.series_id for row in rows}, starts=starts)
    }
    names = dict(User.objects.filter(pk__in={row.replaced_by_id for row in rows}).values_list("pk", "name"))
    return [
        Correction(
            row.series.what,
            ", ".join(place.name for place in (row.series.provider, row.series.tumour_group) if place is not None)
            or "The whole alliance",
            _words(row.count, row.out_of),
            _words(standing[row.series_id].count, standing[row.series_id].out_of),
            names.get(row.replaced_by_id, "The system"),
            row.replaced_at,
        )
        for row in rows
    ]


def _words(count: Decimal | None, out_of: Decimal | None) -> str:
    words = MARK if count is None else number(count)
    return words if out_of is None else f"{words} of {number(out_of)}"
