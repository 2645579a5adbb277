"""What a form of an alliance's own figures offers: its providers, tumour groups, care boards."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from organisations.models import Alliance, Provider, TumourGroup
from performance.models import BodyKind, ReportingBody

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
