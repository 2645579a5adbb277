"""What a page of figures lets one choose from: alliances, months. Published figures are open to all who signed in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from organisations.models import Alliance
from performance.models import BodyKind, PlaceKind, PlaceSeries, ReportingBody, StandardPosition
from performance.wording import month_words

SPANS = {"12": "One year", "36": "Three years", "60": "Five years", "120": "Ten years", "all": "Everything"}
"""How far back a chart may look, by months."""


@dataclass(frozen=True)
class AllianceChoice:
    """An alliance or regional network, and whether it is one of the person's own."""

    id: int
    code: str
    name: str
    nation: str
    own: bool

    @property
    def pk(self) -> int:
        return self.id


def alliances_for(user) -> list[AllianceChoice]:
    """All alliances by name, those in which the person has a role first (one query)."""
    own = user.grants.alliances_touched()
    rows = Alliance.objects.order_by("name").values_list("pk", "code", "name", "nation")
    return sorted((AllianceChoice(*row, row[0] in own) for row in rows), key=lambda each: not each.own)


def care_boards() -> list[tuple[str, str]]:
    """Integrated care boards that have figures: (code, name), by name (one query)."""
    figures = PlaceSeries.objects.filter(place_kind=PlaceKind.BODY, place_id=OuterRef("pk"))
    boards = ReportingBody.objects.filter(Exists(figures), kind=BodyKind.ICB)
    return list(boards.order_by("name").values_list("code", "name"))


@dataclass(frozen=True)
class MonthChoice:
    """A month, or a quarter that begins in it, for which there are figures."""

    month: date
    period: str

    @property
    def value(self) -> str:
        return f"{self.month:%Y-%m}"

    @property
    def words(self) -> str:
        return month_words(self.month, self.period)


def months_of(kind: PlaceKind, ids: Collection[int] | None, *, measures: Collection[str] = ()) -> list[MonthChoice]:
    """The months for which places have figures, the latest first (two queries)."""
    places = StandardPosition.objects.every_month().of_kind(kind, ids=ids)
    found = places.exclude(series__measure__startswith="seen")
    if measures:
        found = found.filter(series__measure__in=measures)
    rows = found.order_by("-month").values_list("month", "series__frequency").distinct()
    months: dict[date, str] = {}
    for month, frequency in rows:
        # Where a month and a quarter begin alike, the month is what is asked for.
        if months.get(month) != "month":
            months[month] = frequency
    return [MonthChoice(month, frequency) for month, frequency in months.items()]


def chosen_month(months: list[MonthChoice], asked: date | None) -> MonthChoice | None:
    """The month asked for, else the latest; None where there are none."""
    return next((each for each in months if each.month == asked), months[0] if months else None)


def default_span(month: MonthChoice | None) -> str:
    """How far back a chart looks unless somebody says so: further where figures come by quarter."""
    return "120" if month and month.period == "quarter" else "36"


def months_before(month: date, count: int) -> date:
    """The month so many months before."""
    number = month.year * 12 + month.month - 1 - count
    return date(number // 12, number % 12 + 1, 1)
