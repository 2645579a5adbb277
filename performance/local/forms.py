"""What is chosen on a page of local figures, and what is typed in or brought as a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django import forms

from core.forms import QuickSelect
from performance.local.measures import period_words
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
