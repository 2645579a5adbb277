"""Forms of the figures: which files are brought, and what an unknown name means."""

from crispy_forms.helper import FormHelper
from django import forms

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
        help_text="As they were published. You can choose several; their order does not matter.",
        widget=SeveralFiles(attrs={"accept": ".xlsx,.csv"}),
        error_messages={
            "required": "Choose at least one file.",
            "empty": "The file “%(name)s” is empty. Choose the file that holds the figures.",
        },
    )

    hide_optional = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.error_summary_above = True

    def clean_files(self):
        files = self.cleaned_data["files"]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(f"Bring no more than {MOST_FILES} files at once; you chose {len(files)}.")
        return files

    def sources(self):
        """Pairs of file and name."""
        return [(file, file.name) for file in self.cleaned_data["files"]]
