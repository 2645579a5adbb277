"""What the grid is drawn from: on its page, and when one of its rows was just updated."""

from django.urls import reverse

from alliance.filters import QUESTIONS, MilestoneFilter
from alliance.milestones import LATER
from workplans.views.returning import next_query

RATINGS = ("red", "amber", "green", "blue", "grey")


def grid_context(reading, filters: MilestoneFilter, *, path, keep, address):
    """The context of alliance/delivery/grid.html; `keep` are pairs of the address that stay (the day)."""
    keeps = filters.keeps
    groups = reading.groups(keeps)
    shown = sum(len(group.lines) for each in groups for group in each.groups)
    clear = _with(path, keep)
    return counts_context(reading, path=path, keep=keep, active=filters.query()) | {
        "groups": groups,
        "shown": shown,
        "columns": columns_of(reading),
        "this_column": reading.quarter.number if reading.quarter.year == reading.plan.financial_year else 0,
        "keep": keep,
        "filters": filters,
        "chips": filters.chips(path, keep=keep),
        "clear_url": clear,
        "address": address,
        "next_query": next_query(address),
        "may_update_any": any(line.may_update for line in reading.lines),
    }


def columns_of(reading) -> list[tuple[int, str, str]]:
    """The columns of the grid: number, word, and the months; "later" only where something is due later."""
    year = reading.plan.financial_year
    columns = [(n, f"Q{n}", f"{year.quarter(n).first_day:%b}–{year.quarter(n).last_day:%b %Y}") for n in (1, 2, 3, 4)]
    if any(line.due == LATER for line in reading.lines):
        columns.append((LATER, "Later", f"after {year.last_day:%B %Y}"))
    return columns


def counts_context(reading, *, path, keep, active=""):
    """The counts above the grid, each a link to the milestones it counts."""
    tally = reading.tally
    by_name = {name: getattr(tally, question) for name, (question, _) in QUESTIONS.items()}
    return {
        "plan": reading.plan,
        "reading": reading,
        "permissions": reading.permissions,
        "tiles": [(r, tally.by_rating[r], _with(path, [*keep, ("rating", r)])) for r in RATINGS],
        "total_url": _with(path, keep),
        "attention": [
            (
                words,
                by_name[name],
                _with(path, keep if active == f"{name}=1" else [*keep, (name, "1")]),
                active == f"{name}=1",
            )
            for name, (_, words) in QUESTIONS.items()
        ],
        "grid_url": reverse("delivery:grid", args=[reading.plan.alliance.code, reading.plan.year]),
    }


def _with(path, pairs):
    query = "&".join(f"{name}={value}" for name, value in pairs)
    return f"{path}?{query}" if query else path
