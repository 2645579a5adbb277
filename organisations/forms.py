"""What administrators type in about people and organisations, and the checks that need other rows."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet

from organisations import operations
from organisations.access import Capability
from organisations.grants import RoleKind
from organisations.models import Alliance, Network, ProviderAlliance, User


class AddPersonForm(forms.ModelForm):
    """A new person with their first role. `by`, who asks, is set by the admin.

    An address that has an account already is no mistake: that person gets the role, and the account stays as it is.
    """

    by: User

    kind = forms.ChoiceField(label="Role", choices=[("", "Choose a role"), *RoleKind.choices], required=False)
    alliance = forms.ModelChoiceField(
        Alliance.objects.none(), required=False, help_text="Where the role is for a whole alliance."
    )
    network = forms.ModelChoiceField(
        Network.objects.none(), required=False, help_text="Where the role is for one network only."
    )
    password = forms.CharField(
        label="Temporary password",
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Leave empty to invite the person by e-mail to choose one.",
    )

    class Meta:
        model = User
        fields = ["email", "name", "job_title"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.existing = None
        for name, places in (("alliance", Alliance.objects), ("network", Network.objects.select_related("alliance"))):
            self.fields[name].queryset = places.visible_to(self.by, Capability.MANAGE)
        self.fields["network"].label_from_instance = lambda network: f"{network.alliance}: {network}"

    def clean_email(self):
        email = self.cleaned_data["email"].strip().lower()
        self.existing = User.objects.filter(email__iexact=email).first()
        return email

    def clean(self):
        data = super().clean()
        places = [place for place in (data.get("alliance"), data.get("network")) if place]
        if not data.get("kind"):
            if not self.by.is_superuser or places or self.existing:
                self.add_error("kind", "Choose the person's first role.")
        elif len(places) != 1:
            self.add_error("alliance", "Choose either an alliance or one network.")
        if data.get("password") and not self.existing:
            try:
                validate_password(data["password"], User(email=data.get("email", ""), name=data.get("name", "")))
            except ValidationError as error:
                self.add_error("password", error)
        return data

    def _post_clean(self):
        if self.existing is None:
            super()._post_clean()

    def save(self, commit=True):
        # The verbs save; the admin wants the object.
        self.save_m2m = lambda: None
        return self.existing or self.instance


class PersonForm(forms.ModelForm):
    """An account as an administrator changes it."""

    by: User

    new_password = forms.CharField(
        label="New temporary password",
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Ends every session of this account. Leave empty to keep the password.",
    )

    class Meta:
        model = User
        fields = ["email", "name", "job_title", "is_active", "is_superuser"]

    def clean_email(self):
        return self.cleaned_data["email"].strip().lower()

    def clean_new_password(self):
        password = self.cleaned_data["new_password"]
        if password:
            validate_password(password, self.instance)
        return password

    def clean_is_active(self):
        active = self.cleaned_data["is_active"]
        if not active and (problem := operations.cannot_deactivate(self.instance, by=self.by)):
            raise ValidationError(problem)
        return active


class RoleFormSet(BaseInlineFormSet):
    """The roles of one person; `by`, who asks, is set by the admin."""

    by: User

    def clean(self):
        super().clean()
        for form in self.deleted_forms:
            if form.instance.pk and (problem := operations.cannot_take(form.instance, by=self.by)):
                raise ValidationError(problem)


class ProviderAllianceForm(forms.ModelForm):
    """Which alliance a provider belongs to, and when: one at a time."""

    class Meta:
        model = ProviderAlliance
        fields = ["provider", "alliance", "valid_from", "valid_until", "source"]

    def _post_clean(self):
        super()._post_clean()
        if not self.errors and (problem := operations.overlapping(self.instance)):
            self.add_error(None, problem)
