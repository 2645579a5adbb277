"""Money: an amount as people type it, spending of a quarter, an allocation."""

import re
from decimal import Decimal, InvalidOperation

from django import forms

from alliance.forms.dashboard import DayField
from alliance.models import AllocationBasis, AllocationTo
from core.forms import QuickSelect


class PoundsField(forms.Field):
    """An amount in pounds, typed with or without £ and commas; empty is None, nought is nought."""

    widget = forms.TextInput

    def __init__(self, *, negative=False, **kwargs):
        super().__init__(**kwargs)
        self.negative = negative
        self.widget.attrs |= {"inputmode": "decimal", "class": "nhsuk-input--width-10", "autocomplete": "off"}

    def prepare_value(self, value):
        return f"{value:,.2f}".removesuffix(".00") if isinstance(value, Decimal) else value

    def to_python(self, value):
        if value in self.empty_values:
            return None
        text = re.sub(r"[£,\s]", "", str(value)).replace("−", "-")
        try:
            amount = Decimal(text)
        except InvalidOperation:
            amount = None
        if amount is None or not amount.is_finite():
            raise forms.ValidationError(f"“{value}” is not an amount in pounds. Write it like 12,500 or 12500.50.")
        if amount < 0 and not self.negative:
            raise forms.ValidationError("An amount here cannot be below nought.")
        if amount != amount.quantize(Decimal("0.01")):
            raise forms.ValidationError("Write no more than two places after the point.")
        if abs(amount) >= Decimal(10) ** 12:
            raise forms.ValidationError("This amount is larger than any plan's.")
        return amount


def _day(today):
    field = DayField(label="As at", latest=today, initial=today)
    field.required = True
    field.error_messages["required"] = "Choose the day that this speaks of."
    field.widget.attrs["class"] = "nhsuk-input--width-10"
    return field


class SpendForm(forms.Form):
    """What a deliverable spent in a quarter and will spend. `seen` is the row that stood when the form was opened."""

    actual = PoundsField(label="Spent so far in this quarter (£)", required=False, negative=True)
    forecast = PoundsField(
        label="Forecast for the whole quarter (£)",
        required=False,
        negative=True,
        help_text="What the quarter will come to in the end, what is spent so far included.",
    )
    note = forms.CharField(label="Note", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *, today, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["on"] = _day(today)
        self.order_fields(["actual", "forecast", "on", "note", "seen"])

    def clean(self):
        said = super().clean()
        if not self.errors and said.get("actual") is None and said.get("forecast") is None:
            self.add_error("actual", "Give what was spent, the forecast, or both. Nothing spent is 0.")
        return said


class AllocateForm(forms.Form):
    """Money given to something. `parts` are grouped choices of workstreams and deliverables, as w<id> and d<id>."""

    to = forms.ChoiceField(
        label="Allocate to", widget=QuickSelect, error_messages={"required": "Choose what it is for."}
    )
    amount = PoundsField(
        label="Amount (£)",
        help_text="It takes the place of what stands now for the same part, period and source. 0 takes it back.",
        error_messages={"required": "Give the amount."},
    )
    quarter = forms.TypedChoiceField(
        label="Period",
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", "Whole year, not phased"), (1, "Q1"), (2, "Q2"), (3, "Q3"), (4, "Q4")],
    )
    fund = forms.CharField(
        label="Source of the money",
        required=False,
        max_length=120,
        help_text="For example a programme's own fund. Amounts from several sources add up.",
    )
    basis = forms.ChoiceField(
        label="Is it agreed?",
        choices=AllocationBasis.choices,
        initial=AllocationBasis.AGREED,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label="Note", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data=None, *, parts, today, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["to"].choices = [
            ("", "Choose"),
            (AllocationTo.PLAN.value, "Total of the whole plan"),
            (AllocationTo.HELD.value, "Not allocated yet"),
            *parts,
        ]
        self.fields["on"] = _day(today)
        self.order_fields(["to", "amount", "quarter", "fund", "basis", "on", "note"])


class AsOfForm(forms.Form):
    """The day that a page shows; today where it is left out."""

    def __init__(self, data, *, today):
        super().__init__(data)
        self.fields["on"] = DayField(label="As it stood on", latest=today)
        self.today = today

    @property
    def on(self):
        self.is_valid()
        return self.cleaned_data.get("on") or self.today
