"""The tables behind the charts as rows of words: what a page shows and what a CSV holds are the same rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from performance.comparing import Comparison
from performance.depth import Depth, Gap
from performance.heat import HeatMap
from performance.overview import Overview
from performance.summaries import MonthlyPosition


@dataclass(frozen=True)
class Table:
    """A file: its name without ending, its header, its rows."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


_COUNTS = ("Total", "Within the time", "Not within the time", "Performance (%)", "Standard (%)", "Rating", "Status")


def _counts(position: MonthlyPosition | None) -> tuple[str, ...]:
    if position is None:
        return ("",) * len(_COUNTS)
    p = position
    over = None if p.total is None or p.within is None else p.total - p.within
    status = "" if p.final is None else "Final" if p.final else "Provisional"
    return (
        number(p.total), number(p.within), number(over), per_cent(p.performance), per_cent(p.standard),
        p.rating.label, status,
    )  # fmt: skip


def number(value: Decimal | float | None) -> str:
    """A count for a spreadsheet: no separators, a half where there is one."""
    return "" if value is None else f"{value:.1f}".removesuffix(".0")


def per_cent(value: float | None) -> str:
    """A share in per cent for a spreadsheet, to three places so that nothing seems to meet what it misses."""
    return "" if value is None else f"{100 * value:.3f}".rstrip("0").rstrip(".")


def of_overview(view: Overview) -> Table:
    """One row for each standard."""
    header = (
        "Alliance", "Month", "Standard", *_COUNTS, "Change on the period before (points)",
        "Change on the year (points)", "To the standard (points)", "Ambition (%)", "Ambition by",
        "To the ambition (points)", "Planned (%)",
        "To the plan (points)", "Rank in the nation", "Alliances ranked", "Variation", "Assurance",
    )  # fmt: skip
    rows = []
    for line in view.lines:
        rank, of = line.rank or ("", "")
        icons = [icon.word if icon else "" for icon in (line.reading.variation, line.reading.assurance)]
        rows.append((
            view.alliance.name, view.month.value, line.name, *_counts(line.latest), per_cent(line.change_before),
            per_cent(line.change_year), per_cent(line.to_standard),
            number(line.ambition.level) if line.ambition else "", f"{line.ambition.by:%Y-%m}" if line.ambition else "",
            per_cent(line.to_ambition), per_cent(line.planned), per_cent(line.to_plan), str(rank), str(of), *icons,
        ))  # fmt: skip
    return Table(f"{view.alliance.code}-standards-{view.month.value}", header, tuple(rows))


def of_heat_map(view: HeatMap, *, code: str) -> Table:
    """One row for each provider or tumour group and standard."""
    rows = [
        (row.code, row.name, view.month.value, name, *_counts(cell))
        for row in view.rows
        for (_, name), cell in zip(view.columns, row.cells, strict=True)
        if cell is not None
    ]
    header = ("Code", view.of.capitalize(), "Month", "Standard", *_COUNTS)
    return Table(f"{code}-{view.of.replace(' ', '-')}s-{view.month.value}", header, tuple(rows))


def of_months(view: Depth) -> Table:
    """One row for each month of the chart, those without a figure among them; where something was planned, that too."""
    header = (
        "Place", "Standard", "Tumour group", "Month", "Period", *_COUNTS, "Mean (%)", "Lower limit (%)",
        "Upper limit (%)", "Special cause", "Limits begin anew", "Published before", "Does not reconcile", "Note",
        *(("Planned (%)", "To the plan (points)") if view.planned else ()),
    )  # fmt: skip
    return Table(f"{_stem(view)}-months", header, tuple(_month_rows(view)))


def _month_rows(view: Depth) -> Iterator[tuple[str, ...]]:
    group = view.tumour_group.name if view.tumour_group else "All"
    for line in view.lines:
        position, limits = line.position, line.limits
        yield (
            view.place.name, view.name, group, f"{position.month:%Y-%m}", position.period, *_counts(position),
            *(_limit(value) for value in (limits.mean, limits.lower, limits.upper)), line.cause,
            view.reading.breaks.get(position.month, ""), "; ".join(line.marks.revised),
            "; ".join(line.marks.disagrees), position.note if position.total is not None else "No figure",
            *((per_cent(line.planned), per_cent(line.to_plan)) if view.planned else ()),
        )  # fmt: skip
    blank = ("",) * (len(_COUNTS) + 7)
    for month, planned in view.ahead:
        yield (
            view.place.name, view.name, group, f"{month:%Y-%m}", view.reading.period, *blank, "No figure yet",
            per_cent(planned), "",
        )  # fmt: skip


def _limit(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}".rstrip("0").rstrip(".")


def of_gap(view: Depth, gap: Gap) -> Table:
    """One row for each tumour group or provider of the month shown."""
    header = (
        "Place", "Standard", "Period", "Code", gap.of.capitalize(), "Total", "Within the time", "Not within the time",
        "Performance (%)", "Standard (%)", "Breaches above the standard", "Together (%)",
    )  # fmt: skip
    rows, so_far = [], 0.0
    whole = sum(line.over for line in gap.lines)
    for line in gap.lines:
        so_far += line.over
        count = line.count
        rows.append((
            view.place.name, view.name, gap.when, line.code, line.name, number(count.total), number(count.within),
            number(count.breaches), per_cent(count.performance), per_cent(gap.level), f"{line.over:.2f}",
            f"{100 * so_far / whole:.1f}" if whole else "",
        ))  # fmt: skip
    return Table(f"{_stem(view)}-{gap.of.replace(' ', '-')}s", header, tuple(rows))


def _stem(view: Depth) -> str:
    group = f"-{view.tumour_group.code}" if view.tumour_group else ""
    return f"{view.place.code.lower()}-{view.standard}{group}"


def of_comparison(view: Comparison) -> Table:
    """One row for each provider, the best first."""
    header = ("Rank", "Code", "Provider", "Month", "Standard name", *_COUNTS, "Against chance")
    rows = [
        (str(line.rank), line.code, line.name, view.month.value, view.name, *_counts(line.position), line.where)
        for line in view.lines
    ]
    return Table(f"providers-{view.standard}-{view.month.value}", header, tuple(rows))
