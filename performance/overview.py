"""How an alliance stands against each standard in a month: latest, change, distances, rank, icons, a small line."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from performance.charts import Drawing, sparkline
from performance.choices import SPANS, AllianceChoice, MonthChoice, months_before
from performance.findings import overview_finding
from performance.levels import next_ambition
from performance.measures import STANDARDS, StandardName, headlines
from performance.models import Ambition, PlaceKind, StandardPosition, WaitingTimeStandard
from performance.places import bases_of
from performance.planned import planned_shares
from performance.positions import standings
from performance.reading import Reading, read, rules_of
from performance.summaries import MonthlyPosition
from performance.wording import level, month_words, share

MONTHS = {"month": 36, "quarter": 120}
"""How many months back an overview reads: enough points for an opinion, where they come by quarter, too."""


@dataclass(frozen=True)
class StandardLine:
    """One standard of an alliance. `latest` is the position of the month shown, with or without a figure."""

    standard: str
    name: str
    latest: MonthlyPosition
    reading: Reading
    ambition: Ambition | None
    planned: float | None
    rank: tuple[int, int] | None
    line: Drawing

    @property
    def measured(self) -> bool:
        """Whether the month has a figure: only then is there anything to compare."""
        return self.latest.performance is not None

    @property
    def breaches(self):
        latest = self.latest
        return None if latest.total is None or latest.within is None else latest.total - latest.within

    @property
    def change_before(self) -> float | None:
        return self.reading.change(self.reading.step) if self.measured else None

    @property
    def change_year(self) -> float | None:
        return self.reading.change(12) if self.measured else None

    @property
    def to_standard(self) -> float | None:
        return self._beyond(self.latest.standard)

    @property
    def to_ambition(self) -> float | None:
        return self._beyond(float(self.ambition.level) / 100 if self.ambition else None)

    @property
    def to_plan(self) -> float | None:
        return self._beyond(self.planned)

    def _beyond(self, aim: float | None) -> float | None:
        return None if aim is None or self.latest.performance is None else self.latest.performance - aim


@dataclass(frozen=True)
class Overview:
    """The lines of an alliance in a month; only standards of which it has figures."""

    alliance: AllianceChoice
    month: MonthChoice
    lines: tuple[StandardLine, ...]

    @property
    def finding(self) -> str:
        return overview_finding(self.lines, when=self.month.words)

    @property
    def span(self) -> str:
        """How far back the small lines go, in words."""
        return SPANS[str(MONTHS[self.month.period])]

    @property
    def provisional(self) -> bool:
        return any(line.latest.final is False for line in self.lines)

    @property
    def planned(self) -> bool:
        """Whether any trajectory is known: a column of nothing is not drawn."""
        return any(line.planned is not None for line in self.lines)


def overview(alliance: AllianceChoice, month: MonthChoice, *, alliances: Sequence[AllianceChoice], user) -> Overview:
    """How an alliance stands in a month, ranked among those of its own nation; plans only for who may see them."""
    first = months_before(month.month, MONTHS[month.period] - 1)
    judged_by = {alliance.nation: WaitingTimeStandard.objects.of_nation(alliance.nation)}
    (standing,) = standings(
        PlaceKind.ALLIANCE, standards=STANDARDS, first=first, last=month.month, ids=[alliance.pk], judged_by=judged_by
    )
    rules = rules_of(alliance.code, STANDARDS)
    ranks = ranks_of(alliance, month, among=alliances)
    planned = planned_shares(user, alliance=alliance.pk, month=month)
    lines = []
    for standard in STANDARDS:
        reading = read(standing.positions[standard], rules[standard], judged_by=judged_by[alliance.nation])
        latest = next((each for each in standing.positions[standard] if each.month == month.month), None)
        if latest is None or reading.latest is None:
            continue
        in_force = judged_by[alliance.nation].on(latest.measure, month.month)
        lines.append(
            StandardLine(
                standard=standard,
                name=StandardName(standard).label,
                latest=latest,
                reading=reading,
                ambition=next_ambition(in_force, month.month),
                planned=planned.get(standard),
                rank=ranks.get(standard),
                line=_line(StandardName(standard).label, reading),
            )
        )
    return Overview(alliance, month, tuple(lines))


def _line(name: str, reading: Reading) -> Drawing:
    latest = reading.positions[-1]
    first = reading.positions[0]
    ends = [f"{share(each.performance)} in {month_words(each.month, each.period)}" for each in (first, latest)]
    title = f"{name}: {' and '.join(ends)}"
    if latest.standard is not None:
        title += f", standard {level(latest.standard)}"
    points = [(each.month, each.performance) for each in reading.positions]
    return sparkline(points, title=title, level=latest.standard, step=reading.step)


def ranks_of(
    alliance: AllianceChoice, month: MonthChoice, *, among: Collection[AllianceChoice]
) -> Mapping[str, tuple[int, int]]:
    """By standard: the alliance's place among those of its nation in the month, and among how many; best first.

    Equal shares are equal places. Nations judge different patients by different levels and are never ranked together.
    """
    peers = {each.pk for each in among if each.nation == alliance.nation}
    basis = str(bases_of(alliance.nation)[0])
    rows = (
        StandardPosition.objects.of_kind(PlaceKind.ALLIANCE, ids=peers)
        .between(month.month, month.month)
        .filter(series__basis=basis, series__frequency=month.period, total__gt=0, within__isnull=False)
        .values_list("series__place_id", "series__measure", "total", "within")
    )
    shares: dict[str, dict[int, float]] = {}
    for place, measure, total, within in rows:
        shares.setdefault(measure, {})[place] = float(within / total)
    ranks = {}
    for standard in STANDARDS:
        for measure in headlines(standard, nation=alliance.nation, month=month.month):
            found = shares.get(str(measure), {})
            if alliance.pk in found:
                ranks[standard] = 1 + sum(value > found[alliance.pk] for value in found.values()), len(found)
                break
    return ranks
