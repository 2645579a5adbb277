"""Reporting: status, rating and comment of one action or milestone or of several, and the move of a due date.

Whether a rating needs a reason, and whether a date can be read, the verbs decide; the forms show the sentence beside
its field.
"""

from django import forms

from performance.rag import RagRating
from workplans import progress
from workplans.operations import RatingChoice, StatusReport
from workplans.progress import OPEN, Status

GIVEN = (RagRating.GREEN, RagRating.AMBER, RagRating.RED)
OPEN_WORDS = " ".join(OPEN)
NONE = "none"  # how a page's script calls an empty choice


class _ReportForm(forms.Form):
    """What every report asks: a comment, and what belongs to a rating. Subclasses set the choices."""

    hide_optional = True  # which answers are needed depends on the others

    status = forms.ChoiceField(label="Status")
    rating = forms.ChoiceField(label="Rating", required=False, widget=forms.RadioSelect)
    comment = forms.CharField(
        label="Comment",
        required=False,
        max_length=4000,
        help_text="What has happened, and what comes next.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    rating_reason = forms.CharField(
        label="Why better than the facts suggest",
        required=False,
        max_length=2000,
        help_text="Needed only then. It is shown with the rating wherever that stands.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    path_to_green = forms.CharField(
        label="Path to green",
        required=False,
        max_length=2000,
        help_text="For Amber and Red: what will bring it back on course, and by when. Board readers look for this.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def lead_to_error(self):
        """Put the focus on the first answer that is wrong, where script shows the form."""
        for name in self.errors:
            if name in self.fields:
                self.fields[name].widget.attrs["data-focus"] = ""
                return

    def _refuse_silent_closing(self, cleaned, *, already=False):
        if cleaned.get("status") == Status.CLOSED and not already and not cleaned.get("comment", "").strip():
            self.add_error("comment", "Say why this will not be delivered.")


class UpdateForm(_ReportForm):
    """Status, rating and comment of one piece of work.

    `work` comes with its latest update; `suggestion_for` gives the Suggestion that a report of a status would meet.
    The version goes with the form, so that two people do not overwrite each other.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, work, suggestion_for):
        super().__init__(data, auto_id=f"id_{work.pk}_%s", initial=_standing(work))
        self.work = work
        offered = [*OPEN, Status.COMPLETE, Status.CLOSED]
        if work.status not in offered:
            offered.append(Status(work.status))
        self.fields["status"].choices = [(status.value, status.label) for status in map(Status, offered)]
        status = self.data.get("status") if data else None
        self.suggestion = suggestion_for(status if status in Status.values else work.status)
        suggested = {suggestion_for(status).rating for status in OPEN}
        self.fields["rating"].choices = self._ratings()
        # Where script runs, a question is in view only while the choice asks for it; without, all are.
        keeps = [NONE] if work.rating_given in (RagRating.AMBER, RagRating.RED) else []
        self.path_for = " ".join([RagRating.AMBER, RagRating.RED, *keeps])
        self.reason_for = " ".join(
            rating for rating in GIVEN if any(progress.needs_reason(given=rating, suggested=s) for s in suggested)
        )
        self.open_statuses = OPEN_WORDS

    def _ratings(self):
        suggested = self.suggestion.rating.label
        given = [(rating.value, rating.label) for rating in GIVEN]
        if not self.work.rating_given:
            return [(RatingChoice.KEEP.value, f"Leave it to the facts ({suggested})"), *given]
        standing = RagRating(self.work.rating_given).label
        return [
            (RatingChoice.KEEP.value, f"Keep {standing}"),
            # The same colour anew answers the facts of today; keeping it still answers those of then.
            *((value, f"{label} again, as of today" if label == standing else label) for value, label in given),
            (RatingChoice.SUGGESTED.value, f"Leave it to the facts ({suggested})"),
        ]

    def clean(self):
        cleaned = super().clean()
        self._refuse_silent_closing(cleaned, already=self.work.status == Status.CLOSED)
        standing = _standing(self.work)
        says_nothing = (
            cleaned.get("status") == self.work.status
            and not cleaned.get("rating")
            and not cleaned.get("comment", "").strip()
            and cleaned.get("path_to_green", "").strip() in ("", standing["path_to_green"])
        )
        if says_nothing and not self.errors:
            self.add_error("comment", "Nothing to record yet: change the status or rating, or write a comment.")
        return cleaned

    def report(self) -> StatusReport:
        """What was said, for the verb."""
        values = self.cleaned_data
        return StatusReport(
            status=values["status"],
            comment=values["comment"],
            rating=values["rating"],
            rating_reason=values["rating_reason"],
            path_to_green=values["path_to_green"],
        )


def _standing(work):
    latest = work.latest_update
    return {
        "status": work.status,
        "rating": RatingChoice.KEEP.value,
        "version": work.version,
        "path_to_green": latest.path_to_green if latest else "",
    }


class BulkUpdateForm(_ReportForm):
    """One report for several; what is left empty stays as it is in each."""

    def __init__(self, data=None, **kwargs):
        super().__init__(data, **kwargs)
        status = self.fields["status"]
        status.required = False
        offered = [*OPEN, Status.COMPLETE, Status.CLOSED]
        status.choices = [("", "Leave as it is"), *((status.value, status.label) for status in offered)]
        self.fields["rating"].choices = [
            (RatingChoice.KEEP.value, "Leave as it is"),
            *((rating.value, rating.label) for rating in GIVEN),
            (RatingChoice.SUGGESTED.value, "Leave it to the facts"),
        ]
        self.fields["rating_reason"].help_text = "Needed for those of which the facts suggest worse."
        self.path_for = " ".join([RagRating.AMBER, RagRating.RED])
        self.reason_for = " ".join([RagRating.GREEN, RagRating.AMBER])
        self.open_statuses = f"{NONE} {OPEN_WORDS}"

    def clean(self):
        cleaned = super().clean()
        self._refuse_silent_closing(cleaned)
        if not any(str(cleaned.get(name, "")).strip() for name in ("status", "rating", "comment")) and not self.errors:
            self.add_error(None, "Nothing to change yet: choose a status or a rating, or write a comment.")
        return cleaned

    def report_on(self, work) -> StatusReport:
        """What is said of one of them."""
        values = self.cleaned_data
        return StatusReport(
            status=values["status"] or work.status,
            comment=values["comment"],
            rating=values["rating"],
            rating_reason=values["rating_reason"],
            path_to_green=values["path_to_green"],
        )


class MoveDateForm(forms.Form):
    """A new due date under change control.

    `read` holds the words whose meaning the person has seen (see `seen`); the date moves once they have.
    """

    text = forms.CharField(
        label="New due date",
        max_length=200,
        help_text="As you would write it: 30 June 2026, Jun 26, Q2, ongoing or TBC.",
        error_messages={"required": "Write the new due date."},
        widget=forms.TextInput(attrs={"class": "nhsuk-input--width-20", "autocomplete": "off"}),
    )
    reason = forms.CharField(
        label="Why it moves",
        max_length=4000,
        error_messages={"required": "Say why the date moves."},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    agreed_by = forms.CharField(
        label="Who agreed",
        max_length=200,
        help_text="A person, role or meeting, for example the advisory board.",
        error_messages={"required": "Say who agreed to the new date."},
        widget=forms.TextInput(attrs={"class": "nhsuk-input--width-20"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, work, **kwargs):
        super().__init__(data, initial={"version": work.version}, **kwargs)

    def seen(self) -> bool:
        """Whether the words were shown with their meaning before they were sent."""
        return self.data.get("read", "").strip() == self.cleaned_data["text"].strip()
