"""Forms of the top floor."""

from django import forms

from core.periods import FinancialYear

DAY_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y"]


class AnyDayField(forms.DateField):
    """A day, picked or typed the British way."""

    def __init__(self, **kwargs):
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        kwargs.setdefault("required", False)
        super().__init__(input_formats=DAY_FORMATS, widget=widget, **kwargs)

    def to_python(self, value):
        try:
            return super().to_python(value)
        except forms.ValidationError:
            raise forms.ValidationError(f"“{value}” is not a day. Write it like 30/09/2026.", "invalid") from None


class DayField(AnyDayField):
    """A day that has come, today the latest."""

    def __init__(self, *, latest, **kwargs):
        super().__init__(**kwargs)
        self.latest = latest
        self.widget.attrs["max"] = latest.isoformat()

    def clean(self, value):
        day = super().clean(value)
        if day and day > self.latest:
            raise forms.ValidationError("This day is still ahead. Choose today or an earlier one.")
        return day


class DashboardForm(forms.Form):
    """Which alliance, year and day a dashboard shows, and the day it is compared with; everything may be left out.

    `alliances` are the (code, name) pairs to choose from; one alone is not asked for.
    """

    def __init__(self, data, *, alliances, today):
        super().__init__(data.dict())
        self.fields["alliance"] = forms.ChoiceField(label="Alliance", choices=alliances, required=False)
        if len(alliances) < 2:
            self.fields["alliance"].widget = forms.HiddenInput()
        self.fields["year"] = forms.CharField(required=False, widget=forms.HiddenInput())
        self.fields["on"] = DayField(label="As it stood on", latest=today)
        self.fields["since"] = DayField(label="Compared with", latest=today)
        self.today = today

    def clean_year(self):
        """The FinancialYear asked for, or None."""
        try:
            return FinancialYear.parse(self.cleaned_data["year"]) if self.cleaned_data["year"] else None
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None

    def clean(self):
        asked = super().clean()
        on = asked.get("on") or self.today
        if asked.get("since") and asked["since"] >= on:
            self.add_error("since", "Choose a day before the one that is shown.")
        return asked

    def choose(self, alliance):
        """Show an alliance (by its code) as the one chosen, where none was asked for."""
        self.data.setdefault("alliance", alliance)

    def asked(self, name):
        """What was asked for, or None where it was left out or cannot be read."""
        self.is_valid()
        return self.cleaned_data.get(name) or None
