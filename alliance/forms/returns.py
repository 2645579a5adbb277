"""Quarterly returns: opening, writing, signing off, correcting."""

from django import forms

from alliance.forms.dashboard import AnyDayField


class _DayAhead(AnyDayField):
    """A day by which something is to be done."""

    def __init__(self, **kwargs):
        super().__init__(required=True, **kwargs)
        self.widget.attrs["class"] = "nhsuk-input--width-10"
        self.error_messages["required"] = "Choose the day by which the commentaries are due."


class OpenReturnForm(forms.Form):
    """Which quarter, and by when its commentaries are due. `quarters` are those that can be opened."""

    quarter = forms.TypedChoiceField(
        label="Quarter", coerce=int, error_messages={"required": "Choose the quarter."}, widget=forms.RadioSelect
    )
    due_on = _DayAhead(
        label="Commentaries are due on",
        help_text="Programme leads are reminded a week before, on the day after, and then every week.",
    )

    def __init__(self, data=None, *, quarters, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["quarter"].choices = [(quarter.number, str(quarter)) for quarter in quarters]


class ReturnDateForm(forms.Form):
    """Another day by which the commentaries are due."""

    due_on = _DayAhead(label="Commentaries are due on")


class CommentaryForm(forms.Form):
    """What the lead of a workstream says of the quarter. The version goes with it, so that nobody's words are lost."""

    hide_optional = True  # a draft may be empty, what is handed in may not

    text = forms.CharField(
        label="Commentary on the quarter",
        required=False,
        max_length=6000,
        help_text=(
            "What was achieved, what is late and why, and what the board should know or decide. "
            "The milestones below go in by themselves."
        ),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class SignOffForm(forms.Form):
    """A statement that goes with the return; where something is missing, why it is signed all the same."""

    statement = forms.CharField(
        label="Statement (optional)",
        required=False,
        max_length=4000,
        help_text="Read at the top of the return, for example who agreed it and in which meeting.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    gaps_accepted = forms.CharField(
        label="Why it is signed with gaps",
        required=False,
        max_length=2000,
        help_text="Needed because something is missing. It is printed with the return.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data=None, *, gaps, **kwargs):
        super().__init__(data, **kwargs)
        if not gaps:
            del self.fields["gaps_accepted"]


class CorrectReturnForm(forms.Form):
    """Why a signed return is corrected, and by when."""

    reason = forms.CharField(
        label="What is to be corrected",
        max_length=2000,
        error_messages={"required": "Say what is to be corrected."},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    due_on = _DayAhead(label="The correction is due on")
