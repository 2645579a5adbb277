"""An action's words, leads and steps.

Leads and steps stand on lines of their own, with some empty ones below; a button brings more, so the form works
without script. An empty line is no lead and no step.
"""

from django import forms
from django.forms import formset_factory

from workplans.forms.plans import NumberedForm
from workplans.moving import read_date
from workplans.numbering import next_number_under

MOST_LINES = 100
EMPTY_LINES = 2
MORE_LINES = 4


class LeadLineForm(forms.Form):
    """One lead, by name; the page suggests the names that the network's directory knows."""

    name = forms.CharField(
        label="Lead",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"list": "known-leads", "autocomplete": "off"}),
    )

    def clean_name(self):
        return " ".join(self.cleaned_data["name"].split())


class StepLineForm(forms.Form):
    """One step and, perhaps, a due date of its own. `kept` are words of dates that stood there before."""

    text = forms.CharField(label="Step", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    due = forms.CharField(label="Own due date", max_length=200, required=False)

    def __init__(self, *args, year, kept=frozenset(), **kwargs):
        super().__init__(*args, **kwargs)
        self.year, self.kept = year, kept

    def clean_due(self):
        words = self.cleaned_data["due"].strip()
        if words and words not in self.kept and not read_date(words, self.year).readable:
            raise forms.ValidationError(
                f"“{words}” is not a date we can read. Write it like {_examples(self.year)} or TBC."
            )
        return words

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("due") and not cleaned.get("text", "").strip():
            self.add_error("text", "Write the step that this date belongs to.")
        return cleaned


LeadLines = formset_factory(LeadLineForm, extra=0, max_num=MOST_LINES, absolute_max=MOST_LINES)
StepLines = formset_factory(StepLineForm, extra=0, max_num=MOST_LINES, absolute_max=MOST_LINES)


class ActionForm(NumberedForm):
    """An action with its leads and steps. Without `action` it is a new one, which needs a number and a due date."""

    thing = "an action"
    number_help = "Left empty, it is the next one of the objective."
    field_order = ["objective"]

    objective = forms.ChoiceField(label="Objective", error_messages={"required": "Choose the objective."})
    text = forms.CharField(
        label="Action",
        help_text="What will be done.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write the action."},
    )
    accountable = forms.IntegerField(required=False, min_value=0)
    due = forms.CharField(
        label="Due date",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "nhsuk-input--width-20", "autocomplete": "off"}),
    )
    starts_on = forms.DateField(
        label="Start date",
        required=False,
        help_text="Where work begins later in the year. Until then the action shows Grey.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    review_on = forms.DateField(
        label="Review date",
        required=False,
        help_text="When ongoing work is looked at again.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, plan, objectives=(), taken=(), action=None, initial=None, leads=(), steps=()):
        super().__init__(data, new=action is None, taken=taken, initial=initial)
        if action is None:
            del self.fields["version"], self.fields["review_on"]
            self.fields["objective"].choices = [("", "Choose an objective"), *objectives]
            self.fields["due"].help_text = f"As you would write it: {_examples(plan.financial_year)}, ongoing or TBC."
        else:
            del self.fields["objective"], self.fields["due"]
        kept = frozenset(step.due_text for step in action.steps.all()) if action else frozenset()
        self.leads = LeadLines(data, prefix="leads", initial=list(leads))
        self.steps = StepLines(
            data, prefix="steps", initial=list(steps), form_kwargs={"year": plan.financial_year, "kept": kept}
        )
        self.leads.extra = self.steps.extra = EMPTY_LINES

    def is_valid(self):
        return all([super().is_valid(), self.leads.is_valid(), self.steps.is_valid()])

    # --- What was said ----------------------------------------------------------------------------

    def number_or_next(self) -> str:
        return self.cleaned_data["number"] or next_number_under(self.cleaned_data["objective"], self.taken)

    def lead_names(self) -> list[str]:
        return [name for line in self.leads.cleaned_data if (name := line.get("name"))]

    def accountable_name(self) -> str:
        """The lead on the line that was marked; "" where none is, or the line is empty."""
        chosen = self.cleaned_data.get("accountable")
        lines = self.leads.cleaned_data
        return lines[chosen].get("name", "") if chosen is not None and chosen < len(lines) else ""

    def step_pairs(self) -> list[tuple[str, str]]:
        return [(line["text"].strip(), line["due"]) for line in self.steps.cleaned_data if line.get("text", "").strip()]

    def seen(self) -> bool:
        """Whether the due date was shown with its meaning before it was sent."""
        return self.data.get("read", "").strip() == self.cleaned_data["due"].strip()


def _examples(year) -> str:
    return f"30 June {year.start}, Jun {year.start % 100:02d}, Q2"


def more_lines(form_class, data, *, of: str, **kwargs) -> ActionForm:
    """The form as it was posted, nothing judged yet, with more empty lines of "leads" or "steps"."""
    form = form_class(
        initial=data.dict(),
        leads=_posted(data, "leads", ("name",)),
        steps=_posted(data, "steps", ("text", "due")),
        **kwargs,
    )
    lines = form.leads if of == "leads" else form.steps
    lines.extra = MORE_LINES
    (form.steps if of == "leads" else form.leads).extra = 0
    return form


def _posted(data, prefix, names):
    total = data.get(f"{prefix}-TOTAL_FORMS", "")
    number = min(int(total), MOST_LINES) if total.isdecimal() and len(total) < 6 else 0
    return [{name: data.get(f"{prefix}-{i}-{name}", "") for name in names} for i in range(number)]
