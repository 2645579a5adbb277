"""The board's dashboard: the summaries of an alliance's work plans for a year, as they stand or as they stood on a day.

Asked for today, four statements answer it however many plans and actions there are; the first two tell whether a page
made earlier still holds. For a past day the answers are counted from the history (workplans/history.py), by the same
rule.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Subquery, Sum, Value

from core.audit import AuditEvent
from core.periods import FinancialYear
from organisations.models import Network
from performance.models import RatingScheme
from performance.rag import RagRating, Thresholds, roll_up
from workplans.attention import Attention, attention, attention_of
from workplans.comparison import Comparison, compare
from workplans.history import states_on
from workplans.models import Action
from workplans.summaries import (
    JudgedAction,
    PlanOutline,
    PlanPosition,
    Tally,
    plan_positions,
    plan_positions_of,
    total_of,
)


@dataclass(frozen=True)
class AllianceOutline:
    """An alliance as somebody may choose it, by its code in the address."""

    id: int
    code: str
    name: str


@dataclass(frozen=True)
class Place:
    """An alliance with the networks of it that somebody sees, and their plans of every year."""

    alliance: AllianceOutline
    networks: tuple[tuple[str, str], ...]
    plans: tuple[PlanOutline, ...]

    @property
    def years(self) -> list[FinancialYear]:
        """The years that have a plan, the latest first."""
        return sorted({plan.year for plan in self.plans}, reverse=True)

    def plans_of(self, year: FinancialYear) -> list[PlanOutline]:
        return [plan for plan in self.plans if plan.year == year]

    def default_year(self, on: date) -> FinancialYear:
        """The year of the day, where it has a plan; else the latest before it that has one, else the next after it."""
        this = FinancialYear.containing(on)
        earlier = [year for year in self.years if year <= this]
        return earlier[0] if earlier else (self.years[-1] if self.years else this)


@dataclass(frozen=True)
class Standing:
    """What today's dashboard rests on: the numbers of the scheme, and a stamp.

    The stamp changes whenever the dashboard might: with the day, the scheme, the plans, every change that a verb makes
    to an action (each counts up its version), and all that is written into the alliance's history. It is empty where
    nothing can be said.
    """

    thresholds: Thresholds
    stamp: str


@dataclass(frozen=True)
class Dashboard:
    """What a board sees of one alliance and year on a day.

    `positions` has every plan of the year, by the names of their networks; `attention` the first lines of each list;
    `without_plan` the networks that have none. `before` holds the positions on the day `since`, and `comparison`
    what changed from then on, where that was asked for.
    """

    alliance: AllianceOutline
    year: FinancialYear
    on: date
    thresholds: Thresholds
    positions: tuple[PlanPosition, ...]
    attention: Attention
    without_plan: tuple[str, ...]
    since: date | None = None
    before: tuple[PlanPosition, ...] = ()
    comparison: Comparison | None = None

    @cached_property
    def total(self) -> Tally:
        return total_of(position.tally for position in self.positions)

    @cached_property
    def total_before(self) -> Tally:
        return total_of(position.tally for position in self.before)

    @property
    def rating(self) -> RagRating:
        """The rating that all plans together roll up to."""
        return roll_up(self.total.by_rating, self.thresholds)


def places_of(user) -> list[Place]:
    """What somebody may see on a dashboard, by the names of alliances; one query.

    An alliance stands here once it has a network; an action lead's own actions are no reason to see all others.
    """
    rows = (
        Network.objects.visible_to(user)
        .order_by("alliance__name", "name", "-work_plans__year")
        .values_list(
            "alliance", "alliance__code", "alliance__name", "code", "name",
            "work_plans__id", "work_plans__title", "work_plans__year",
            "work_plans__state", "work_plans__agreed_on", "work_plans__closed_on",
        )
    )  # fmt: skip
    found: dict[AllianceOutline, tuple[dict, list]] = {}
    for alliance_id, alliance_code, alliance, code, network, pk, title, year, *state in rows:
        networks, plans = found.setdefault(AllianceOutline(alliance_id, alliance_code, alliance), ({}, []))
        networks[code] = network
        if pk is not None:
            plans.append(PlanOutline(pk, title, FinancialYear(year), *state, code, network, alliance_id))
    return [Place(alliance, tuple(networks.items()), tuple(plans)) for alliance, (networks, plans) in found.items()]


def place_to_show(places: Sequence[Place], *, on: date) -> Place:
    """Of several, the first that has a plan for the year of the day; else the first that has any; else the first."""
    this = FinancialYear.containing(on)
    wishes: list[Callable[[Place], bool]] = [lambda p: this in p.years, lambda p: bool(p.plans), lambda p: True]
    return next(place for wish in wishes for place in places if wish(place))


def read_standing(place: Place, year: FinancialYear, *, on: date) -> Standing:
    """What the dashboard of a day rests on, in one statement."""
    actions = Action.objects.filter(plan__in=[plan.id for plan in place.plans_of(year)]).order_by()
    heard = AuditEvent.objects.filter(alliance_id=place.alliance.id).order_by("-at").values("at")[:1]
    scheme = (
        RatingScheme.objects.of_alliance(place.alliance.id, on=on)
        .annotate(
            versions=Subquery(actions.values(all=Value(1)).annotate(sum=Sum("version")).values("sum")),
            heard=Subquery(heard),
        )
        .first()
    )
    if scheme is None:
        return Standing(Thresholds(), "")
    return Standing(scheme.thresholds, f"{on} {year} {scheme.thresholds} {place} {scheme.versions} {scheme.heard}")


def read_dashboard(
    place: Place, year: FinancialYear, thresholds: Thresholds, *, on: date, today: date, since: date | None = None
) -> Dashboard:
    """The dashboard of a place and year on a day, compared with an earlier day where `since` is given."""
    plans = place.plans_of(year)
    judged = actions_on(plans, on=on, thresholds=thresholds) if since or on != today else []
    if on == today:
        positions = plan_positions(plans, on=on, thresholds=thresholds)
        lists = attention(plans, on=on, thresholds=thresholds)
    else:
        positions = plan_positions_of(plans, judged, on=on, thresholds=thresholds)
        lists = attention_of(plans, judged, on=on, thresholds=thresholds)
    before, comparison = [], None
    if since:
        thresholds_then = thresholds_on(place, since)
        then = actions_on(plans, on=since, thresholds=thresholds_then)
        before = plan_positions_of(plans, then, on=since, thresholds=thresholds_then)
        comparison = compare(plans, then, judged, on=on, thresholds=thresholds)
    with_plan = {plan.network_code for plan in plans}
    return Dashboard(
        alliance=place.alliance,
        year=year,
        on=on,
        thresholds=thresholds,
        positions=tuple(positions),
        attention=lists,
        without_plan=tuple(name for code, name in place.networks if code not in with_plan),
        since=since,
        before=tuple(before),
        comparison=comparison,
    )


def thresholds_on(place: Place, on: date) -> Thresholds:
    """The numbers that the alliance is judged by on a day."""
    scheme = RatingScheme.objects.of_alliance(place.alliance.id, on=on).first()
    return scheme.thresholds if scheme else Thresholds()


def actions_on(plans: Sequence[PlanOutline], *, on: date, thresholds: Thresholds) -> list[JudgedAction]:
    """The actions of these plans as they stood on a day, judged on that day."""
    return [state.judged(on=on, thresholds=thresholds) for state in states_on(plans, on=on)]
