"""One standard of one place in depth, for all cancers or one tumour group: chart, table, and who makes the gap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import OuterRef, Subquery

from organisations.models import Alliance, Provider, TumourGroup
from performance.charts import Bar, Drawing, bar_chart, xmr_chart
from performance.choices import MonthChoice, chosen_month, default_span, months_before, months_of
from performance.findings import gap_finding, plan_summary, trend_finding, trend_summary
from performance.groups import Count, Month, month_of
from performance.levels import ambition_steps, next_ambition, standard_steps
from performance.measures import PERFORMANCE, StandardName, measures_named
from performance.models import (
    Ambition,
    Figure,
    FigureRevision,
    PlaceKind,
    StandardPosition,
    WaitingTimeStandard,
)
from performance.planned import planned_course
from performance.reading import DEFINITION, Reading, Rules, read, rules_of
from performance.reconciling import missing_from_parts, reconciles
from performance.spc import Limits, Point
from performance.summaries import MonthlyPosition, Place, measures_of, monthly_positions, note_on
from performance.trajectories.courses import Course
from performance.wording import amount, month_words

AHEAD = 12
"""How many months of a plan are shown after the last figure."""


@dataclass(frozen=True)
class Marks:
    """What else is known of the figures of one month: values that no longer stand, and what does not add up."""

    revised: tuple[str, ...] = ()
    disagrees: tuple[str, ...] = ()


@dataclass(frozen=True)
class MonthLine:
    """A row of the table beside the chart. A month without a figure has a point without a value."""

    position: MonthlyPosition
    point: Point
    limits: Limits
    marks: Marks
    planned: float | None = None

    @property
    def to_plan(self) -> float | None:
        """How far the share lies above what was planned; below, it is negative."""
        share = self.position.performance
        return None if share is None or self.planned is None else share - self.planned

    @property
    def breaches(self) -> Decimal | None:
        p = self.position
        return None if p.total is None or p.within is None else p.total - p.within

    @property
    def cause(self) -> str:
        """Why the point stands out, in words; nothing where it does not."""
        words = {
            "Above UCL": "Above the upper limit",
            "Below LCL": "Below the lower limit",
            "Common Cause": "",
        }
        cause = self.point.cause
        if cause in words:
            return words[cause]
        if "Trend" in cause:
            return "Trend upwards" if "Increasing" in cause else "Trend downwards"
        if cause.startswith("2 in 3"):
            return "Close to the upper limit" if "Above" in cause else "Close to the lower limit"
        return "Run above the mean" if "Above" in cause else "Run below the mean"


@dataclass(frozen=True)
class GapLine:
    """A tumour group or provider in the month shown: its counts, and its breaches over what the standard allows."""

    code: str
    name: str
    count: Count
    over: float


@dataclass(frozen=True)
class Gap:
    """Who makes the gap to the standard in one month, the largest part first. `of` is "tumour group" or "provider"."""

    of: str
    when: str
    lines: tuple[GapLine, ...]
    level: float | None
    remark: str = ""

    @property
    def finding(self) -> str:
        if self.level is None:
            return f"No standard was in force in {self.when}, so there is no gap to it"
        return gap_finding([(line.name, line.over) for line in self.lines], of=self.of)

    @property
    def summary(self) -> str:
        over = sum(line.over for line in self.lines)
        allowed = "" if self.level is None else f", {amount(round(over, 1))} above what the standard allows each"
        breaches = sum((line.count.breaches or Decimal(0) for line in self.lines), Decimal(0))
        return f"{self.when}: {amount(breaches)} breaches{allowed}."

    @property
    def drawing(self) -> Drawing:
        bars = [Bar(line.name, line.over) for line in self.lines]
        what = "Breaches above what the standard allows"
        return bar_chart(bars, title=self.finding, description=self.summary, what=what)


@dataclass(frozen=True)
class Depth:
    """A standard of a place, read over a span of months; the gap is that of the last month with a figure."""

    place: Place
    standard: str
    tumour_group: TumourGroup | None
    reading: Reading
    rules: Rules
    months: tuple[MonthChoice, ...]
    """Every month that has figures, the latest first."""
    month: MonthChoice | None
    """The last month that is looked at."""
    span: str
    lines: tuple[MonthLine, ...] = ()
    note: str = ""
    ambition: Ambition | None = None
    drawing: Drawing | None = None
    by_tumour: Gap | None = None
    by_provider: Gap | None = None
    groups: tuple[tuple[str, str], ...] = ()
    plan: Course | None = None
    """What was planned for the same; only for all cancers together."""
    ahead: tuple[tuple[date, float], ...] = ()
    """Months after the last figure, with the share planned for each."""

    @property
    def name(self) -> str:
        return StandardName(self.standard).label

    @property
    def what(self) -> str:
        group = f" for {self.tumour_group.name}" if self.tumour_group else ""
        return f"{PERFORMANCE[self.standard]}{group}"

    @property
    def finding(self) -> str:
        return trend_finding(self.what, self.reading)

    @property
    def summary(self) -> list[str]:
        said = trend_summary(self.reading, note=self.note)
        if self.plan and self.reading.latest:
            said.append(plan_summary(self.plan, self.reading.latest.month))
        return said

    @property
    def planned(self) -> list[tuple[date, float]]:
        """The shares planned by month, as far as the chart goes."""
        there = [(line.position.month, line.planned) for line in self.lines if line.planned is not None]
        return [*there, *self.ahead]


def in_depth(
    place: Place,
    standard: str,
    *,
    tumour_group: TumourGroup | None = None,
    span: str = "",
    until: date | None = None,
    user=None,
    alliance: Alliance | None = None,
    near: bool = False,
) -> Depth:
    """Everything about one standard of one place, in as many queries for many months and providers as for few.

    `span` is one of SPANS; `until` the last month to look at, the latest one unless given. `user` is who looks at it:
    plans are their alliance's own, and without anybody there is none; `alliance` is that of a provider. `near` draws
    the two-thirds lines, too.
    """
    tumour = tumour_group.code if tumour_group else ""
    judged_by = WaitingTimeStandard.objects.of_nation(place.nation)
    rules = rules_of(place, [standard], tumour)[standard]
    months = (
        months_of(PlaceKind(place.kind), [place.pk], measures=measures_named(standard)) if place.pk is not None else []
    )
    month = chosen_month(months, until)
    span = span or default_span(month)
    nothing = Depth(place, standard, tumour_group, read([]), rules, tuple(months), month, span)
    if month is None:
        return nothing
    first = months[-1].month
    if span != "all":
        first = max(first, months_before(month.month, int(span) - 1))
    positions = monthly_positions(
        place, standard, first=first, last=month.month, tumour_group=tumour_group, judged_by=judged_by
    )
    reading = read(positions, rules, judged_by=judged_by)
    if reading.latest is None:
        return nothing
    latest = reading.latest
    changed = DEFINITION in reading.breaks.values()
    note = note_on(place, standard, first=reading.positions[0].month, last=latest.month) if changed else ""
    parts = month_of(
        place, [latest.measure], month=latest.month, period=latest.period, basis=latest.basis, tumour=tumour
    )  # fmt: skip
    plan = None
    if user is not None and not tumour:
        plan = planned_course(user, place, standard, last=latest.month, alliance=alliance)
    planned = _planned(plan, reading)
    depth = replace(
        nothing,
        reading=reading,
        plan=plan,
        ahead=tuple(each for each in planned.items() if each[0] > latest.month),
        lines=_lines(reading, _marks(place, standard, reading, tumour), planned),
        note=note,
        ambition=next_ambition(judged_by.on(latest.measure, latest.month), latest.month),
        by_tumour=None if tumour_group else _by_tumour(parts, latest),
        by_provider=_by_provider(parts, latest) if tumour or place.code != place.nation else _of_nation(place, latest),
        groups=tuple(sorted(((c, parts.names[c]) for _, c in parts.by_tumour), key=lambda group: group[1])),
    )
    return _drawn(depth, ambitions=ambition_steps(judged_by, reading.positions), near=near)


def _planned(plan: Course | None, reading: Reading) -> dict[date, float]:
    """By month, as a share: what was planned from the first month of the chart to a year after its last.

    Nothing where it was planned by other periods than figures come in.
    """
    if plan is None or reading.latest is None or plan.trajectory.frequency != reading.period:
        return {}
    first, end = reading.positions[0].month, months_before(reading.latest.month, -AHEAD)
    shown = (each for each in plan.positions if first <= each.month <= end)
    return {each.month: float(each.planned) / 100 for each in shown if each.planned is not None}


def _drawn(depth: Depth, *, ambitions, near: bool) -> Depth:
    reading = depth.reading
    drawing = xmr_chart(
        reading.chart,
        title=depth.finding,
        description=" ".join(depth.summary),
        unit="%",
        standards=standard_steps(reading.positions),
        ambitions=[] if depth.tumour_group else ambitions,
        breaks=reading.breaks,
        provisional={each.month for each in reading.positions if each.final is False},
        near=near,
        planned=[(month, round(100 * value, 9)) for month, value in depth.planned],
        step=reading.step,
    )
    return replace(depth, drawing=drawing)


def _lines(reading: Reading, marks: Mapping[date, Marks], planned: Mapping[date, float]) -> tuple[MonthLine, ...]:
    groups = {limits.number: limits for limits in reading.chart.groups}
    return tuple(
        MonthLine(position, point, groups[point.group], marks.get(position.month, Marks()), planned.get(position.month))
        for position, point in zip(reading.positions, reading.chart.points, strict=True)
    )


def _marks(place: Place, standard: str, reading: Reading, tumour: str) -> dict[date, Marks]:
    """By month: what was published before, and what does not reconcile (two queries)."""
    first, last = reading.positions[0].month, reading.positions[-1].month
    measures = {each.month: (each.measure, each.basis) for each in reading.positions}
    series = {
        "series__body__code__in": list(place.members),
        "series__measure__in": measures_of(standard, nation=place.nation, first=first, last=last),
        "series__frequency": reading.period,
        "series__tumour": tumour,
        "series__route": "",
        "series__modality": "",
        "month__in": list(measures),
    }
    about = ("month", "series__measure", "series__basis", "series__body__code")
    alone = len(place.members) == 1
    revised: dict[date, list[str]] = defaultdict(list)
    old = FigureRevision.objects.filter(**series).order_by("month", "published_on", "id")
    for month, measure, basis, code, total, within, final in old.values_list(*about, "total", "within", "final"):
        if measures.get(month) == (measure, basis) and place.counts(code, month):
            said = f"{amount(within)} of {amount(total)}{'' if final else ', provisional'}"
            revised[month].append(said if alone else f"{code}: {said}")
    disagrees: dict[date, list[str]] = defaultdict(list)
    printed = Figure.objects.filter(**series, printed__isnull=False)
    for month, measure, basis, code, total, within, share in printed.values_list(*about, "total", "within", "printed"):
        if measures.get(month) != (measure, basis) or reconciles(share, within=within, total=total):
            continue
        if place.counts(code, month):
            said = f"printed {100 * share:.1f}%, the counts give {100 * within / total:.1f}%"
            disagrees[month].append(said if alone else f"{code}: {said}")
    return {
        month: Marks(tuple(revised.get(month, ())), tuple(disagrees.get(month, ()))) for month in {*revised, *disagrees}
    }


def _by_tumour(month: Month, latest: MonthlyPosition) -> Gap | None:
    groups = month.tumours(latest.measure)
    if not groups:
        return None
    remark = ""
    difference = missing_from_parts(latest.total, [count.total for count in groups.values()])
    if difference is not None:
        remark = (
            f"Does not add up: the total was published as {amount(latest.total)}, "
            f"the groups make {amount(latest.total - difference)}."
        )
    return _gap("tumour group", latest, [(code, month.names[code], count) for code, count in groups.items()], remark)


def _by_provider(month: Month, latest: MonthlyPosition) -> Gap | None:
    """The bodies that a place is the sum of; nothing where it is one body."""
    found = {code: count for (measure, code), count in month.by_body.items() if measure == latest.measure}
    if len(found) < 2:
        return None
    return _gap("provider", latest, [(code, month.bodies[code], count) for code, count in found.items()])


def _of_nation(place: Place, latest: MonthlyPosition) -> Gap | None:
    """The providers of a nation, each with what became part of it (one query)."""
    providers = Provider.objects.filter(nation=place.nation, successor=None)
    rows = StandardPosition.objects.of_kind(PlaceKind.PROVIDER, ids=providers.values("pk")).filter(
        month=latest.month,
        series__measure=latest.measure,
        series__basis=latest.basis,
        series__frequency=latest.period,
    )
    name = providers.filter(pk=OuterRef("series__place_id"))
    found = rows.annotate(code=Subquery(name.values("ods_code")), name=Subquery(name.values("name")))
    counts = [
        (code, name, Count(total, within, final))
        for code, name, total, within, final in found.values_list("code", "name", "total", "within", "final")
    ]
    return _gap("provider", latest, counts) if counts else None


def _gap(of: str, latest: MonthlyPosition, found: Sequence[tuple[str, str, Count]], remark: str = "") -> Gap:
    lines = [GapLine(code, name, count, count.over(latest.standard)) for code, name, count in found]
    lines.sort(key=lambda line: (-line.over, -(line.count.breaches or 0), line.name))
    return Gap(of, month_words(latest.month, latest.period), tuple(lines), latest.standard, remark)
