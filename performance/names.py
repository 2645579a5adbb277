"""Names in files that nobody has explained yet, with how much was loaded under them; and what they could mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Min

from organisations.models import Provider, TumourGroup
from performance.models import Figure, ReportingBody, Series


@dataclass(frozen=True)
class UnknownName:
    """A code or a name, how many figures stand under it, and from which month to which."""

    key: str
    """The code of a body; the folded name of a tumour group."""
    name: str
    figures: int
    first: date | None
    last: date | None
    nation: str = ""


def unknown_bodies() -> list[UnknownName]:
    """The organisations that nobody has vouched for, those with most figures first (two queries)."""
    bodies = ReportingBody.objects.filter(recognised=False).exclude(code__in=Provider.objects.values("ods_code"))
    counted = {code: rest for code, *rest in _counted(Series.objects.filter(body__in=bodies), "series__body__code")}
    found = [
        UnknownName(code, name, *counted.get(code, (0, None, None)))
        for code, name in bodies.values_list("code", "name")
    ]
    return sorted(found, key=lambda each: (-each.figures, each.name))


def unknown_tumours() -> list[UnknownName]:
    """The tumour groups that are mapped to none of ours, those with most figures first (two queries)."""
    series = Series.objects.filter(tumour_group=None).exclude(tumour="")
    names = dict(series.order_by("pk").values_list("tumour", "tumour_name"))
    found = [UnknownName(key, names[key], *rest) for key, *rest in _counted(series, "series__tumour")]
    return sorted(found, key=lambda each: (-each.figures, each.name))


def _counted(series, by):
    """(name, figures, first month, last month) of what stands under these series."""
    figures = Figure.objects.filter(series__in=series).values(by)
    return figures.annotate(number=Count("*"), first=Min("month"), last=Max("month")).values_list(
        by, "number", "first", "last"
    )


def known_bodies() -> list[tuple[str, str]]:
    """(code, words) of every organisation that is known, by name: what an unknown one may be another name of."""
    bodies = ReportingBody.objects.filter(recognised=True).values_list("code", "name")
    found = dict(bodies) | dict(Provider.objects.values_list("ods_code", "name"))
    return [(code, f"{name} ({code})") for code, name in sorted(found.items(), key=lambda pair: pair[1].casefold())]


def known_tumours() -> list[tuple[str, str]]:
    """(code, name) of every tumour group, by name."""
    return list(TumourGroup.objects.order_by("name").values_list("code", "name"))


def tumour_group(code: str) -> TumourGroup:
    """The tumour group of a code. Raises TumourGroup.DoesNotExist."""
    return TumourGroup.objects.get(code=code)
