"""What is chosen on a page of local figures, and what is typed in or brought as a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from django import forms

from core.doors import Door
from core.forms import QuickSelect
from performance.importing.numbers import NotANumber, read_count
from performance.importing.sheets import read_day
from performance.local.measures import PARTS, LocalKind, period_words, week_of
from performance.local.operations import LevelEntry, SeriesKey
from performance.models.local import Period

SHOWN_PERIODS = 104


def period_value(frequency: str, starts: date) -> str:
    """A week or month as an address has it: 2026-09-21, or 2026-09."""
    return f"{starts:%Y-%m}" if frequency == Period.MONTH else f"{starts:%Y-%m-%d}"


class ChoiceForm(forms.Form):
    """Which week or month, and of whom. What is not among the choices counts as not chosen."""

    period = forms.ChoiceField(label="Week or month", required=False, widget=QuickSelect)
    provider = forms.ChoiceField(label="Provider", required=False, widget=QuickSelect)

    def __init__(self, data, *, periods: Sequence[tuple[str, date]], providers):
        super().__init__(data)
        self.periods = {period_value(*each): each for each in periods[:SHOWN_PERIODS]}
        self.providers = {provider.ods_code: provider for provider in providers}
        self.fields["period"].choices = [
            (value, period_words(*each).capitalize()) for value, each in self.periods.items()
        ]
        self.fields["provider"].choices = [
            ("", "The whole alliance"),
            *((code, provider.name) for code, provider in self.providers.items()),
        ]

    @property
    def chosen_period(self) -> tuple[str, date]:
        """The period asked for, else the latest week, else the latest month."""
        asked = self.periods.get(self.data.get("period", ""))
        weeks = [each for each in self.periods.values() if each[0] == Period.WEEK]
        return asked or (weeks or list(self.periods.values()))[0]

    @property
    def chosen_provider(self):
        return self.providers.get(self.data.get("provider", ""))


class UploadForm(forms.Form):
    """The file to import."""

    file = forms.FileField(
        label="File",
        help_text="The template filled in, as .xlsx or .csv. Totals only, nothing about single patients.",
    )

    def __init__(self, *args, door: Door):
        super().__init__(*args)
        self.fields["file"].error_messages |= {"required": door.choose, "empty": door.empty}
        self.fields["file"].widget.attrs["accept"] = door.accept


class ConfirmForm(forms.Form):
    """Whether rows with errors are to be left out."""

    leave_out = forms.BooleanField(label="Leave out the rows with errors", required=False)


# --- A few figures typed in ---------------------------------------------------------------------------------------


class WhoseForm(forms.Form):
    """Which week or month the typed figures are of, and whose: a provider's or those of a tumour group."""

    period = forms.ChoiceField(label="Week or month", choices=Period.choices, required=False)
    day = forms.CharField(
        label="Date",
        required=False,
        help_text="Any day of it, such as 21/09/2026.",
        widget=forms.TextInput(attrs={"class": "nhsuk-input--width-10"}),
    )
    provider = forms.ChoiceField(label="Provider", required=False, widget=QuickSelect)
    group = forms.ChoiceField(label="Tumour group", required=False, widget=QuickSelect)

    def __init__(self, data, *, providers, groups, starts: date):
        super().__init__(data)
        self.providers = {provider.ods_code: provider for provider in providers}
        self.groups = {group.code: group for group in groups}
        self.default = starts
        self.fields["provider"].choices = [("", "Any"), *((p.ods_code, p.name) for p in self.providers.values())]
        if self.groups:
            self.fields["group"].choices = [("", "Any"), *((g.code, g.name) for g in self.groups.values())]
        else:
            del self.fields["group"]

    def clean_day(self):
        said = self.cleaned_data["day"]
        day = read_day(said) if said else self.default
        if day is None:
            raise forms.ValidationError("Write a day such as 21/09/2026.")
        return day

    def clean(self):
        said = super().clean()
        if said.get("provider") and said.get("group"):
            self.add_error("group", "Choose a provider or a tumour group, not both: the other is filled in row by row.")
        return said

    @property
    def chosen(self) -> tuple[str, date]:
        """The frequency and the first day."""
        frequency, day = self.cleaned_data["period"] or Period.WEEK, self.cleaned_data["day"]
        return frequency, week_of(day) if frequency == Period.WEEK else day.replace(day=1)


class CellsForm(forms.Form):
    """Counts to type in: a row for each place or part, a column for each thing that is counted.

    `known` gives the text that stands in each cell now. Only what differs from it is new; an empty cell says nothing.
    """

    def __init__(self, data, *, rows: Sequence[str], columns: Sequence[str], known: Mapping[tuple[int, int], str]):
        super().__init__(data)
        self.rows, self.columns, self.known = rows, columns, known
        for place in self._places():
            row, column = place
            self.fields[self.name(place)] = forms.CharField(
                label=f"{columns[column]}, {rows[row]}",
                required=False,
                initial=known.get(place, ""),
                widget=forms.TextInput(attrs={"class": "nhsuk-input nhsuk-input--width-5", "inputmode": "text"}),
            )

    def _places(self):
        return [(row, column) for row in range(len(self.rows)) for column in range(len(self.columns))]

    @staticmethod
    def name(place: tuple[int, int]) -> str:
        return f"cell-{place[0]}-{place[1]}"

    @property
    def drawn(self):
        """Each row with its fields, each beside its column."""
        return [
            (name, [(words, self[self.name((row, column))]) for column, words in enumerate(self.columns)])
            for row, name in enumerate(self.rows)
        ]

    def clean(self):
        said = super().clean()
        for place in self._places():
            text = said.get(self.name(place), "")
            try:
                if text:
                    read_count(text)
            except NotANumber:
                self.add_error(
                    self.name(place),
                    f"{self.fields[self.name(place)].label}: “{text}” is no count. Write a whole number or a half, "
                    "0 for nobody, * for suppressed.",
                )
        return said

    @property
    def typed(self) -> dict[tuple[int, int], Decimal | None]:
        """The cells that have a value."""
        texts = {place: self.cleaned_data.get(self.name(place), "") for place in self._places()}
        return {place: read_count(text) for place, text in texts.items() if text}


class PaperForm(forms.Form):
    """A paper, or a part of it, to be checked."""

    text = forms.CharField(
        label="The paper's text",
        max_length=200_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="Copy sentences and tables from the paper. Nothing of it is kept.",
        error_messages={"required": "Paste the text that is to be checked."},
    )


class LevelForm(forms.Form):
    """One baseline or ceiling, from a day on."""

    what = forms.ChoiceField(label="What is counted", widget=QuickSelect, error_messages={"required": "Choose one."})
    provider = forms.ChoiceField(label="Provider", required=False, widget=QuickSelect)
    group = forms.ChoiceField(label="Tumour group", required=False, widget=QuickSelect)
    frequency = forms.ChoiceField(label="Counted by", choices=Period.choices)
    level = forms.ChoiceField(label="Baseline or ceiling", choices=[("baseline", "Baseline"), ("ceiling", "Ceiling")])
    value = forms.DecimalField(
        label="Value",
        min_value=0,
        max_digits=10,
        decimal_places=2,
        widget=forms.TextInput(attrs={"class": "nhsuk-input--width-5"}),
        error_messages={"required": "Write the value.", "invalid": "Write a number."},
    )
    unit = forms.ChoiceField(label="Unit", choices=[("number", "A number"), ("share", "Per cent of the list")])
    since = forms.CharField(
        label="From",
        help_text="A day, such as 01/04/2026.",
        widget=forms.TextInput(attrs={"class": "nhsuk-input--width-10"}),
        error_messages={"required": "Write the first day."},
    )
    until = forms.CharField(
        label="Until",
        required=False,
        help_text="The last day; empty while it lasts.",
        widget=forms.TextInput(attrs={"class": "nhsuk-input--width-10"}),
    )
    source = forms.CharField(label="Where it comes from", max_length=200, required=False)

    def __init__(self, data, *, providers, groups):
        super().__init__(data)
        self.providers = {provider.ods_code: provider for provider in providers}
        self.groups = {group.code: group for group in groups}
        kinds = [
            (f"{kind.value}/{part}", f"{kind.label}, {words}" if words else kind.label)
            for kind in LocalKind
            for part, words in PARTS.get(kind, {"": ""}).items()
        ]
        self.fields["what"].choices = [("", "Choose"), *kinds]
        self.fields["provider"].choices = [("", "All"), *((p.ods_code, p.name) for p in self.providers.values())]
        self.fields["group"].choices = [("", "All"), *((g.code, g.name) for g in self.groups.values())]

    def clean_since(self):
        return self._day("since")

    def clean_until(self):
        return self._day("until") if self.cleaned_data["until"] else None

    def _day(self, name):
        day = read_day(self.cleaned_data[name])
        if day is None:
            raise forms.ValidationError("Write a day such as 01/04/2026.")
        return day

    def clean(self):
        said = super().clean()
        if said.get("unit") == "share" and said.get("level") == "baseline":
            self.add_error("unit", "A baseline is a number.")
        return said

    @property
    def entry(self) -> LevelEntry:
        """For the verb."""
        said = self.cleaned_data
        kind, _, part = said["what"].partition("/")
        provider, group = self.providers.get(said["provider"]), self.groups.get(said["group"])
        key = SeriesKey(kind, part, getattr(provider, "pk", None), getattr(group, "pk", None), said["frequency"])
        return LevelEntry(
            key, said["level"], said["value"], said["unit"] == "share", said["since"], said["until"], said["source"]
        )
