"""Risks, mitigations and issues: adding, scoring, closing."""

from django import forms

from alliance.exposure import IMPACTS, LIKELIHOODS, Score
from alliance.forms.dashboard import AnyDayField, DayField
from alliance.models import RiskCategory, Severity
from core.forms import QuickSelect

_LIKELIHOODS = [(value, f"{value} {word}") for value, word in LIKELIHOODS]
_IMPACTS = [(value, f"{value} {word}") for value, word in IMPACTS]


def _scale(label, choices, *, required=True):
    return forms.TypedChoiceField(
        label=label,
        choices=[("", "Choose" if required else "Not set"), *choices],
        coerce=int,
        empty_value=None,
        required=required,
        widget=forms.Select,
        error_messages={"required": f"Choose the {label[:1].lower()}{label[1:]}."},
    )


def _text(label, rows=2, *, required=False, help_text="", missing=""):
    return forms.CharField(
        label=label,
        required=required,
        max_length=4000,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing},
    )


def _as_at(today):
    field = DayField(label="As at", latest=today, initial=today)
    field.required = True
    field.error_messages["required"] = "Choose the day that this speaks of."
    return field


class _InTheRegister(forms.Form):
    """What risks and issues share: where they hang and whose they are. `places` and `people` are the choices."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *, places, people, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["hangs"] = forms.ChoiceField(
            label="Belongs to", choices=places, required=not any(key == "" for key, _ in places), widget=QuickSelect,
            error_messages={"required": "Choose what it belongs to."},
        )  # fmt: skip
        self.fields["owner_name"] = forms.CharField(
            label="Owner", max_length=200, required=False, help_text="A role, a person or a body."
        )
        self.fields["owner"] = forms.ModelChoiceField(
            label="Account of the owner",
            queryset=people,
            required=False,
            empty_label="No account",
            help_text="Gets the reminders, and may score and revise it.",
            widget=QuickSelect,
        )


class RiskForm(_InTheRegister):
    """A risk. Its score now is asked for only where it is new; later it is scored on a form of its own."""

    title = forms.CharField(
        label="Risk",
        max_length=300,
        help_text="What may happen, in one line.",
        error_messages={"required": "Say what may happen."},
    )
    cause = _text("Cause", help_text="Because of …")
    effect = _text("Effect", help_text="… which would lead to …")
    category = forms.ChoiceField(label="Category", choices=RiskCategory.choices, initial=RiskCategory.DELIVERY)
    inherent_likelihood = _scale("Likelihood before mitigation", _LIKELIHOODS)
    inherent_impact = _scale("Impact before mitigation", _IMPACTS)
    likelihood = _scale("Likelihood now", _LIKELIHOODS, required=False)
    impact = _scale("Impact now", _IMPACTS, required=False)
    target_likelihood = _scale("Likelihood aimed at", _LIKELIHOODS, required=False)
    target_impact = _scale("Impact aimed at", _IMPACTS, required=False)
    review_on = AnyDayField(label="Next review")

    order = (
        "title", "cause", "effect", "hangs", "category", "owner_name", "owner", "inherent_likelihood",
        "inherent_impact", "likelihood", "impact", "target_likelihood", "target_impact", "review_on", "version",
    )  # fmt: skip

    def __init__(self, data=None, *, new: bool, **kwargs):
        super().__init__(data, **kwargs)
        if new:
            self.fields["likelihood"].help_text = "Left unset, as before mitigation."
        else:
            del self.fields["likelihood"]
            del self.fields["impact"]
        self.order_fields(self.order)

    def clean(self):
        said = super().clean()
        for pair, words in (("", "now"), ("target_", "aimed at")):
            names = (f"{pair}likelihood", f"{pair}impact")
            given = [said.get(name) is not None for name in names]
            if any(given) and not all(given):
                self.add_error(names[given.index(False)], f"Give both likelihood and impact {words}, or neither.")
        return said

    def score(self, prefix="") -> Score | None:
        """The score given under a prefix: "", "inherent_" or "target_"."""
        likelihood, impact = (self.cleaned_data.get(f"{prefix}{name}") for name in ("likelihood", "impact"))
        return Score(likelihood, impact) if likelihood and impact else None


class ScoreForm(forms.Form):
    """A risk scored anew."""

    likelihood = forms.TypedChoiceField(label="Likelihood", choices=_LIKELIHOODS, coerce=int, widget=forms.RadioSelect)
    impact = forms.TypedChoiceField(label="Impact", choices=_IMPACTS, coerce=int, widget=forms.RadioSelect)
    comment = _text("What has changed", rows=3)
    review_on = AnyDayField(label="Next review")
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *, today, review_on, **kwargs):
        super().__init__(data, **kwargs)
        self.today = today
        self.fields["on"] = _as_at(today)
        review = self.fields["review_on"]
        if review_on and review_on < today:
            review.required = True
            review.error_messages["required"] = "The review was overdue. Choose the next day of review."
            review.help_text = f"It was due on {review_on:%-d %B %Y}. Choose the next day."
        else:
            self.initial["review_on"] = review_on
        self.order_fields(["likelihood", "impact", "comment", "on", "review_on", "version"])

    def clean_review_on(self):
        day = self.cleaned_data["review_on"]
        if day and day < self.today:
            raise forms.ValidationError("Choose a day that is still ahead.")
        return day


class CloseRiskForm(forms.Form):
    """Why a risk is closed, or how an issue was resolved."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *, name, label, missing, **kwargs):
        super().__init__(data, **kwargs)
        self.fields[name] = _text(label, rows=3, required=True, missing=missing)


class MitigationForm(forms.Form):
    """What is done about a risk."""

    text = _text("Mitigation", rows=3, required=True, missing="Say what is done.")
    owner_name = forms.CharField(label="Owner", max_length=200, required=False)
    due_text = forms.CharField(
        label="Due",
        max_length=200,
        required=False,
        help_text="As people write it: Q3, Jan 27, 30/09/2026, ongoing, tbc.",
        widget=forms.TextInput(attrs={"class": "nhsuk-input--width-10"}),
    )


class IssueForm(_InTheRegister):
    """What has happened. Raised from a risk it hangs where the risk does."""

    title = forms.CharField(
        label="Issue", max_length=300, help_text="What has happened, in one line.",
        error_messages={"required": "Say what has happened."},
    )  # fmt: skip
    text = _text("More about it", rows=3)
    severity = forms.ChoiceField(label="Severity", choices=Severity.choices, initial=Severity.MODERATE)
    mitigation = _text("What is being done", rows=3)
    keep_risk_open = forms.BooleanField(label="Keep the risk open: it may happen again", required=False)

    def __init__(self, data=None, *, from_risk: bool, **kwargs):
        super().__init__(data, **kwargs)
        if from_risk:
            del self.fields["hangs"]
        else:
            del self.fields["keep_risk_open"]
        self.order_fields(["title", "text", "severity", "hangs", "owner_name", "owner", "mitigation"])
