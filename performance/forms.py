"""Forms of the figures: which files are brought, and what an unknown name means."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from core.forms import QuickSelect, Radios
from organisations.models import Nation
from performance.importing.doors import WAITING_TIMES
from performance.models import BodyKind

MOST_FILES = 24


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or several files; its value is a list."""

    widget = SeveralFiles

    def clean(self, data, initial=None):
        return [super(FilesField, self).clean(one, initial) for one in data or [None]]


class BringFiguresForm(forms.Form):
    """The files of waiting times that somebody brings."""

    files = FilesField(
        label="Excel or CSV files",
        help_text="As they were published, or in our own layout. You can choose several; their order does not matter.",
        widget=SeveralFiles(attrs={"accept": WAITING_TIMES.accept}),
        error_messages={
            "required": "Choose at least one file.",
            "empty": f"The file “%(name)s” is empty. {WAITING_TIMES.choose}",
        },
    )

    hide_optional = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = _helper()

    def clean_files(self):
        files = self.cleaned_data["files"]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(f"Bring no more than {MOST_FILES} files at once; you chose {len(files)}.")
        return files

    def sources(self):
        """Pairs of file and name."""
        return [(file, file.name) for file in self.cleaned_data["files"]]


OTHER_NAME, OF_ITS_OWN = "other", "own"


class WhoIsThisForm(forms.Form):
    """What a code means that nobody has vouched for: another name of somebody known, or an organisation of its own."""

    what = forms.ChoiceField(
        label="What is it?",
        choices=[(OTHER_NAME, "Another code or name of an organisation that is known"), (OF_ITS_OWN, "One of its own")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say what it is."},
    )
    known = forms.ChoiceField(label="Which organisation is it?", required=False, widget=QuickSelect)
    name = forms.CharField(label="Its name", required=False, max_length=200)
    kind = forms.ChoiceField(label="What kind of organisation is it?", required=False, widget=QuickSelect)
    nation = forms.ChoiceField(label="Where is it?", required=False, choices=Nation.choices, widget=QuickSelect)

    hide_optional = True

    def __init__(self, *args, known, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["known"].choices = [("", "Choose one"), *known]
        kinds = [choice for choice in BodyKind.choices if choice[0] != BodyKind.UNKNOWN]
        self.fields["kind"].choices = [("", "Choose one"), *kinds]
        self.helper = _helper()
        own = Layout("name", "kind", "nation")
        self.helper.layout = Layout(Radios("what", reveals={OTHER_NAME: "known", OF_ITS_OWN: own}))

    def clean(self):
        said = super().clean()
        if said.get("what") == OTHER_NAME and not said.get("known") and "known" not in self.errors:
            self.add_error("known", "Choose the organisation.")
        if said.get("what") == OF_ITS_OWN:
            if not said.get("name"):
                self.add_error("name", "Give its name.")
            if not said.get("kind") and "kind" not in self.errors:
                self.add_error("kind", "Choose what kind of organisation it is.")
        return said


class WhichGroupForm(forms.Form):
    """Which tumour group a published name means."""

    group = forms.ChoiceField(
        label="Which tumour group is it?",
        widget=QuickSelect,
        error_messages={"required": "Choose the tumour group."},
    )

    hide_optional = True

    def __init__(self, *args, groups, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = [("", "Choose one"), *groups]
        self.helper = _helper()


def _helper():
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.error_summary_above = True
    return helper
