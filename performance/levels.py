"""What a series is judged by over time: standards as steps, ambitions beside them, for a chart and for its words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from performance.charts import Step
from performance.models import Ambition, WaitingTimeStandard
from performance.querysets import StandardsInForce
from performance.summaries import MonthlyPosition
from performance.wording import month_words


def standard_steps(positions: Sequence[MonthlyPosition]) -> list[Step]:
    """The standard of each month, in per cent; one step as long as it stays the same."""
    steps: list[Step] = []
    before: MonthlyPosition | None = None
    for each in positions:
        if each.standard is not None:
            level = round(100 * each.standard, 9)
            if steps and before is not None and before.standard == each.standard:
                steps[-1] = Step(steps[-1].first, each.month, level)
            else:
                steps.append(Step(each.month, each.month, level))
        before = each
    return steps


def next_ambition(standard: WaitingTimeStandard | None, month: date) -> Ambition | None:
    """The ambition that is to be reached next, counted from a month; after the last of them, that one."""
    ambitions = sorted(standard.ambitions.all(), key=lambda each: each.by) if standard else []
    return next((each for each in ambitions if each.by >= month), ambitions[-1] if ambitions else None)


def ambition_steps(judged_by: StandardsInForce, positions: Sequence[MonthlyPosition]) -> list[Step]:
    """The ambitions that held in these months: each from the end of the one before, in per cent."""
    if not positions:
        return []
    standard = judged_by.on(positions[-1].measure, positions[-1].month)
    if standard is None:
        return []
    first, last = positions[0].month, positions[-1].month
    first = max(first, standard.valid_from.replace(day=1)) if standard.valid_from else first
    steps = []
    for each in sorted(standard.ambitions.all(), key=lambda each: each.by):
        end = each.by.replace(day=1)
        if end < first:
            continue
        words = f"By {month_words(each.by, short=True)}"
        steps.append(Step(first, min(end, last), float(each.level), words))
        first = _month_after(end)
        if first > last:
            break
    return steps


def _month_after(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
