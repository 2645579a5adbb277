"""Filters of a list of actions. They live in the address, so a filtered list can be sent to somebody.

The same set serves one plan's page and the list across plans. The addresses that the dashboard links to are made of
these names: ?rating=red, ?overdue=1, ?slipped=1, ?no_date=1, ?quiet=1 (by the scheme), ?quiet_days=90, ?differs=1,
?status=complete, ?due_within=30, ?lead=<id>, ?q=words.
"""

from collections.abc import Sequence
from typing import NamedTuple

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict

from performance.rag import RagRating
from workplans.models import Action, Step
from workplans.progress import Status

MOST_WORDS = 8


class WholeNumberFilter(django_filters.Filter):
    """So many days, as a whole number."""

    field_class = forms.IntegerField


class TickFilter(django_filters.Filter):
    """A question that is asked (?overdue=1) or not; a box that is not ticked filters nothing."""

    field_class = forms.BooleanField

    def __init__(self, question, **kwargs):
        super().__init__(widget=forms.CheckboxInput, **kwargs)
        self.question = question

    def filter(self, qs, value):
        return self.question(qs, self.parent) if value else qs


class Chip(NamedTuple):
    """One filter in force, in words, and the address of the list without it."""

    words: str
    url: str


class AddressFilter(django_filters.FilterSet):
    """A set of filters that can say which of them are in force, as an address and in words."""

    def values(self) -> list[tuple[str, str]]:
        """The filters in force as pairs for an address, in the order of the fields; what cannot be read is left out."""
        if not self.is_bound:
            return []
        self.form.is_valid()  # reads them, once; what is not valid is not among the cleaned
        pairs = []
        for name, value in self.form.cleaned_data.items():
            if value is True:
                pairs.append((name, "1"))
            elif isinstance(value, list):
                pairs += [(name, str(item)) for item in value]
            elif value is not None and value is not False and value != "":
                pairs.append((name, str(value)))
        return pairs

    def query(self) -> str:
        """The filters in force as a query string, without empty ones; empty where nothing is filtered."""
        return _encoded(self.values())

    def chips(self, path: str, *, keep: Sequence[tuple[str, str]] = ()) -> list[Chip]:
        """The filters in force, each with the address of `path` without it; `keep` are pairs that stay in any case."""
        pairs = self.values()
        chips = []
        for index, (name, value) in enumerate(pairs):
            rest = _encoded([*keep, *pairs[:index], *pairs[index + 1 :]])
            chips.append(Chip(self._in_words(name, value), f"{path}?{rest}" if rest else path))
        return chips

    def _in_words(self, name, value):
        return self.filters[name].label


class ActionFilter(AddressFilter):
    """Filters a queryset of actions; those that ask for ratings take it through `with_rating` first.

    `on` is the day that the questions are asked for, `schemes` the thresholds by alliance. `leads` are the leads
    to choose from, as (id, name); without them any lead can stand in the address, is not named, and none is offered.
    """

    q = django_filters.CharFilter(label="Words", method="having_words")
    rating = django_filters.MultipleChoiceFilter(
        label="Rating",
        field_name="shown",
        choices=RagRating.choices,
        widget=forms.CheckboxSelectMultiple,
        distinct=False,
    )
    status = django_filters.MultipleChoiceFilter(
        label="Status", choices=Status.choices, widget=forms.CheckboxSelectMultiple, distinct=False
    )
    lead = django_filters.ChoiceFilter(label="Lead", empty_label="Anybody", method="led_by_lead")
    due_within = WholeNumberFilter(label="Due within (days)", method="due_soon", min_value=0, max_value=3650)
    quiet_days = WholeNumberFilter(label="No update for (days)", method="quiet_for", min_value=0, max_value=3650)
    overdue = TickFilter(lambda qs, f: qs.overdue(on=f.on), label="Overdue")
    no_date = TickFilter(lambda qs, f: qs.without_date(), label="No date agreed")
    slipped = TickFilter(lambda qs, f: qs.slipped(), label="Slipped")
    quiet = TickFilter(lambda qs, f: qs.gone_quiet(on=f.on, schemes=f.schemes), label="Gone quiet")
    differs = TickFilter(lambda qs, f: qs.rated_against_suggestion(), label="Rated against the facts")

    class Meta:
        model = Action
        fields = []

    def __init__(self, data=None, queryset=None, *, on, schemes, leads: Sequence[tuple[int, str]] | None = None, **kw):
        super().__init__(data, queryset, **kw)
        self.on, self.schemes, self.leads = on, schemes, leads
        self.filters["lead"].extra["choices"] = self._lead_choices()
        if leads is None:
            self.filters["lead"].extra["widget"] = forms.HiddenInput

    def _lead_choices(self):
        if self.leads is not None:
            return list(self.leads)
        chosen = self.data.get("lead", "")
        return [(chosen, "one lead")] if chosen.isdecimal() and len(chosen) <= 18 else []

    def asks_for_ratings(self) -> bool:
        """Whether the rating of each action must be worked out to answer."""
        return bool(self.data.getlist("rating") or self.data.get("differs"))

    def filter_queryset(self, queryset):
        if self.asks_for_ratings():
            queryset = queryset.with_rating(on=self.on, schemes=self.schemes)
        return super().filter_queryset(queryset)

    # --- Questions --------------------------------------------------------------------------------

    def having_words(self, queryset, name, value):
        """Every word stands in the action's number, text or latest comment, or in one of its steps."""
        for word in value.split()[:MOST_WORDS]:
            step = Step.objects.filter(action=OuterRef("pk"), text__icontains=word)
            queryset = queryset.filter(
                Q(number__istartswith=word)
                | Q(text__icontains=word)
                | Q(latest_update__comment__icontains=word)
                | Exists(step)
            )
        return queryset

    def led_by_lead(self, queryset, name, value):
        through = Action.leads.through
        return queryset.filter(Exists(through.objects.filter(action=OuterRef("pk"), lead=value)))

    def due_soon(self, queryset, name, value):
        return queryset.due_within(value, on=self.on)

    def quiet_for(self, queryset, name, value):
        return queryset.not_updated_for(value, on=self.on)

    def _in_words(self, name, value):
        match name:
            case "q":
                return f"“{value}”"
            case "rating":
                return RagRating(value).label
            case "status":
                return Status(value).label
            case "lead":
                names = {str(pk): lead for pk, lead in self.filters["lead"].extra["choices"]}
                return f"Led by {names[value]}"
            case "due_within":
                return f"Due within {_days(value)}"
            case "quiet_days":
                return f"No update for {_days(value)}"
            case _:
                return super()._in_words(name, value)


def _days(number: str) -> str:
    return "1 day" if number == "1" else f"{number} days"


def _encoded(pairs) -> str:
    query = QueryDict(mutable=True)
    for name, value in pairs:
        query.appendlist(name, value)
    return query.urlencode()
