"""Compliance: which two axes a matrix shows, an assessment, a framework of one's own."""

from django import forms

from alliance.compliance import BY_GROUP, BY_PROVIDER, SUMMARY, VIEWS
from alliance.compliance_levels import Level
from alliance.forms.dashboard import DayField
from core.forms import QuickSelect
from core.periods import FinancialYear


class MatrixForm(forms.Form):
    """Which axes, which provider or tumour group, and which day. What is left out or cannot be read has a default."""

    view = forms.ChoiceField(label="Show", choices=VIEWS, required=False, widget=QuickSelect)
    provider = forms.ChoiceField(label="Provider", required=False, widget=QuickSelect)
    group = forms.ChoiceField(label="Tumour group", required=False, widget=QuickSelect)

    def __init__(self, data, *, providers, groups, today):
        data = data.copy()
        if data.get("provider") and not data.get("view"):
            data["view"] = BY_GROUP
        elif data.get("group") and not data.get("view"):
            data["view"] = BY_PROVIDER
        data.setdefault("view", SUMMARY)
        super().__init__(data)
        self.providers = {each.ods_code: each for each in providers}
        self.groups = {each.code: each for each in groups}
        self.fields["provider"].choices = [(code, each.name) for code, each in self.providers.items()]
        self.fields["group"].choices = [(code, str(each)) for code, each in self.groups.items()]
        self.fields["on"] = DayField(label="As it stood on", latest=today)
        self.today = today

    def asked(self):
        """(view, provider, tumour group, day) as asked for, else the first of each."""
        self.is_valid()
        said = self.cleaned_data
        provider = self.providers.get(said.get("provider")) or next(iter(self.providers.values()), None)
        group = self.groups.get(said.get("group")) or next(iter(self.groups.values()), None)
        return said.get("view") or SUMMARY, provider, group, said.get("on") or self.today


class AssessForm(forms.Form):
    """How far a criterion is met, and what shows it."""

    level = forms.ChoiceField(
        label="How far is it met?",
        choices=[
            (level.value, level.label) for level in (Level.MET, Level.PARTLY_MET, Level.NOT_MET, Level.NOT_ASSESSED)
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how far it is met."},
    )
    evidence = forms.CharField(
        label="What shows it",
        max_length=4000,
        help_text="An audit, a policy, a figure, who says so. Only “not assessed” needs none.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say what shows it."},
    )

    def __init__(self, data=None, *, today, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["on"] = DayField(label="Assessed on", latest=today, initial=today)
        self.fields["on"].required = True
        self.fields["on"].error_messages["required"] = "Choose the day of the assessment."

    def clean(self):
        said = super().clean()
        if said.get("level") == Level.NOT_ASSESSED and "evidence" not in said:
            self.errors.pop("evidence", None)
            said["evidence"] = ""
        return said


class FrameworkForm(forms.Form):
    """A framework of an alliance: what is assessed, for which tumour groups, by which year."""

    name = forms.CharField(label="Name", max_length=160, error_messages={"required": "Give it a name."})
    description = forms.CharField(
        label="What it is", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    criteria = forms.CharField(
        label="Steps or principles, in order",
        help_text="One on each line; more about one stands behind a colon: “Triage: within a working day”.",
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "Write at least one."},
    )
    criterion_word = forms.ChoiceField(
        label="One of them is called",
        choices=[("step", "a step"), ("principle", "a principle"), ("standard", "a standard")],
    )
    groups = forms.ModelMultipleChoiceField(
        label="Tumour groups",
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one tumour group."},
    )
    target_year = forms.TypedChoiceField(
        label="To be met by the end of", coerce=int, empty_value=None, required=False, widget=QuickSelect
    )

    def __init__(self, data=None, *, tumour_groups, year: FinancialYear, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["groups"].queryset = tumour_groups
        years = {year.start + ahead for ahead in range(-2, 6)} | {self.initial.get("target_year") or year.start}
        self.fields["target_year"].choices = [
            ("", "No target year"), *[(start, str(FinancialYear(start))) for start in sorted(years)]
        ]  # fmt: skip

    def clean_criteria(self):
        """Pairs of name and text, one for each line that says something."""
        found = []
        for line in self.cleaned_data["criteria"].splitlines():
            name, _, text = line.partition(":")
            if name.strip():
                if len(name.strip()) > 120:
                    raise forms.ValidationError(
                        f"“{name.strip()[:40]}…” is too long; put more about it behind a colon."
                    )
                found.append((name.strip(), text.strip()))
        return found
