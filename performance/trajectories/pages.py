"""Pages of trajectories: where each plan stands, month by month and place by place, and one in depth."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from performance.charts import Drawing, Line, line_chart
from performance.disclosure import MARK
from performance.local.tables import Table, TableRow
from performance.models import Trajectory, TrajectoryPoint
from performance.models.figures import Frequency
from performance.rag import RagRating
from performance.trajectories.courses import Course, TrajectoryPosition
from performance.trajectories.rules import PER_CENT, PlannedMeasure, meets

GAP = "–"


def value_text(value: Decimal | None, unit: str) -> str:
    """A value in its unit: 72.5%, 61; the words of other units stand in the heading."""
    if value is None:
        return GAP
    rounded = value.quantize(Decimal("0.1")) if unit == PER_CENT else value
    text = f"{rounded:,.1f}" if unit == PER_CENT else f"{rounded.normalize():,f}"
    return f"{text}%" if unit == PER_CENT else text


def as_set(value: Decimal, unit: str) -> str:
    """A level as it was set: 85%, 6.4%, 60."""
    return f"{value.normalize():,f}{'%' if unit == PER_CENT else ''}"


def variance_text(position: TrajectoryPosition, unit: str) -> str:
    """Actual minus planned, with its sign; points of a share."""
    if position.hidden:
        return MARK
    if position.variance is None:
        return GAP
    rounded = position.variance.quantize(Decimal("0.1"))
    if not rounded:
        return "0"
    size = f"{abs(rounded):,.1f}" if unit == PER_CENT else f"{abs(rounded).normalize():,f}"
    return f"{'+' if rounded > 0 else '−'}{size}"


def actual_text(position: TrajectoryPosition, unit: str) -> str:
    """An actual, or why there is none."""
    return MARK if position.hidden else value_text(position.actual, unit)


def period_text(month: date, frequency: str) -> str:
    """Sep 2026, or Jul to Sep 2026."""
    if frequency == Frequency.QUARTER:
        return f"{month:%b} to {date(month.year, month.month + 2, 1):%b %Y}"
    return f"{month:%b %Y}"


def meets_words(course: Course) -> str:
    """When the plan says that the standard, or its target, is met."""
    row = course.trajectory
    planned = [p for p in course.positions if p.planned is not None]
    if not planned:
        return "Nothing is planned yet."
    said = []
    if course.has_standard:
        level = next((p.level for p in reversed(planned) if p.level is not None), None)
        if level is not None:
            reached = any(p.level is not None and _reaches(row, p.planned, p.level) for p in planned)
            said.append(_meets(f"the standard of {as_set(level, PER_CENT)}", course.met_from, row, reached))
    if row.target is not None:
        reached = any(_reaches(row, p.planned, row.target) for p in planned)
        said.append(_meets(f"the target of {as_set(row.target, row.unit)}", course.target_met_from, row, reached))
    return " ".join(said) or "There is no standard and no target to meet."


def _reaches(row: Trajectory, planned: Decimal | None, level: Decimal) -> bool:
    return planned is not None and meets(planned, level, more_is_better=row.more_is_better)


def _meets(what: str, since: date | None, row: Trajectory, reached: bool) -> str:
    if since is None:
        return f"The plan reaches {what} and does not stay there." if reached else f"The plan does not reach {what}."
    return f"The plan meets {what} from {period_text(since, row.frequency)} on."


# --- All trajectories of an alliance --------------------------------------------------------------------------


@dataclass(frozen=True)
class Summary:
    """A trajectory in the list, and where it stands: at its latest actual, else at what is planned now."""

    trajectory: Trajectory
    course: Course
    position: TrajectoryPosition | None

    @property
    def month(self) -> str:
        return period_text(self.position.month, self.trajectory.frequency) if self.position else ""

    @property
    def planned(self) -> str:
        return value_text(self.position.planned, self.trajectory.unit) if self.position else GAP

    @property
    def actual(self) -> str:
        return actual_text(self.position, self.trajectory.unit) if self.position else GAP

    @property
    def variance(self) -> str:
        return variance_text(self.position, self.trajectory.unit) if self.position else GAP

    @property
    def rating(self) -> RagRating:
        return self.position.rating if self.position else RagRating.GREY

    @property
    def met(self) -> str:
        """The month from which the plan meets its standard or target, in short."""
        frequency = self.trajectory.frequency
        if self.course.has_standard and self.course.met_from:
            return f"Standard: {period_text(self.course.met_from, frequency)}"
        if self.course.target_met_from:
            return f"Target: {period_text(self.course.target_met_from, frequency)}"
        return "Not in this plan"


def summaries(found: Iterable[Course], *, on: date) -> list[Summary]:
    """Where each stands as of a day, in the order of measures, the whole alliance before its places."""
    order = list(PlannedMeasure.values)
    rows = [Summary(c.trajectory, c, c.as_of(on.replace(day=1))) for c in found]
    return sorted(
        rows,
        key=lambda row: (
            order.index(row.trajectory.measure),
            row.trajectory.title,
            bool(row.trajectory.provider_id or row.trajectory.system_id),
            row.trajectory.place_name,
        ),
    )


def finding(rows: list[Summary], alliance: str) -> str:
    """How many plans are kept, in a heading."""
    judged = [row for row in rows if row.position is not None and row.position.variance is not None]
    if not judged:
        return f"{alliance}: nothing can be held against a plan yet"
    behind = [row for row in judged if row.rating in (RagRating.RED, RagRating.AMBER)]
    if not behind:
        return (
            f"{alliance}: all {len(judged)} plans that can be judged are kept"
            if len(judged) > 1
            else (f"{alliance}: the plan is kept")
        )
    red = sum(row.rating == RagRating.RED for row in behind)
    return f"{alliance}: {len(behind)} of {len(judged)} plans are missed, {red} of them by more than a little"


def matrices(rows: list[Summary]) -> list[Table]:
    """For each measure that has several places: actual against plan, places down and months across."""
    by_measure: dict[tuple, list[Summary]] = defaultdict(list)
    for row in rows:
        t = row.trajectory
        by_measure[t.measure, t.title, t.unit, t.frequency].append(row)
    tables = []
    for (measure, _, unit, frequency), own in by_measure.items():
        months = sorted({p.month for row in own for p in row.course.positions if p.actual is not None or p.hidden})[-6:]
        if len(own) < 2 or not months:
            continue
        lines = []
        for row in own:
            at = {p.month: p for p in row.course.positions}
            cells = []
            for month in months:
                position = at.get(month)
                text = GAP
                if position is not None:
                    text = actual_text(position, unit)
                    if position.variance is not None:
                        text = f"{text} ({variance_text(position, unit)})"
                cells.append(text)
            lines.append(TableRow(row.trajectory.place_name, tuple(cells)))
        name = own[0].trajectory.name
        headings = ("For", *(period_text(month, frequency) for month in months))
        caption = f"{name}: actual, and in brackets its difference from the plan"
        tables.append(Table(f"{measure}-{own[0].trajectory.pk}", caption, headings, tuple(lines)))
    return tables


HEADER = (
    "Measure",
    "For",
    "Unit",
    "Period",
    "Month",
    "Planned",
    "Actual",
    "Difference",
    "Standard or target",
    "Rating",
)


def records(rows: list[Summary]) -> Iterable[list[str]]:
    """Every month of every trajectory, for a file."""
    for row in rows:
        t = row.trajectory
        for position in row.course.positions:
            texts = (
                value_text(position.planned, t.unit),
                actual_text(position, t.unit),
                variance_text(position, t.unit),
                value_text(position.level, t.unit),
            )
            plain = ["" if text == GAP else text.removesuffix("%").replace(",", "").replace("−", "-") for text in texts]
            yield [
                t.name, t.place_name, t.unit, t.get_frequency_display(), f"{position.month:%Y-%m}", *plain,
                position.rating.label,
            ]  # fmt: skip


# --- One trajectory -----------------------------------------------------------------------------------------------


def course_finding(course: Course) -> str:
    """How the latest actual stands against its plan, in a heading."""
    joint = ":" if course.latest is None else ","
    return f"{course.trajectory.place_name}{joint} {latest_words(course)}"


def latest_words(course: Course) -> str:
    """How the latest actual stands against its plan."""
    row, position = course.trajectory, course.latest
    if position is None:
        return "no actual value can be held against the plan yet"
    when, variance = period_text(position.month, row.frequency), position.variance
    words = f"{value_text(position.actual, row.unit)}, {value_text(position.planned, row.unit)} were planned"
    if row.unit == PER_CENT:
        words = f"{value_text(position.actual, row.unit)} against {value_text(position.planned, row.unit)} planned"
    side = "as planned" if not variance else "above the plan" if variance > 0 else "below the plan"
    return f"{when}: {words}, {side}"


def losses(points: Iterable[TrajectoryPoint], *, typed: bool) -> list[str]:
    """What goes with a trajectory, in lines, and what stays."""
    values = list(points)
    planned = sum(point.planned is not None for point in values)
    said = [f"{planned} planned value{'' if planned == 1 else 's'} and what was planned before them go."]
    if typed:
        actual = sum(point.actual is not None for point in values)
        said.append(f"{actual} actual value{'' if actual == 1 else 's'} that were typed here go with them.")
    else:
        said.append("The figures that it was held against stay, on their own pages.")
    return [*said, "The audit keeps every value, and why it went. It cannot be taken back from a page."]


def course_table(course: Course) -> Table:
    """Planned against actual, month by month or quarter by quarter."""
    unit, period = course.trajectory.unit, str(course.trajectory.frequency)
    level = "Standard" if course.has_standard else "Target"
    suffix = "" if unit == PER_CENT else f" ({unit})"
    rows = tuple(
        TableRow(
            period_text(p.month, course.trajectory.frequency),
            (
                value_text(p.planned, unit),
                actual_text(p, unit),
                variance_text(p, unit),
                value_text(p.level, unit),
                MARK if p.hidden else p.rating,
            ),
        )
        for p in course.positions
    )
    headings = (period.capitalize(), "Planned", "Actual", "Difference", level, "Rating")
    return Table("months", f"{course.trajectory}, {period} by {period}{suffix}", headings, rows)


def course_chart(course: Course) -> Drawing:
    """Planned and actual as two lines, with the standard or target of the last month."""
    row = course.trajectory
    level = next((p.level for p in reversed(course.positions) if p.level is not None), None)
    lines = [
        Line("Actual", tuple((p.month, None if p.actual is None else float(p.actual)) for p in course.positions)),
        Line("Planned", tuple((p.month, None if p.planned is None else float(p.planned)) for p in course.positions)),
    ]
    return line_chart(
        lines,
        title=f"{row.name}, {row.place_name}",
        description=meets_words(course),
        unit="%" if row.unit == PER_CENT else "",
        level=None if level is None else float(level),
        level_words="Standard" if course.has_standard else "Target",
        from_zero=row.unit != PER_CENT,
        step=3 if row.frequency == Frequency.QUARTER else 1,
    )
