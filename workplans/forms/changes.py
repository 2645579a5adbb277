"""Changing a plan: opening it, its title, its objectives, and what is carried into the next year."""

from django import forms

from core.forms import QuickSelect
from workplans.forms.plans import NumberedForm, OpenPlanOfAYearForm


class OpenPlanForm(OpenPlanOfAYearForm):
    """Which network, which year, and what it is called. `networks` are those in which the person may open one."""

    network = forms.ChoiceField(label="Network", widget=QuickSelect, error_messages={"required": "Choose the network."})

    field_order = ["network"]

    def __init__(self, data=None, *, networks, **kwargs):
        super().__init__(data, **kwargs)
        self.networks = self.offer("network", networks, empty="Choose a network")
        self.fields["title"].help_text = "Left empty, it is called after the network and the year."


class TitleForm(forms.Form):
    """A plan's title."""

    title = forms.CharField(
        label="Title",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Write a title."},
    )


class ObjectiveForm(NumberedForm):
    """An objective of a plan."""

    thing = "an objective"

    title = forms.CharField(
        label="Objective", widget=forms.Textarea(attrs={"rows": 3}), error_messages={"required": "Write the objective."}
    )
    watching_brief = forms.BooleanField(
        label="Watching brief",
        required=False,
        help_text="Kept in view; nothing is due yet, so its actions show Grey.",
    )


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
