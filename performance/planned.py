"""What was planned to be reached, where a page sets it beside what was. Plans are their alliance's own.

A plan with a title is one beside the plan; what stands on these pages is the one without.
"""

from __future__ import annotations

from datetime import date

from organisations.models import Alliance
from performance.choices import MonthChoice
from performance.models import PlaceKind, Trajectory, TrajectoryPoint
from performance.summaries import Place
from performance.trajectories.courses import Course, courses
from performance.trajectories.rules import STANDARDS

_WHOSE = {PlaceKind.PROVIDER: "provider", PlaceKind.BODY: "system"}


def planned_shares(user, *, alliance: int, month: MonthChoice) -> dict[str, float]:
    """By standard: the share planned for the month by the whole alliance, of what the person may see (one query)."""
    trajectories = Trajectory.objects.visible_to(user).filter(
        alliance=alliance, measure__in=STANDARDS, frequency=month.period, provider=None, system=None, title=""
    )
    points = TrajectoryPoint.objects.filter(trajectory__in=trajectories, month=month.month, planned__isnull=False)
    return {measure: float(planned) / 100 for measure, planned in points.values_list("trajectory__measure", "planned")}


def planned_course(user, place: Place, standard: str, *, last: date, alliance: Alliance | None = None) -> Course | None:
    """What was planned for a standard of a place, month by month, and what came of it up to the month `last`.

    Of several alliances that plan for one provider, `alliance` comes first. One query where there is no plan, else a
    handful. None where there is none that the person may see.
    """
    if place.pk is None or standard not in STANDARDS:
        return None
    plans = Trajectory.objects.visible_to(user).filter(measure=standard, title="")
    whose = _WHOSE.get(PlaceKind(place.kind))
    plans = plans.filter(**{whose: place.pk}) if whose else plans.filter(alliance=place.pk, provider=None, system=None)
    rows = list(plans.select_related("alliance", "provider", "system").order_by("pk"))
    if not rows:
        return None
    row = next((each for each in rows if alliance and each.alliance_id == alliance.pk), rows[0])
    return courses([row], last=last, user=user)[row.pk]
