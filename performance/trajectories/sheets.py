"""The template of trajectories: its headings, its words, and rows of it as values. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.export import Sheet
from performance.importing.sheets import CellFinding, Grid, Layout, Line, lines_of, read_month
from performance.importing.words import fold
from performance.local.sheets import ALL_WORDS
from performance.trajectories.rules import BACKLOGS, STANDARDS, PlannedMeasure, quarter_of, units_of

POINTS = Layout(
    "Trajectories",
    ("Measure", "For", "Title", "Unit", "Better is", "Period", "Month", "Planned", "Actual", "Target", "Source"),
    optional=("For", "Title", "Unit", "Better is", "Period", "Actual", "Target", "Source"),
)


@dataclass(frozen=True)
class Places:
    """The ids that folded names and codes mean: providers of the alliance, and integrated care boards."""

    alliance: str
    providers: Mapping[str, int]
    systems: Mapping[str, int]


def parse(sheets: Sequence[tuple[str, Grid]], places: Places) -> tuple[list[dict[str, Any]], list[CellFinding]]:
    """Rows as plain values, one for each month of a trajectory, and everything that is wrong."""
    findings: list[CellFinding] = []
    rows: list[dict[str, Any]] = []
    seen: dict[tuple, tuple[int, dict]] = {}
    facts: dict[tuple, tuple[int, tuple]] = {}
    for _, line in lines_of(sheets, (POINTS,), findings):
        row = _row(line, places)
        if line.failed:
            continue
        whose = tuple(row[name] for name in ("measure", "title", "provider", "system"))
        told = tuple(row[name] for name in ("unit", "more_is_better", "frequency", "target", "source"))
        first, known = facts.setdefault(whose, (line.row, told))
        if known != told:
            line.wrong("Measure", f"Unit, direction, period, target or source differ from row {first} for the same.")
            continue
        before_at, before = seen.get((*whose, row["month"]), (0, {}))
        if before and before != row:
            line.wrong("Planned", f"Another value than in row {before_at} for the same month.")
        elif before:
            line.warn("", f"The same as row {before_at}; it counts once.")
        else:
            seen[*whose, row["month"]] = (line.row, row)
            rows.append(row)
    return rows, findings


def _row(line: Line, places: Places) -> dict[str, Any]:
    words = {fold(word): measure.value for measure in PlannedMeasure for word in (measure.value, measure.label)}
    words |= {"fds": PlannedMeasure.FASTER_DIAGNOSIS.value}
    measure = line.word("Measure", words, expected=f"Expected one of: {', '.join(PlannedMeasure.values)}.")
    title = " ".join(line.get("Title").split())[:200]
    if measure == PlannedMeasure.LOCAL and not title:
        line.wrong("Title", "A measure of your own needs a title.")
    provider, system = _place(line, places)
    unit = line.get("Unit") or (units_of(measure)[0] if measure and units_of(measure) else "")
    if measure == PlannedMeasure.LOCAL and not unit:
        line.wrong("Unit", "A measure of your own needs a unit, such as % or people.")
    if measure and units_of(measure) and unit not in units_of(measure):
        line.wrong("Unit", f"Expected {' or '.join(units_of(measure))}.")
    more = measure in STANDARDS
    if measure == PlannedMeasure.LOCAL or line.get("Better is"):
        said = line.word("Better is", {"more": "more", "less": "less"}, expected="Expected more or less.")
        if said and measure in (*STANDARDS, *BACKLOGS) and (said == "more") is not more:
            line.wrong("Better is", f"Expected {'more' if more else 'less'} for this measure.")
        more = said == "more"
    frequency = "month"
    if line.get("Period"):
        expected = "Expected month or quarter."
        frequency = line.word("Period", {"month": "month", "quarter": "quarter"}, expected=expected) or "month"
    month = read_month(line.get("Month"))
    if month is None:
        line.wrong("Month", "Expected a month, such as September 2026.")
    elif frequency == "quarter" and month != quarter_of(month):
        line.wrong("Month", "Expected the first month of a quarter: April, July, October or January.")
    if not line.get("Planned") and not line.get("Actual"):
        line.wrong("Planned", "The planned value is missing.")
    if line.get("Actual") and measure and measure != PlannedMeasure.LOCAL:
        line.wrong("Actual", "Actual values of this measure come from loaded figures. Leave it empty.")
    return {
        "measure": measure,
        "title": title,
        "provider": provider,
        "system": system,
        "unit": unit,
        "more_is_better": more,
        "frequency": frequency,
        "month": month and month.isoformat(),
        "planned": _value(line, "Planned", measure, unit),
        "actual": _value(line, "Actual", measure, unit),
        "target": _value(line, "Target", measure, unit),
        "source": line.get("Source")[:200],
    }


def _place(line: Line, places: Places) -> tuple[int | None, int | None]:
    said = fold(line.get("For"))
    if said in ALL_WORDS or said == fold(places.alliance):
        return None, None
    provider, system = places.providers.get(said), places.systems.get(said)
    if provider is None and system is None:
        line.wrong("For", f"No provider of {places.alliance} and no integrated care board of this name is known.")
    return provider, None if provider else system


def _value(line: Line, column: str, measure: str | None, unit: str) -> str | None:
    value = line.number(column)
    if value is None:
        return None
    if measure in STANDARDS and 0 < value <= 1:
        line.wrong(column, "Expected per cent, such as 72.5. A cell that Excel shows as 72.5% may hold 0.725.")
    elif value != round(value, 2):
        line.wrong(column, "Expected no more than two decimals.")
    elif measure != PlannedMeasure.LOCAL and (value < 0 or (unit == "%" and value > 100)):
        line.wrong(column, "Expected a share from 0 to 100." if unit == "%" else "Expected a number from 0 on.")
    return str(value)


def template(alliance: str, providers: Sequence[tuple[str, str]], systems: Sequence[tuple[str, str]]) -> list[Sheet]:
    """The sheets of an empty template: headings, an example, and the words that may stand in it."""
    provider = providers[0][0] if providers else ""
    example = [
        ("62d", "", "", "%", "", "month", "September 2026", "72.5", "", "75", "Operational plan"),
        ("62d", provider, "", "%", "", "month", "September 2026", "70", "", "", "Operational plan"),
        ("backlog-62", provider, "", "people", "", "month", "September 2026", "60", "", "50", ""),
        ("local", "", "Kits returned with the referral", "%", "more", "quarter", "July 2026", "80", "78", "", ""),
    ]
    words = [
        *(("Measure", measure.value, measure.label) for measure in PlannedMeasure),
        ("For", "", f"Left empty: all of {alliance}"),
        *(("For", code, name) for code, name in (*providers, *systems)),
        ("Title", "", "Tells two plans for the same apart; for a measure of your own, its name"),
        ("Unit", "%", "28d, 31d, 62d; backlog as a share of the list"),
        ("Unit", "people", "backlog-62, backlog-104"),
        ("Better is", "more", "For a measure of your own: more, or less"),
        ("Period", "month", "Or quarter; then Month is the first of the quarter"),
        ("Actual", "", "Only for a measure of your own; all others find theirs in loaded figures"),
    ]
    widths = (14, 44, 34, 10, 10, 10, 18, 10, 10, 10, 30)
    return [
        Sheet(POINTS.name, POINTS.headings, [], widths),
        Sheet("Example", POINTS.headings, example, widths),
        Sheet("Allowed words", ("Column", "Word", "Meaning"), words, (20, 36, 70)),
    ]
