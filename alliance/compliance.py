"""The answers about compliance: a framework as a matrix by two of its three axes, its gaps, and a summary for boards.

Read from dated assessments, so a past day is read as today is. A constant number of statements however many criteria,
tumour groups and providers there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from alliance.compliance_levels import Level, Tally, gap_in_words
from alliance.models import Assessment, ComplianceFramework, Criterion
from core.periods import FinancialYear
from organisations.models import Alliance, Provider, TumourGroup

SUMMARY, BY_GROUP, BY_PROVIDER = "summary", "groups", "providers"
VIEWS = (
    (SUMMARY, "Tumour groups by provider"),
    (BY_GROUP, "One provider"),
    (BY_PROVIDER, "One tumour group"),
)


@dataclass(frozen=True)
class Place:
    """One cell of the whole: a criterion, a tumour group and a provider, with how far it is met."""

    criterion: Criterion
    tumour_group: TumourGroup
    provider: Provider
    level: Level
    assessment: Assessment | None


@dataclass(frozen=True)
class Reading:
    """A framework in an alliance on a day."""

    framework: ComplianceFramework
    alliance: Alliance
    on: date
    criteria: tuple[Criterion, ...]
    groups: tuple[TumourGroup, ...]
    providers: tuple[Provider, ...]
    standing: dict[tuple[int, int, int], Assessment]

    def place(self, criterion, group, provider) -> Place:
        row = self.standing.get((criterion.pk, group.pk, provider.pk))
        return Place(criterion, group, provider, Level(row.level) if row else Level.NOT_ASSESSED, row)

    def places(self, *, groups=None, providers=None) -> list[Place]:
        """Every cell, of all tumour groups and providers or of some."""
        return [
            self.place(criterion, group, provider)
            for group in (self.groups if groups is None else groups)
            for provider in (self.providers if providers is None else providers)
            for criterion in self.criteria
        ]

    def tally(self, **narrowed) -> Tally:
        return Tally.of(place.level for place in self.places(**narrowed))


def read_framework(framework: ComplianceFramework, alliance: Alliance, *, on: date) -> Reading:
    """A framework in an alliance as it stood on a day; four statements."""
    criteria = tuple(framework.criteria.order_by("position"))
    return Reading(
        framework=framework,
        alliance=alliance,
        on=on,
        criteria=criteria,
        groups=tuple(each.tumour_group for each in framework.groups.select_related("tumour_group")),
        providers=tuple(Provider.objects.of_alliance(alliance, on=on).distinct().order_by("name")),
        standing=_standing(alliance, criteria, on),
    )


def _standing(alliance, criteria: Iterable[Criterion], on):
    rows = Assessment.objects.filter(alliance=alliance, criterion__in=criteria).standing(on=on).select_related("by")
    return {(row.criterion_id, row.tumour_group_id, row.provider_id): row for row in rows.order_by()}


# --- The matrix -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MatrixCell:
    """A level, of one place or of several added up (then `tally` says how many of them are met)."""

    level: Level
    place: Place | None = None
    tally: Tally | None = None
    group: TumourGroup | None = None
    provider: Provider | None = None


@dataclass(frozen=True)
class MatrixRow:
    """A line of the matrix: what it is, its cells, and what they add up to."""

    label: str
    text: str
    cells: tuple[MatrixCell, ...]
    tally: Tally


@dataclass(frozen=True)
class Matrix:
    """Two axes of a framework; `columns` are (label, tally, what to ask for that column alone). `gaps` are the places
    that were assessed and are not met yet."""

    view: str
    columns: tuple[tuple[str, Tally, str], ...]
    rows: tuple[MatrixRow, ...]
    tally: Tally
    gaps: tuple[Place, ...]
    words: str


def matrix_of(
    reading: Reading, *, view: str, group: TumourGroup | None = None, provider: Provider | None = None
) -> Matrix:
    """The matrix by two axes: groups by providers, or the criteria of one provider or of one tumour group."""
    if view == BY_GROUP and provider is not None:
        columns = [(each, provider) for each in reading.groups]
        return _criteria_by(reading, view, columns, [str(each) for each in reading.groups])
    if view == BY_PROVIDER and group is not None:
        columns = [(group, each) for each in reading.providers]
        return _criteria_by(reading, view, columns, [each.name for each in reading.providers])
    return _summary(reading)


def _criteria_by(reading, view, columns: Sequence[tuple], labels) -> Matrix:
    rows = []
    for criterion in reading.criteria:
        places = [reading.place(criterion, group, provider) for group, provider in columns]
        cells = tuple(
            MatrixCell(place.level, place, group=place.tumour_group, provider=place.provider) for place in places
        )
        rows.append(MatrixRow(str(criterion), criterion.text, cells, Tally.of(place.level for place in places)))
    tallies = [Tally.of(row.cells[at].level for row in rows) for at in range(len(columns))]
    total = sum((row.tally for row in rows), Tally())
    gaps = tuple(cell.place for row in rows for cell in row.cells if cell.level in (Level.NOT_MET, Level.PARTLY_MET))
    words = gap_in_words(total, reading.framework.target, on=reading.on)
    asks = [f"provider={p.ods_code}" if view == BY_PROVIDER else f"group={g.code}" for g, p in columns]
    return Matrix(view, tuple(zip(labels, tallies, asks, strict=True)), tuple(rows), total, gaps, words)


def _summary(reading) -> Matrix:
    rows = []
    for group in reading.groups:
        cells = []
        for provider in reading.providers:
            tally = reading.tally(groups=[group], providers=[provider])
            cells.append(MatrixCell(tally.level, None, tally, group, provider))
        rows.append(MatrixRow(str(group), "", tuple(cells), sum((cell.tally for cell in cells), Tally())))
    columns = tuple(
        (each.name, reading.tally(providers=[each]), f"provider={each.ods_code}") for each in reading.providers
    )
    total = sum((row.tally for row in rows), Tally())
    words = gap_in_words(total, reading.framework.target, on=reading.on)
    return Matrix(SUMMARY, columns, tuple(rows), total, (), words)


# --- For dashboards and papers ------------------------------------------------------------------------------


@dataclass(frozen=True)
class FrameworkSummary:
    """Where an alliance stands with a framework on a day: in all, and by tumour group, the furthest from it first.

    `met` counts the tumour groups whose pathways meet everything at every provider.
    """

    framework: ComplianceFramework
    on: date
    tally: Tally
    target: FinancialYear | None
    words: str
    by_group: tuple[tuple[TumourGroup, Tally], ...]
    met: int


def compliance_summary(alliance: Alliance, *, on: date) -> tuple[FrameworkSummary, ...]:
    """Where an alliance stands with each framework that applies to it; five statements."""
    found = ComplianceFramework.objects.for_alliance(alliance).order_by("-kind", "name")
    frameworks = list(found.prefetch_related("criteria", "groups__tumour_group"))
    providers = tuple(Provider.objects.of_alliance(alliance, on=on).distinct().order_by("name"))
    criteria = [criterion for framework in frameworks for criterion in framework.criteria.all()]
    standing = defaultdict(dict)
    of = {criterion.pk: criterion.framework_id for criterion in criteria}
    for key, row in _standing(alliance, criteria, on).items():
        standing[of[key[0]]][key] = row
    summaries = []
    for framework in frameworks:
        reading = Reading(
            framework,
            alliance,
            on,
            tuple(framework.criteria.all()),
            tuple(each.tumour_group for each in framework.groups.all()),
            providers,
            standing[framework.pk],
        )
        by_group = [(group, reading.tally(groups=[group])) for group in reading.groups]
        by_group.sort(key=lambda each: (-each[1].gap, str(each[0])))
        tally = sum((tally for _, tally in by_group), Tally())
        summaries.append(
            FrameworkSummary(
                framework,
                on,
                tally,
                framework.target,
                gap_in_words(tally, framework.target, on=on),
                tuple(by_group),
                sum(each.level == Level.MET for _, each in by_group),
            )
        )
    return tuple(summaries)
