"""The providers of a nation or of an alliance side by side, with a funnel for what chance alone would do."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from organisations.models import Provider
from performance.charts import Dot, Drawing, Funnel, funnel_chart, funnel_of
from performance.charts.funnel import PLACES
from performance.choices import MonthChoice
from performance.findings import funnel_finding, funnel_summary
from performance.measures import PERFORMANCE, StandardName
from performance.models import PlaceKind
from performance.positions import standings
from performance.summaries import MonthlyPosition
from performance.wording import level


@dataclass(frozen=True)
class Line:
    """A provider, its position, where the funnel has it (in words), and whether it is one of those asked about."""

    code: str
    name: str
    position: MonthlyPosition
    where: str
    chosen: bool
    rank: int


@dataclass(frozen=True)
class Comparison:
    """Providers of one nation in one month, the best first."""

    standard: str
    month: MonthChoice
    lines: tuple[Line, ...]
    funnel: Funnel | None
    level: float | None

    @property
    def name(self) -> str:
        return StandardName(self.standard).label

    @property
    def finding(self) -> str:
        return funnel_finding(PERFORMANCE[self.standard], self.funnel, when=self.month.words)

    @property
    def summary(self) -> list[str]:
        if self.funnel is None:
            return []
        said = funnel_summary(self.funnel)
        if self.level is not None:
            met = sum(line.position.rating == "green" for line in self.lines)
            said.insert(1, f"{met} of {len(self.lines)} providers met the standard of {level(self.level)}.")
        return said

    @property
    def drawing(self) -> Drawing | None:
        if self.funnel is None:
            return None
        description = " ".join(self.summary)
        return funnel_chart(self.funnel, title=self.finding, description=description, standard=self.level)


def compare(
    standard: str, month: MonthChoice, *, nation: str, chosen: Collection[str] = (), only_chosen: bool = False
) -> Comparison:
    """All providers of a nation in a month (five queries); `chosen` are the codes asked about.

    With `only_chosen` the others are left out, and the mean is that of the chosen ones.
    """
    # A trust that became part of another is read with it, not beside it.
    ids = Provider.objects.filter(nation=nation, successor=None).values("pk")
    found = standings(PlaceKind.PROVIDER, standards=[standard], first=month.month, last=month.month, ids=ids)
    marked = set() if only_chosen else set(chosen)
    known = []
    for each in found:
        positions = each.positions[standard]
        if positions and positions[0].performance is not None and (not only_chosen or each.code in chosen):
            known.append((each, positions[0]))
    dots = [
        Dot(each.name, float(position.total), float(position.within), strong=each.code in marked)
        for each, position in known
    ]
    funnel = funnel_of(dots)
    where = {placed.dot.name: PLACES[placed.place] for placed in funnel.dots} if funnel else {}
    ordered = sorted(known, key=lambda pair: (-pair[1].performance, pair[0].name))
    shares = [position.performance for _, position in ordered]
    lines = tuple(
        Line(e.code, e.name, p, where.get(e.name, ""), e.code in marked, 1 + sum(s > p.performance for s in shares))
        for e, p in ordered
    )
    level_ = next((position.standard for _, position in known if position.standard is not None), None)
    return Comparison(standard, month, lines, funnel, level_)
