"""Changing a delivery plan: opening it, its timetable, workstreams, deliverables, milestones, comments."""

from django import forms

from alliance.forms.dashboard import DAY_FORMATS, DayField
from alliance.models import DeliveryState, Programme
from alliance.models.delivery import DIRECTIONS
from alliance.operations import DeliverableWords, MeasureWords
from core.forms import QuickSelect
from performance.measures import StandardName
from workplans.forms.plans import NumberedForm, OpenPlanOfAYearForm

PARTS_HELP = (
    "One on each line, where the milestone has parts. A part's own date stands behind it in brackets: "
    "“Draft the pathway (30 June 2026)”."
)


class OpenDeliveryPlanForm(OpenPlanOfAYearForm):
    """Which alliance, which year, and what it is called. `alliances` are those in which the person may open one."""

    alliance = forms.ChoiceField(label="Alliance", widget=QuickSelect)

    field_order = ["alliance"]

    def __init__(self, data=None, *, alliances, **kwargs):
        super().__init__(data, **kwargs)
        self.alliances = self.offer("alliance", alliances, empty="Choose an alliance")
        self.fields["title"].help_text = "Left empty, it is called after the alliance and the year."


class ReachForm(forms.Form):
    """On which day a state of the submission was reached."""

    def __init__(self, data=None, *, today, **kwargs):
        super().__init__(data, initial={"on": today}, **kwargs)
        self.fields["on"] = DayField(label="On which day", latest=today)
        self.fields["on"].required = True


class DayForm(forms.Form):
    """The day whose state a page shows (?on=)."""

    def __init__(self, data, *, today):
        super().__init__({"on": data["on"]} if data.get("on") else None)
        self.fields["on"] = DayField(label="As it stood on", latest=today)

    def asked_day(self):
        """The day asked for; None where none was, or none that can be read."""
        return self.cleaned_data["on"] if self.is_bound and self.is_valid() else None


class TimetableForm(forms.Form):
    """By which day each state of the submission is to be reached; a field for each, empty where no day is set."""

    def __init__(self, data=None, *, planned, **kwargs):
        super().__init__(data, **kwargs)
        for state in DeliveryState:
            if state != DeliveryState.DRAFT:
                self.fields[state.value] = forms.DateField(
                    label=f"{state.label} by",
                    required=False,
                    initial=planned.get(state.value),
                    input_formats=DAY_FORMATS,
                    widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
                    error_messages={"invalid": "This is not a day. Write it like 30/09/2026."},
                )

    def clean(self):
        """States follow each other, and so do their days."""
        said = super().clean()
        before = None
        for name in self.fields:
            day = said.get(name)
            if day and before and day < before[1]:
                label = DeliveryState(before[0]).label.lower()
                self.add_error(name, f"This lies before “{label}”, {before[1]:%-d %B %Y}, which comes first.")
            before = (name, day) if day else before
        return said


class WorkstreamForm(NumberedForm):
    """A workstream of a plan. `people` are the accounts that may lead it."""

    thing = "a workstream"

    title = forms.CharField(label="Title", max_length=300, error_messages={"required": "Write the title."})
    lead = forms.ModelChoiceField(
        label="Programme lead",
        queryset=None,
        required=False,
        empty_label="Nobody with an account",
        widget=QuickSelect,
        help_text="They report on its deliverables, and are told what is overdue.",
    )

    def __init__(self, data=None, *, people, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["lead"].queryset = people


class DeliverableForm(NumberedForm):
    """What the plan says of a deliverable. `people` are the accounts that may be its lead's."""

    thing = "a deliverable"
    number_help = "As in the plan, like 1.4 or 3.3a. Left empty, the next one of the workstream."
    field_order = ["workstream"]

    workstream = forms.ModelChoiceField(label="Workstream", queryset=None, empty_label=None, widget=QuickSelect)
    title = forms.CharField(label="Title", max_length=300, error_messages={"required": "Write the title."})
    text = forms.CharField(label="Deliverable", required=False, widget=forms.Textarea(attrs={"rows": 4}))
    narrative = forms.CharField(
        label="Narrative",
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="How it will be delivered, as the plan tells it.",
    )
    lead_name = forms.CharField(label="Lead contact", max_length=200, required=False)
    lead_email = forms.EmailField(label="Lead contact's e-mail address", required=False)
    lead = forms.ModelChoiceField(
        label="Account of the lead",
        queryset=None,
        required=False,
        empty_label="None",
        widget=QuickSelect,
        help_text="Who sees it under “My milestones” and is told what is overdue. Left at “None”, the account with the "
        "address above, if there is one.",
    )
    programme = forms.ChoiceField(label="Milestones", choices=Programme.choices, widget=forms.RadioSelect)
    not_applicable_reason = forms.CharField(
        label="Why the programme is not applicable",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Needed only then.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data=None, *, workstreams, people, new: bool, **kwargs):
        super().__init__(data, new=new, **kwargs)
        self.fields["workstream"].queryset = workstreams
        self.fields["lead"].queryset = people
        if new:
            self.initial.setdefault("programme", Programme.REQUIRED)

    def clean(self):
        said = super().clean()
        if said.get("programme") == Programme.NOT_APPLICABLE and not said.get("not_applicable_reason", "").strip():
            self.add_error("not_applicable_reason", "Say why the programme is not applicable.")
        return said

    def words(self) -> DeliverableWords:
        """What was said, for the verb."""
        said = self.cleaned_data
        reason = said["not_applicable_reason"] if said["programme"] == Programme.NOT_APPLICABLE else ""
        return DeliverableWords(
            title=said["title"],
            text=said["text"],
            narrative=said["narrative"],
            lead_name=said["lead_name"],
            lead_email=said["lead_email"],
            programme=said["programme"],
            not_applicable_reason=reason,
        )


class MeasureForm(forms.Form):
    """One success measure; a line without words is none."""

    hide_optional = True  # nothing but the words is needed

    text = forms.CharField(
        label="Success measure",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    code = forms.CharField(label="National code", max_length=20, required=False)
    unit = forms.CharField(label="Unit", max_length=40, required=False)
    direction = forms.ChoiceField(label="Which way is better", choices=DIRECTIONS, widget=QuickSelect)
    baseline = forms.DecimalField(label="Baseline", required=False, max_digits=14, decimal_places=4)
    target = forms.DecimalField(label="Target", required=False, max_digits=14, decimal_places=4)
    standard = forms.ChoiceField(label="Waiting-time standard", required=False, widget=QuickSelect)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["standard"].choices = [("", "None"), *StandardName.choices]
        for name, width in (("code", 10), ("unit", 10), ("baseline", 5), ("target", 5)):
            self.fields[name].widget.attrs["class"] = f"nhsuk-input--width-{width}"

    def clean(self):
        said = super().clean()
        rest = [said.get(name) for name in ("code", "unit", "baseline", "target", "standard")]
        if not said.get("text", "").strip() and any(value not in (None, "") for value in rest):
            self.add_error("text", "Write the measure, or empty the whole line.")
        return said


class MeasureLines(forms.BaseFormSet):
    """The success measures of a deliverable, in order."""

    def words(self) -> list[MeasureWords]:
        """What was said, for the verb; lines without words are left out."""
        return [MeasureWords(**line) for line in self.cleaned_data if line.get("text", "").strip()]


MeasureFormSet = forms.formset_factory(MeasureForm, formset=MeasureLines, extra=2, max_num=60, validate_max=True)


class MilestoneForm(forms.Form):
    """A milestone's words and parts; quarter and date only where it is new: later they move under change control."""

    quarter = forms.ChoiceField(label="Quarter", choices=[(str(n), f"Q{n}") for n in (1, 2, 3, 4)])
    text = forms.CharField(
        label="Milestone", widget=forms.Textarea(attrs={"rows": 3}), error_messages={"required": "Write the milestone."}
    )
    due_text = forms.CharField(
        label="Date",
        max_length=200,
        required=False,
        help_text="Left empty, the end of the quarter. Else as you would write it: 30 June 2026, Jun 26.",
        widget=forms.TextInput(attrs={"class": "nhsuk-input--width-20", "autocomplete": "off"}),
    )
    parts = forms.CharField(
        label="Parts", required=False, help_text=PARTS_HELP, widget=forms.Textarea(attrs={"rows": 4})
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data=None, *, new: bool, **kwargs):
        super().__init__(data, **kwargs)
        if not new:
            del self.fields["quarter"], self.fields["due_text"]

    def part_pairs(self) -> list[tuple[str, str]]:
        """Parts as pairs of words and own date."""
        return [part_of(line) for line in self.cleaned_data["parts"].splitlines() if line.strip()]


def part_of(line: str) -> tuple[str, str]:
    """A part as it is written on a line: its words, and its own date where the line ends in one in brackets."""
    words, bracket, date = line.strip().removesuffix(")").rpartition(" (")
    if bracket and line.strip().endswith(")") and any(sign.isdigit() for sign in date):
        return words.strip(), date.strip()
    return line.strip(), ""


def line_of_part(text: str, due_text: str) -> str:
    """The other way round."""
    return f"{text} ({due_text})" if due_text else text


class CloseMilestoneForm(forms.Form):
    """Why a milestone will not be delivered."""

    comment = forms.CharField(
        label="Why it will not be delivered",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why this will not be delivered."},
    )


class CommentForm(forms.Form):
    """What a reviewer says of a deliverable."""

    text = forms.CharField(
        label="Comment", widget=forms.Textarea(attrs={"rows": 3}), error_messages={"required": "Write the comment."}
    )
    author = forms.CharField(
        label="Whose comment",
        max_length=200,
        required=False,
        help_text="Where it is not yours: the national team, for example.",
        widget=forms.TextInput(attrs={"class": "nhsuk-input--width-20"}),
    )


class ResolutionForm(forms.Form):
    """How a comment was resolved."""

    resolution = forms.CharField(
        label="How it was resolved",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say how it was resolved."},
    )


class LinkActionsForm(forms.Form):
    """Which work-plan actions serve a deliverable. `choices` are (id, words) of those offered."""

    actions = forms.MultipleChoiceField(
        label="Actions", required=False, widget=forms.CheckboxSelectMultiple, error_messages={"invalid_choice": "x"}
    )

    def __init__(self, data=None, *, choices, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["actions"].choices = choices
