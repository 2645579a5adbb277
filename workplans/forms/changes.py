"""Changing a plan: opening it, its title, its objectives, and what is carried into the next year."""

from django import forms

from core.forms import QuickSelect
from core.periods import FinancialYear

YEARS_BACK, YEARS_AHEAD = 2, 2


class OpenPlanForm(forms.Form):
    """Which network, which year, and what it is called. `networks` are those in which the person may open one."""

    network = forms.ChoiceField(label="Network", widget=QuickSelect, error_messages={"required": "Choose the network."})
    year = forms.ChoiceField(label="Financial year", widget=QuickSelect)
    title = forms.CharField(
        label="Title",
        max_length=300,
        required=False,
        help_text="Left empty, it is called after the network and the year.",
    )

    def __init__(self, data=None, *, networks, year: FinancialYear, **kwargs):
        super().__init__(data, **kwargs)
        self.networks = {network.code: network for network in networks}
        choices = [(network.code, network.name) for network in networks]
        self.fields["network"].choices = choices if len(choices) == 1 else [("", "Choose a network"), *choices]
        years = [FinancialYear(start) for start in range(year.start + YEARS_AHEAD, year.start - YEARS_BACK - 1, -1)]
        self.fields["year"].choices = [(str(y.start), str(y)) for y in years]
        self.initial.setdefault("year", str(year.start))


class TitleForm(forms.Form):
    """A plan's title."""

    title = forms.CharField(
        label="Title",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Write a title."},
    )


class ObjectiveForm(forms.Form):
    """An objective. Its number is asked for only where it is new: later, papers refer to it."""

    number = forms.CharField(label="Number", max_length=20, required=False)
    title = forms.CharField(
        label="Objective", widget=forms.Textarea(attrs={"rows": 3}), error_messages={"required": "Write the objective."}
    )
    watching_brief = forms.BooleanField(
        label="Watching brief",
        required=False,
        help_text="Kept in view; nothing is due yet, so its actions show Grey.",
    )

    def __init__(self, data=None, *, new: bool, taken=(), following: str = "", **kwargs):
        super().__init__(data, **kwargs)
        self.taken = set(taken)
        if new:
            self.fields["number"].help_text = f"Left empty, it is the next one: {following}."
            self.fields["number"].widget.attrs["class"] = "nhsuk-input--width-4"
        else:
            del self.fields["number"]

    def clean_number(self):
        number = self.cleaned_data["number"].strip()
        if number in self.taken:
            raise forms.ValidationError(f"This plan has an objective {number} already.")
        return number


class RollOverForm(forms.Form):
    """Which open actions go into next year's plan, and, where it is not there yet, its title.

    `lines` are rolling.CarryLine; those that cannot be carried are no choice.
    """

    title = forms.CharField(label="Title of the new plan", max_length=300, required=False)
    actions = forms.MultipleChoiceField(required=False)

    def __init__(self, data=None, *, lines, target, title, **kwargs):
        super().__init__(data, initial={"title": title}, **kwargs)
        self.lines = lines
        self.fields["actions"].choices = [(str(line.pk), line.number) for line in lines if not line.taken]
        if target is not None:
            del self.fields["title"]

    def chosen(self) -> list:
        """The lines that were ticked, in their order."""
        ticked = set(self.cleaned_data["actions"])
        return [line for line in self.lines if str(line.pk) in ticked]

    def clean_actions(self):
        actions = self.cleaned_data["actions"]
        if not actions:
            raise forms.ValidationError("Tick at least one action to carry forward.")
        return actions
