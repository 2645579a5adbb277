"""Bringing a plan in: which plan, from where; and what whoever confirms decides."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from core.doors import Door
from core.forms import QuickSelect, Radios
from core.periods import FinancialYear
from workplans.importing.doors import WORK_PLAN

YEARS_BACK, YEARS_AHEAD = 8, 2
LONGEST_PASTE = 2_000_000
FROM_FILE, FROM_TEXT = "file", "text"


class BringForm(forms.Form):
    """A document as a file or as pasted text, for a plan of a financial year.

    A subclass adds the field of the place whose plan it is, named by `place`; `door` says what is brought.
    """

    year = forms.ChoiceField(label="Financial year", widget=QuickSelect)
    how = forms.ChoiceField(
        label="How do you bring it?",
        choices=[(FROM_FILE, "In a file"), (FROM_TEXT, "I paste the table")],
        initial=FROM_FILE,
        widget=forms.RadioSelect,
    )
    document = forms.FileField(
        label="Word, Excel or CSV file",
        required=False,
        help_text="The plan as it was published. Title rows, page breaks and other column orders are fine.",
        widget=forms.ClearableFileInput,
    )
    text = forms.CharField(
        label="The table, copied from Word or Excel",
        required=False,
        max_length=LONGEST_PASTE,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="Copy the whole table, with its headings, and paste it here.",
    )

    hide_optional = True
    place = ""
    door: Door
    pasted_name = "pasted table.txt"

    def __init__(self, *args, year: FinancialYear, **kwargs):
        super().__init__(*args, **kwargs)
        years = [FinancialYear(start) for start in range(year.start + YEARS_AHEAD, year.start - YEARS_BACK - 1, -1)]
        self.fields["year"].choices = [(str(each.start), str(each)) for each in years]
        self.initial.setdefault("year", str(year.start))
        self.fields["document"].widget.attrs["accept"] = self.door.accept
        self.fields["document"].error_messages["empty"] = self.door.empty
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.error_summary_above = True
        self.helper.layout = Layout(
            self.place, "year", Radios("how", reveals={FROM_FILE: "document", FROM_TEXT: "text"})
        )

    def offer(self, choices, *, empty=()):
        """Offer places as (value, words); where there is one only, it is chosen."""
        self.fields[self.place].choices = [*empty, *choices]
        if len(choices) == 1:
            self.initial.setdefault(self.place, choices[0][0])

    def clean(self):
        said = super().clean()
        if said.get("how") == FROM_FILE and not said.get("document") and "document" not in self.errors:
            self.add_error("document", self.door.choose)
        if said.get("how") == FROM_TEXT and not (said.get("text") or "").strip():
            self.add_error("text", "Paste the table.")
        return said

    def source(self):
        """(content, name) of what was brought."""
        if self.cleaned_data["how"] == FROM_TEXT:
            return self.cleaned_data["text"].encode(), self.pasted_name
        return self.cleaned_data["document"], self.cleaned_data["document"].name


class ImportForm(BringForm):
    """The document of a work plan. `networks` are those into which the person may import. Without a network the file
    names its plans."""

    network = forms.ChoiceField(label="Network", required=False, widget=QuickSelect)

    place = "network"
    door = WORK_PLAN

    def __init__(self, *args, networks, **kwargs):
        super().__init__(*args, **kwargs)
        self.networks = {network.code: network for network in networks}
        self.offer(
            [(code, f"{network.name} ({network.alliance.name})") for code, network in self.networks.items()],
            empty=[("", "The file names its plans, in columns Network and Year")],
        )

    def chosen(self):
        """(network, FinancialYear), or (None, None) where the file names its plans."""
        network = self.networks.get(self.cleaned_data["network"])
        return (network, FinancialYear(int(self.cleaned_data["year"]))) if network else (None, None)


class ConfirmForm(forms.Form):
    """What is decided when a preview is confirmed; it asks only what this file gives cause to ask.

    `counts` are the preview's, `missing` the (id, words) of open actions or milestones that the file leaves out.
    """

    reason = forms.CharField(
        label="Why do dates move?", max_length=500, required=False, help_text="Kept with each date that moves."
    )
    agreed_by = forms.CharField(
        label="Who agreed to the new dates?", max_length=200, required=False, help_text="A person, role or meeting."
    )
    leave_out_errors = forms.BooleanField(
        label="Leave out the rows with errors and import the rest",
        required=False,
        help_text="Else mend the file and bring it again.",
    )
    close = forms.TypedMultipleChoiceField(
        label="Close what the file leaves out",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Nothing is deleted. What you do not tick stays open as it is.",
    )
    close_all = forms.BooleanField(required=False)
    close_comment = forms.CharField(
        label="Why are they closed?",
        max_length=500,
        required=False,
        help_text="Left empty, their history says that they are no longer in the imported plan.",
    )

    hide_optional = True

    def __init__(self, *args, counts, missing, what="actions", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["close"].label = f"Close {what} that the file leaves out"
        if not counts.get("moves"):
            del self.fields["reason"], self.fields["agreed_by"]
        if not counts.get("errors"):
            del self.fields["leave_out_errors"]
        everything = counts.get("missing_open", 0)
        if everything > len(missing) > 0:
            self.fields["close_all"].label = f"Close all {everything:,} of them"
            self.fields["close_all"].help_text = f"Only the first {len(missing):,} are listed above."
        else:
            del self.fields["close_all"]
        if missing:
            self.fields["close"].choices = missing
        else:
            del self.fields["close"], self.fields["close_comment"]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.error_summary_above = True
