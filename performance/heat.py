"""Heat maps: one month, providers or tumour groups down, standards across; a share, a word and a shape in each cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from organisations.models import Provider
from performance.choices import AllianceChoice, MonthChoice
from performance.groups import month_of
from performance.measures import STANDARDS, StandardName, headlines
from performance.models import PlaceKind, RatingScheme, WaitingTimeStandard
from performance.places import as_read_now, bases_of
from performance.positions import Count, standings
from performance.summaries import MonthlyPosition, Place, positions_of
from performance.wording import listed


@dataclass(frozen=True)
class Row:
    """A provider or a tumour group, with its position against each standard of the map, None where it has none."""

    code: str
    name: str
    cells: tuple[MonthlyPosition | None, ...]


@dataclass(frozen=True)
class HeatMap:
    """The rows and the standards (code, name) of a map; `of` is "provider" or "tumour group"."""

    of: str
    month: MonthChoice
    columns: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]

    @property
    def finding(self) -> str:
        """How many of the rows miss each standard, in words."""
        parts = []
        for place, (_, name) in enumerate(self.columns):
            judged = [row.cells[place] for row in self.rows if row.cells[place] is not None]
            judged = [cell for cell in judged if cell.rating in ("red", "amber", "green")]
            missed = sum(cell.rating != "green" for cell in judged)
            if judged:
                parts.append(f"{missed} of {len(judged)} miss {name}")
        if not parts:
            return f"No {self.of} can be judged in {self.month.words}"
        return f"In {self.month.words} {listed(parts)}"


def by_provider(place: Place, alliance: AllianceChoice, month: MonthChoice) -> HeatMap:
    """The providers of an alliance in a month (six queries)."""
    codes = as_read_now(code for code in place.members if place.counts(code, month.month))
    ids = Provider.objects.filter(ods_code__in=codes).values("pk")
    found = standings(
        PlaceKind.PROVIDER, standards=STANDARDS, first=month.month, last=month.month, ids=ids, nation=place.nation
    )
    rows = [
        (each.code, each.name, {s: positions[0] for s, positions in each.positions.items() if positions})
        for each in found
    ]
    return _map("provider", month, rows)


def by_tumour_group(place: Place, alliance: AllianceChoice, month: MonthChoice) -> HeatMap:
    """The tumour groups of an alliance in a month: the sums of its providers (four queries)."""
    basis = str(bases_of(place.nation)[0])
    measures = {standard: headlines(standard, nation=place.nation, month=month.month) for standard in STANDARDS}
    wanted = {str(measure) for some in measures.values() for measure in some}
    found = month_of(place, wanted, month=month.month, period=month.period, basis=basis)
    judged_by = WaitingTimeStandard.objects.of_nation(place.nation, ambitions=False)
    thresholds = RatingScheme.objects.thresholds(on=month.month)[alliance.pk]
    cells: dict[str, dict[str, MonthlyPosition]] = {}
    for standard in STANDARDS:
        for measure in map(str, measures[standard]):
            groups = found.tumours(measure)
            for tumour, count in groups.items():
                known = {(month.period, month.month, measure, basis): Count(count.total, count.within, count.final)}
                cells.setdefault(tumour, {})[standard] = positions_of(
                    known, standard, first=month.month, last=month.month, nation=place.nation, bases=[basis],
                    judged_by=judged_by, thresholds=thresholds,
                )[0]  # fmt: skip
            if groups:
                break
    rows = sorted(((code, found.names[code], known) for code, known in cells.items()), key=lambda row: row[1])
    return _map("tumour group", month, rows)


def _map(of: str, month: MonthChoice, rows: Sequence[tuple[str, str, dict[str, MonthlyPosition]]]) -> HeatMap:
    """Rows and columns that hold at least one figure."""
    rows = [(c, n, {s: p for s, p in cells.items() if p.total is not None}) for c, n, cells in rows]
    shown = [standard for standard in STANDARDS if any(standard in cells for _, _, cells in rows)]
    return HeatMap(
        of,
        month,
        tuple((standard, StandardName(standard).label) for standard in shown),
        tuple(Row(c, n, tuple(cells.get(standard) for standard in shown)) for c, n, cells in rows if cells),
    )
