"""Bringing a delivery plan in: whose plan it is, of which year, and from where."""

from django import forms

from alliance.importing.doors import DELIVERY_PLAN
from core.forms import QuickSelect
from core.periods import FinancialYear
from workplans.forms.imports import BringForm


class DeliveryImportForm(BringForm):
    """The document of a delivery plan, its milestones as a table, or part two. `alliances` are those into which the
    person may import."""

    alliance = forms.ChoiceField(label="Cancer alliance", widget=QuickSelect)

    place = "alliance"
    door = DELIVERY_PLAN
    pasted_name = "pasted text.txt"

    def __init__(self, *args, alliances, **kwargs):
        super().__init__(*args, **kwargs)
        self.alliances = {alliance.code: alliance for alliance in alliances}
        self.offer([(code, alliance.name) for code, alliance in self.alliances.items()])
        self.fields["document"].label = "Word, Excel, CSV or text file"
        self.fields["document"].help_text = (
            "The plan as it was submitted, a table of its milestones, or part two (finance, measures, risks) in our "
            "template."
        )
        self.fields["how"].choices = [("file", "In a file"), ("text", "I paste its text")]
        self.fields["text"].label = "The text of the plan, or a table from Word or Excel"
        self.fields["text"].help_text = "Copy it with its headings, and paste it here."

    def chosen(self):
        """(alliance, FinancialYear)"""
        return self.alliances[self.cleaned_data["alliance"]], FinancialYear(int(self.cleaned_data["year"]))
