"""What a form of an alliance's own figures offers: its providers, tumour groups, care boards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from organisations.models import Alliance, Provider, TumourGroup
from performance.disclosure import MARK, is_small
from performance.models import BodyKind, LocalLevel, ReportingBody

MAIN_GROUPS = (
    "breast", "breast-symptomatic", "colorectal", "gynaecological", "haematological", "head-neck", "lung", "skin",
    "upper-gi", "urological", "other",
)  # fmt: skip
"""The tumour groups that local papers count; others are offered once they were imported."""


def providers_of(alliance: Alliance, *, on: date) -> list[Provider]:
    """The providers of an alliance on a day, by name."""
    return list(Provider.objects.of_alliance(alliance, on=on).order_by("name"))


def groups_of(alliance: Alliance) -> list[TumourGroup]:
    """The tumour groups that an alliance counts, or may: the usual ones and those of which it has counts."""
    used = Q(local_series__alliance=alliance)
    return list(TumourGroup.objects.filter(Q(code__in=MAIN_GROUPS) | used).distinct().order_by("name"))


def systems_of(alliance: Alliance) -> list[ReportingBody]:
    """The integrated care boards of an alliance's nation, by name."""
    return list(ReportingBody.objects.filter(kind=BodyKind.ICB, nation=alliance.nation).order_by("name"))


@dataclass(frozen=True)
class LevelLine:
    """A baseline or a ceiling as a list shows it."""

    what: str
    where: str
    level: str
    value: str
    since: date
    until: date | None
    in_force: bool
    source: str


def levels_of(alliance: Alliance, *, on: date, limit: int | None) -> list[LevelLine]:
    """The baselines and ceilings of an alliance, those in force first; one query.

    With a `limit` a number below it is hidden, and every other baseline of its kind for single providers or tumour
    groups with it: their sum may be known.
    """
    rows = list(
        LocalLevel.objects.filter(series__alliance=alliance)
        .select_related("series__provider", "series__tumour_group")
        .order_by("series__kind", "series__part", "kind", "series__provider__name", "series__tumour_group__name")
    )
    small = {
        (row.series.kind, row.series.part, row.kind)
        for row in rows
        if limit is not None and not row.per_cent and is_small(row.value, limit=limit)
    }
    lines = []
    for row in rows:
        series = row.series
        of_a_part = series.provider_id is not None or series.tumour_group_id is not None
        closed = not row.per_cent and of_a_part and (series.kind, series.part, row.kind) in small
        closed = closed or (limit is not None and not row.per_cent and is_small(row.value, limit=limit))
        value = MARK if closed else f"{row.value.normalize():,f}{'% of the list' if row.per_cent else ''}"
        where = [place.name for place in (series.provider, series.tumour_group) if place is not None]
        lines.append(
            LevelLine(
                series.what,
                ", ".join(where) or "The whole alliance",
                row.get_kind_display(),
                value,
                row.valid_from,
                row.valid_until,
                row.valid_from <= on and (row.valid_until is None or on <= row.valid_until),
                row.source,
            )
        )
    return sorted(lines, key=lambda line: not line.in_force)
