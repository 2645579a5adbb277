"""What every page of local figures is made of: the counts in view, and what is said and drawn of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from organisations.models import Alliance, Provider, TumourGroup
from performance.charts import Drawing
from performance.local import charts
from performance.local.grids import Grid, read_grids, step_before
from performance.local.measures import Cell, period_words
from performance.local.tables import Table
from performance.models.local import Period
from performance.rag import Thresholds

WINDOW = 26
"""So many weeks or months a chart goes back."""

HIDDEN_NOTE = (
    "* is a count below the limit, or one that would give such a count away, or one that came suppressed. "
    "Zero is shown. People who look after the figures see them all."
)


@dataclass(frozen=True)
class Chart:
    """A drawing under a heading that says what is to be seen in it."""

    name: str
    heading: str
    drawing: Drawing


@dataclass(frozen=True)
class Figures:
    """A page: what it finds, in a heading and some sentences, and what it rests on."""

    finding: str
    sentences: tuple[str, ...]
    charts: tuple[Chart, ...]
    tables: tuple[Table, ...]
    notes: tuple[str, ...]

    def table(self, name: str) -> Table | None:
        return next((table for table in self.tables if table.name == name), None)


class View:
    """What all pages ask: the counts of the chosen period, of the one before, and of those that a chart goes back."""

    def __init__(
        self,
        alliance: Alliance,
        family: str,
        *,
        known: Sequence[tuple[str, date]],
        frequency: str,
        starts: date,
        provider: Provider | None,
        limit: int | None,
        thresholds: Thresholds,
    ):
        self.alliance, self.frequency, self.starts = alliance, frequency, starts
        self.provider, self.thresholds = provider, thresholds
        back = [day for of, day in known if of == frequency and day <= starts][:WINDOW]
        before = step_before(frequency, starts)
        self.grids = read_grids(alliance, family, frequency=frequency, starts=[*back, before], limit=limit)
        self.now, self.before = self.grids.get(starts, Grid(starts)), self.grids.get(before, Grid(before))
        self.back = sorted(back)
        cells = [cell for grid in self.grids.values() for cell in grid.counts]
        ids = {cell.provider for cell in cells if cell.provider is not None}
        self.providers = {p.pk: p.name for p in Provider.objects.filter(pk__in=ids).order_by("name")}
        ids = {cell.group for cell in cells if cell.group is not None}
        self.groups = {g.pk: g.name for g in TumourGroup.objects.filter(pk__in=ids).order_by("name")}

    @property
    def at(self):
        """The provider whose figures are shown; None for the whole alliance."""
        return self.provider.pk if self.provider else None

    @property
    def where(self) -> str:
        return self.provider.name if self.provider else self.alliance.name

    @property
    def when(self) -> str:
        return period_words(self.frequency, self.starts)

    @property
    def than(self) -> str:
        return "the month before" if self.frequency == Period.MONTH else "the week before"

    def places(self, *tables, by: str) -> list[tuple[str, object, object]]:
        """(name, provider, group) of each row: the whole first, then providers or tumour groups by name."""
        if by == "provider":
            there = set().union(*(g.providers(t) for g in (self.now, self.before) for t in tables))
            rows = [(name, pk, None) for pk, name in self.providers.items() if pk in there]
            return [("All providers", None, None), *rows] if rows else []
        there = set().union(*(g.groups(t, self.at) for g in (self.now, self.before) for t in tables))
        rows = [(name, self.at, pk) for pk, name in self.groups.items() if pk in there]
        return [("All tumour groups", self.at, None), *rows] if rows else []

    def ways(self, *tables) -> list[tuple[str, str, list]]:
        """The tables that can be made: (name, what its rows are, its rows). One row of all where nothing is divided."""
        found = []
        for name, words in (("provider", "Provider"), ("tumour-group", "Tumour group")):
            if name == "tumour-group" or self.provider is None:
                rows = self.places(*tables, by=name)
                found += [(name, words, rows)] if rows else []
        return found or [("all", "All", [(self.where, self.at, None)])]

    def course(self, cell: Cell) -> list[tuple[date, float | None]]:
        """A count over the weeks or months that a chart shows; the weeks between that nobody reported are gaps."""
        points: list[tuple[date, float | None]] = []
        for day in self.back:
            if points and step_before(self.frequency, day) > points[-1][0]:
                points.append((step_before(self.frequency, day), None))
            value = self.grids[day].show(cell).value
            points.append((day, None if value is None else float(value)))
        return points

    def notes(self, *tables) -> list[str]:
        """What must be said beside the tables: who sent nothing, and that something is hidden."""
        said = []
        if self.provider is None:
            ever = set().union(*(grid.providers(t) for grid in self.grids.values() for t in tables))
            now = set().union(*(self.now.providers(t) for t in tables))
            missing = [name for pk, name in self.providers.items() if pk in ever - now]
            if missing:
                said.append(f"Nothing came for the {self.when} from {listed(missing)}. Totals are without them.")
        return said


def listed(names: Sequence[str]) -> str:
    """Names as a sentence has them: one, two and three."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def chart_of(view: View, cell: Cell, name: str, heading: str) -> Chart:
    """The course of one count up to the chosen period, with the levels in force in it."""
    points = view.course(cell)
    levels = []
    baseline, ceiling = view.now.baseline(cell), view.now.ceiling(cell)
    if baseline.value is not None:
        levels.append(("mean", "Baseline", float(baseline.value)))
    if ceiling and not ceiling.per_cent:
        levels.append(("standard", "Ceiling", float(ceiling.value)))
    known = [(day, value) for day, value in points if value is not None]
    words = f"{len(known)} values, none of them to be shown." if points and not known else ""
    if known:
        (first, earliest), (last, latest) = known[0], known[-1]
        words = f"From {earliest:,g} ({first:%-d %B %Y}) to {latest:,g} ({last:%-d %B %Y})"
        words += f", between {min(v for _, v in known):,g} and {max(v for _, v in known):,g}."
    return Chart(name, heading, charts.weekly_chart(points, title=heading, description=words, levels=levels))


def finish(view: View, finding, sentences, drawn, tables, *of) -> Figures:
    """A page with what must be said beside it; `of` are the tables of counts that it shows."""
    notes = view.notes(*of)
    if any(table.hides for table in tables):
        notes.append(HIDDEN_NOTE)
    return Figures(
        finding, tuple(s for s in sentences if s), tuple(drawn), tuple(t.trimmed for t in tables), tuple(notes)
    )
