"""A lead of the directory: what it is called, what it is, who it is."""

from django import forms

from core.forms import QuickSelect
from workplans.leads import LeadKind


class LeadForm(forms.Form):
    """Name, kind and account. `people` are those who may be linked: who has a role here, and who is linked now."""

    name = forms.CharField(
        label="Name",
        max_length=200,
        help_text="As plans write it. It changes on every action that names this lead.",
        error_messages={"required": "Write the name."},
    )
    kind = forms.ChoiceField(label="What it is", choices=LeadKind.choices, widget=forms.RadioSelect)
    account = forms.TypedChoiceField(
        label="Account",
        required=False,
        coerce=int,
        empty_value=None,
        widget=QuickSelect,
        help_text="Who signs in as this lead. They find its actions under “My actions”, and may report on them.",
    )

    def __init__(self, data=None, *, people, **kwargs):
        super().__init__(data, **kwargs)
        self.people = {person.pk: person for person in people}
        self.fields["account"].choices = [
            ("", "Nobody yet"),
            *((person.pk, f"{person.name} ({person.email})") for person in people),
        ]

    def person(self):
        """The account that was chosen, or None."""
        return self.people.get(self.cleaned_data["account"])


class MergeForm(forms.Form):
    """Which other lead this one is. `others` are the network's other leads as (id, name)."""

    into = forms.TypedChoiceField(
        label="Merge into",
        coerce=int,
        widget=QuickSelect,
        help_text="The spelling that stays. Names that look alike stand first.",
        error_messages={"required": "Choose the lead that stays."},
    )

    def __init__(self, data=None, *, others, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["into"].choices = [("", "Choose a lead"), *others]
