"""The administration of people, roles and organisations, and the reading rooms of what happened.

Every change goes through the verbs of operations.py, which ask for permission and write the history. Audit, jobs and
messages belong to the ground floor, which knows nobody; who may read them is known here.
"""

from allauth.account.models import EmailAddress
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.urls import reverse

from core.audit import AuditEvent
from core.jobs import Job
from core.outbox import EmailOutbox
from organisations import operations
from organisations.access import Capability, may_manage_account, scope
from organisations.admin_access import KeptAdmin, ReadOnlyAdmin, ScopedAdmin, ScopedTabularInline
from organisations.forms import AddPersonForm, PersonForm, ProviderAllianceForm, RoleFormSet
from organisations.grants import RoleKind
from organisations.models import (
    Alliance,
    Network,
    Provider,
    ProviderAlliance,
    Role,
    TumourGroup,
    TumourGroupSynonym,
    User,
)

MANAGE = Capability.MANAGE

# Permissions come from the table alone, and an address is changed by the verb that also writes history.
admin.site.unregister([Group, EmailAddress])


def everywhere(request) -> bool:
    """Whether this person manages what is common to all alliances."""
    return scope(request.user, MANAGE).everywhere


# --- People -----------------------------------------------------------------------------------------------------------


class RoleInline(admin.TabularInline):
    """The roles of a person in the places that the administrator manages; given and taken, never rewritten."""

    model = Role
    formset = RoleFormSet
    fields = ["kind", "alliance", "network"]
    extra = 1
    verbose_name_plural = "roles (either for a whole alliance or for one network)"

    def get_queryset(self, request):
        where = scope(request.user, MANAGE)
        roles = super().get_queryset(request).select_related("user", "alliance", "network__alliance")
        if where.everywhere:
            return roles
        return (
            roles.filter(alliance__in=where.alliances)
            | roles.filter(network__alliance__in=where.alliances)
            | roles.filter(network__in=where.networks)
        )

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.by = request.user
        return formset

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        places = db_field.remote_field.model.objects.visible_to(request.user, MANAGE)
        if db_field.name == "network":
            places = places.select_related("alliance").order_by("alliance__name", "name")
        field = super().formfield_for_foreignkey(db_field, request, queryset=places, **kwargs)
        if db_field.name == "network":
            field.label_from_instance = lambda network: f"{network.alliance}: {network}"
        return field

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        # A place is chosen here; it is made and changed on a page of its own, not in a window on top of this one.
        for offer in ("can_add_related", "can_change_related", "can_view_related", "can_delete_related"):
            if hasattr(field.widget, offer):
                setattr(field.widget, offer, False)
        return field

    def has_view_permission(self, request, obj=None):
        return bool(scope(request.user, MANAGE))

    has_delete_permission = has_view_permission

    def has_add_permission(self, request, obj=None):
        return self.has_view_permission(request, obj)

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(User)
class PersonAdmin(ScopedAdmin):
    """Accounts: made with a first role, changed where their administrator is, deactivated instead of deleted."""

    can_view = can_add = can_change = MANAGE
    list_display = ["name", "email", "job_title", "roles_here", "is_active", "last_login"]
    list_filter = ["is_active", "roles__kind"]
    search_fields = ["name", "email"]
    ordering = ["name"]
    show_full_result_count = False

    def _allows(self, request, capability, obj=None):
        # Whom an administrator may reach is settled by get_queryset; what they may change, by the fields below.
        return capability is not None and bool(scope(request.user, capability))

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("roles__alliance", "roles__network")

    @admin.display(description="roles")
    def roles_here(self, person):
        return "; ".join(f"{role.get_kind_display()}, {role.network or role.alliance}" for role in person.roles.all())

    def get_inlines(self, request, obj):
        return [RoleInline] if obj else []

    def get_form(self, request, obj=None, change=False, **kwargs):
        kwargs["form"] = PersonForm if obj else AddPersonForm
        form = super().get_form(request, obj, change=change, **kwargs)
        form.by = request.user
        return form

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return [
                (None, {"fields": ["email", "name", "job_title"]}),
                ("First role", {"fields": ["kind", "alliance", "network"]}),
                ("Signing in", {"fields": ["password"]}),
            ]
        account = ["is_active"]
        if may_manage_account(request.user, obj):
            account.append("new_password")
        if everywhere(request):
            account.append("is_superuser")
        described = (
            {}
            if may_manage_account(request.user, obj)
            else {
                "description": "This person also works where you are not an administrator, so only their roles in "
                "your places can be changed here."
            }
        )
        return [
            (None, {"fields": ["email", "name", "job_title"], **described}),
            ("Account", {"fields": [*account, "last_login"]}),
        ]

    def get_readonly_fields(self, request, obj=None):
        if obj is not None and not may_manage_account(request.user, obj):
            return ["email", "name", "job_title", "is_active", "last_login"]
        return ["last_login"]

    def save_model(self, request, obj, form, change):
        if change:
            self._change(request, obj, form)
        else:
            self._add(request, obj, form)

    def _add(self, request, obj, form):
        data, by = form.cleaned_data, request.user
        person = form.existing or operations.add_person(
            email=data["email"],
            name=data["name"],
            job_title=data["job_title"],
            password=data["password"] or None,
            by=by,
        )
        obj.pk = person.pk
        if data["kind"]:
            operations.give_role(
                person=person, kind=RoleKind(data["kind"]), alliance=data["alliance"], network=data["network"], by=by
            )
        if form.existing:
            messages.info(request, f"{person} has an account already, and now has this role as well.")
        elif not data["password"]:
            address = request.build_absolute_uri(reverse("account_reset_password"))
            operations.invite(person=person, by=by, address=address)
            messages.info(request, f"An invitation goes to {person.email}.")

    def _change(self, request, obj, form):
        data, by = form.cleaned_data, request.user
        fields = {name: data[name] for name in ("email", "name", "job_title", "is_superuser") if name in data}
        if fields:
            operations.revise_person(person=obj, by=by, **fields)
        if "is_active" in form.changed_data:
            (operations.reactivate if data["is_active"] else operations.deactivate)(person=obj, by=by)
        if data.get("new_password"):
            operations.set_password(person=obj, password=data["new_password"], by=by)

    def save_formset(self, request, form, formset, change):
        formset.save(commit=False)
        for role in formset.deleted_objects:
            operations.take_role(role=role, by=request.user)
        for role in formset.new_objects:
            operations.give_role(
                person=role.user, kind=role.kind, alliance=role.alliance, network=role.network, by=request.user
            )


# --- Organisations ----------------------------------------------------------------------------------------------------


class CommonAdmin(KeptAdmin):
    """What is common to all alliances: every administrator reads it, superusers change it."""

    def visible(self, queryset, user):
        return queryset

    def has_view_permission(self, request, obj=None):
        return bool(scope(request.user, MANAGE))

    def has_add_permission(self, request):
        return everywhere(request)

    def has_change_permission(self, request, obj=None):
        return everywhere(request)

    has_delete_permission = has_change_permission


@admin.register(Alliance)
class AllianceAdmin(CommonAdmin):
    """An alliance's administrators may mend its name; codes and nation hang together with other data."""

    list_display = ["name", "code", "nation", "ons_code"]
    list_filter = ["nation"]
    search_fields = ["name", "code"]

    def visible(self, queryset, user):
        return queryset.visible_to(user, MANAGE)

    def has_change_permission(self, request, obj=None):
        where = scope(request.user, MANAGE)
        return where.everywhere or (obj.pk in where.alliances if obj else bool(where.alliances))

    def has_delete_permission(self, request, obj=None):
        return everywhere(request)

    def get_readonly_fields(self, request, obj=None):
        return [] if everywhere(request) else ["code", "nation", "ons_code"]


@admin.register(Network)
class NetworkAdmin(KeptAdmin):
    list_display = ["name", "alliance", "tumour_group", "code"]
    list_filter = [("alliance", admin.RelatedOnlyFieldListFilter), "tumour_group"]
    list_select_related = ["alliance", "tumour_group"]
    search_fields = ["name", "code"]
    ordering = ["alliance__name", "name"]

    def visible(self, queryset, user):
        return queryset.visible_to(user, MANAGE)

    def place_of(self, obj):
        return obj.alliance_id, obj.pk

    def has_add_permission(self, request):
        where = scope(request.user, MANAGE)
        return where.everywhere or bool(where.alliances)

    def has_delete_permission(self, request, obj=None):
        return self.has_add_permission(request) and super().has_delete_permission(request, obj)

    def get_readonly_fields(self, request, obj=None):
        # Who administers one network only has no other alliance to move it to.
        return [] if self.has_add_permission(request) else ["alliance", "code"]


class AlliancePeriods(ScopedTabularInline):
    model = ProviderAlliance
    fields = readonly_fields = ["alliance", "valid_from", "valid_until", "source"]
    verbose_name_plural = "alliances over time"


@admin.register(Provider)
class ProviderAdmin(CommonAdmin):
    list_display = ["name", "ods_code", "nation", "successor", "succeeded_on"]
    list_filter = ["nation"]
    list_select_related = ["successor"]
    search_fields = ["name", "ods_code"]
    inlines = [AlliancePeriods]


@admin.register(ProviderAlliance)
class ProviderAllianceAdmin(KeptAdmin):
    """Which provider belonged to which alliance when. To move one: end the old row, then add the new one."""

    form = ProviderAllianceForm
    list_display = ["provider", "alliance", "valid_from", "valid_until", "source"]
    list_filter = [("alliance", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["provider", "alliance"]
    search_fields = ["provider__name", "provider__ods_code"]
    ordering = ["provider__name", "valid_from"]

    def visible(self, queryset, user):
        where = scope(user, MANAGE)
        return queryset if where.everywhere else queryset.filter(alliance__in=where.alliances)

    def has_add_permission(self, request):
        where = scope(request.user, MANAGE)
        return where.everywhere or bool(where.alliances)


class SynonymInline(admin.TabularInline):
    model = TumourGroupSynonym
    extra = 1

    def has_view_permission(self, request, obj=None):
        return bool(scope(request.user, MANAGE))

    def has_change_permission(self, request, obj=None):
        return everywhere(request)

    def has_add_permission(self, request, obj=None):
        return everywhere(request)

    has_delete_permission = has_change_permission


@admin.register(TumourGroup)
class TumourGroupAdmin(CommonAdmin):
    list_display = ["name", "code"]
    search_fields = ["name", "code", "synonyms__name"]
    inlines = [SynonymInline]


# --- What happened ----------------------------------------------------------------------------------------------------


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    """Who changed what: administrators read what happened in their alliances."""

    can_view = MANAGE
    list_display = ["at", "actor", "verb", "subject_label", "note"]
    list_filter = ["verb", "subject_type"]
    search_fields = ["subject_label", "actor_label", "note"]
    ordering = ["-at", "-id"]
    show_full_result_count = False
    fields = ["at", "actor", "verb", "subject_label", "subject_type", "subject_id", "what_changed", "note"]

    def visible(self, queryset, user):
        where = scope(user, MANAGE)
        return queryset if where.everywhere else queryset.filter(alliance_id__in=where.alliances)

    def get_readonly_fields(self, request, obj=None):
        return self.fields

    @admin.display(description="by", ordering="actor_label")
    def actor(self, event):
        return event.actor_label or "the system"

    @admin.display(description="what changed")
    def what_changed(self, event):
        return "\n".join(f"{name.replace('_', ' ')}: {old} → {new}" for name, (old, new) in event.changes.items())


class ServiceAdmin(ReadOnlyAdmin):
    """How the service itself is doing: for superusers."""

    can_view = MANAGE
    show_full_result_count = False

    def visible(self, queryset, user):
        return queryset if scope(user, MANAGE).everywhere else queryset.none()

    def has_view_permission(self, request, obj=None):
        return everywhere(request)


@admin.register(Job)
class JobAdmin(ServiceAdmin):
    list_display = ["kind", "key", "state", "attempts", "created_at", "finished_at"]
    list_filter = ["state", "kind"]
    search_fields = ["key"]
    ordering = ["-created_at"]


@admin.register(EmailOutbox)
class EmailOutboxAdmin(ServiceAdmin):
    list_display = ["subject", "to", "state", "attempts", "created_at", "sent_at"]
    list_filter = ["state"]
    search_fields = ["to", "subject"]
    ordering = ["-created_at"]
