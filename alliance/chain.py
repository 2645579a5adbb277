"""The chain of sight: what serves a deliverable, and which deliverables an action serves.

A deliverable leads to the work-plan actions that serve it and to its success measures; an action leads back. What a
person may not see is not named to them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.urls import reverse

from alliance.models import Deliverable, Risk, SuccessMeasure
from alliance.risks import RiskLine, lines_of
from core.periods import FinancialYear
from performance.measures import StandardName
from performance.models import RatingScheme, Trajectory
from performance.rag import Thresholds
from performance.trajectories.courses import Course, courses
from performance.trajectories.pages import latest_words
from performance.trajectories.rules import PlannedMeasure
from workplans.listings import ActionLine, actions_in_order
from workplans.models import Action, PlanState

OFFERED_AT_MOST = 200
MOST_WORDS = 8


def actions_serving(deliverable, user, *, on: date) -> list[ActionLine]:
    """The linked actions that somebody sees, plan by plan, judged on a day; two statements."""
    schemes = RatingScheme.objects.thresholds(on=on)
    linked = Action.objects.visible_to(user).filter(deliverables=deliverable)
    return actions_in_order(linked, on=on, schemes=schemes).lines


def deliverables_served(action, user) -> list[Deliverable]:
    """The deliverables that an action serves and that somebody sees, in the order of the papers; one statement."""
    return list(
        Deliverable.objects.visible_to(user)
        .filter(actions=action)
        .select_related("plan__alliance")
        .order_by("-plan__year", "position")
    )


@dataclass(frozen=True)
class MeasureLine:
    """A success measure, and where its figures are: those of its waiting-time standard, and its planned course."""

    measure: SuccessMeasure
    standard_url: str
    course: Course | None

    @property
    def course_url(self) -> str:
        return self.course.trajectory.get_absolute_url() if self.course else ""

    @property
    def stands(self) -> str:
        """Its latest figure against what was planned, in words."""
        return latest_words(self.course) if self.course else ""

    @property
    def baseline(self) -> str:
        return in_figures(self.measure.baseline)

    @property
    def target(self) -> str:
        return in_figures(self.measure.target)

    @property
    def standard(self) -> str:
        return StandardName(self.measure.standard).label if self.measure.standard else ""


def in_figures(value):
    """A number as somebody would write it, 75 rather than 75.0000; anything else as it is, "" for None."""
    if value is None:
        return ""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def measures_of(deliverable, user, *, on: date) -> list[MeasureLine]:
    """The success measures of a deliverable (with its plan and alliance), in order, and where each stands on a day.

    A measure leads to the alliance's trajectory of its standard; one without a standard to the alliance's own
    trajectory that is titled like it, or by its national code. Two statements, and a handful where there are
    trajectories that the person may see.
    """
    alliance = deliverable.plan.alliance
    measures = list(deliverable.measures.order_by("position"))
    own = Q(measure=PlannedMeasure.LOCAL, title__in={title for m in measures for title in _titles(m)})
    of_standards = Q(measure__in={m.standard for m in measures if m.standard})
    rows = Trajectory.objects.visible_to(user).filter(own | of_standards, alliance=alliance, provider=None, system=None)
    rows = rows.select_related("alliance").order_by("-title", "pk")  # of two for a standard, the one without a title
    found = courses(rows, last=on, user=user)
    course_of = {
        row.title if row.measure == PlannedMeasure.LOCAL else row.measure: course
        for row, course in ((course.trajectory, course) for course in found.values())
    }
    return [
        MeasureLine(
            measure,
            reverse("performance:depth", args=[alliance.code, measure.standard]) if measure.standard else "",
            next((course_of[name] for name in (measure.standard, *_titles(measure)) if name in course_of), None),
        )
        for measure in measures
    ]


def _titles(measure) -> list[str]:
    """What a trajectory of the alliance's own is titled where it is this measure's; a standard speaks for itself."""
    if measure.standard:
        return []
    return [title for title in (measure.text[:200], measure.code) if title]


def risks_of(deliverable, user, *, on: date, thresholds: Thresholds) -> list[RiskLine]:
    """The open risks of a deliverable that somebody sees, the greatest first; one statement."""
    risks = Risk.objects.visible_to(user).filter(deliverable=deliverable).open_on(on)
    return lines_of(risks, on=on, thresholds=thresholds)


# --- Choosing what serves a deliverable ---------------------------------------------------------------


@dataclass(frozen=True)
class OfferedAction:
    """An action that may be linked: its plan, number and words, and whether it is linked already."""

    pk: int
    words: str
    plan: str
    linked: bool


@dataclass(frozen=True)
class Offer:
    """The actions to choose from, plan by plan; `cut` where there are more than are shown.

    `kept` are linked already and not among those shown: choosing leaves them as they are.
    """

    lines: list[OfferedAction]
    cut: bool
    kept: list[int]

    def chosen(self, ids) -> list[Action]:
        """The actions to link, once these were ticked."""
        offered = {line.pk for line in self.lines}
        wanted = {int(pk) for pk in ids} & offered
        return list(Action.objects.filter(pk__in=[*wanted, *self.kept]).select_related("plan__network"))


def actions_offered(deliverable, user, *, words: str = "") -> Offer:
    """Actions of the alliance's plans of the same year that are not closed, and what is linked already, first.

    With `words`, only those that have all of them in number, text or the network's name.
    """
    plan = deliverable.plan
    linked = set(deliverable.actions.values_list("pk", flat=True))
    among = Action.objects.visible_to(user).filter(plan__network__alliance=plan.alliance_id)
    offered = among.filter(Q(plan__year=plan.year) & ~Q(plan__state=PlanState.CLOSED) | Q(pk__in=linked))
    for word in words.split()[:MOST_WORDS]:
        offered = offered.filter(
            Q(number__istartswith=word) | Q(text__icontains=word) | Q(plan__network__name__icontains=word)
        )
    rows = list(
        offered.order_by("plan__network__name", "-plan__year", "objective__position", "position", "pk").values_list(
            "pk", "number", "text", "plan__network__name", "plan__year"
        )[: OFFERED_AT_MOST + 1]
    )
    lines = [
        OfferedAction(pk, f"{number} {text}", f"{network} {FinancialYear(year)}", pk in linked)
        for pk, number, text, network, year in rows[:OFFERED_AT_MOST]
    ]
    return Offer(lines, len(rows) > OFFERED_AT_MOST, sorted(linked - {line.pk for line in lines}))
