"""What the forms of every plan of a year ask alike: whose it is, of which year, and the number of what is in it."""

from django import forms

from core.forms import QuickSelect
from core.periods import FinancialYear

YEARS_BACK, YEARS_AHEAD = 2, 2


class OpenPlanOfAYearForm(forms.Form):
    """Which year a plan is for, and what it is called. Whose it is, a subclass asks in a field of its own (`offer`)."""

    year = forms.ChoiceField(label="Financial year", widget=QuickSelect)
    title = forms.CharField(label="Title", max_length=300, required=False)

    def __init__(self, data=None, *, year: FinancialYear, **kwargs):
        super().__init__(data, **kwargs)
        years = [FinancialYear(start) for start in range(year.start + YEARS_AHEAD, year.start - YEARS_BACK - 1, -1)]
        self.fields["year"].choices = [(str(y.start), str(y)) for y in years]
        self.initial.setdefault("year", str(year.start))

    def offer(self, name: str, bodies, *, empty: str) -> dict:
        """Let the field `name` choose among bodies, and return these by code; a single one is chosen from the start."""
        choices = [(body.code, body.name) for body in bodies]
        self.fields[name].choices = choices if len(choices) == 1 else [("", empty), *choices]
        return {body.code: body for body in bodies}


class NumberedForm(forms.Form):
    """Something that has a number in its plan, asked for only where it is new: later, papers refer to it.

    `taken` are the numbers that the plan has, `following` the one that comes next; `thing` stands in the refusal.
    """

    thing = ""
    number_help = "Left empty, it is the next one: {following}."

    number = forms.CharField(
        label="Number",
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"class": "nhsuk-input--width-4"}),
    )

    def __init__(self, data=None, *, new: bool, taken=(), following: str = "", **kwargs):
        super().__init__(data, **kwargs)
        self.taken = frozenset(taken)
        if new:
            self.fields["number"].help_text = self.number_help.format(following=following)
        else:
            del self.fields["number"]

    def clean_number(self):
        number = self.cleaned_data["number"].strip()
        if number in self.taken:
            raise forms.ValidationError(f"This plan has {self.thing} {number} already.")
        return number
