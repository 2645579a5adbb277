"""A series of positions read as an XmR chart: what is given to spc.read, and what its answer means for these months.

Limits begin anew where somebody chose so, and where a definition changed: a series never runs across that unnoticed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from performance import spc
from performance.charts import Icon, assurance_icon, variation_icon
from performance.models import Rebase, SpcSetting
from performance.querysets import StandardsInForce
from performance.summaries import MonthlyPosition, Place

DEFINITION = "Definition changed"


@dataclass(frozen=True)
class Rules:
    """How a series is to be read: the settings in force, and by month why limits begin anew there."""

    setting: SpcSetting | None = None
    rebases: Mapping[date, Rebase] = field(default_factory=dict)

    def direction(self, *, more_is_better: bool) -> spc.Direction:
        """Which way is better: as somebody chose, else as the standard has it."""
        if self.setting:
            return spc.Direction(self.setting.direction)
        return spc.Direction.INCREASE if more_is_better else spc.Direction.DECREASE


def rules_of(place: Place | str, standards: Collection[str], tumour: str = "") -> Mapping[str, Rules]:
    """By standard: how the charts of a place are to be read (two queries)."""
    code = place if isinstance(place, str) else place.code
    settings = {each.standard: each for each in SpcSetting.objects.about(code, tumour=tumour)}
    rebases: dict[str, dict[date, Rebase]] = defaultdict(dict)
    for each in Rebase.objects.about(code, tumour=tumour):
        if each.withdrawn:
            rebases[each.standard].pop(each.month, None)
        else:
            rebases[each.standard][each.month] = each
    return {standard: Rules(settings.get(standard), rebases[standard]) for standard in standards}


def chosen_so_far(place: Place, standard: str, tumour: str = "") -> list[Rebase | SpcSetting]:
    """Every choice about a chart, the latest first (two queries)."""
    chosen: list[Rebase | SpcSetting] = []
    for model in (Rebase, SpcSetting):
        chosen += model.objects.about(place.code, standard, tumour)
    return sorted(chosen, key=lambda each: each.recorded_at, reverse=True)


@dataclass(frozen=True)
class Reading:
    """Positions from the first to the last month that has a figure, and the chart of them, in per cent.

    `breaks` says by month why limits begin anew there; `step` is how many months lie between two positions.
    """

    positions: tuple[MonthlyPosition, ...]
    chart: spc.Chart
    breaks: Mapping[date, str]
    step: int = 1

    @property
    def latest(self) -> MonthlyPosition | None:
        return self.positions[-1] if self.positions else None

    @property
    def period(self) -> str:
        return "quarter" if self.step == 3 else "month"

    @property
    def known(self) -> int:
        return sum(position.performance is not None for position in self.positions)

    @property
    def known_in_last_group(self) -> int:
        last = self.chart.points[-1].group if self.chart.points else 0
        return sum(point.value is not None for point in self.chart.points if point.group == last)

    @property
    def firm(self) -> bool:
        """Whether there are enough figures for an opinion; gaps are none."""
        return not self.chart.trial and self.known_in_last_group >= spc.TRIAL_BELOW

    @property
    def variation(self) -> Icon | None:
        return variation_icon(self.chart) if self.firm else None

    @property
    def assurance(self) -> Icon | None:
        return assurance_icon(self.chart) if self.firm else None

    @property
    def gaps(self) -> list[date]:
        """Months in the middle without a figure."""
        return [position.month for position in self.positions if position.performance is None]

    def before(self, months: int) -> MonthlyPosition | None:
        """The position so many months before the latest, if it has a figure of the same measure."""
        if self.latest is None:
            return None
        number = self.latest.month.year * 12 + self.latest.month.month - 1 - months
        wanted = date(number // 12, number % 12 + 1, 1)
        found = next((each for each in self.positions if each.month == wanted), None)
        same = found and found.performance is not None and found.measure == self.latest.measure
        return found if same else None

    def change(self, months: int) -> float | None:
        """The difference of the latest share to that of so many months before; None where it cannot be compared."""
        before = self.before(months)
        if before is None or self.latest is None or self.latest.performance is None:
            return None
        return self.latest.performance - (before.performance or 0.0)


def read(
    positions: Sequence[MonthlyPosition], rules: Rules | None = None, *, judged_by: StandardsInForce | None = None
) -> Reading:
    """Read the positions of one place and standard, in order of months.

    `judged_by` says which way is better where nobody chose; without it a higher share is.
    """
    rules = rules or Rules()
    known = [place for place, each in enumerate(positions) if each.performance is not None]
    if not known:
        return Reading((), spc.Chart((), ()), {})
    kept = tuple(positions[known[0] : known[-1] + 1])
    breaks = _breaks(kept, rules)
    level, setting = kept[-1].standard, rules.setting
    in_force = judged_by.on(kept[-1].measure, kept[-1].month) if judged_by else None
    options = spc.Options(
        direction=rules.direction(more_is_better=in_force is None or in_force.more_is_better),
        target=None if level is None else round(100 * level, 9),
        rebase=tuple(breaks),
        fix_after=setting.fix_after if setting else None,
        screen=setting.screen if setting else True,
        run=setting.run if setting else 7,
    )
    values = [None if each.performance is None else 100 * each.performance for each in kept]
    chart = spc.read([each.month for each in kept], values, options)
    return Reading(kept, chart, breaks, 3 if kept[0].period == "quarter" else 1)


def _breaks(positions: Sequence[MonthlyPosition], rules: Rules) -> dict[date, str]:
    """By month at which limits begin anew: why. A rebase counts from the first position at or after its month."""
    found: dict[date, str] = {}
    before = positions[0]
    for each in positions[1:]:
        if each.performance is not None:
            if each.measure != before.measure:
                found[each.month] = DEFINITION
            before = each
    for month in sorted(rules.rebases):
        start = next((each.month for each in positions if each.month >= month), None)
        if start and start > positions[0].month:
            found.setdefault(start, "Rebased")
    return dict(sorted(found.items()))
