"""Filters of the register of risks. They live in the address, so a filtered list can be sent to somebody.

?q=words, ?state=all, ?band=extreme, ?likelihood=4&impact=5 (a square of the heat map), ?workstream=<id>, ?plan=<id>,
?work_plan=<id>, ?deliverable=<id>, ?owner=name, ?category=finance, ?overdue=1. What an address names and the person may
not see filters to nothing.
"""

from collections.abc import Iterable

import django_filters
from django import forms
from django.db.models import Q

from alliance.exposure import IMPACTS, LIKELIHOODS, Band
from alliance.models import DeliveryPlan, Risk, RiskCategory, RiskState, Workstream
from alliance.risks import RiskLine
from core.forms import QuickSelect
from workplans.filters import MOST_WORDS, AddressFilter, TickFilter
from workplans.models import WorkPlan

STATES = [("open", "Open"), ("closed", "Closed"), ("issue", "Became an issue"), ("all", "Open and closed")]


class HiddenNumber(django_filters.NumberFilter):
    def __init__(self, **kwargs):
        super().__init__(widget=forms.HiddenInput, **kwargs)


class RegisterFilter(AddressFilter):
    """Which risks of an alliance's register to show; without a state, those that are open.

    The queryset answers for everything but the score; `keeps` answers for a line, so that a heat map can count the
    lines that a list is narrowed from.
    """

    q = django_filters.CharFilter(label="Words", method="having_words")
    state = django_filters.ChoiceFilter(
        label="State", choices=STATES, empty_label=None, method="in_state", widget=QuickSelect
    )
    band = django_filters.MultipleChoiceFilter(
        label="Exposure", choices=Band.choices, widget=forms.CheckboxSelectMultiple, method="left_to_keeps"
    )
    workstream = django_filters.ChoiceFilter(label="Workstream", empty_label="All workstreams", widget=QuickSelect)
    work_plan = django_filters.ChoiceFilter(label="Work plan", empty_label="All work plans", widget=QuickSelect)
    owner = django_filters.ChoiceFilter(label="Owner", empty_label="Anybody", method="owned_by", widget=QuickSelect)
    category = django_filters.ChoiceFilter(
        label="Category", choices=RiskCategory.choices, empty_label="All categories", widget=QuickSelect
    )
    overdue = TickFilter(lambda qs, f: qs.review_overdue(on=f.on), label="Review overdue")
    plan = django_filters.ChoiceFilter(label="Delivery plan", widget=forms.HiddenInput)
    deliverable = HiddenNumber(label="Deliverable")
    likelihood = django_filters.ChoiceFilter(
        label="Likelihood", choices=LIKELIHOODS, widget=forms.HiddenInput, method="left_to_keeps"
    )
    impact = django_filters.ChoiceFilter(
        label="Impact", choices=IMPACTS, widget=forms.HiddenInput, method="left_to_keeps"
    )

    class Meta:
        model = Risk
        fields = []

    def __init__(self, data, queryset, *, user, alliance, on):
        super().__init__(data, queryset)
        self.on = on
        seen = Risk.objects.visible_to(user).filter(alliance=alliance)
        plans = DeliveryPlan.objects.visible_to(user).filter(alliance=alliance)
        workstreams = (
            Workstream.objects.visible_to(user).filter(plan__alliance=alliance).order_by("-plan__year", "position")
        )
        work_plans = WorkPlan.objects.visible_to(user).filter(network__alliance=alliance).order_by("-year", "title")
        self._offer("plan", [(each.pk, str(each)) for each in plans])
        self._offer(
            "workstream", [(w.pk, f"{w} ({w.plan.financial_year})") for w in workstreams.select_related("plan")]
        )
        self._offer("work_plan", list(work_plans.values_list("pk", "title")))
        owners = set(seen.exclude(owner_name="").values_list("owner_name", flat=True).order_by())
        self._offer("owner", [(name, name) for name in sorted(owners)])

    def _offer(self, name, choices):
        self.filters[name].extra["choices"] = choices
        if not choices:
            self.filters[name].extra["widget"] = forms.HiddenInput

    @property
    def qs(self):
        found = super().qs
        unread = any(name in self.form.errors for name in ("plan", "workstream", "work_plan", "deliverable"))
        return found.none() if unread else found

    def filter_queryset(self, queryset):
        if not self.form.cleaned_data.get("state"):
            queryset = queryset.filter(state=RiskState.OPEN)
        return super().filter_queryset(queryset)

    def keeps(self, line: RiskLine) -> bool:
        """Whether a line has the band and the square that were asked for."""
        asked = self.form.cleaned_data if self.form.is_valid() or self.form.is_bound else {}
        bands, square = asked.get("band"), self.square
        if bands and line.now.band not in bands:
            return False
        return all(
            want is None or want == has
            for want, has in zip(square, (line.now.likelihood, line.now.impact), strict=True)
        )

    @property
    def square(self) -> tuple[int | None, int | None]:
        """The likelihood and impact asked for, each None where it is not."""
        asked = self.form.cleaned_data if self.is_bound else {}
        return tuple(int(asked[name]) if asked.get(name) else None for name in ("likelihood", "impact"))

    def kept(self, lines: Iterable[RiskLine]) -> list[RiskLine]:
        return [line for line in lines if self.keeps(line)]

    # --- Questions --------------------------------------------------------------------------------

    def having_words(self, queryset, name, value):
        for word in value.split()[:MOST_WORDS]:
            found = Q(title__icontains=word) | Q(cause__icontains=word) | Q(effect__icontains=word)
            found |= Q(owner_name__icontains=word)
            if word[:1] in "Rr" and word[1:].isdecimal() and len(word) < 9:
                found |= Q(number=int(word[1:]))
            queryset = queryset.filter(found)
        return queryset

    def in_state(self, queryset, name, value):
        return queryset if value == "all" else queryset.filter(state=value)

    def owned_by(self, queryset, name, value):
        return queryset.filter(owner_name=value)

    def left_to_keeps(self, queryset, name, value):
        return queryset

    def _in_words(self, name, value):
        label = dict((str(k), v) for k, v in self.filters[name].extra.get("choices", ())).get(value, value)
        if name == "q":
            return f"“{value}”"
        if name == "overdue":
            return "Review overdue"
        if name in ("likelihood", "impact"):
            return f"{self.filters[name].label} {value}"
        return label if name in ("state", "band", "category") else f"{self.filters[name].label}: {label}"
