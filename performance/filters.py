"""What the pages of charts ask: in their address a month, group and span; in a form how a chart is to be read."""

from __future__ import annotations

from datetime import date

from django import forms

from performance.choices import SPANS
from performance.importing.months import read_period
from performance.models.readings import DIRECTIONS, RUNS
from performance.spc import Direction
from performance.wording import month_words


class Asked(forms.Form):
    """A form in the address of a page: everything may be left out, and what cannot be read is said and left out."""

    def asked(self, name):
        """What was asked for, or "" where it was left out or cannot be read."""
        self.is_valid()
        return self.cleaned_data.get(name) or ""


class MonthField(forms.ChoiceField):
    """One of the months that have figures."""

    def __init__(self, months, **kwargs):
        choices = [(each.value, each.words) for each in months]
        super().__init__(
            label="Month",
            choices=choices,
            required=False,
            error_messages={"invalid_choice": "There are no figures for “%(value)s”. Choose a month of the list."},
            **kwargs,
        )


def month_of(value: str) -> date | None:
    """The first day of a month as an address has it; None where it is none."""
    try:
        return date.fromisoformat(f"{value}-01")
    except ValueError:
        return None


class OverviewForm(Asked):
    """The month of an overview or a heat map."""

    def __init__(self, data, *, months):
        super().__init__(data)
        self.fields["month"] = MonthField(months)


class DepthForm(Asked):
    """Which tumour group a chart shows, up to which month, and how far back."""

    span = forms.ChoiceField(
        label="Look back",
        choices=list(SPANS.items()),
        required=False,
        error_messages={"invalid_choice": "Choose how far back to look from the list."},
    )
    near = forms.BooleanField(label="Show two-thirds lines", required=False)

    def __init__(self, data, *, groups, months):
        super().__init__(data)
        self.fields["tumour"] = forms.ChoiceField(
            label="Tumour group",
            choices=[("", "All cancers"), *groups],
            required=False,
        )
        self.fields["month"] = MonthField(months)
        self.order_fields(["tumour", "month", "span", "near"])


class CompareForm(Asked):
    """Which month and providers to compare."""

    show = forms.ChoiceField(
        label="Compare",
        choices=[("", "With all providers of the nation"), ("only", "Only the alliance's own")],
        required=False,
    )

    def __init__(self, data, *, months, alliances):
        super().__init__(data)
        self.fields["month"] = MonthField(months)
        self.fields["alliance"] = forms.ChoiceField(
            label="Alliance",
            choices=[(each.code, each.name) for each in alliances],
            required=False,
            error_messages={"invalid_choice": "There is no such alliance. Choose one of the list."},
        )
        self.order_fields(["month", "alliance", "show"])


class RebaseForm(forms.Form):
    """Limits that begin anew at a month, with the reason."""

    month = forms.CharField(
        label="From which month",
        help_text="For example 2024-03 or March 2024.",
        error_messages={"required": "Write the month from which the limits begin anew."},
        widget=forms.TextInput(attrs={"class": "nhsuk-input--width-10", "autocomplete": "off"}),
    )
    reason = forms.CharField(
        label="Why the limits begin anew",
        max_length=500,
        help_text="What changed in the process, and who agreed. Everybody who sees the chart reads this.",
        error_messages={"required": "Say why the limits begin anew."},
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_month(self):
        period = read_period(self.cleaned_data["month"])
        if period is None:
            raise forms.ValidationError("This is no month. Write it like 2024-03.")
        return period.month


class WithdrawForm(forms.Form):
    """A rebase that is taken back, with the reason. `rebases` are those in force."""

    month = forms.ChoiceField(label="Take back the rebase of")
    reason = forms.CharField(
        label="Why the limits no longer begin anew there",
        max_length=500,
        error_messages={"required": "Say why the rebase is taken back."},
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data=None, *, rebases, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["month"].choices = [(f"{month:%Y-%m}", month_words(month)) for month in rebases]

    def clean_month(self):
        return month_of(self.cleaned_data["month"])


class SettingForm(forms.Form):
    """How the chart of a series is read."""

    direction = forms.ChoiceField(
        label="Which way is better", choices=[(value.value, words) for value, words in DIRECTIONS]
    )
    run = forms.TypedChoiceField(label="Length of a shift or trend", choices=RUNS, coerce=int)
    screen = forms.BooleanField(
        label="Screen out moving ranges that tell of more than ordinary variation",
        required=False,
        help_text="On unless there is a reason: one jump then does not widen the limits.",
    )
    fix_after = forms.IntegerField(
        label="Fix the baseline after so many points",
        required=False,
        min_value=12,
        max_value=240,
        help_text="At least 12; leave empty to use all points.",
        error_messages={
            "min_value": "A baseline needs at least 12 points.",
            "invalid": "Write a number of points, or nothing.",
        },
        widget=forms.TextInput(attrs={"class": "nhsuk-input--width-4", "inputmode": "numeric"}),
    )
    reason = forms.CharField(
        label="Why",
        max_length=500,
        error_messages={"required": "Say why the settings change."},
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data=None, *, setting=None, **kwargs):
        initial = {"direction": Direction.INCREASE.value, "run": 7, "screen": True}
        if setting:
            initial = {name: getattr(setting, name) for name in ("direction", "run", "screen", "fix_after")}
        super().__init__(data, initial=initial, **kwargs)
