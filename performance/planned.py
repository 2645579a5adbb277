"""What an alliance planned to reach, where a page sets it beside what it reached. Plans are the alliance's own."""

from __future__ import annotations

from performance.choices import MonthChoice
from performance.models import Trajectory, TrajectoryPoint
from performance.trajectories.rules import STANDARDS


def planned_shares(user, *, alliance: int, month: MonthChoice) -> dict[str, float]:
    """By standard: the share planned for the month by the whole alliance, of what the person may see (one query)."""
    trajectories = Trajectory.objects.visible_to(user).filter(
        alliance=alliance, measure__in=STANDARDS, frequency=month.period, provider=None, system=None, title=""
    )
    points = TrajectoryPoint.objects.filter(trajectory__in=trajectories, month=month.month, planned__isnull=False)
    return {measure: float(planned) / 100 for measure, planned in points.values_list("trajectory__measure", "planned")}
