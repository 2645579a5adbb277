"""Filters of the milestones of one plan. They live in the address, so a filtered grid can be sent to somebody.

?q=words, ?workstream=2, ?rating=red, ?status=complete, ?lead=..., ?quarter=3 (5: later), ?planned=2, ?overdue=1,
?slipped=1, ?no_date=1, ?quiet=1, ?differs=1, ?due_soon=1. The lines are in hand, of today or of a past day, so each
filter is asked of a line; what overdue and the rest mean is asked of the one rule.
"""

from collections.abc import Callable, Iterable

import django_filters
from django import forms

from alliance.delivery import PlanReading
from alliance.milestones import LATER, MilestoneLine
from alliance.models import Milestone
from core.forms import QuickSelect
from performance.rag import RagRating
from workplans.filters import MOST_WORDS, AddressFilter
from workplans.progress import Status
from workplans.summaries import COUNTED

COLUMNS = [(str(n), f"Q{n}") for n in (1, 2, 3, 4)] + [(str(LATER), "Later")]
# By name in the address: the name of the question in COUNTED, and its words.
QUESTIONS = {
    "overdue": ("overdue", "Overdue"),
    "due_soon": ("due_soon", "Due soon"),
    "slipped": ("slipped", "Slipped"),
    "no_date": ("no_date", "No date agreed"),
    "quiet": ("quiet", "Not updated for long"),
    "differs": ("differing", "Rated against the facts"),
}


class Asked(django_filters.BooleanFilter):
    """A question that is asked (?overdue=1) or not."""

    field_class = forms.BooleanField

    def __init__(self, label):
        super().__init__(label=label, widget=forms.CheckboxInput)


class MilestoneFilter(AddressFilter):
    """Which milestones of a plan to show; `keeps` answers for a line."""

    q = django_filters.CharFilter(label="Words")
    workstream = django_filters.ChoiceFilter(label="Workstream", empty_label="All workstreams", widget=QuickSelect)
    lead = django_filters.ChoiceFilter(label="Lead contact", empty_label="Anybody", widget=QuickSelect)
    quarter = django_filters.MultipleChoiceFilter(label="Due in", choices=COLUMNS, widget=forms.CheckboxSelectMultiple)
    rating = django_filters.MultipleChoiceFilter(
        label="Rating", choices=RagRating.choices, widget=forms.CheckboxSelectMultiple
    )
    status = django_filters.MultipleChoiceFilter(
        label="Status", choices=Status.choices, widget=forms.CheckboxSelectMultiple
    )
    overdue, due_soon, slipped, no_date, quiet, differs = (Asked(words) for _, words in QUESTIONS.values())
    open = Asked("Not finished")

    class Meta:
        model = Milestone
        fields = []

    def __init__(self, data, reading: PlanReading):
        super().__init__(data, Milestone.objects.none())
        self.reading = reading
        workstreams = {d.workstream_id for d in reading.deliverables}
        offered = [(w.number, str(w)) for w in reading.workstreams if w.pk in workstreams]
        self.filters["workstream"].extra["choices"] = offered
        leads = sorted({d.lead_name for d in reading.deliverables if d.lead_name}, key=str.casefold)
        self.filters["lead"].extra["choices"] = [(name, name) for name in leads]
        self._deliverables = {d.pk: d for d in reading.deliverables}

    @property
    def keeps(self) -> Callable[[MilestoneLine], bool] | None:
        """Whether a line is among those asked for; None where nothing is filtered."""
        if not self.values():
            return None
        tests = list(self._tests(self.form.cleaned_data))
        return lambda line: all(test(line) for test in tests)

    def _tests(self, said) -> Iterable[Callable[[MilestoneLine], bool]]:
        on, thresholds = self.reading.on, self.reading.thresholds
        for word in (said.get("q") or "").casefold().split()[:MOST_WORDS]:
            yield lambda line, word=word: word in self._words_of(line)
        if number := said.get("workstream"):
            yield lambda line: self._deliverables[line.state.deliverable_id].workstream.number == number
        if lead := said.get("lead"):
            yield lambda line: line.state.lead == lead
        if quarters := said.get("quarter"):
            yield lambda line: str(line.due) in quarters
        if ratings := said.get("rating"):
            yield lambda line: line.shown in ratings
        if statuses := said.get("status"):
            yield lambda line: line.state.status in statuses
        for name, (question, _) in QUESTIONS.items():
            if said.get(name):
                yield lambda line, holds=COUNTED[question]: holds(line, on, thresholds)
        if said.get("open"):
            yield lambda line: line.is_open

    def _words_of(self, line) -> str:
        deliverable = self._deliverables[line.state.deliverable_id]
        parts = (part.text for part in line.state.parts)
        words = (deliverable.number, deliverable.title, line.state.text, line.state.comment, *parts)
        return " ".join(words).casefold()

    def _in_words(self, name, value):
        match name:
            case "q":
                return f"“{value}”"
            case "workstream":
                return dict(self.filters[name].extra["choices"])[value]
            case "lead":
                return f"Lead: {value}"
            case "quarter":
                return f"Due in {dict(COLUMNS)[value]}" if value != str(LATER) else "Due later"
            case "rating":
                return RagRating(value).label
            case "status":
                return Status(value).label
            case _:
                return super()._in_words(name, value)
