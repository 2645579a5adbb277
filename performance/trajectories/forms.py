"""What is typed in to plan a trajectory: what it is of, and a value for each month of a year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from django import forms

from core.forms import QuickSelect
from core.periods import month_window
from performance.models.figures import Frequency
from performance.trajectories.rules import BACKLOGS, STANDARDS, PlannedMeasure, direction_of, units_of

DIRECTIONS = {"more": True, "less": False}


def value_words(value: Decimal | None) -> str:
    """A value as it is typed: 72.5, 60."""
    return "" if value is None else f"{value.normalize():f}"


class NumberField(forms.CharField):
    """A number as people write it, with or without thousands and a per cent sign; None where it is empty."""

    def __init__(self, **kwargs):
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", forms.TextInput(attrs={"class": "nhsuk-input--width-5", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def to_python(self, value):
        text = super().to_python(value).replace(",", "").removesuffix("%").strip()
        if not text:
            return None
        try:
            number = Decimal(text)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            raise forms.ValidationError(f"{self.label}: “{value}” is no number.")
        return number

    def validate(self, value):
        if value is not None:
            super().validate(str(value))

    def run_validators(self, value):
        """A number has passed already."""


class FactsForm(forms.Form):
    """What a new trajectory is of."""

    measure = forms.ChoiceField(
        label="What is planned",
        choices=[("", "Choose"), *PlannedMeasure.choices],
        error_messages={"required": "Choose what is planned."},
    )
    place = forms.ChoiceField(label="For", required=False, widget=QuickSelect)
    title = forms.CharField(
        label="Title",
        max_length=200,
        required=False,
        help_text=(
            "The name of a measure of your own; otherwise only to tell two plans for the same apart. A success measure "
            "of the delivery plan with these very words, or with them as its national code, leads here."
        ),
    )
    unit = forms.CharField(
        label="Unit",
        max_length=30,
        required=False,
        help_text="Left empty: % for a standard, people for a backlog. A backlog may be planned in % of the list.",
        widget=forms.TextInput(attrs={"class": "nhsuk-input--width-10"}),
    )
    better = forms.ChoiceField(
        label="Better is",
        required=False,
        choices=[("", "As the measure has it"), ("more", "More"), ("less", "Less")],
    )
    frequency = forms.ChoiceField(label="Planned by", choices=Frequency.choices)

    def __init__(self, data, *, alliance, providers, systems, **kwargs):
        super().__init__(data, **kwargs)
        self.places = {"": {}}
        choices = [("", alliance.name)]
        for name, rows in (("provider", providers), ("system", systems)):
            for row in rows:
                code = row.ods_code if name == "provider" else row.code
                self.places[f"{name}:{code}"] = {name: row}
                choices.append((f"{name}:{code}", row.name))
        self.fields["place"].choices = choices

    def clean(self):
        said = super().clean()
        measure = said.get("measure")
        if measure == PlannedMeasure.LOCAL:
            for name, words in (("title", "Write what is measured."), ("unit", "Write a unit, such as % or people.")):
                if not said.get(name):
                    self.add_error(name, words)
            if not said.get("better"):
                self.add_error("better", "Say whether more or less is better.")
        elif measure:
            units = units_of(measure)
            if said.get("unit") and said["unit"] not in units:
                self.add_error("unit", f"It is planned in {' or in '.join(units)}.")
            if said.get("better") and DIRECTIONS[said["better"]] is not direction_of(measure):
                self.add_error("better", "Leave this as the measure has it.")
        return said

    @property
    def facts(self) -> dict:
        """For the verb; what was left empty is left to it."""
        said = self.cleaned_data
        measure = said["measure"]
        facts = {"measure": measure, "title": said["title"], "frequency": said["frequency"]}
        facts |= self.places[said["place"]]
        if said["unit"]:
            facts["unit"] = said["unit"]
        if measure not in (*STANDARDS, *BACKLOGS):
            facts["more_is_better"] = DIRECTIONS[said["better"]]
        return facts


class DeleteForm(forms.Form):
    """Why a trajectory is deleted."""

    reason = forms.CharField(
        label="Why it is deleted",
        max_length=300,
        help_text="Kept with its values.",
        error_messages={"required": "Say why it is deleted."},
    )


class PointsForm(forms.Form):
    """A planned value for each month of a year, and for a measure of the alliance's own what came of it."""

    def __init__(
        self,
        data,
        *,
        months: Sequence[date],
        frequency: str,
        typed_actuals: bool,
        planned: Mapping[date, Decimal | None],
        actuals: Mapping[date, Decimal | None],
        facts: Mapping[str, object],
    ):
        super().__init__(data)
        self.months, self.typed_actuals = months, typed_actuals
        self.fields["target"] = NumberField(
            label="Target",
            help_text="What is to be reached, beside any standard. May be left empty.",
            initial=value_words(facts.get("target")),
        )
        self.fields["source"] = forms.CharField(
            label="Where the plan was agreed", max_length=200, required=False, initial=facts.get("source", "")
        )
        for month in months:
            words = f"{month:%B %Y}"
            if frequency == Frequency.QUARTER:
                last = date(month.year, month.month + 2, 1)
                words = f"{month:%B} to {month_window(last.year, last.month)[1]:%B %Y}"
            self.fields[f"planned-{month:%Y-%m}"] = NumberField(
                label=f"Planned, {words}", initial=value_words(planned.get(month))
            )
            if typed_actuals:
                self.fields[f"actual-{month:%Y-%m}"] = NumberField(
                    label=f"Actual, {words}", initial=value_words(actuals.get(month))
                )
        self.fields["reason"] = forms.CharField(
            label="Why values change",
            max_length=300,
            required=False,
            help_text="Kept with the old values. May be left empty where nothing was planned before.",
        )

    @property
    def drawn(self):
        """Each month with its fields, each beside its column."""
        return [
            (
                self.fields[f"planned-{month:%Y-%m}"].label.removeprefix("Planned, "),
                [(name.capitalize(), self[f"{name}-{month:%Y-%m}"]) for name in self._names],
            )
            for month in self.months
        ]

    @property
    def _names(self):
        return ("planned", "actual") if self.typed_actuals else ("planned",)

    def values(self, name: str) -> dict[date, Decimal | None]:
        """Typed values by month; an empty one takes out what was there."""
        if name not in self._names:
            return {}
        return {month: self.cleaned_data[f"{name}-{month:%Y-%m}"] for month in self.months}
