"""Filters of the lists that go across plans: those of one plan's page, and where: alliance, network, year, plan.

Addresses name places by their codes: ?alliance=wessex&network=wessex-lung&year=2026-27; ?plan=<id> is one plan.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q

from core.forms import QuickSelect
from core.periods import FinancialYear
from organisations.access import Capability, scope
from organisations.models import Network
from workplans.filters import MOST_WORDS, ActionFilter, AddressFilter
from workplans.models import Action, Lead, PlanState, WorkPlan

YEARS_BACK = 4


@dataclass(frozen=True)
class Place:
    """A network that somebody sees something of, with its alliance."""

    alliance: str
    alliance_name: str
    network: str
    network_name: str


def places_of(user) -> list[Place]:
    """The networks a user sees, or leads actions in, in the order of alliances; one query."""
    networks = Network.objects.visible_to(user)
    if scope(user, Capability.SEE_OWN):
        networks |= Network.objects.visible_to(user, Capability.SEE_OWN)
    rows = networks.order_by("alliance__name", "name").values_list("alliance__code", "alliance__name", "code", "name")
    return [Place(*row) for row in rows]


class ActionListFilter(ActionFilter):
    """The filters of a plan's page, and the place; see ActionFilter for what the queryset must have been through.

    `places` are what the user may choose from (places_of); where there is only one, it is not asked for. `user` is who
    looks: the address may name a lead or a plan, and is told of it only where the user may see it. A place that is
    not there has no actions.
    """

    alliance = django_filters.ChoiceFilter(
        label="Alliance", field_name="plan__network__alliance__code", empty_label="All alliances", widget=QuickSelect
    )
    network = django_filters.ChoiceFilter(
        label="Network", field_name="plan__network__code", empty_label="All networks", widget=QuickSelect
    )
    year = django_filters.ChoiceFilter(label="Year", method="in_year", empty_label="All years", widget=QuickSelect)
    led_by = django_filters.CharFilter(label="Lead", method="led_by_name")
    plan = django_filters.TypedChoiceFilter(field_name="plan", coerce=int, widget=forms.HiddenInput)

    first = ("q", "alliance", "network", "year", "led_by")
    named = ("alliance", "network", "year", "plan", "lead")

    def __init__(self, data, queryset, *, user, on: date, schemes, places: Sequence[Place], **kwargs):
        self.user = user
        super().__init__(_with_year_as_offered(data), queryset, on=on, schemes=schemes, **kwargs)
        alliances = list(dict.fromkeys((p.alliance, p.alliance_name) for p in places))
        self._offer("alliance", alliances, several=len(alliances) > 1)
        networks = _by_alliance(places) if len(alliances) > 1 else _networks(places)
        self._offer("network", networks, several=len(places) > 1)
        self._offer("year", _years(on, asked=self.data.get("year", "")), several=True)
        self.filters["plan"].extra["choices"] = self._plan_choices()
        self.form.order_fields(self.first)

    @property
    def qs(self):
        found = super().qs
        return found.none() if any(name in self.form.errors for name in self.named) else found

    def in_year(self, queryset, name, value):
        return queryset.filter(plan__year=FinancialYear.parse(value).start)

    def led_by_name(self, queryset, name, value):
        through = Action.leads.through
        return queryset.filter(Exists(through.objects.filter(action=OuterRef("pk"), lead__name__icontains=value)))

    def _offer(self, name, choices, *, several):
        self.filters[name].extra["choices"] = choices
        if not several:
            self.filters[name].extra["widget"] = forms.HiddenInput

    def _lead_choices(self):
        pk = _number(self.data.get("lead", ""))
        leads = Lead.objects.filter(pk=pk) if pk else Lead.objects.none()
        return list((leads.visible_to(self.user) | leads.filter(user=self.user)).values_list("pk", "name"))

    def _plan_choices(self):
        pk = _number(self.data.get("plan", ""))
        plans = WorkPlan.objects.visible_to(self.user).filter(pk=pk) if pk else ()
        return [(plan.pk, str(plan)) for plan in plans]

    def _in_words(self, name, value):
        match name:
            case "alliance" | "network" | "year" | "plan":
                return _label(self.filters[name].extra["choices"], value)
            case "led_by":
                return f"Lead: “{value}”"
            case _:
                return super()._in_words(name, value)


class OverdueFilter(ActionListFilter):
    """The filters of the overdue list: words and places. What is overdue is asked already."""

    rating = status = due_within = quiet_days = overdue = no_date = slipped = quiet = differs = None


class PlanFilter(AddressFilter):
    """Filters of the list of plans: words of its title or network, alliance, year, state."""

    q = django_filters.CharFilter(label="Words", method="having_words")
    alliance = django_filters.ChoiceFilter(
        label="Alliance", field_name="network__alliance__code", empty_label="All alliances", widget=QuickSelect
    )
    year = django_filters.ChoiceFilter(label="Year", method="in_year", empty_label="All years", widget=QuickSelect)
    state = django_filters.ChoiceFilter(
        label="State", choices=PlanState.choices, empty_label="Any state", widget=QuickSelect
    )

    class Meta:
        model = WorkPlan
        fields = []

    def __init__(self, data, queryset, *, on: date, places: Sequence[Place]):
        super().__init__(_with_year_as_offered(data), queryset)
        alliances = list(dict.fromkeys((p.alliance, p.alliance_name) for p in places))
        self.filters["alliance"].extra["choices"] = alliances
        if len(alliances) < 2:
            self.filters["alliance"].extra["widget"] = forms.HiddenInput
        self.filters["year"].extra["choices"] = _years(on, asked=self.data.get("year", ""))

    def having_words(self, queryset, name, value):
        for word in value.split()[:MOST_WORDS]:
            queryset = queryset.filter(Q(title__icontains=word) | Q(network__name__icontains=word))
        return queryset

    def in_year(self, queryset, name, value):
        return queryset.filter(year=FinancialYear.parse(value).start)

    def _in_words(self, name, value):
        return f"“{value}”" if name == "q" else _label(self.filters[name].extra["choices"], value)


def _with_year_as_offered(data):
    """The address with its year as the choices have it, however it was written: 2026-27, 2026/27 or 2026."""
    asked = data.get("year", "")
    try:
        year = FinancialYear(int(asked)) if asked.isdecimal() and len(asked) == 4 else FinancialYear.parse(asked)
    except ValueError:
        return data
    data = data.copy()
    data["year"] = _in_address(year)
    return data


def _in_address(year) -> str:
    return str(year).replace("/", "-")


def _years(on, *, asked):
    """Next year and some years back, and the one that is asked for."""
    this = FinancialYear.containing(on).start
    years = [FinancialYear(start) for start in range(this + 1, this - YEARS_BACK, -1)]
    choices = [(_in_address(year), str(year)) for year in years]
    if asked and asked not in dict(choices):
        with suppress(ValueError):
            choices.append((asked, str(FinancialYear.parse(asked))))
    return choices


def _networks(places):
    return [(p.network, p.network_name) for p in places]


def _by_alliance(places):
    groups = {}
    for place in places:
        groups.setdefault(place.alliance_name, []).append((place.network, place.network_name))
    return list(groups.items())


def _label(choices, value):
    """The words of a choice, also where the choices stand in groups."""
    for key, label in choices:
        if isinstance(label, list):
            found = _label(label, value)
            if found:
                return found
        elif str(key) == value:
            return label
    return ""


def _number(text) -> int | None:
    return int(text) if text.isdecimal() and len(text) <= 18 else None
