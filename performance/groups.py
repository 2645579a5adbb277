"""The figures of a place in one month by tumour group and by provider: which of them make the gap to a standard."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from performance.models import Figure
from performance.summaries import Place
from performance.tumours import PARTS


@dataclass
class Count:
    """A sum of figures; unknown as soon as a part of it is."""

    total: Decimal | None = Decimal(0)
    within: Decimal | None = Decimal(0)
    final: bool = True

    def add(self, total: Decimal | None, within: Decimal | None, final: bool) -> None:
        self.total = None if self.total is None or total is None else self.total + total
        self.within = None if self.within is None or within is None else self.within + within
        self.final = self.final and final

    @property
    def performance(self) -> float | None:
        return float(self.within / self.total) if self.total and self.within is not None else None

    @property
    def breaches(self) -> Decimal | None:
        return None if self.total is None or self.within is None else self.total - self.within

    def over(self, level: float | None) -> float:
        """How many more breaches there are than a standard allows; none where there is no standard."""
        if level is None or self.total is None or self.breaches is None:
            return 0.0
        return max(float(self.breaches) - (1 - level) * float(self.total), 0.0)


@dataclass
class Month:
    """A month of a place: by (measure, tumour group), and of all or of one tumour group by (measure, body's code).

    `names` says how a tumour group is called, by its code or by its published words; `bodies` a body, by its code.
    """

    by_tumour: dict[tuple[str, str], Count] = field(default_factory=lambda: defaultdict(Count))
    by_body: dict[tuple[str, str], Count] = field(default_factory=lambda: defaultdict(Count))
    names: dict[str, str] = field(default_factory=dict)
    bodies: dict[str, str] = field(default_factory=dict)

    def tumours(self, measure: str) -> dict[str, Count]:
        """The groups of a measure; where a group was published whole, its parts are left out."""
        found = {tumour: count for (of, tumour), count in self.by_tumour.items() if of == measure}
        parts = {part for whole in found for part in PARTS.get(whole, ())}
        return {tumour: count for tumour, count in found.items() if tumour not in parts}


def month_of(
    place: Place, measures: Collection[str], *, month: date, period: str, basis: str, tumour: str = ""
) -> Month:
    """Everything of a place in a month, by tumour group and by body (one query); `tumour` is that of the bodies."""
    codes = [code for code in place.members if place.counts(code, month)]
    rows = Figure.objects.filter(
        series__body__code__in=codes,
        series__measure__in=list(measures),
        series__basis=basis,
        series__frequency=period,
        series__route="",
        series__modality="",
        month=month,
    ).values_list(
        "series__body__code", "series__body__name", "series__measure", "series__tumour", "series__tumour_group__name",
        "series__tumour_name", "total", "within", "final",
    )  # fmt: skip
    listed = list(rows)
    own = {row[0] for row in listed} - set(place.fallback)
    found = Month()
    for code, body, measure, group, name, published, *values in listed:
        if own and code in place.fallback:
            continue  # the body's own figure holds its parts
        if group:
            found.by_tumour[measure, group].add(*values)
            found.names[group] = name or published
        if group == tumour or group in PARTS.get(tumour, ()):
            found.by_body[measure, code].add(*values)
            found.bodies[code] = body
    return found
